"""Arrays and tensors that share memory: `rows[0]` of an array, `x.view(3, 2)`, `torch.from_numpy(a)`.

Where a value that crosses lies in the memory of one that both sides have already, the other side makes it a view of its
own, as in one kernel. So a change of one is seen in the other, and `np.shares_memory` tells the truth.
"""

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.lib.array_utils import byte_bounds

from autograder.bridge import arrays

KINDS = frozenset("TA")  # the kinds of shared values that may be views of one another
_ALONE = 2  # references to the memory: the value's own and the one that counts them
_NUMBERS = "biufc"  # the kinds of dtypes: a view of records could name some of their fields only


class Places:
    """Where the shared arrays and tensors of one side lie in its memory."""

    def __init__(self) -> None:
        self._keys: dict[int, list[int]] = {}  # address → numbers of shared objects
        self._addresses: dict[int, set[int]] = {}

    def add(self, key: int, value: Any) -> None:
        self._addresses[key] = _addresses(value)
        for address in self._addresses[key]:
            self._keys.setdefault(address, []).append(key)

    def discard(self, key: int) -> None:
        for address in self._addresses.pop(key, ()):
            self._keys[address].remove(key)
            if not self._keys[address]:
                del self._keys[address]

    def of(self, key: int, value: Any, reach: Callable[[int], Any]) -> list[Any]:
        """[number, offset, strides] of a view of another shared object. An empty list for any other value.

        `key`: its own number. reach: returns the shared object with a number, or None.
        """
        near = {other for address in self._addresses.get(key, ()) for other in self._keys[address]}
        for other in sorted(near - {key}):  # the oldest first
            base = reach(other)
            place = place_in(value, base) if base is not None else None
            if place is not None:
                return [other, *place]
        return []


def _addresses(value: Any) -> set[int]:
    """Where its own memory begins, and where that of the array or storage begins of which it is a part."""
    if isinstance(value, torch.Tensor):
        if value.layout is not torch.strided or not value.is_cpu:
            return set()
        own = value.data_ptr()
        return {own, own - int(value.storage_offset()) * value.element_size()}
    owner = value
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    return {one.__array_interface__["data"][0] for one in (value, owner)}


def is_part(value: Any) -> bool:
    """Whether other arrays or tensors have the memory of `value` too. False for a tensor that requires a gradient.

    The graph of a result may be all that uses such a tensor.
    """
    if isinstance(value, np.ndarray):
        if isinstance(value.base, torch.Tensor):
            return is_part(value.base)
        return value.base is not None and sys.getrefcount(value.base) > _ALONE
    if not isinstance(value, torch.Tensor) or value.requires_grad or value.layout is not torch.strided:
        return False
    storage = value.untyped_storage()  # one that NumPy has made cannot be resized
    return not storage.resizable() or bool(torch._C._storage_Use_Count(storage._cdata) > _ALONE)


def place_in(value: Any, base: Any) -> list[Any] | None:
    """[offset, strides], in bytes, of `value` in the memory of `base`. None where it is no part of it."""
    own, whole = _as_array(value), _flat(base)
    if own is None or whole is None or own.dtype != whole.dtype or own.dtype.kind not in _NUMBERS:
        return None
    if not own.size or not own.flags.writeable or _repeats(own.shape, own.strides):
        return None
    low, high = byte_bounds(own)
    begin, end = byte_bounds(whole)
    if not begin <= low < high <= end:
        return None
    return [own.__array_interface__["data"][0] - begin, list(own.strides)]


def view_in(base: Any, is_tensor: bool, content: list[Any], offset: Any, strides: Any) -> Any:
    """A new array or tensor in the memory of `base`. None unless its document is then `content`."""
    whole, shape = _flat(base), content[1]
    if whole is None or not whole.size or not whole.flags.writeable or whole.dtype.kind not in _NUMBERS:
        return None
    arrays.check_size(shape, whole.itemsize, content[2])
    numbers = type(strides) is list and all(type(n) is int and abs(n) < 2**40 for n in [offset, *strides])
    if not numbers or len(strides) != len(shape) or _repeats(shape, strides):
        return None
    try:
        found = np.ndarray(shape, whole.dtype, whole, offset, strides)  # it refuses what leads out of the memory
        if not is_tensor:
            found = arrays.in_class_of(found, content)
            return found if arrays.array_content(found) == content else None
        tensor = _tensor(base, found, offset)
        return tensor if arrays.tensor_content(tensor) == content else None
    except (ValueError, TypeError, RuntimeError):
        return None


def _tensor(base: Any, found: np.ndarray, offset: int) -> torch.Tensor:
    """Raises ValueError or RuntimeError where PyTorch has no such strides."""
    if not isinstance(base, torch.Tensor):
        return torch.from_numpy(found)
    size = found.itemsize
    if offset % size or any(stride % size for stride in found.strides):
        raise ValueError("between two elements")
    steps = [stride // size for stride in found.strides]
    return base.detach().as_strided(found.shape, steps, base.storage_offset() + offset // size).data


def _repeats(shape: Any, strides: Any) -> bool:
    """Whether elements lie at the same place, as in a row that is broadcast."""
    return any(stride == 0 and size > 1 for size, stride in zip(shape, strides, strict=True)) or math.prod(shape) == 0


def _as_array(value: Any) -> np.ndarray | None:
    if isinstance(value, np.ndarray):
        return np.asarray(value)  # a matrix has two dimensions always
    try:
        return value.detach().numpy()  # type: ignore[no-any-return]
    except (RuntimeError, TypeError):  # NumPy does not know this dtype, or the tensor is a lazy conjugate
        return None


def _flat(base: Any) -> np.ndarray | None:
    """All elements of `base` in the order in which they lie in memory, one behind the other. None where they do not."""
    array = _as_array(base)
    if array is None:
        return None
    if not array.flags.c_contiguous:
        array = array.transpose(arrays.axes_of(array.strides, array.shape) or range(array.ndim))
    return array.reshape(-1) if array.flags.c_contiguous else None
