"""SciPy's sparse matrices and arrays as plain data: the positions of the numbers, and the numbers."""

import importlib
import sys
from typing import Any

import numpy as np

from autograder.bridge import arrays
from autograder.faults import Malformed, Unsendable

_KINDS = tuple(
    f"{form}_{what}" for form in ("csr", "csc", "coo", "lil", "dok", "dia", "bsr") for what in ("matrix", "array")
)


def kind_of(value: Any) -> str | None:
    """The name of the SciPy class of `value`, or of the one that its class derives from. None for any other value."""
    scipy: Any = sys.modules.get("scipy.sparse")
    if scipy is None or isinstance(value, type) or not isinstance(value, scipy.sparray | scipy.spmatrix):
        return None
    names = (base.__name__ for base in type(value).__mro__ if base.__module__.partition(".")[0] == "scipy")
    return next((name for name in names if name in _KINDS), None)


def encode(value: Any, kind: str) -> list[Any]:
    """The document of a sparse matrix. Raises Unsendable unless it has two dimensions and contains only numbers."""
    scipy = sys.modules["scipy.sparse"]
    parts = getattr(scipy, kind)(value).tocoo()
    if len(parts.shape) != 2:
        raise Unsendable("a sparse array that has not two dimensions")
    return ["sp", kind, list(parts.shape), *map(arrays.array_content, (parts.row, parts.col, parts.data))]


def decode(rest: list[Any]) -> Any:
    """A new sparse matrix. Raises Malformed for a position outside the shape, because C code trusts positions."""
    kind, shape, *contents = rest
    row, column, data = map(arrays.array_from, contents)
    if kind not in _KINDS or type(shape) is not list or len(shape) != 2 or data.dtype.kind not in "biufc":
        raise Malformed("not a sparse matrix")
    for place, size in zip((row, column), shape, strict=True):
        if place.dtype.kind != "i" or place.shape != data.shape or place.ndim != 1 or type(size) is not int:
            raise Malformed("not places of numbers")
        if not 0 <= size < 2**31 or (place.size and not 0 <= place.min() <= place.max() < size):
            raise Malformed("places outside")
    scipy = importlib.import_module("scipy.sparse")
    made = scipy.coo_array((data, (row.astype(np.int64), column.astype(np.int64))), shape=tuple(shape))
    return getattr(scipy, kind)(made)
