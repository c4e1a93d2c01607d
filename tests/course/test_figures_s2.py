"""The figures of the source document that step 04 draws on (seed 42) come out of our solution."""

import pytest
import torch

from course.helpers import data, reference

STEP = reference.load("04_custom_function")


@pytest.fixture(autouse=True)
def one_thread():
    """On tensors this small a second thread only waits for the first."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def losses(start: data.Gaussian, lr: float, max_iterations: int) -> list[float]:
    return STEP.descend(*start, lr, 0.70, max_iterations, STEP.Linear, STEP.MSE)[2]


def test_a_rate_of_a_hundredth_takes_1475_iterations():
    found = losses(data.gaussian(), 0.01, 5000)
    assert found[0] == pytest.approx(13.6831, abs=5e-5)
    assert found[100] == pytest.approx(3.8614, abs=5e-5)
    assert found[1400] == pytest.approx(0.70087, abs=5e-6)
    assert len(found) == 1475
    assert found[-1] <= 0.70 < found[-2]


def test_a_rate_of_a_ten_thousandth_is_still_far_after_1000_updates():
    found = losses(data.gaussian(second=True), 1e-4, 1001)
    assert found[0] == pytest.approx(17.9473, abs=5e-5)
    assert found[1000] == pytest.approx(15.2770, abs=5e-5)
    assert len(found) == 1001


def test_a_rate_of_a_half_takes_30_iterations():
    assert len(losses(data.gaussian(second=True), 0.5, 5000)) == 30
