"""What stands in for PyTorch's records: a `ctx` for one function, and a tape of all that was computed."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import torch

from course.helpers.language import N_, sentence


class Context:
    """Keeps tensors from a `forward` for its `backward`, as PyTorch's own `ctx` does.

    Make a fresh one for every forward/backward pair: one that is used again still holds
    what the last forward saved.

    needs_input_grad: which gradients are wanted, one bool for each input. A fresh context says True at every index
    and raises TypeError where it is unpacked. Whoever knows the number of inputs can set a tuple.

    Source: `torch.autograd.function.FunctionCtx`.
    """

    def __init__(self) -> None:
        self._saved: tuple[torch.Tensor, ...] = ()
        self.needs_input_grad: Any = _Always()

    def save_for_backward(self, *tensors: torch.Tensor) -> None:
        """Keep `tensors` (any shapes and dtypes); a second call replaces what the first one kept."""
        self._saved = tensors

    @property
    def saved_tensors(self) -> tuple[torch.Tensor, ...]:
        """The tensors given to `save_for_backward`, in order; empty before that."""
        return self._saved

    def set_materialize_grads(self, value: bool) -> None:
        """Nothing to do: outside the engine a backward gets what it is called with."""


class _Always:
    def __getitem__(self, index: int) -> bool:
        return True

    def __iter__(self) -> Iterator[bool]:  # else a loop over it would have no end
        told = N_("A Context() does not know how many inputs forward has. Ask for one input: ctx.needs_input_grad[0].")
        raise TypeError(sentence(told))


class Entry(NamedTuple):
    """One call that a tape has recorded: `function.backward(ctx, gradient)` goes back through it."""

    function: Any
    ctx: Context
    inputs: tuple[torch.Tensor, ...]
    output: torch.Tensor


class Tape(list[Entry]):
    """The calls of a computation in the order of the forward pass, as autograd's graph keeps them.

        tape = Tape()
        loss = tape.record(MSE, tape.record(Linear, x, w, b), y)
        for function, ctx, inputs, output in tape: ...

    Autograd itself records nothing for it.
    """

    def record(self, function: Any, *inputs: torch.Tensor) -> torch.Tensor:
        """Call `function.forward` on `inputs` with a fresh Context; the tape gets the call, the caller its output.

        function: what has `forward` and `backward`, such as a `torch.autograd.Function`.
        """
        with torch.no_grad():
            ctx, output = run_forward(function, *inputs)
        self.append(Entry(function, ctx, inputs, output))
        return output


def run_forward(function: Any, *inputs: torch.Tensor) -> tuple[Context, torch.Tensor]:
    """`function.forward` on `inputs`, in either style of PyTorch's: the context for its backward, and the output."""
    ctx = Context()
    ctx.needs_input_grad = (True,) * len(inputs)
    setup = getattr(function, "setup_context", None)
    if setup is None or setup is torch.autograd.Function.setup_context:
        return ctx, function.forward(ctx, *inputs)
    output = function.forward(*inputs)
    setup(ctx, inputs, output)
    return ctx, output
