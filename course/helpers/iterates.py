"""Where an optimizer takes its parameters, for the test cells that mark one.

got = iterates.of(Momentum, start, gradients, called="Momentum(…)", lr=0.1, momentum=0.9)
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from course.helpers.language import _
from course.helpers.testing import checks

STOPPED = _("The exception: {error}")
NOT_CLEARED = (_("after zero_grad() a gradient is {want}"), _("got:      {got}"))


def of(
    optimizer: Callable[..., Any],
    start: Sequence[torch.Tensor],
    gradients: Sequence[Sequence[torch.Tensor]],
    *,
    called: str,
    beside: bool = False,
    **options: Any,
) -> torch.Tensor:
    """The parameters after each step, side by side in one row: (T, P), float64, P their elements in all.

    optimizer: a class; called with the list of parameters and `options`, it gives `step()` and `zero_grad()`. start:
    what the parameters are first, of any shapes; they are copied to leaves that require a gradient. gradients: T
    times one for each parameter. `zero_grad()` is called before the first step, when every `.grad` is None, and after
    each step. beside: a second optimizer of the same kind takes steps in between, on parameters of its own and with
    half of every number in `options`.

    Raises Wrong where a parameter is no leaf any more, has changed its shape or dtype or, cleared, keeps a gradient,
    and where an exception is that of a known mistake; any other exception as it is.
    """
    parameters = [value.clone().requires_grad_() for value in start]
    taking_steps = optimizer(parameters, **options)
    others = [torch.ones_like(value).requires_grad_() for value in start]
    halved = {name: value / 2 if isinstance(value, float) else value for name, value in options.items()}
    other = optimizer(others, **halved) if beside else None
    _clear(taking_steps, parameters, called)
    rows = []
    for step in gradients:
        _step(taking_steps, parameters, step, called)
        if other is not None:
            _step(other, others, [torch.ones_like(value.detach()) for value in others], called)
        for parameter, first in zip(parameters, start, strict=True):
            leaf = parameter.is_leaf and parameter.requires_grad
            checks.that(leaf, of=called, mistake="leaf.lost")
            checks.that(parameter.shape == first.shape, of=called, mistake="shape.wrong")
            checks.that(parameter.dtype == first.dtype, of=called, mistake="dtype.wrong")
        rows.append(flat(parameters))
        _clear(taking_steps, parameters, called)
    return torch.stack(rows)


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


def flat(parameters: Sequence[torch.Tensor]) -> torch.Tensor:
    """Their elements in one row: (P,), float64."""
    return torch.cat([parameter.detach().reshape(-1).to(torch.float64) for parameter in parameters])


def _step(optimizer: Any, parameters: list[torch.Tensor], gradients: Sequence[torch.Tensor], called: str) -> None:
    for parameter, gradient in zip(parameters, gradients, strict=True):
        parameter.grad = gradient.clone()
    try:
        optimizer.step()
    except ZeroDivisionError as error:
        checks.fail(STOPPED, of=called, mistake="adam.t_from_0", error=error)
    except RuntimeError as error:
        if "leaf Variable" not in str(error):
            raise
        checks.fail(STOPPED, of=called, mistake="leaf.in_graph", error=error)


def _clear(optimizer: Any, parameters: list[torch.Tensor], called: str) -> None:
    try:
        optimizer.zero_grad()
    except (AttributeError, TypeError) as error:
        if "NoneType" not in str(error):
            raise
        checks.fail(STOPPED, of=called, mistake="grad.zeroed_none", error=error)
    for parameter in parameters:
        grad = parameter.grad
        if grad is not None and bool(grad.abs().max() > 0):
            checks.fail(*NOT_CLEARED, of=called, mistake="zero_grad.nothing", want="None, 0", got=grad.tolist())
