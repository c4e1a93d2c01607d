"""Arrays and tensors as dtype, shape and bytes.

An array that comes from the other side is checked before it is made.
"""

import math
import sys
from functools import lru_cache
from typing import Any

import numpy as np
import torch

from autograder.faults import Malformed, Unsendable

TENSOR_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
        torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128,
    )
}  # fmt: skip
_DTYPE_NAMES = {dtype: name for name, dtype in TENSOR_DTYPES.items()}
KINDS = "biufcmMSU"
ROWS = (np.void, np.record)  # of an array of records, and of a recarray
# The only classes below ndarray that are made again. An array of any other, such as a student's, is a plain one.
_CLASSES: dict[str, type[np.ndarray]] = {"matrix": np.matrix, "recarray": np.recarray}
_CLASS_NAMES: dict[type, str] = {cls: name for name, cls in _CLASSES.items()}


def array_content(value: np.ndarray) -> list[Any]:
    """[dtype, shape, bytes], then the order of the axes in memory where it is not C order, and the class in `_CLASSES`.

    Raises Unsendable for an array of objects.
    """
    axes = [] if value.flags.c_contiguous else axes_of(value.strides, value.shape)
    data = value.transpose(axes) if axes else value
    named = _CLASS_NAMES.get(type(value))
    more = [axes, named] if named else [axes] if axes else []
    return [dtype_content(value.dtype), list(value.shape), data.tobytes(), *more]


def array_from(content: list[Any]) -> np.ndarray:
    """A new, writable array from the list that `array_content` returns.

    Raises Malformed where the shape and the bytes do not fit. Raises TypeError or ValueError for a document of another
    form; `values.decode` turns both into Malformed.
    """
    code, shape, data, *order = content
    dtype = dtype_from(code)
    check_size(shape, dtype.itemsize, data)
    axes = _checked_axes(order, shape)
    items = checked(np.frombuffer(data, dtype=dtype))
    # A copy owns its memory, as the other side's array mostly does.
    if axes:
        laid = items.reshape([shape[axis] for axis in axes]).transpose(np.argsort(axes))
        return in_class_of(laid, content).copy(order="K")
    return in_class_of(items.reshape(shape), content).copy()


def in_class_of(array: np.ndarray, content: list[Any]) -> np.ndarray:
    """A view of the array in the class that the document `content` names, or else the array itself.

    Raises Malformed for an unknown class.
    """
    if len(content) < 5:
        return array
    name = content[4]
    if type(name) is not str or name not in _CLASSES or (name == "matrix" and array.ndim != 2):
        raise Malformed("not a class of arrays")
    return array.view(_CLASSES[name])


def axes_of(strides: tuple[int, ...], shape: tuple[int, ...]) -> list[int]:
    """The axes, sorted by their strides, the largest first. An empty list where they are in this order already."""
    axes = sorted(range(len(shape)), key=lambda axis: -abs(strides[axis]) if shape[axis] > 1 else 0)
    lying = [axis for axis in axes if shape[axis] > 1]
    return axes if lying != sorted(lying) else []


def _checked_axes(order: list[Any], shape: list[int]) -> list[int]:
    axes = order[0] if order else []
    if type(axes) is not list or (axes and sorted(axes) != list(range(len(shape)))):
        raise Malformed("not an order of axes")
    return axes


def dtype_content(dtype: np.dtype) -> Any:
    """The code of a dtype. For a record: [names, fields, offsets in bytes, size in bytes].

    Raises Unsendable for a dtype of objects.
    """
    if dtype.names and not dtype.hasobject:
        fields = [dtype.fields[name] for name in dtype.names]  # type: ignore[index]
        return [list(dtype.names), [_field(kind) for kind, *_ in fields], [at for _, at, *_ in fields], dtype.itemsize]
    return _plain_code(dtype)


@lru_cache(200)
def _plain_code(dtype: np.dtype) -> str:
    if dtype.kind not in KINDS:
        raise Unsendable(f"an array of dtype {dtype}: pass a list, or arrays of numbers")
    return dtype.str


def _field(dtype: np.dtype) -> list[Any]:
    kind, shape = dtype.subdtype or (dtype, ())
    return [dtype_content(kind), list(shape)]


