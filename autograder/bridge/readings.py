"""A student's object that represents data is read once. All its views answer from that reading.

Otherwise two views could give different items: the right ones where a test checks the items, sorted ones where it
checks the order. So the items stay the same until the next call of the student's code: `[i]` is item `i` of the
iteration, and `items`, `values` and `[key]` belong to the keys of the iteration. Items are requested when they are
needed.
"""

import operator
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

from autograder.bridge import chunks
from autograder.faults import NotBelieved

# The methods that give an object's items. Where the exercise asks for one of them, the student's method is called.
_GIVING = frozenset(("__len__", "__iter__", "__getitem__", "keys"))


class Told(dict[int, int]):
    """The lengths (by number) and items that the other side's objects have given since the last call."""

    def __init__(self) -> None:
        super().__init__()
        self.readings: dict[int, Reading] = {}
        self.looks: dict[tuple[int, str], Any] = {}  # attributes, and what an object is converted to
        self.asked = 0  # how many requests have been sent that may run the other side's code

    def clear(self) -> None:
        super().clear()
        self.readings.clear()
        self.looks.clear()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Keep lengths and items over the block, although it makes a call. The block only asks for items."""
        lengths, readings, looks = dict(self), dict(self.readings), dict(self.looks)
        yield
        self.update(lengths)
        self.readings.update(readings)
        self.looks.update(looks)


def reading_of(remote: object) -> "Reading | None":
    """The reading of the object since the last call. None for an object that is not data, and for a library's object.

    A library's object may give other items each time by design, for example a DataLoader that shuffles.
    """
    link, kind = object.__getattribute__(remote, "_link"), type(remote)
    if not link.judge or not _GIVING.isdisjoint(link.methods) or object.__getattribute__(remote, "_is_class"):
        return None
    if hasattr(kind, "__next__") or not (hasattr(kind, "__iter__") or hasattr(kind, "__getitem__")):
        return None
    if any(_is_of_a_library(base, link.words) for base in object.__getattribute__(remote, "_bases")[:1]):
        return None
    readings, key = link.told.readings, object.__getattribute__(remote, "_id")
    if key not in readings:
        readings[key] = Reading(remote, link)
    return readings[key]  # type: ignore[no-any-return]


def _is_of_a_library(base: str, words: frozenset[str] | None) -> bool:
    """`words`: those of the solution, which has such an object only where it names its class."""
    module, _, name = base.partition(":")
    root = module.partition(".")[0]
    known = root != "__main__" and root not in sys.stdlib_module_names and root in sys.modules
    return known and (words is None or name in words)


def hold_to(remote: object, length: int) -> int:
    """Return `length`. Raises NotBelieved where the object has given another length before."""
    link, key = object.__getattribute__(remote, "_link"), object.__getattribute__(remote, "_id")
    if link.judge and "__len__" not in link.methods and link.told.setdefault(key, length) != length:
        raise NotBelieved(f"{object.__getattribute__(remote, '_type_name')}: an object that has more than one length")
    return length


def next_of(items: Any) -> Any:
    """The next item of an object's own iterator. The readings stay valid, since this changes no object."""
    if hasattr(type(items), "_of"):
        return object.__getattribute__(items, "_link").request("special", items, "__next__")
    return next(items)


class Reading:
    """The items of one object, or its keys and their values, as far as they have been requested."""

    def __init__(self, remote: object, link: Any) -> None:
        self._remote, self._link, self._key = remote, link, object.__getattribute__(remote, "_id")
        self._items: list[Any] = []
        self._given: dict[Any, Any] = {}  # values by key, for keys that are not indices of the iteration
        self._keys: frozenset[Any] | None = None
        self._iterates = hasattr(type(remote), "__iter__")
        self._has_length = hasattr(type(remote), "__len__")
        self.is_mapping = False
        if hasattr(type(remote), "__getitem__"):
            with suppress(Exception):
                self.is_mapping = callable(link.request("get", remote, "keys"))
        self._source = self._all()

    def __iter__(self) -> Iterator[Any]:
        place = 0
        while place < len(self._items) or self._draw():
            yield self._items[place]
            place += 1

    def __getitem__(self, key: Any) -> Any:
        if self.is_mapping:
            if self._keys is None:
                self._keys = frozenset(self)
            if key not in self._keys:
                raise KeyError(key)
            return self._ask(key)
        if isinstance(key, slice):
            return list(self)[key]
        if not hasattr(type(key), "__index__"):
            return self._ask(key)
        place = operator.index(key)
        if place < 0 and (self._iterates or self._has_length):
            place += len(self._remote) if self._has_length else len(list(self))  # type: ignore[arg-type]
        if not self._iterates:
            return self._ask(place)
        while place >= len(self._items) and self._draw():
            pass
        if not 0 <= place < len(self._items):
            raise IndexError("index out of range")
        return self._items[place]

    def as_dict(self) -> dict[Any, Any]:
        """The keys and values of a mapping."""
        return {key: self._ask(key) for key in self}

    def _ask(self, key: Any) -> Any:
        """The object's own value for the key. A hashable key is requested once."""
        try:
            known = key in self._given
        except TypeError:  # not hashable
            return self._link.request("special", self._remote, "__getitem__", key)
        if not known:
            self._given[key] = self._link.request("special", self._remote, "__getitem__", key)
        return self._given[key]

    def _draw(self) -> bool:
        """Request one more item. Returns False where there is none. Raises TypeError where the length does not fit."""
        try:
            self._items.append(next(self._source))
        except StopIteration:
            if self._is_current():
                hold_to(self._remote, len(self._items))
            return False
        if self._is_current() and len(self._items) > self._link.told.get(self._key, sys.maxsize):
            hold_to(self._remote, len(self._items))
        return True

    def _is_current(self) -> bool:
        """Whether the student's code has not been called since. A loop may go on over an object that has changed."""
        return self._link.told.readings.get(self._key) is self

    def _all(self) -> Iterator[Any]:
        if self._iterates:
            items = chunks.items_of(self._link, self._remote)
        elif self.is_mapping:
            with self._link.told.kept():
                items = iter(self._link.request("call", self._link.request("get", self._remote, "keys")))
        else:
            yield from self._by_place()
            return
        while True:
            try:
                item = next_of(items)
            except StopIteration:
                return
            yield item

    def _by_place(self) -> Iterator[Any]:
        for place in count():
            try:
                item = self._ask(place)
            except IndexError:
                return
            yield item
