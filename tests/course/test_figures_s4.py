"""The figures of S4, the notebook in four steps on the line y = 2x (docs/sources.md), and those of step 01's text."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from course.helpers import data, reference

STEP = reference.load("01_numpy")

# The loss before updates 1, 8, 15, …, 71 and the weight after them, as printed there, by autograd and by torch.optim.
SEVENTH = [
    30, 3.08308983, 0.31684780, 0.03256231, 0.00334642, 0.00034392, 0.00003534, 0.00000363, 0.00000037, 0.00000004, 0,
]  # fmt: skip
SEVENTH_WEIGHTS = [0.300, 1.455, 1.825, 1.944, 1.982, 1.994, 1.998, 1.999, 2.000, 2.000, 2.000]
# The same of its first step, whose gradient lacks the division by N, every iteration.
FAULTY = [
    30, 4.79999924, 0.76800019, 0.12288000, 0.01966083, 0.00314570, 0.00050332, 0.00008053, 0.00001288, 0.00000206,
]  # fmt: skip
FAULTY_WEIGHTS = [1.200, 1.680, 1.872, 1.949, 1.980, 1.992, 1.997, 1.999, 1.999, 2.000]
# With a layer of PyTorch, before updates 1, 101, …, 1001.
LAYER = [
    13.35665131, 0.12788254, 0.07020593, 0.03854224, 0.02115924, 0.01161615, 0.00637713, 0.00350099, 0.00192199,
    0.00105515, 0.00057926,
]  # fmt: skip
LAYER_WEIGHTS = [0.611, 1.703, 1.780, 1.837, 1.879, 1.911, 1.934, 1.951, 1.964, 1.973, 1.980]


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
    assert seen[::7] == pytest.approx(SEVENTH, rel=1e-5, abs=5e-8)  # the weight here is a float64
    assert weights[::7] == pytest.approx(SEVENTH_WEIGHTS, abs=5e-4)


def test_the_mistaken_gradient() -> None:
    weights, seen = losses(lambda x, y, w: float(np.dot(2 * x, w * x - y).mean()), 20)
    assert seen[:10] == pytest.approx(FAULTY, abs=1e-7)
    assert weights[:10] == pytest.approx(FAULTY_WEIGHTS, abs=6e-4)
    assert 5 * weights[-1] == pytest.approx(10, abs=5e-4)


def column() -> tuple[torch.Tensor, torch.Tensor]:
    x, y = (torch.tensor(values, dtype=torch.float32).reshape(-1, 1) for values in data.line())
    return x, y


def test_autograd_and_optim_take_the_steps_of_the_mean_gradient() -> None:
    model = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(model.weight)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    seen = reference.load("06_optim").train(model, optimizer, torch.nn.MSELoss(), *column(), 71)
    assert seen[::7] == pytest.approx(SEVENTH, rel=1e-5, abs=5e-9)
    assert 5 * model.weight.item() == pytest.approx(10, abs=5e-4)


def test_autograd_needs_no_more_iterations_at_the_rate_that_the_mistake_amounts_to() -> None:
    """The source puts the difference down to backpropagation; it is the missing division by N = 4."""
    _, seen = losses(lambda x, y, w: 4 * STEP.mean_gradient(x, y, w), 20)
    assert seen[:10] == pytest.approx(FAULTY, abs=1e-7)


def with_a_layer(y: torch.Tensor) -> tuple[list[float], list[float], torch.nn.Linear]:
    """Losses and weights from the start that the source printed no more of than f(5) = 2.834 and the first loss."""
    x, _ = data.line()
    known = np.array([np.mean((x - 5) ** 2), 2 * np.mean((x - 5) * (2.834 - 2 * x)), np.mean((2.834 - 2 * x) ** 2)])
    slope = max(np.roots(known - np.array([0, 0, LAYER[0]])))  # the other root gives other weights
    model, weights, seen = torch.nn.Linear(1, 1), [], []
    reference.load("05_nn").set_parameters(
        torch.nn.Sequential(model), torch.tensor([[slope]]), torch.tensor([2.834 - 5 * slope])
    )
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(1001):
        seen += reference.load("06_optim").train(model, optimizer, torch.nn.MSELoss(), column()[0], y, 1)
        weights.append(model.weight.item())
    return seen, weights, model


def test_a_layer_of_pytorch_with_targets_in_a_column() -> None:
    seen, weights, model = with_a_layer(column()[1])
    assert seen[::100] == pytest.approx(LAYER, rel=2e-3)
    assert weights[::100] == pytest.approx(LAYER_WEIGHTS, abs=1e-3)
    assert model(torch.tensor([5.0])).item() == pytest.approx(9.959, abs=1e-3)


@pytest.mark.filterwarnings("ignore:Using a target size:UserWarning")
def test_as_its_cells_stand_the_targets_are_in_a_row_and_the_loss_stays_at_their_variance() -> None:
    """Its last loop compares predictions (4, 1) with the targets (4,) of the step before."""
    seen, weights, _ = with_a_layer(column()[1].reshape(-1))
    assert seen[-1] == pytest.approx(5, abs=0.01)
    assert abs(weights[-1]) < 0.1


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
