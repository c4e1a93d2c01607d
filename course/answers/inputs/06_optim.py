"""How the inputs of step 06's exercises are drawn, for the small example on a student's page.

`fit` has none: what it gives is a model.
"""

import torch
from torch import nn

from autograder.engine.judge.drawn import Case, Draw, compared
from course.helpers import expect
from course.helpers.training import linear


def _training(draw: Draw) -> Case:
    n, d, k = draw.size(), draw.size(), draw.size()
    return {
        "model": linear(draw.array(k, d).tolist(), draw.array(k).tolist()),
        "optimizer": expect.optimizer(torch.optim.SGD, lr=0.125),
        "loss_fn": nn.MSELoss(),
        "x": draw.tensor(n, d),
        "y": draw.tensor(n, k),
        "epochs": draw.whole(0, 3),
    }


SHOWN = "train(linear({model.weight}, {model.bias}), SGD(…, lr=0.125), nn.MSELoss(), x={x}, y={y}, epochs={epochs})"


@compared(names=("losses",), changes=("model",), times=2, rtol=2e-3, atol=1e-4, shown=SHOWN)
def train(draw: Draw) -> Case:
    return _training(draw)


@compared(names=("losses",), changes=("model",), times=2, rtol=2e-3, atol=1e-4, shown=f"repaired_{SHOWN}")
def repaired_train(draw: Draw) -> Case:
    return _training(draw)


def _points(draw: Draw, n: int) -> torch.Tensor:
    """Points on a line, no two of them equal: (n, 1)."""
    first, distance = draw.number(), draw.one_of(1.0, 2.0)
    return first + distance * torch.arange(n).float().reshape(n, 1)


@compared(names=("w", "b"), rtol=5e-3, atol=1e-4)
def closed_form(draw: Draw) -> Case:
    n, k = draw.whole(2, 3), draw.size()
    return {"x": _points(draw, n), "y": draw.tensor(n, k)}


@compared(given=("condition_number",), rtol=2e-3)
def largest_stable_lr(draw: Draw) -> Case:
    return {"x": draw.tensor(draw.size(), draw.size())}


@compared(given=("largest_stable_lr",), rtol=1e-2)
def condition_number(draw: Draw) -> Case:
    return {"x": _points(draw, draw.whole(2, 3))}
