"""A shared tensor's content: data, whether it requires a gradient, and that gradient, in place or new."""

import weakref
from collections.abc import Callable
from typing import Any

import torch

from autograder.bridge import arrays
from autograder.faults import Malformed


class Entry:
    """One shared object: how to reach it here, and the content that both sides know."""

    __slots__ = ("grad", "grad_serial", "known", "look", "reach", "scoped")

    def __init__(self, reach: Callable[[], Any], scoped: bool) -> None:
        self.reach = reach
        self.scoped = scoped
        self.known: Any = None
        self.grad: Callable[[], Any] = lambda: None
        self.grad_serial = 0
        self.look: Look | None = None


class Look:
    """A tensor's memory as it was when both sides agreed on it: whether it still is costs a comparison of bytes."""

    __slots__ = ("data", "dtype", "grad", "pointer", "requires_grad", "shape", "strides", "view")

    def __init__(self, tensor: torch.Tensor, content: list[Any], grad: "Look | None" = None) -> None:
        """Raises RuntimeError or TypeError where NumPy cannot look at the tensor's memory."""
        self.view = tensor.detach().numpy()
        self.data, self.grad = content[2] if len(content) == 3 else self.view.tobytes(), grad
        self.pointer, self.dtype, self.requires_grad = tensor.data_ptr(), tensor.dtype, tensor.requires_grad
        self.shape, self.strides = tensor.shape, tensor.stride()

    def holds(self, tensor: torch.Tensor) -> bool:
        return (
            tensor.data_ptr() == self.pointer
            and tensor.dtype is self.dtype
            and tensor.shape == self.shape
            and tensor.stride() == self.strides
            and tensor.requires_grad == self.requires_grad
            and self.view.tobytes() == self.data
        )


def content_of(entry: Entry, tensor: torch.Tensor) -> list[Any]:
    """[data, whether it is a parameter, whether it requires a gradient, how many gradients it has had, gradient]."""
    grad = tensor.grad if tensor.is_leaf else None
    if entry.grad() is not grad:
        entry.grad_serial += 1
        entry.grad = weakref.ref(grad) if grad is not None else lambda: None
    return [
        arrays.tensor_content(tensor),
        isinstance(tensor, torch.nn.Parameter),
        tensor.requires_grad,
        entry.grad_serial,
        None if grad is None else arrays.tensor_content(grad),
    ]


def look_at(tensor: torch.Tensor, content: list[Any]) -> Look | None:
    """The look to compare later ones with; None where there can be none."""
    data, grad = content[0], content[4]
    try:
        return Look(tensor, data, None if grad is None else Look(tensor.grad, grad))  # type: ignore[arg-type]
    except (RuntimeError, TypeError):  # NumPy has no such dtype, or no lazy conjugates
        return None


def is_untouched(entry: Entry, look: Look, tensor: torch.Tensor) -> bool:
    """Whether the tensor and its gradient are still what both sides know."""
    grad = tensor.grad if tensor.is_leaf else None
    if entry.grad() is not grad or (grad is None) != (look.grad is None):
        return False
    return look.holds(tensor) and (grad is None or look.grad is None or look.grad.holds(grad))


def apply(entry: Entry, tensor: torch.Tensor, content: list[Any]) -> None:
    """Bring the tensor to that content, in place where shape and dtype are the same."""
    data, _, requires_grad, _, _ = content
    new = arrays.tensor_from(data)
    if new.shape == tensor.shape and new.dtype == tensor.dtype:
        tensor.data.copy_(new)
    elif isinstance(tensor, torch.nn.Parameter) and new.shape != tensor.shape:
        raise Malformed("a parameter has another shape")  # its module and its optimizer go by the one that it had
    else:
        tensor.data = new
    if tensor.is_leaf:
        if type(requires_grad) is bool and tensor.requires_grad != requires_grad:
            tensor.requires_grad_(requires_grad)
        take_gradient(entry, tensor, content)


def take_gradient(entry: Entry, tensor: torch.Tensor, content: list[Any]) -> None:
    """The same object where it was changed in place, another where it was replaced."""
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
