"""Fetches several items of the other side's object with one message, where this changes nothing for a test.

In one kernel an item is made when it is requested. A generator runs the student's code between two items. If its items
were fetched ahead, that code would print, change objects or raise too early. So only the iterators of Python's own
sequences give several items at once, and only where no other object holds the iterator. A list may change during a
loop. So the items that are fetched ahead are dropped as soon as there is any other request.
"""

import copy
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from autograder.faults import Malformed

MOST = 1000
_SHORT = 1000  # characters of a text
_EXAMPLES: tuple[Any, ...] = ([], (), range(0), range(2**64), "", "é", b"")
_SEQUENCES = tuple(type(iter(one)) for one in _EXAMPLES)
_SMALL = (bool, int, float, complex, type(None))


class Fresh:
    """On the side of the items: an iterator of a sequence that no other object holds. `serve` moves its position."""

    __slots__ = ("__weakref__", "_iterator")

    def __init__(self, iterator: Iterator[Any]) -> None:
        self._iterator = iterator


def _iterator(thing: Any) -> tuple[Any, int]:
    """The iterator of `thing`, and how many references to it there are."""
    iterator = type(thing).__iter__(thing)
    return iterator, sys.getrefcount(iterator)


# What `_iterator` counts for an iterator that no other object holds. The number depends on the version of Python.
_, _ALONE = _iterator([])


def begin(thing: Any) -> tuple[bool, Any]:
    """(True, a Fresh) where the items of `thing` may come in chunks, else (False, the iterator)."""
    iterator, references = _iterator(thing)
    if type(iterator) in _SEQUENCES and references == _ALONE:
        return True, Fresh(iterator)
    return False, iterator


def serve(fresh: Any, taken: int, most: int) -> list[Any]:
    """The next items. `taken`: how many items of the last chunk were used.

    The list has at most `most` items. It ends after an item that may be large. It is empty at the end.
    """
    for _ in islice(fresh._iterator, taken):
        pass
    chunk: list[Any] = []
    for item in islice(copy.copy(fresh._iterator), min(most, MOST)):
        chunk.append(item)
        if not (type(item) in _SMALL or (type(item) is str and len(item) <= _SHORT)):
            break
    return chunk


def items_of(link: Any, remote: Any) -> Any:
    """An iterator over the other side's object: the object's own, or one that fetches the items in chunks."""
    if not link.judge:
        return link.request("special", remote, "__iter__")
    answer = link.request("items", remote)
    if type(answer) is not tuple or len(answer) != 2:
        raise Malformed("not an iterator")
    return _drawn(link, answer[1]) if answer[0] is True else answer[1]


def _drawn(link: Any, fresh: Any) -> Iterator[Any]:
    taken, most = 0, 1
    while True:
        asked = link.told.asked
        chunk = link.request("chunk", fresh, taken, most)
        if type(chunk) is not list or len(chunk) > most:
            raise Malformed("not the items that were asked for")
        if not chunk:
            return
        most *= 2
        for taken, item in enumerate(chunk, 1):  # noqa: B007
            yield item
            if link.told.asked != asked:
                most = 1
                break
