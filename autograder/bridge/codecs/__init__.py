"""One small codec for each well-known library. Its values cross as plain data and are made again on the other side.

A module of this package has three functions. `kind_of(value)` names the kind of a value that the codec knows, else
None. `encode(value, kind, plain)` returns a document, and `decode(kind, document, plain)` the value. `plain` encodes
and decodes the parts: plain values, arrays as copies, other values of these libraries. No part can call or compare. A
student's process may have written the document. So `decode` takes classes from its own list, and checks sizes and types
before C code sees them. Both functions raise ValueError. A value that a codec refuses stays on its side.
"""

import importlib
import importlib.util
import sys
from functools import cache
from typing import Any

import numpy as np

from autograder.bridge import arrays, values
from autograder.bridge.containers import KINDS
from autograder.faults import Malformed, Unsendable

_CODECS = {"sklearn": "estimators", "sympy": "symbols", "PIL": "pictures", "networkx": "graphs"}
MUTABLE = ("estimators", "pictures", "graphs")  # the codecs whose values a call may change in place
_MOST = 100_000  # the most parts of one value


@cache
def _codec(name: str) -> Any:
    return importlib.import_module(f"autograder.bridge.codecs.{name}")


def codec_of(value: Any) -> tuple[str, str] | None:
    """(codec, kind) of a value that a codec knows, else None. Imports no library."""
    if isinstance(value, type):
        return None
    # A function without a definition has a class without a module: the next class above tells.
    module = next((base.__module__ for base in type(value).__mro__ if base.__module__), None)
    root = module.partition(".")[0] if type(module) is str else ""
    name = _CODECS.get(root)
    if name is None or root not in sys.modules:
        return None
    kind = _codec(name).kind_of(value)
    return None if kind is None else (name, kind)


def is_mutable(value: Any) -> bool:
    """Whether a codec knows the value and a call may change it in place."""
    found = codec_of(value)
    return found is not None and found[0] in MUTABLE


def encode(value: Any, plain: values.Others | None = None, depth: int = 0) -> list[Any]:
    """The document of a value that `codec_of` knows. Raises Unsendable where it contains other than plain data."""
    found = codec_of(value)
    if found is None:
        raise Unsendable("of no library that is known here")
    name, kind = found
    try:
        return ["lib", name, kind, _codec(name).encode(value, kind, _Parts(plain, depth))]
    except Unsendable:
        raise
    except (TypeError, ValueError, AttributeError, LookupError) as error:
        raise Unsendable(f"a {type(value).__qualname__} that cannot be taken apart: {error}") from error


def decode(rest: list[Any], plain: values.Others | None = None, depth: int = 0) -> Any:
    """The value. Raises Malformed for any other document, and where the library is not installed."""
    name, kind, document = rest
    root = next((root for root, codec in _CODECS.items() if codec == name), None)
    if root is None or importlib.util.find_spec(root) is None or type(kind) is not str:
        raise Malformed("of no library that is known here")
    try:
        return _codec(name).decode(kind, document, _Parts(plain, depth))
    except Malformed:
        raise
    except Exception as error:  # the libraries raise many classes of their own
        raise Malformed(f"not of {root}: {error}") from error


def replace_content(value: Any, new: Any) -> None:
    """Replace the content of a mutable value in place by that of `new`."""
    if type(value) is not type(new):
        raise Malformed("it became something else")
    vars(value).clear()
    vars(value).update(vars(new))


class _Parts(values.NoOthers):
    """Encodes the parts of one value, and counts them: plain values, arrays as copies, values of the libraries."""

    def __init__(self, above: values.Others | None, depth: int) -> None:
        self.depth = depth
        self.counted: list[int] = above.counted if isinstance(above, _Parts) else [0]

    def count(self) -> None:
        """Count one more part. Raises ValueError beyond the limit."""
        self.counted[0] += 1
        if self.counted[0] > _MOST:
            raise ValueError("a value of too many parts")

    def write(self, value: Any) -> Any:
        return values.encode(value, self, self.depth + 1)

    def read(self, document: Any) -> Any:
        return values.decode(document, self, self.depth + 1)

    def encode_other(self, value: Any, depth: int) -> Any:
        self.count()
        if type(value) is np.ndarray:
            if value.dtype.kind == "O":
                return ["O", list(value.shape), [values.encode(item, self, depth + 1) for item in value.flat]]
            return ["a", arrays.array_content(value)]
        if type(value) in KINDS:
            return values.container(value, self, depth)
        if isinstance(value, np.dtype):
            return ["y", arrays.dtype_content(value)]
        if codec_of(value) is not None:
            return encode(value, self, depth + 1)
        return super().encode_other(value, depth)

    def decode_other(self, tag: str, rest: list[Any], depth: int) -> Any:
        self.count()
        if tag == "a":
            return arrays.array_from(rest[0])
        if tag == "O":
            shape, documents = rest
            things = np.empty(len(documents), dtype=object)
            for number, document in enumerate(documents):
                things[number] = values.decode(document, self, depth + 1)
            return things.reshape(shape)
        if tag == "lib":
            return decode(rest, self, depth + 1)
        return super().decode_other(tag, rest, depth)
