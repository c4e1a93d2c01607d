"""Leaves, the tensors that a descent changes in place: what test cells make sure of, whatever was computed.

with leaves.kept(of="update(x, y, w, b, lr)", w=w, b=b):
    got = update(x, y, w, b, 0.1)
"""

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from course.helpers import expect
from course.helpers.language import _
from course.helpers.testing import errors


def leaf(values: torch.Tensor, grad: float | None = None) -> torch.Tensor:
    """A new leaf that requires a gradient, of the values, shape and dtype of `values`.

    grad: what every element of its `.grad` is; None: it has no `.grad`.
    """
    new = values.detach().clone().requires_grad_()
    if grad is not None:
        new.grad = torch.full_like(values, grad)
    return new


def go_down(*leaves: torch.Tensor, lr: float) -> None:
    """Subtract from each leaf its `.grad`, multiplied by `lr`: in place, and not recorded. The `.grad` stays."""
    with torch.no_grad():
        for one in leaves:
            if one.grad is not None:
                one.sub_(one.grad, alpha=lr)


@contextmanager
def kept(*, of: str, **tensors: torch.Tensor) -> Iterator[None]:
    """Check that the block leaves `tensors` leaves that require a gradient, and name the error where it raises one.

    of: what a message calls the block.

    Raises Wrong where a tensor is a leaf no longer, or where PyTorch's error is one that is known; any other
    exception of the block as it is.
    """
    try:
        yield
    except expect.Wrong:
        raise
    except Exception as error:
        mistake = _mistake(error)
        if mistake is None:
            raise
        expect.fail(_("Execution stopped: {error}"), of=of, mistake=mistake, error=error)
    for tensor in tensors.values():
        expect.that(tensor.is_leaf and tensor.requires_grad, of=of, mistake="leaf.lost")


def _mistake(error: Exception) -> str | None:
    said = str(error)
    if "NoneType" in said:
        return "grad.zeroed_none" if "has no attribute" in said else "grad.none"
    return errors.of_a_leaf(error)
