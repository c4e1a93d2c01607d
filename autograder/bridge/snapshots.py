"""What a shared container holds, so that a later look tells whether it has changed. Looking shares nothing new.

A document that is made to be sent also gives numbers to the things that are new in it. A look must not do that: the
other side would never hear of those numbers, and a later message would speak of things that it does not know.
"""

import contextlib
from typing import Any

import numpy as np

from autograder.bridge import arrays, codecs, library_objects, tables, values
from autograder.faults import Unsendable


class _Itself:
    """A thing that is the same only as itself. It is held, so that no other thing takes its address."""

    __slots__ = ("thing",)

    def __init__(self, thing: Any) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.thing is self.thing

    __hash__ = None  # type: ignore[assignment]


class Snapshots(values.NoOthers):
    """Takes them for one side. `shared`: its table, which tells what has a number already."""

    def __init__(self, shared: Any) -> None:
        self.shared = shared

    def of(self, value: Any, kind: str) -> Any:
        """The snapshot of a container or of a library's object. Raises Unsendable for one nested too deep."""
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
