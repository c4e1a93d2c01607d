"""What the text of steps 1 to 3 says in numbers and no cell prints."""

import numpy as np
import pytest
import torch

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
