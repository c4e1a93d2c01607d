"""The stand-in for PyTorch's ctx."""

import torch

from course.helpers import Context


def test_it_keeps_what_forward_saves_for_backward() -> None:
    ctx = Context()
    assert ctx.saved_tensors == ()
    x, w = torch.ones(2), torch.zeros(3)
    ctx.save_for_backward(x, w)
    assert [saved is given for saved, given in zip(ctx.saved_tensors, (x, w), strict=True)] == [True, True]
    ctx.save_for_backward(w)
    assert len(ctx.saved_tensors) == 1


def test_it_takes_attributes_and_asks_for_every_gradient() -> None:
    ctx = Context()
    ctx.scale = 3.0  # type: ignore[attr-defined]
    assert ctx.scale == 3.0  # type: ignore[attr-defined]
    assert ctx.needs_input_grad[0] is True
    assert ctx.needs_input_grad[7] is True


def test_a_function_of_pytorchs_runs_with_it() -> None:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):  # type: ignore[no-untyped-def]
            ctx.save_for_backward(x)
            return x**2

        @staticmethod
        def backward(ctx, grad_output):  # type: ignore[no-untyped-def]
            (x,) = ctx.saved_tensors
            return 2 * x * grad_output if ctx.needs_input_grad[0] else None

    one, other = Context(), Context()
    assert Square.forward(one, torch.tensor(3.0)) == 9
    assert Square.forward(other, torch.tensor(5.0)) == 25
    assert Square.backward(one, torch.tensor(1.0)) == 6  # each pair its own