def tensor_content(value: torch.Tensor) -> list[Any]:
    """[dtype, shape, bytes], and the order of the axes in memory where it is not C order.

    Raises Unsendable for a tensor that is sparse or lies on another device than the CPU.
    """
    dtype = _DTYPE_NAMES.get(value.dtype)
    if dtype is None or value.layout is not torch.strided or not value.is_cpu:
        raise Unsendable(f"a tensor ({value.dtype}, {value.layout}, {value.device}): use a dense one on the CPU")
    data = value.detach()
    axes = [] if data.is_contiguous() else axes_of(data.stride(), data.shape)
    laid = data.permute(axes) if axes else data
    try:
        content = laid.numpy().tobytes()
    except (RuntimeError, TypeError):  # NumPy does not know this dtype, or the tensor is a lazy conjugate
        flat = laid.resolve_conj().resolve_neg().contiguous().reshape(-1)
        content = flat.view(torch.uint8).numpy().tobytes() if flat.numel() else b""
    return [dtype, list(data.shape), content, *([axes] if axes else [])]


def tensor_from(content: list[Any]) -> torch.Tensor:
    """A new tensor on the CPU, without a gradient, from the list that `tensor_content` returns.

    Raises Malformed where the shape and the bytes do not fit, and KeyError for an unknown dtype.
    """
    name, shape, data, *order = content
    dtype = TENSOR_DTYPES[name]
    check_size(shape, dtype.itemsize, data)
    axes = _checked_axes(order, shape)
    if not data:
        return torch.empty(shape, dtype=dtype)
    if dtype is torch.bool:
        checked(np.frombuffer(data, bool))
    laid = torch.frombuffer(bytearray(data), dtype=dtype).view([shape[axis] for axis in axes] if axes else shape)
    # A view refuses detach_(). `.data` is not a view.
    return laid.permute([axes.index(axis) for axis in range(len(axes))]).data if axes else laid.data


def dtype_from(code: Any, depth: int = 0) -> np.dtype:
    """The dtype that a code stands for. Raises Malformed for a dtype of objects."""
    if type(code) is list and depth < 4:
        return _record_from(code, depth)
    if type(code) is not str or len(code) > 40:
        raise Malformed("not a dtype")
    return _plain_dtype(code)


@lru_cache(200)
def _plain_dtype(code: str) -> np.dtype:
    dtype = np.dtype(code)
    if dtype.kind not in KINDS or dtype.names or dtype.subdtype:
        raise Malformed(f"an array of dtype {dtype}")
    return dtype


def checked(array: np.ndarray) -> np.ndarray:
    """Return `array` itself. Raises Malformed where C code cannot rely on its bytes.

    A truth value must be 0 or 1, since C code adds up the bytes. A letter must be a code point of Unicode.
    """
    for name in array.dtype.names or ():
        checked(np.ascontiguousarray(array[name]))
    if array.dtype.kind == "b" and array.view(np.uint8).max(initial=0) > 1:
        raise Malformed("truth values that are neither true nor false")
    if array.dtype.kind == "U":
        letters = array.view(np.dtype(np.uint32).newbyteorder(array.dtype.byteorder))
        if letters.max(initial=0) > sys.maxunicode:
            raise Malformed("letters beyond Unicode")
    return array


def _record_from(code: list[Any], depth: int) -> np.dtype:
    names, fields, places, size = code
    if type(size) is not int or not 0 <= size <= 2**20 or not len(names) == len(fields) == len(places) <= 1000:
        raise Malformed("not a record")
    if not all(type(name) is str for name in names) or not all(type(at) is int and at >= 0 for at in places):
        raise Malformed("not a record")
    formats = []
    for kind, shape in fields:
        _check_shape(shape)
        formats.append((dtype_from(kind, depth + 1), tuple(shape)))
    return np.dtype({"names": names, "formats": formats, "offsets": places, "itemsize": size})


def _check_shape(shape: Any) -> None:
    if type(shape) is not list or len(shape) > 32 or not all(type(n) is int and 0 <= n < 2**40 for n in shape):
        raise Malformed("not a shape")


def check_size(shape: Any, itemsize: int, data: Any) -> None:
    """Raises Malformed where the shape and the bytes do not fit."""
    _check_shape(shape)
    if type(data) is not bytes or itemsize * math.prod(shape) != len(data):
        raise Malformed("an array's shape and data do not agree")


def scalar_from(rest: list[Any]) -> np.generic:
    """The NumPy scalar of [dtype, bytes], and whether it is a row of a recarray.

    Raises Malformed where the number of bytes is wrong.
    """
    dtype = dtype_from(rest[0])
    if type(rest[1]) is not bytes or len(rest[1]) != dtype.itemsize:
        raise Malformed("a scalar of the wrong size")
    found = checked(np.frombuffer(bytearray(rest[1]), dtype=dtype))
    return found.view(np.recarray)[0] if rest[2:] == [True] else found[0]  # type: ignore[no-any-return]
