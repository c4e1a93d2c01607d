"""The figures of S0, the notebook with one descent written six ways (docs/sources.md).

Its data and first parameters are drawn without a seed: the figures that depend on the draw are compared as what they
are, one draw among many of ours.
"""

import numpy as np
import pytest
import torch

from course.helpers import data, reference

W, B, LR = (0.50720218, 0.25600937), 0.42059718, 0.01  # as printed there
FIRST_LOSS = 29.433702438427858
GROWTH = 2.034820402353537e18 / 2.961778094060339e16  # of the loss in the last epoch, with 300 samples

TENSORS, OPTIM = reference.load("02_tensors"), reference.load("06_optim")


def descend(n: int) -> list[float]:
    x, y = TENSORS.to_tensors(*data.plane(n))
    model = torch.nn.Linear(2, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([W]))
        model.bias.fill_(B)
    optimizer = torch.optim.SGD(model.parameters(), lr=LR)
    return list(OPTIM.train(model, optimizer, torch.nn.MSELoss(reduction="sum"), x, y, 10))


def test_least_squares_find_the_plane_in_one_go() -> None:
    w, b = OPTIM.closed_form(*TENSORS.to_tensors(*data.plane()))
    torch.testing.assert_close(w, torch.tensor([[2.0, -3.0]]), rtol=0, atol=5e-5)
    torch.testing.assert_close(b, torch.tensor([1.0]), rtol=0, atol=5e-5)


def test_the_first_loss_is_one_of_those_that_thirty_points_give() -> None:
    ours = []
    for seed in range(400):
        x, y = data.plane(30, seed)
        ours.append(np.sum((x @ np.array(W) + B - y) ** 2))
    assert np.mean(ours) == pytest.approx(34.8, abs=0.8)
    assert np.quantile(ours, 0.1) < FIRST_LOSS < np.quantile(ours, 0.9)


def test_thirty_samples_go_down_and_three_hundred_explode() -> None:
    thirty, many = descend(30), descend(300)
    assert thirty[0] == pytest.approx(36.19, abs=5e-3)
    assert thirty[9] == pytest.approx(13.07, abs=5e-3)
    assert many[0] == pytest.approx(363.5, abs=5e-2)
    assert many[9] == pytest.approx(1.65e18, rel=5e-3)


def test_the_growth_is_that_of_the_largest_curvature() -> None:
    growth = []
    for seed in range(50):
        x, _ = data.plane(300, seed)
        largest = 2 / OPTIM.largest_stable_lr(torch.from_numpy(x))
        growth.append((1 - LR * largest) ** 2)
    assert min(growth) < GROWTH < max(growth)
    losses = descend(300)
    assert losses[9] / losses[8] == pytest.approx(growth[0], rel=1e-2)


def test_the_rate_is_below_the_limit_of_thirty_and_above_that_of_three_hundred() -> None:
    limits = [OPTIM.largest_stable_lr(torch.from_numpy(data.plane(n)[0])) for n in (30, 300)]
    assert limits == [pytest.approx(0.0216, abs=5e-5), pytest.approx(0.0021, abs=5e-5)]
    assert limits[1] < LR < limits[0]
