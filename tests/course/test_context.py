"""The stand-ins for PyTorch's records: a ctx, and a tape."""

import pytest
import torch

from course.helpers import Context, Tape, functions
from course.helpers.expect import Wrong


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


def test_it_does_not_know_how_many_gradients_there_are_and_says_so() -> None:
    with pytest.raises(TypeError, match=r"ctx\.needs_input_grad\[0\]"):
        _need_x, _need_w = Context().needs_input_grad
    with pytest.raises(TypeError):
        all(Context().needs_input_grad)  # it would never end


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


def test_a_tape_has_the_calls_in_order_and_its_own_context_for_each() -> None:
    tape = Tape()
    u, v = torch.tensor(3.0, requires_grad=True), torch.tensor(2.0)
    product = tape.record(functions.Times, u, v)
    total = tape.record(functions.Plus, product, u)
    assert (product, total) == (6, 9)
    assert not total.requires_grad
    assert [entry.function for entry in tape] == [functions.Times, functions.Plus]
    function, ctx, inputs, output = tape[-1]
    assert function is functions.Plus
    assert ctx is not tape[0].ctx
    assert [given is kept for given, kept in zip(inputs, (product, u), strict=True)] == [True, True]
    assert output is total


def test_a_tape_records_a_function_in_the_style_of_setup_context_too() -> None:
    class Scaled(torch.autograd.Function):
        @staticmethod
        def forward(x, factor):  # type: ignore[no-untyped-def]
            return x * factor

        @staticmethod
        def setup_context(ctx, inputs, output):  # type: ignore[no-untyped-def]
            ctx.factor = inputs[1]

        @staticmethod
        def backward(ctx, gradient):  # type: ignore[no-untyped-def]
            wants_x, wants_factor = ctx.needs_input_grad
            return (gradient * ctx.factor if wants_x else None), (None if not wants_factor else gradient)

    tape = Tape()
    tape.record(Scaled, torch.tensor(2.0), torch.tensor(5.0))
    function, ctx, _inputs, _output = tape[0]
    assert function.backward(ctx, torch.tensor(3.0)) == (15, 3)


EACH = [
    (functions.Times, (2, 3), (2, 3)),
    (functions.Plus, (2, 3), (2, 3)),
    (functions.Mean, (4,)),
    (functions.ScaledBy, (3,), ()),
    (functions.Line, (3, 1), (1, 1), (1,)),
    (functions.Skewed, (3, 1), (3, 1)),
]


@pytest.mark.parametrize(("function", "sizes"), [(function, sizes) for function, *sizes in EACH])
def test_the_small_functions_have_their_own_derivatives(function, sizes) -> None:  # type: ignore[no-untyped-def]
    inputs = [torch.randn(size, dtype=torch.float64, requires_grad=True) for size in sizes]
    out = function.forward(Context(), *inputs)
    sent = torch.randn_like(out)
    want = torch.autograd.grad(out, inputs, sent)
    tape = Tape()
    tape.record(function, *inputs)
    got = function.backward(tape[0].ctx, sent)
    for one, other in zip(got if isinstance(got, tuple) else (got,), want, strict=True):
        assert one is None or torch.allclose(one, other)


def test_a_model_or_a_loss_notices_a_context_that_is_used_again() -> None:
    ctx = Context()
    ctx.save_for_backward(torch.ones(1))
    with pytest.raises(Wrong) as caught:
        functions.Skewed.forward(ctx, torch.ones(1), torch.ones(1))
    assert caught.value.mistake == "context.reused"


def _of_first(tape, output, wanted):  # type: ignore[no-untyped-def]
    return [tape[0].function.backward(tape[0].ctx, torch.ones(()))[0] for _one in wanted]


def _turned(tape, output, wanted):  # type: ignore[no-untyped-def]
    tape.reverse()


def _exchanged(tape, output, wanted):  # type: ignore[no-untyped-def]
    tape[0] = functions.Tape(tape).pop()


def _written(tape, output, wanted):  # type: ignore[no-untyped-def]
    tape[0].inputs[1].mul_(2)


def _left_behind(tape, output, wanted):  # type: ignore[no-untyped-def]
    for one in wanted:
        one.grad = torch.ones_like(one) if one.grad is None else one.grad.add_(1)
    return [one.grad for one in wanted]


@pytest.mark.parametrize(
    ("engine", "mistake"),
    [
        (_turned, "tape.changed"),
        (_exchanged, "tape.changed"),
        (_written, "argument.changed"),
        (_left_behind, "tape.second_call"),
    ],
)
def test_an_engine_that_leaves_something_behind_is_told(engine, mistake) -> None:  # type: ignore[no-untyped-def]
    tape, u = Tape(), torch.tensor(2.0)
    total = tape.record(functions.Plus, tape.record(functions.Times, u, torch.tensor(3.0)), u)
    assert functions.sent_back(_of_first, tape, total, [u, u]) == [3, 3]
    with pytest.raises(Wrong) as caught:
        functions.sent_back(engine, tape, total, [u])
    assert caught.value.mistake == mistake
