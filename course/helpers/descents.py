"""Descents with what students write: an optimizer's path in a valley, sweeps over learning rates, sizes of batches."""

from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Any, NamedTuple

import torch
from torch import nn
from torch.nn import functional

Make = Callable[..., Any]  # an optimizer of these parameters; it has step() and zero_grad()


class Valley(NamedTuple):
    """Sixteen points near y = 2·x + 1: x (16, 1), y (16, 1), and the lowest point (w, b) of their MSE, (2, 1)."""

    x: torch.Tensor
    y: torch.Tensor
    lowest: torch.Tensor
    start: tuple[float, float] = (-1.0, 1.5)  # w and b with which a descent begins
    limits: tuple[tuple[float, float], tuple[float, float]] = ((-1.5, -0.5), (4.5, 4.5))  # the corners of a map

    def loss(self, w: float, b: float) -> float:
        return float(((w * self.x + b - self.y) ** 2).mean())

    def put_start(self, model: nn.Linear) -> None:
        """Write `start` into the model's parameters."""
        with torch.no_grad():
            model.weight.fill_(self.start[0])
            model.bias.fill_(self.start[1])


def valley() -> Valley:
    chance = torch.Generator().manual_seed(3)
    x = 0.5 + 2 * torch.rand(16, 1, generator=chance)
    y = 2 * x + 1 + 0.5 * torch.randn(16, 1, generator=chance)
    lowest = torch.linalg.lstsq(torch.cat([x, torch.ones(16, 1)], dim=1), y).solution
    return Valley(x, y, lowest)


def path(make: Make, place: Valley, steps: int) -> list[tuple[float, float]]:
    """(w, b) before each of the steps of the optimizer `make([w, b])` on the mean squared error."""
    w, b = torch.tensor([[place.start[0]]], requires_grad=True), torch.tensor([place.start[1]], requires_grad=True)
    optimizer, points = make([w, b]), []
    for _ in range(steps):
        points.append((w.item(), b.item()))
        _step(optimizer, place.x, place.y, w, b)
    return points


def sweep(
    makers: Mapping[str, Make], x: torch.Tensor, y: torch.Tensor, rates: Sequence[float], steps: int
) -> dict[str, list[float]]:
    """The mean squared error that each optimizer `make([w, b], lr)` reaches from zero, for each of the rates."""
    return {name: [_last_loss(make, x, y, lr, steps) for lr in rates] for name, make in makers.items()}


def timed(
    train_sgd: Callable[..., list[float]], x: torch.Tensor, y: torch.Tensor, *, lr: float, epochs: Mapping[int, int]
) -> dict[int, tuple[list[float], float]]:
    """What `train_sgd` does with batches of each size, for that many epochs: size → (losses, seconds).

    All begin at the same parameters. The first call of all would be slower than the others: it is not one of them.
    """
    runs = {}
    for size, count in [*list(epochs.items())[:1], *epochs.items()]:
        chance = torch.Generator().manual_seed(0)
        w = torch.randn(y.shape[1], x.shape[1], generator=chance).requires_grad_()
        b = torch.randn(y.shape[1], generator=chance).requires_grad_()
        began = perf_counter()
        losses = train_sgd(x, y, w, b, lr, count, size, torch.Generator().manual_seed(1))
        runs[size] = losses, perf_counter() - began
    return runs


def _last_loss(make: Make, x: torch.Tensor, y: torch.Tensor, lr: float, steps: int) -> float:
    w, b = torch.zeros(y.shape[1], x.shape[1], requires_grad=True), torch.zeros(y.shape[1], requires_grad=True)
    optimizer = make([w, b], lr)
    for _ in range(steps):
        _step(optimizer, x, y, w, b)
    return functional.mse_loss(functional.linear(x, w, b), y).item()


def _step(optimizer: Any, x: torch.Tensor, y: torch.Tensor, w: torch.Tensor, b: torch.Tensor) -> None:
    functional.mse_loss(functional.linear(x, w, b), y).backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    optimizer.zero_grad()
