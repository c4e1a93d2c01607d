"""All views of a student's object that represents data must have one length: `len`, iteration, `items`, `shape`, …

An object could claim length 3 and iterate over nothing. Then `for got, want in zip(remote, wanted)` would check
nothing. So the first length that an object gives is binding until the next call of the student's code. Where the
exercise asks for a class with `__len__`, the student's own length counts.
"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from autograder.bridge.readings import hold_to, next_of, reading_of
from autograder.faults import NotBelieved

_SIZED = (list, tuple, dict, set, frozenset, np.ndarray)


def counted(remote: object, items: Any) -> Iterator[Any]:
    """Yields the items. At the end, raises TypeError where their number is not the object's length."""
    count = 0
    with suppress(StopIteration):
        while True:
            item = next_of(items)
            count += 1
            yield item
    hold_to(remote, count)


def held(remote: object, name: str, value: Any) -> Any:
    """The value of an attribute in `trust.VIEWS`. Raises TypeError, now or when it is used, for another length."""
    link = object.__getattribute__(remote, "_link")
    if name == "shape":
        if type(value) is tuple and value and type(value[0]) is int:
            hold_to(remote, value[0])
        return value
    if name == "empty":
        if type(value) is bool and hasattr(type(remote), "__len__") and value != (len(remote) == 0):  # type: ignore[arg-type]
            raise NotBelieved(f"{object.__getattribute__(remote, '_type_name')}: empty, and has a length")
        return value
    reading = reading_of(remote) if callable(value) else None
    if reading is not None and reading.is_mapping and name in ("items", "keys", "values"):
        return lambda: getattr(reading.as_dict(), name)()
    return _Method(remote, value, link) if callable(value) else _measured(remote, value, name == "values")


def _measured(remote: object, value: Any, whole: bool = True) -> Any:
    """The value of a view. Data must have the object's length. Items are counted when they are read."""
    if not whole:
        return value
    if isinstance(value, _SIZED) and getattr(value, "shape", None) != ():
        hold_to(remote, len(value))
    elif hasattr(type(value), "_of") and (hasattr(type(value), "__iter__") or hasattr(type(value), "__next__")):
        return _Items(remote, value)
    return value


class _Method:
    """A method that returns a view of the object. The length of its result is checked."""

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
    """The items of a view, for example the keys of a dict or a generator. They are counted when they are read."""

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
