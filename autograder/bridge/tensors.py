"""The content of a shared tensor: its data, whether it requires a gradient, and its gradient."""

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from autograder.bridge import arrays
from autograder.bridge.snapshots import Items
from autograder.bridge.tables import TableLook
from autograder.faults import Malformed


class Entry:
    """One shared object: `reach` returns it, `known` is the content that both sides have. `kind`: see kinds.py."""

    __slots__ = ("grad", "grad_serial", "kind", "known", "look", "reach")

    def __init__(self, reach: Callable[[], Any], kind: str) -> None:
        self.reach = reach
        self.kind = kind
        self.known: Any = None
        self.grad: Callable[[], Any] = lambda: None
        self.grad_serial = 0
        self.look: Look | ArrayLook | Items | TableLook | None = (
            None  # tells at little cost that the object has not changed
        )


class Look:
    """The bytes of a tensor that both sides have, and of its gradient.

    `holds` compares them, which costs less than a new document.
    """

    __slots__ = ("data", "dtype", "grad", "of_grad", "pointer", "requires_grad", "shape", "strides", "view")

    def __init__(self, tensor: torch.Tensor, content: list[Any]) -> None:
        """Raises RuntimeError or TypeError where NumPy cannot read the tensor's memory."""
        self.view = tensor.detach().numpy()
        self.data = content[2] if len(content) == 3 else self.view.tobytes()
        self.pointer, self.dtype, self.requires_grad = tensor.data_ptr(), tensor.dtype, tensor.requires_grad
        self.shape, self.strides = tensor.shape, tensor.stride()
        self.grad: Callable[[], torch.Tensor | None] | None = None
        self.of_grad: Look | None = None

    def holds(self, tensor: torch.Tensor) -> bool:
        """Whether the tensor and its gradient still have the content that both sides know."""
        if not (
            tensor.data_ptr() == self.pointer
            and tensor.dtype is self.dtype
            and tensor.shape == self.shape
            and tensor.stride() == self.strides
            and tensor.requires_grad == self.requires_grad
            and self.view.tobytes() == self.data
        ):
            return False
        grad = tensor.grad if tensor.is_leaf else None
        if grad is None or self.of_grad is None or self.grad is None:
            return grad is None and self.of_grad is None
        return self.grad() is grad and self.of_grad.holds(grad)


class ArrayLook:
    """The bytes of an array that both sides have. `holds` compares them, which costs less than a new document."""

    __slots__ = ("data", "dtype", "shape", "strides")

    def __init__(self, array: np.ndarray, content: list[Any]) -> None:
        self.data = content[2] if len(content) == 3 else array.tobytes()
        self.dtype, self.shape, self.strides = array.dtype, array.shape, array.strides

    def holds(self, array: np.ndarray) -> bool:
        """Whether the array still has the content that both sides know."""
        return (
            array.dtype is self.dtype
            and array.shape == self.shape
            and array.strides == self.strides
            and array.tobytes() == self.data
        )


def content_of(entry: Entry, tensor: torch.Tensor) -> list[Any]:
    """[data, is it a parameter, does it require a gradient, number of its gradient objects so far, gradient]."""
    grad = tensor.grad if tensor.is_leaf else None
    if entry.grad() is not grad:
        entry.grad_serial += 1
        entry.grad = weakref.ref(grad) if grad is not None else lambda: None
    return [
        arrays.tensor_content(tensor),
        type(tensor) is not torch.Tensor and isinstance(tensor, torch.nn.Parameter),  # PyTorch's test is slow
        tensor.requires_grad,
        entry.grad_serial,
        None if grad is None else arrays.tensor_content(grad),
    ]


def look_at(entry: Entry, tensor: torch.Tensor, content: list[Any]) -> Look | None:
    """The look to compare later ones with. None where NumPy cannot read the tensor's memory."""
    data, grad = content[0], content[4]
    try:
        look = Look(tensor, data)
        if grad is not None and tensor.grad is not None:
            look.grad, look.of_grad = entry.grad, Look(tensor.grad, grad)
    except (RuntimeError, TypeError):  # NumPy does not know this dtype, or the tensor is a lazy conjugate
        return None
    return look


def apply(entry: Entry, tensor: torch.Tensor, content: list[Any]) -> None:
    """Set the tensor to this content, in place where shape and dtype are the same.

    Raises Malformed where a parameter would get another shape.
    """
    data, _, requires_grad, _, _ = content
    new = arrays.tensor_from(data)
    if new.shape == tensor.shape and new.dtype == tensor.dtype:
        tensor.data.copy_(new)
    elif isinstance(tensor, torch.nn.Parameter) and new.shape != tensor.shape:
        raise Malformed("a parameter has another shape")  # its module and its optimizer rely on the shape
    else:
        tensor.data = new
    if tensor.is_leaf:
        if type(requires_grad) is bool and tensor.requires_grad != requires_grad:
            tensor.requires_grad_(requires_grad)
        take_gradient(entry, tensor, content)


def take_gradient(entry: Entry, tensor: torch.Tensor, content: list[Any]) -> None:
    """Set the gradient: in place where the other side has changed it in place, else a new tensor.

    Raises Malformed for a gradient of another shape.
    """
    *_, serial, grad = content
    if type(serial) is not int:
        raise Malformed("not a serial number")
    if grad is None:
        if tensor.grad is not None:
            tensor.grad = None
    else:
        new = arrays.tensor_from(grad)
        if new.shape != tensor.shape:
            raise Malformed("a gradient of another shape")
        if tensor.grad is not None and serial == entry.grad_serial and tensor.grad.shape == new.shape:
            tensor.grad.copy_(new)
        else:
            tensor.grad = new
    entry.grad_serial = serial
    entry.grad = weakref.ref(tensor.grad) if tensor.grad is not None else lambda: None
