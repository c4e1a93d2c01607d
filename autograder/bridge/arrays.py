"""Arrays and tensors as dtype, shape and bytes; what comes from anybody is checked before it is made."""

import sys
from typing import Any

import numpy as np
import torch

from autograder.bridge.wire import Refused

TENSOR_DTYPES = {
    str(dtype).removeprefix("torch."): dtype
    for dtype in (
        torch.bool, torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64,
        torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.complex128,
    )
}  # fmt: skip
_DTYPE_NAMES = {dtype: name for name, dtype in TENSOR_DTYPES.items()}
KINDS = "biufcmMSU"


def array_content(value: np.ndarray) -> list[Any]:
    """dtype, shape and bytes (C order). Raises Refused for arrays of objects or records."""
    if value.dtype.kind not in KINDS or value.dtype.names:
        raise Refused(f"an array of dtype {value.dtype}: pass a list, or arrays of numbers")
    return [value.dtype.str, list(value.shape), value.tobytes()]


def array_from(content: list[Any]) -> np.ndarray:
    code, shape, data = content
    dtype = dtype_from(code)
    _check_size(shape, dtype.itemsize, data)
    return _checked(np.frombuffer(bytearray(data), dtype=dtype)).reshape(shape)


def tensor_content(value: torch.Tensor) -> list[Any]:
    """dtype, shape and bytes (C order). Raises Refused for tensors that are not dense and on the CPU."""
    dtype = _DTYPE_NAMES.get(value.dtype)
    if dtype is None or value.layout is not torch.strided or not value.is_cpu:
        raise Refused(f"a tensor ({value.dtype}, {value.layout}, {value.device}): use a dense one on the CPU")
    data = value.detach()
    try:
        return [dtype, list(data.shape), data.numpy().tobytes()]
    except (RuntimeError, TypeError):  # NumPy has no such dtype, or no lazy conjugates
        data = data.resolve_conj().resolve_neg().contiguous().reshape(-1)
        return [dtype, list(value.shape), data.view(torch.uint8).numpy().tobytes() if data.numel() else b""]


def tensor_from(content: list[Any]) -> torch.Tensor:
    name, shape, data = content
    dtype = TENSOR_DTYPES[name]
    _check_size(shape, dtype.itemsize, data)
    if not data:
        return torch.empty(shape, dtype=dtype)
    if dtype is torch.bool:
        _checked(np.frombuffer(data, bool))
    return torch.frombuffer(bytearray(data), dtype=dtype).view(shape).data  # no view: views refuse detach_()


def dtype_from(code: Any) -> np.dtype:
    """The dtype of that code. Raises Refused for one of objects or records."""
    if type(code) is not str or len(code) > 40:
        raise Refused("not a dtype")
    dtype = np.dtype(code)
    if dtype.kind not in KINDS or dtype.names or dtype.subdtype:
        raise Refused(f"an array of dtype {dtype}")
    return dtype


def _checked(array: np.ndarray) -> np.ndarray:
    """`array`, if C code can rely on it: a truth value of 5 counts five times, a letter beyond Unicode is none."""
    if array.dtype.kind == "b" and array.view(np.uint8).max(initial=0) > 1:
        raise Refused("truth values that are neither true nor false")
    if array.dtype.kind == "U":
        letters = array.view(np.dtype(np.uint32).newbyteorder(array.dtype.byteorder))
        if letters.max(initial=0) > sys.maxunicode:
            raise Refused("letters beyond Unicode")
    return array


def _check_size(shape: Any, itemsize: int, data: Any) -> None:
    if type(data) is not bytes or type(shape) is not list or len(shape) > 32:
        raise Refused("not an array")
    size = itemsize
    for n in shape:
        if type(n) is not int or not 0 <= n < 2**40:
            raise Refused("not a shape")
        size *= n
    if size != len(data):
        raise Refused("an array's shape and data do not agree")


def scalar_from(rest: list[Any]) -> np.generic:
    """NumPy's scalar of [dtype, bytes]."""
    dtype = dtype_from(rest[0])
    if type(rest[1]) is not bytes or len(rest[1]) != dtype.itemsize:
        raise Refused("a scalar of the wrong size")
    return _checked(np.frombuffer(rest[1], dtype=dtype))[0]  # type: ignore[no-any-return]
