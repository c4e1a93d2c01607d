"""Snapshots of the contents of shared containers, to see whether they have changed.

A document that is sent gives numbers to the new objects in it. A snapshot must give none. The other side would not
learn these numbers, and a later message would name objects that it does not know.
"""

import contextlib
from typing import Any

import numpy as np

from autograder.bridge import arrays, codecs, library_objects, tables, values
from autograder.faults import Unsendable


class _Itself:
    """An object that equals only itself. The reference to it keeps its address from being used again."""

    __slots__ = ("thing",)

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.thing is self.thing

    __hash__ = None  # type: ignore[assignment]


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
        if isinstance(value, list | dict | set):
            return [_Itself(value) if type(value) not in (list, dict, set) else 0, values.container(value, self, depth)]
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
