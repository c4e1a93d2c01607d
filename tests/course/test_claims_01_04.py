"""What the texts of steps 01 to 04 say of their runs and no cell prints."""

import numpy as np
import pytest

from course.helpers import data, reference

NUMPY = reference.load("01_numpy")


def on_the_line(shift: float, lr: float) -> list[float]:
    """The losses of a descent on the four points of the line, their inputs moved by `shift`."""
    x, y = data.line()
    losses: list[float] = NUMPY.descend(x[:, np.newaxis] - shift, y, np.array([0.0]), 4.0, lr, 500)[2]
    return losses


@pytest.mark.parametrize(("shift", "condition", "largest", "epochs"), [(0, 55.8, 0.0299, 450), (2.5, 1.25, 0.2, 5)])
def test_step_1_the_valley_and_the_rounder_one(shift: float, condition: float, largest: float, epochs: int) -> None:
    columns = np.column_stack([data.line()[0] - shift, np.ones(4)])
    curvatures = np.linalg.eigvalsh(columns.T @ columns)  # half of them: the loss at the distance 1 from the minimum
    assert curvatures[-1] / curvatures[0] == pytest.approx(condition, abs=0.05)
    assert 1 / curvatures[-1] == pytest.approx(largest, abs=1e-4)
    below = [loss < 1e-6 for loss in on_the_line(shift, largest / 2)]
    assert below.index(True) == pytest.approx(epochs, abs=1)
    assert on_the_line(shift, 1.02 * largest)[-1] > on_the_line(shift, 1.02 * largest)[0]


def test_step_1_one_step_on_paper() -> None:
    x, y = np.array([[1.0], [2.0]]), np.array([3.0, 5.0])
    w, b, losses = NUMPY.descend(x, y, np.array([1.0]), 0.0, 0.05, 1)
    assert (*w, b, *losses, NUMPY.squared_error(x, y, w, b)) == pytest.approx((1.8, 0.5, 13, 1.3))
