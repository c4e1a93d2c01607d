"""An object of the student's that stands for data is read once, and all views of it answer from that reading.

Two views could give different items: the right ones to the check of the items, sorted ones to the check of the order.
So what an object has given once it gives until the next call of the student's code: `[i]` is the item that iteration
gives at `i`, and `items`, `values` and `[key]` are those of the keys that iteration gives. Items are asked for as they
are needed.
"""

import operator
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any

from autograder.bridge import chunks

# The methods that give an object's items. Where the exercise asks for one of them, the student's own one is meant.
_GIVING = frozenset(("__len__", "__iter__", "__getitem__", "keys"))


class Told(dict[int, int]):
    """What the other side's objects have said since the last call: how long each is (by number), and their items."""

    def __init__(self) -> None:
        super().__init__()
        self.readings: dict[int, Reading] = {}
        self.asked = 0  # how often the other side has been asked for something that may run its code

    def clear(self) -> None:
        super().clear()
        self.readings.clear()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """A call may change an object. To ask for its items changes nothing."""
        lengths, readings = dict(self), dict(self.readings)
        yield
        self.update(lengths)
        self.readings.update(readings)


def reading_of(remote: object) -> "Reading | None":
    """What is read of the object since the last call; None where it does not stand for data, or is a library's.

    A library's own objects may give other items each time by design, as a DataLoader that shuffles does.
    """
    link, kind = object.__getattribute__(remote, "_link"), type(remote)
    if not link.judge or not _GIVING.isdisjoint(link.methods) or object.__getattribute__(remote, "_is_class"):
        return None
    if hasattr(kind, "__next__") or not (hasattr(kind, "__iter__") or hasattr(kind, "__getitem__")):
        return None
    if any(map(_is_of_a_library, object.__getattribute__(remote, "_bases"))):
        return None
    readings, key = link.told.readings, object.__getattribute__(remote, "_id")
    if key not in readings:
        readings[key] = Reading(remote, link)
    return readings[key]  # type: ignore[no-any-return]


def _is_of_a_library(base: str) -> bool:
    root = base.partition(":")[0].partition(".")[0]
    return root != "__main__" and root not in sys.stdlib_module_names and root in sys.modules


def hold_to(remote: object, length: int) -> int:
    """`length`, if it is the one that the object has told before. Raises TypeError if it is not."""
    link, key = object.__getattribute__(remote, "_link"), object.__getattribute__(remote, "_id")
    if link.judge and "__len__" not in link.methods and link.told.setdefault(key, length) != length:
        raise TypeError(f"{object.__getattribute__(remote, '_type_name')}: an object that has more than one length")
    return length


def next_of(items: Any) -> Any:
    """The next item of an object's own iterator, by which no object changes."""
    if hasattr(type(items), "_of"):
        return object.__getattribute__(items, "_link").request("special", items, "__next__")
    return next(items)


class Reading:
    """The items of one object, or its keys and their values, as far as they have been asked for."""

    def __init__(self, remote: object, link: Any) -> None:
        self._remote, self._link, self._key = remote, link, object.__getattribute__(remote, "_id")
        self._items: list[Any] = []
        self._given: dict[Any, Any] = {}  # by keys that are no places
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
        """A mapping's keys and values."""
        return {key: self._ask(key) for key in self}

    def _ask(self, key: Any) -> Any:
        """What the object itself gives for the key, once."""
        try:
            known = key in self._given
        except TypeError:  # not hashable
            return self._link.request("special", self._remote, "__getitem__", key)
        if not known:
            self._given[key] = self._link.request("special", self._remote, "__getitem__", key)
        return self._given[key]

    def _draw(self) -> bool:
        """Ask for one more item. False: there is none, and there have been as many as the object is long."""
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
        """Whether no code of the student's has been called since: a loop goes on over an object that has changed."""
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
