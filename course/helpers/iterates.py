"""Where an optimizer takes its parameters, for the test cells that mark one.

got = iterates.of(Momentum, start, gradients, called="Momentum(…)", lr=0.1, momentum=0.9)
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from course.helpers.compare import WANT_GOT
from course.helpers.language import _
from course.helpers.testing import checks

STOPPED = _("The exception: {error}")
NOT_CLEARED = (_("after zero_grad() a gradient is {want}"), _("got:      {got}"))


class Walk:
    """The steps of one optimizer, to be taken by `walk(*arguments)`, and what they have led to.

    start: what the parameters are first, of any shapes and one dtype; they are copied to leaves that require a
    gradient. gradients: T times one for each parameter, of its shape and dtype. options: what the optimizer is called
    with, beside the list of parameters. beside: a second optimizer of the same kind takes steps in between, on
    parameters of its own and with half of every number in `options`.
    """

    def __init__(
        self,
        optimizer: Callable[..., Any],
        start: Sequence[torch.Tensor],
        gradients: Sequence[Sequence[torch.Tensor]],
        options: dict[str, Any],
        beside: bool = False,
    ) -> None:
        self.start = list(start)
        self.told: list[Any] = []
        # All parameters are one row of numbers, and so are the gradients of a step: each tensor takes time to send.
        row, rows = _row(start), [_row(step) for step in gradients]
        several = torch.stack(rows) if rows else row.new_empty(0, len(row))
        shapes = [tuple(value.shape) for value in start]
        self.arguments = (optimizer, row, several, shapes, options, beside, self.told)

    def places(self, stopped: Any, called: str) -> torch.Tensor:
        """The parameters after each step, side by side in one row: (T, P), float64, P their elements in all.

        stopped: the exception that `walk` ended with; anything else where it came to its end.

        Raises Wrong where a parameter is no leaf any more, has changed its shape or dtype or, cleared, keeps a
        gradient, and where an exception is that of a known mistake; any other exception as it is.
        """
        rows = []
        for facts in self.told:
            if type(facts) is not tuple:
                continue
            if facts[0] == "at":
                _, at, leaves, shapes, dtypes = facts
                checks.that(all(leaves), of=called, mistake="leaf.lost")
                for got, want, named in (
                    (shapes, [list(first.shape) for first in self.start], "shape.wrong"),
                    (dtypes, [str(first.dtype) for first in self.start], "dtype.wrong"),
                ):
                    found = [list(one) if type(one) is tuple else one for one in got]
                    checks.that(found == want, *WANT_GOT, of=called, mistake=named, want=want, got=found)
                rows.append(at)
            else:
                kept = [gradient for gradient in facts[1] if gradient is not None]
                # The answer has steps, and zero_grad, for copies of its own.
                if kept and rows[-1:] == [tuple(flat(self.start).tolist())]:
                    checks.fail(of=called, mistake="argument.not_updated")
                if kept:
                    first = torch.tensor(kept[0]).tolist()
                    checks.fail(*NOT_CLEARED, of=called, mistake="zero_grad.nothing", want="None, 0", got=first)
        if isinstance(stopped, Exception):
            mistake = _mistake_of(stopped, self.told[-1] if self.told else "")
            if mistake is None:
                raise stopped
            checks.fail(STOPPED, of=called, mistake=mistake, error=stopped)
        return torch.tensor(rows, dtype=torch.float64)


def of(
    optimizer: Callable[..., Any],
    start: Sequence[torch.Tensor],
    gradients: Sequence[Sequence[torch.Tensor]],
    *,
    called: str,
    beside: bool = False,
    **options: Any,
) -> torch.Tensor:
    """The places of a `Walk` that is taken here. Raises what `Walk.places` raises."""
    steps = Walk(optimizer, start, gradients, options, beside)
    stopped = None
    try:
        walk(*steps.arguments)
    except Exception as error:
        stopped = error
    return steps.places(stopped, called)


def walk(
    optimizer: Callable[..., Any],
    start: torch.Tensor,
    gradients: torch.Tensor,
    shapes: Sequence[tuple[int, ...]],
    options: dict[str, Any],
    beside: bool,
    told: list[Any],
) -> None:
    """Take the steps of a `Walk`, and append to `told` what is called and then what it has led to, as plain values.

    The optimizer gets a list of the parameters or, where another one steps beside it, an iterator of them, as
    `model.parameters()` is one.

    `zero_grad()` is called before the first step, when every `.grad` is None, and after each step. The entries are
    "step", then ("at", the elements, whether each parameter is a leaf, shapes, dtypes); "zero_grad", then ("kept", of
    each parameter the gradient that is not zero, or None). They are tuples, since each list would be shared with the
    other side, and that takes time. After an exception of the optimizer's the last entry is what was called.
    """
    parameters = [value.clone().requires_grad_() for value in _parts(start, shapes)]
    taking_steps = optimizer(iter(parameters) if beside else parameters, **options)
    others = [torch.ones_like(value).requires_grad_() for value in _parts(start, shapes)]
    halved = {name: value / 2 if isinstance(value, float) else value for name, value in options.items()}
    other = optimizer(others, **halved) if beside else None
    _clear(taking_steps, parameters, told)
    for step in gradients:
        told.append("step")
        _step(taking_steps, parameters, _parts(step, shapes))
        if other is not None:
            _step(other, others, [torch.ones_like(value.detach()) for value in others])
        told.append(
            (
                "at",
                tuple(flat(parameters).tolist()),
                tuple(value.is_leaf and value.requires_grad for value in parameters),
                tuple(tuple(value.shape) for value in parameters),
                tuple(str(value.dtype) for value in parameters),
            )
        )
        _clear(taking_steps, parameters, told)


def drawn(rng: np.random.Generator, *shapes: tuple[int, ...], steps: int, **options: Any) -> dict[str, Any]:
    """A case: parameters of these shapes and gradients that are not small, both drawn."""
    return {
        "params": [torch.tensor(rng.normal(size=shape)) for shape in shapes],
        "gradients": [
            [torch.tensor(rng.uniform(0.5, 2, size=shape) * rng.choice([-1, 1], size=shape)) for shape in shapes]
            for _ in range(steps)
        ],
        **options,
    }


def _row(tensors: Sequence[torch.Tensor]) -> torch.Tensor:
    return torch.cat([tensor.detach().reshape(-1) for tensor in tensors]) if tensors else torch.empty(0)


def _parts(row: torch.Tensor, shapes: Sequence[tuple[int, ...]]) -> list[torch.Tensor]:
    pieces = row.split([math.prod(shape) for shape in shapes])
    return [piece.reshape(shape) for piece, shape in zip(pieces, shapes, strict=True)]


def flat(parameters: Sequence[torch.Tensor]) -> torch.Tensor:
    """Their elements in one row: (P,), float64."""
    return torch.cat([parameter.detach().reshape(-1).to(torch.float64) for parameter in parameters])


def _step(optimizer: Any, parameters: list[torch.Tensor], gradients: Sequence[torch.Tensor]) -> None:
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient.clone()
    optimizer.step()


def _clear(optimizer: Any, parameters: list[torch.Tensor], told: list[Any]) -> None:
    told.append("zero_grad")
    optimizer.zero_grad()
    left = (value.grad for value in parameters)
    told.append(
        ("kept", tuple(None if one is None or not bool(one.abs().max() > 0) else _numbers(one) for one in left))
    )


def _numbers(tensor: torch.Tensor) -> Any:
    """The elements as nested tuples, or the number where the tensor is one."""
    return tensor.item() if tensor.dim() == 0 else tuple(map(_numbers, tensor))


def _mistake_of(error: Exception, called: Any) -> str | None:
    """The mistake of which this exception tells, when this method was called."""
    if called == "step" and isinstance(error, ZeroDivisionError):
        return "adam.t_from_0"
    if called == "step" and isinstance(error, RuntimeError) and "leaf Variable" in str(error):
        return "leaf.in_graph"
    if called == "zero_grad" and isinstance(error, AttributeError | TypeError) and "NoneType" in str(error):
        return "grad.zeroed_none"
    return None
