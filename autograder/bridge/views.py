"""All views of a student's object that stands for data tell of one length: `len`, iteration, `items`, `shape`, …

An object could say that it has three items and give none. `for got, want in zip(remote, wanted)` would then check
nothing. So an object keeps one length from one call of the student's code to the next. The length is the student's
own only where the exercise asks for a class with `__len__`.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from autograder.bridge.readings import hold_to, next_of, reading_of

_SIZED = (list, tuple, dict, set, frozenset, np.ndarray)


def counted(remote: object, items: Any) -> Iterator[Any]:
    """The items one by one; at their end there have been as many as the object is long."""
    count = 0
    with suppress(StopIteration):
        while True:
            item = next_of(items)
            count += 1
            yield item
    hold_to(remote, count)


def held(remote: object, name: str, value: Any) -> Any:
    """An attribute, held to the object's length where `trust.VIEWS` says that it tells of it."""
    link = object.__getattribute__(remote, "_link")
    if name == "shape":
        if type(value) is tuple and value and type(value[0]) is int:
            hold_to(remote, value[0])
        return value
    if name == "empty":
        if type(value) is bool and hasattr(type(remote), "__len__") and value != (len(remote) == 0):  # type: ignore[arg-type]
            raise TypeError(f"{object.__getattribute__(remote, '_type_name')}: empty, and has a length")
        return value
    reading = reading_of(remote) if callable(value) else None
    if reading is not None and reading.is_mapping and name in ("items", "keys", "values"):
        return lambda: getattr(reading.as_dict(), name)()
    return _Method(remote, value, link) if callable(value) else _measured(remote, value, name == "values")


def _measured(remote: object, value: Any, whole: bool = True) -> Any:
    """What a view has given: data that has the object's length, or items that will be counted."""
    if not whole:
        return value
    if isinstance(value, _SIZED) and getattr(value, "shape", None) != ():
        hold_to(remote, len(value))
    elif hasattr(type(value), "_of") and (hasattr(type(value), "__iter__") or hasattr(type(value), "__next__")):
        return _Items(remote, value)
    return value


class _Method:
    """A method of the object that gives a view of it: called as itself, and what comes of it is measured."""

    def __init__(self, remote: object, method: Any, link: Any) -> None:
        self._remote, self._method, self._link = remote, method, link

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        with self._link.told.kept():
            value = self._method(*args, **kwargs)
        if hasattr(type(self._remote), "__len__"):
            len(self._remote)  # type: ignore[arg-type]
        return _measured(self._remote, value)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._method, name)


class _Items:
    """Items of the student's object, as a view of it: dict's keys, a generator, …"""

    def __init__(self, remote: object, items: Any) -> None:
        self._remote, self._items = remote, items
        self._left: Iterator[Any] | None = None

    def __iter__(self) -> Iterator[Any]:
        return counted(self._remote, iter(self._items))

    def __next__(self) -> Any:
        if self._left is None:
            self._left = iter(self)
        return next(self._left)

    def __len__(self) -> int:
        return hold_to(self._remote, len(self._items))

    def __eq__(self, other: object) -> Any:
        return self._items == other

    __hash__ = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._items, name)
