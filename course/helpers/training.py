"""What tests of a training loop are made of: small models with known parameters, optimizers, drawn cases."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from course.helpers.testing.values import Optimizer

sgd = partial(Optimizer, torch.optim.SGD)


def linear(weight: Sequence[Sequence[float]], bias: Sequence[float] | None = None) -> nn.Linear:
    """A linear layer with these parameters."""
    model = nn.Linear(len(weight[0]), len(weight), bias=bias is not None)
    with torch.no_grad():
        model.weight.copy_(torch.tensor(weight))
        if bias is not None:
            model.bias.copy_(torch.tensor(bias))
    return model


def drawn(rng: np.random.Generator) -> list[dict[str, Any]]:
    """Cases for a loop `train(model, optimizer, loss_fn, x, y, epochs)`: each kind of model, optimizer and loss."""
    optimizers = [
        sgd(lr=0.05),
        sgd(lr=0.03, momentum=0.9, nesterov=True, weight_decay=0.1),
        sgd(lr=0.1, momentum=0.5, first={"lr": 0.02}),
        Optimizer(torch.optim.Adam, lr=0.1),
    ]
    kinds: list[tuple[int, int, int, bool, nn.Module]] = [
        (1, 1, 1, False, nn.MSELoss()),
        (6, 3, 2, True, nn.MSELoss(reduction="sum")),
        (5, 2, 2, False, nn.PoissonNLLLoss()),
        (4, 3, 1, True, nn.MSELoss()),
        (4, 2, 3, True, nn.PoissonNLLLoss(reduction="sum")),
    ]
    cases = []
    for number, (n, d, k, deep, loss_fn) in enumerate(kinds):
        model = nn.Sequential(nn.Linear(d, 4), nn.Tanh(), nn.Linear(4, k)) if deep else nn.Linear(d, k)
        x, y = (torch.tensor(rng.normal(size=(n, size))) for size in (d, k))
        optimizer = optimizers[number % len(optimizers)]
        cases.append({"model": model, "optimizer": optimizer, "loss_fn": loss_fn, "x": x, "y": y, "epochs": 2})
    return cases
