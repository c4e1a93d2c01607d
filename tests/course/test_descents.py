"""Descents with a student's optimizer: their path in the valley, and the loss that each reaches at each rate."""

import pytest
import torch
from torch import nn

from course.helpers import data, descents


def test_the_path_begins_at_the_start_and_comes_near_the_lowest_point() -> None:
    valley = descents.valley()
    path = descents.path(lambda params: torch.optim.SGD(params, lr=0.1), valley, steps=200)
    assert (path[0], len(path)) == (valley.start, 200)
    assert path[-1] == pytest.approx(valley.lowest.flatten().tolist(), abs=0.02)
    assert valley.loss(*path[-1]) == pytest.approx(valley.loss(*valley.lowest.flatten().tolist()), abs=1e-3)


def test_a_model_gets_the_start() -> None:
    valley, model = descents.valley(), nn.Linear(1, 1)
    valley.put_start(model)
    assert [model.weight.item(), model.bias.item()] == list(valley.start)


def test_a_sweep_has_the_last_loss_of_each_optimizer_at_each_rate() -> None:
    x, y = data.crops()
    makers = {"plain": lambda params, lr: torch.optim.SGD(params, lr=lr), "adam": torch.optim.Adam}
    swept = descents.sweep(makers, x, y, [0.0, 1e-5, 1.0], steps=3)
    at_zero = float((y**2).mean())
    assert swept["plain"][0] == swept["adam"][0] == pytest.approx(at_zero)
    assert swept["plain"][1] < at_zero < swept["plain"][2]


def test_each_size_of_batch_begins_at_the_same_parameters() -> None:
    def train_sgd(x, y, w, b, lr, epochs, batch_size, generator):  # type: ignore[no-untyped-def]
        assert (lr, x.shape[1], w.requires_grad and b.requires_grad) == (0.5, 3, True)
        started = [w.detach().sum().item() + b.detach().sum().item(), *torch.rand(1, generator=generator).tolist()]
        with torch.no_grad():
            w += 1  # a descent changes what it is given
        seen.append((batch_size, epochs))
        return started

    seen: list[tuple[int, int]] = []
    runs = descents.timed(train_sgd, *data.crops(), lr=0.5, epochs={1: 10, 4: 3})
    assert seen == [(1, 10), (1, 10), (4, 3)]
    assert list(runs) == [1, 4]
    assert runs[1][0] == runs[4][0]
    assert all(seconds > 0 for _, seconds in runs.values())
