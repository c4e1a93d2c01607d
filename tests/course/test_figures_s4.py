"""The figures of the source document that step 01 draws on come out of our solution."""

from itertools import pairwise

import numpy as np
import pytest

from course.helpers import data, reference

STEP = reference.load("01_numpy")


def losses(derivative, epochs: int) -> tuple[list[float], list[float]]:  # type: ignore[no-untyped-def]
    """Weights after, and mean squared errors before each update, from w = 0 at a rate of 0.01, in float32."""
    x, y = (column.astype(np.float32) for column in data.line())
    w, weights, seen = 0.0, [], []
    for _ in range(epochs):
        seen.append(float(np.mean((w * x - y) ** 2)))
        w -= 0.01 * derivative(x, y, w)
        weights.append(w)
    return weights, seen


def test_the_mean_gradient() -> None:
    weights, seen = losses(STEP.mean_gradient, 71)
    assert weights[0] == pytest.approx(0.3)
    assert seen[0] == 30.0
    assert seen[7] == pytest.approx(3.08308983, abs=5e-9)
    assert seen[14] == pytest.approx(0.31684780, rel=1e-5)
    assert weights[7] == pytest.approx(1.455, abs=5e-4)


def test_the_mistaken_gradient() -> None:
    weights, seen = losses(lambda x, y, w: float(np.dot(2 * x, w * x - y).mean()), 20)
    assert weights[0] == pytest.approx(1.2)
    assert seen[:3] == [30.0, pytest.approx(4.79999924, abs=5e-9), pytest.approx(0.76800019, abs=5e-9)]


def test_the_descent_finds_the_plane() -> None:
    x, y = data.plane()
    w, b, seen = STEP.descend(x, y, np.zeros(2), 0.0, 0.01, 500)
    np.testing.assert_allclose(w, [2, -3], atol=1e-6)
    assert b == pytest.approx(1, abs=1e-6)
    assert all(later < before for before, later in pairwise(seen))


@pytest.mark.parametrize(("n", "d"), [(1, 1), (7, 3), (4, 4)])
def test_the_gradients_agree_with_finite_differences(n: int, d: int) -> None:
    rng = np.random.default_rng(n)
    x, y, w, b = rng.normal(size=(n, d)), rng.normal(size=n), rng.normal(size=d), rng.normal()
    dw, db = STEP.gradient(x, y, w, b)
    for j, e in enumerate(np.eye(d)):  # exact: the loss is a parabola
        assert dw[j] == pytest.approx((STEP.squared_error(x, y, w + e, b) - STEP.squared_error(x, y, w - e, b)) / 2)
    assert db == pytest.approx((STEP.squared_error(x, y, w, b + 1) - STEP.squared_error(x, y, w, b - 1)) / 2)
    mean = [np.mean((v * x[:, 0] - y) ** 2) for v in (1.0, 3.0)]
    assert STEP.mean_gradient(x[:, 0], y, 2.0) == pytest.approx((mean[1] - mean[0]) / 2)


def test_the_step_on_paper() -> None:
    x, y = np.array([[1.0], [2.0]]), np.array([3.0, 5.0])
    assert STEP.squared_error(x, y, np.array([1.0]), 0.0) == 13
    assert STEP.gradient(x, y, np.array([1.0]), 0.0) == (np.array([-16.0]), -10)
    w, b, _ = STEP.descend(x, y, np.array([1.0]), 0.0, 0.05, 1)
    assert (w[0], b) == (pytest.approx(1.8), pytest.approx(0.5))
    assert STEP.squared_error(x, y, w, b) == pytest.approx(1.3)
