"""What the steps' texts say of their runs and no cell prints."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from course.helpers import data, reference, thread

NUMPY, TENSORS = reference.load("01_numpy"), reference.load("02_tensors")


def along_the_steep_wall(lr: float, epochs: int) -> float:
    """How far a descent on the line is from the minimum in the steepest direction, as a part of where it began."""
    x, y = data.line()
    w, b, _ = NUMPY.descend(x[:, np.newaxis], y, np.array([0.0]), 4.0, lr, epochs)
    columns = np.column_stack([x, np.ones_like(x)])
    steepest = np.linalg.eigh(columns.T @ columns)[1][:, -1]
    return float(steepest @ [w[0] - 2, b] / (steepest @ [-2, 4]))


def test_one_step_at_0_015_lands_on_the_valleys_floor() -> None:
    assert along_the_steep_wall(0.015, 1) == pytest.approx(0, abs=0.005)
    assert along_the_steep_wall(0.002, 1) == pytest.approx(0.87, abs=0.005)


def test_steps_at_0_0305_land_higher_on_the_opposite_wall() -> None:
    assert along_the_steep_wall(0.0305, 1) < -1 < 1 < along_the_steep_wall(0.0305, 2)
    x, y = data.line()
    losses = NUMPY.descend(x[:, np.newaxis], y, np.array([0.0]), 4.0, 0.0305, 12)[2]
    assert losses == sorted(losses)


def test_the_loss_on_the_plane_has_its_bend_near_epoch_200() -> None:
    losses = NUMPY.descend(*data.plane(), np.zeros(2), 0.0, 0.01, 500)[2]
    factors = np.array(losses[1:]) / losses[:-1]
    assert factors[20:120] == pytest.approx(0.895, abs=0.002)
    assert factors[300:450] == pytest.approx(0.938, abs=0.003)
    assert 180 < np.argmax(factors[20:] > (0.895 + 0.938) / 2) + 20 < 220


@pytest.mark.parametrize(("dtype", "floor"), [(torch.float32, 1e-13), (torch.float64, 1e-30)])
def test_how_far_down_a_loss_goes(dtype: torch.dtype, floor: float) -> None:
    x, y = (torch.tensor(values).to(dtype) for values in data.plane())
    w, b = torch.tensor([thread.W]).to(dtype), torch.tensor([thread.B]).to(dtype)
    losses = TENSORS.descend(x, y.unsqueeze(1), w, b, 0.6, 650)[2]
    assert floor / 10 < losses[-1] < 10 * floor


def test_the_lowest_point_is_left_of_0_8_and_near_minus_1_8() -> None:
    places = np.sort(np.roots([4, 0, -8, 1]))
    heights = places**4 - 4 * places**2 + places
    assert places[heights.argmin()] == pytest.approx(-1.47, abs=5e-3)
    assert (places[2] > 0.8, heights[2] > heights[0], heights[1] > heights[2]) == (True, True, True)


def test_step_6_three_hundred_points_soon_grow_about_seventyfold_and_the_crops_are_badly_conditioned() -> None:
    right = reference.load("06_optim")
    points, heights = data.plane(300)
    model = nn.Linear(2, 1).double()
    with torch.no_grad():
        model.weight.copy_(torch.tensor([thread.W]))
        model.bias.copy_(torch.tensor([thread.B]))
    optimizer = torch.optim.SGD(model.parameters(), lr=thread.LR)
    target = torch.tensor(heights).reshape(-1, 1)
    losses = right.train(model, optimizer, nn.MSELoss(reduction="sum"), torch.tensor(points), target, 6)
    assert [after / before for before, after in pairwise(losses[1:])] == pytest.approx([70] * 4, abs=3)

    weather, _ = data.crops()
    rate = 1e-4
    a = torch.cat([weather, torch.ones(len(weather), 1)], dim=1).double()
    curvatures = torch.linalg.eigvalsh(a.T @ a / len(a))  # of the mean over two targets
    assert rate / (2 / float(curvatures[-1])) == pytest.approx(0.9, abs=0.01)  # nine tenths of the largest stable rate
    assert float(curvatures[-1] / curvatures[0]) > 1e6  # "very large"


def test_step_7_after_twenty_epochs_momentum_is_no_lower_than_gradient_descent_and_adam_is_the_highest() -> None:
    right = reference.load("07_sgd_variants")
    chance = torch.Generator().manual_seed(3)
    x = 0.5 + 2 * torch.rand(16, 1, generator=chance)
    y = 2 * x + 1 + 0.5 * torch.randn(16, 1, generator=chance)

    def start() -> list[torch.Tensor]:
        return [torch.tensor([[-1.0]], requires_grad=True), torch.tensor([1.5], requires_grad=True)]

    def in_batches(size: int) -> float:
        return float(right.train_sgd(x, y, *start(), 0.1, 20, size, torch.Generator().manual_seed(5))[-1])

    def whole(make: object) -> float:
        w, b = start()
        optimizer, loss = make([w, b]), torch.zeros(())  # type: ignore[operator]
        for _ in range(20):
            loss = functional.mse_loss(functional.linear(x, w, b), y)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            optimizer.zero_grad()
        return loss.item()

    descent, *batches = (in_batches(size) for size in (16, 4, 1))
    momentum = whole(lambda params: right.Momentum(params, lr=0.1, momentum=0.8))
    nesterov = whole(lambda params: right.Nesterov(params, lr=0.1, momentum=0.8))
    adam = whole(lambda params: right.Adam(params, lr=0.3))
    assert max(batches) < descent < momentum < adam
    assert nesterov < descent


def test_step_8_the_mean_has_the_held_out_loss_1_19_and_the_last_model_is_a_little_better() -> None:
    right = reference.load("08_real_data")
    patients, progression = data.diabetes()
    chosen, held = right.split(len(patients), 0.75, torch.Generator().manual_seed(1))
    train_x, held_x = right.standardize(patients[chosen], patients[held])
    train_y, held_y = right.standardize(progression[chosen], progression[held])
    first, second = torch.triu_indices(10, 10)
    wide, wide_held = right.standardize(
        torch.cat([train_x, train_x[:, first] * train_x[:, second]], dim=1),
        torch.cat([held_x, held_x[:, first] * held_x[:, second]], dim=1),
    )
    assert (len(train_x), len(held_x), wide.shape[1]) == (110, 332, 65)
    assert 180 < float(patients[:, 4].mean()) < 220  # "the total cholesterol is around two hundred"

    def run(patience: int) -> tuple[list[float], list[float], int]:
        model = nn.Linear(65, 1)
        nn.init.zeros_(model.weight)
        nn.init.zeros_(model.bias)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.8)
        sets = (wide, train_y), (wide_held, held_y)
        found: tuple[list[float], list[float], int] = right.fit_early_stopping(
            model, optimizer, nn.MSELoss(), *sets, 100, patience
        )
        return found

    losses, held_out, best = run(100)
    assert held_out[0] == pytest.approx(1.19, abs=0.005)
    assert losses == sorted(losses, reverse=True)
    assert held_out[best] < 0.8 < 1 < held_out[-1] < held_out[0]
    assert len(held_out) == 101  # the patience of 100 never stops it
    assert len(run(10)[1]) == best + 11  # a patience of 10 does
