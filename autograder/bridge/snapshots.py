"""Snapshots of the contents of shared containers, to see whether they have changed.

A document that is sent gives numbers to the new objects in it. A snapshot must give none. The other side would not
learn these numbers, and a later message would name objects that it does not know.
"""

import contextlib
from collections.abc import Callable, Set
from operator import is_
from types import BuiltinFunctionType, FunctionType
from typing import Any

import numpy as np

from autograder.bridge import arrays, codecs, library_objects, tables, values
from autograder.bridge.containers import KINDS, items_of
from autograder.bridge.proxy import is_remote
from autograder.faults import Unsendable

_THEIRS = ("__main__", "builtins")
_WITH_CONTENT = (*KINDS, tuple, np.ndarray)  # an instance of a subclass of these is more than its identity
# A value of these types has the same snapshot for as long as it is the same object.
_FIXED = frozenset((
    type(None), bool, int, float, complex, str, bytes, range, type, FunctionType, BuiltinFunctionType,
))  # fmt: skip


class _Itself:
    """An object that equals only itself. The reference to it keeps its address from being used again."""

    __slots__ = ("thing",)

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.thing is self.thing

    __hash__ = None  # type: ignore[assignment]


class Items:
    """The items of a container that both sides have.

    `are_those_of` compares them by identity, which takes a tenth of the time of a new snapshot. `suffice` tells whether
    that is enough: each item is a value that cannot change, or is shared itself, so that its own changes are found
    where it is looked at.
    """

    __slots__ = ("items", "keys", "shared", "suffice")

    def __init__(self, value: Any, key_of: Callable[[Any], int | None], shared: Set[int]) -> None:
        """`shared`: a view of the numbers of what is shared at any time."""
        self.items, self.keys, self.shared = items_of(value), set[int](), shared
        self.suffice = all(_is_fixed(item, key_of, self.keys) for item in self.items)

    def are_those_of(self, value: Any) -> bool:
        """Whether the items of `value` are these."""
        items = items_of(value)
        return len(items) == len(self.items) and all(map(is_, items, self.items))

    def holds(self, value: Any) -> bool:
        """Whether `value` cannot have changed. False where only a snapshot can tell."""
        return self.suffice and self.keys <= self.shared and self.are_those_of(value)


def _is_fixed(item: Any, key_of: Callable[[Any], int | None], keys: set[int]) -> bool:
    cls = type(item)
    if cls in _FIXED or is_remote(item):
        return True
    key = key_of(item)
    if key is not None:
        keys.add(key)
        return True
    if cls is tuple:
        return all(_is_fixed(one, key_of, keys) for one in item)
    plain = all(base.__module__ in _THEIRS for base in cls.__mro__)
    return plain and not isinstance(item, _WITH_CONTENT)  # an object that is lent


class Snapshots(values.NoOthers):
    """Takes the snapshots of one side. `shared`: the table that knows which objects have a number."""

    def __init__(self, shared: Any) -> None:
        self.shared = shared

    def of(self, value: Any, kind: str) -> Any:
        """The snapshot of a container or a library object. Raises Unsendable for one that is nested too deep."""
        return library_objects.state(value, self, 0) if kind == "P" else values.container(value, self, 0)

    def encode_other(self, value: Any, depth: int) -> Any:
        key = self.shared.key_of(value)
        if key is not None:
            return ["o", key]
        if isinstance(value, list | dict | set) or type(value) in KINDS:
            return [0 if type(value) in KINDS else _Itself(value), values.container(value, self, depth)]
        if type(value) is np.ndarray:
            if value.dtype.kind == "O":
                return [list(value.shape), [values.encode(item, self, depth + 1) for item in value.flat]]
            return arrays.array_content(value)
        with contextlib.suppress(Unsendable):
            if tables.kind_of(value) is not None:
                return tables.encode(value, depth)
            if codecs.codec_of(value) is not None:
                return codecs.encode(value)
        return _Itself(value)
