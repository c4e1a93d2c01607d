"""Small differentiable functions: what a tape records in an example, and what test cells give to an exercise.

Each has a `forward(ctx, …)` and a `backward(ctx, gradient)`, as a `torch.autograd.Function` has. Autograd does not
know them.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch

from course.helpers.compare import difference
from course.helpers.context import Tape
from course.helpers.language import Word, _
from course.helpers.testing.checks import fail, that, unchanged
from course.helpers.testing.values import copied


class Times:
    """u · v, element by element; of one shape."""

    @staticmethod
    def forward(ctx: Any, u: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(u, v)
        return u * v

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        u, v = ctx.saved_tensors
        return gradient * v, gradient * u


class Plus:
    """u + v; of one shape. Both inputs get the very tensor that comes back."""

    @staticmethod
    def forward(ctx: Any, u: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        return u + v

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        return gradient, gradient


class Mean:
    """The mean of all elements: one input, and a backward that returns a bare tensor."""

    @staticmethod
    def forward(ctx: Any, u: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(u)
        return u.mean()

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> torch.Tensor:
        (u,) = ctx.saved_tensors
        return gradient * torch.ones_like(u) / u.numel()


class ScaledBy:
    """factor · u, where nothing is sent back to the factor: None stands for its gradient."""

    @staticmethod
    def forward(ctx: Any, u: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(factor)
        return factor * u

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, None]:
        (factor,) = ctx.saved_tensors
        return gradient * factor, None


class Line:
    """w (1, 1) · x (N, 1) − b (1,). A descent must call it: no linear model of its own gives the same."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        _fresh(ctx)
        factors = x, w
        ctx.save_for_backward(*factors)
        return w * x - b

    @staticmethod
    def backward(ctx: Any, grad_output: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        feature, slope = ctx.saved_tensors
        return grad_output * slope, (grad_output * feature).sum().reshape(1, 1), -grad_output.sum().reshape(1)


class Skewed:
    """Σ (gap² + gap), gap = prediction − target: too high costs more than too low. The target gets no gradient."""

    @staticmethod
    def forward(ctx: Any, prediction: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        _fresh(ctx)
        pair = prediction, target
        ctx.save_for_backward(*pair)
        return ((prediction - target) * (prediction - target + 1)).sum()

    @staticmethod
    def backward(ctx: Any, grad_output: torch.Tensor) -> tuple[torch.Tensor, None]:
        output, wanted = ctx.saved_tensors
        return grad_output * (2 * (output - wanted) + 1), None


class TimesPlus:
    """u · v + w, element by element; of one shape. Three inputs."""

    @staticmethod
    def forward(ctx: Any, u: torch.Tensor, v: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        ctx.save_for_backward(u, v)
        return u * v + w

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        u, v = ctx.saved_tensors
        return gradient * v, gradient * u, gradient


class Row:
    """u (N,) as a view (1, N) of the same memory: one input, and a backward that returns a tuple."""

    @staticmethod
    def forward(ctx: Any, u: torch.Tensor) -> torch.Tensor:
        return u[None]

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> tuple[torch.Tensor]:
        return (gradient[0],)


# What a test asks after a way back along a tape, by name: the result, and what must stay as it was.
FACTS = (Word(_("gradients")), "len(tape)", Word(_("tensors")))


def recorded(program: Sequence[tuple[Any, ...]], inputs: Sequence[torch.Tensor]) -> tuple[Tape, list[torch.Tensor]]:
    """A tape of these calls, and all tensors: the inputs, then the output of each call.

    program: for each call the name of a function of this module and the numbers of the tensors that it takes, such as
    ("Times", 0, 1).
    """
    tape, tensors = Tape(), list(inputs)
    for name, *numbers in program:
        tensors.append(tape.record(globals()[name], *(tensors[number] for number in numbers)))
    return tape, tensors


def sent_back(
    engine: Callable[..., Any], tape: Tape, output: torch.Tensor, wanted: list[torch.Tensor]
) -> list[torch.Tensor | None]:
    """What `engine`, a `backpropagate`, returns for this tape.

    Raises Wrong where it has changed the tape or a tensor of it, and where a second call returns something else.
    """
    called = "backpropagate(tape, output, wanted)"
    entries = list(tape)
    fields = [(number, field) for number in range(len(tape)) for field in ("inputs", "output")]
    kept = {f"tape[{number}].{field}": getattr(tape[number], field) for number, field in fields}
    with unchanged(of=called, **kept):
        found = copied(engine(tape, output, wanted))
    same = len(tape) == len(entries) and all(one is other for one, other in zip(tape, entries, strict=True))
    that(same, of=called, mistake="tape.changed")
    if isinstance(found, list) and all(part is None or isinstance(part, torch.Tensor) for part in found):
        again = engine(tape, output, wanted)
        that(difference(again, found) is None, of=called, mistake="tape.second_call")
    return found


def _fresh(ctx: Any) -> None:
    if len(ctx.saved_tensors):
        fail(mistake="context.reused")
