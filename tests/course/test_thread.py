"""One thread through all steps: the same data, first parameters and steps give the same first ten losses.

A step joins with one function that takes the plane (x (N, 2), y (N,), float64 arrays) and gives the *sum* of squared
residuals before each of its first `thread.EPOCHS` updates, computed by that step's reference solution.
"""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import torch

from course.helpers import data, reference, thread

Losses = Callable[[np.ndarray, np.ndarray], list[float]]


def _of_the_sum(means: list[float], y: np.ndarray) -> list[float]:
    return [y.size * mean for mean in means]


def _rate_for_the_mean(y: np.ndarray) -> float:
    """The mean's gradient is N·K times smaller than the sum's."""
    return y.size * thread.LR


def by_hand(x: np.ndarray, y: np.ndarray) -> list[float]:
    return reference.load("01_numpy").descend(x, y, np.array(thread.W), thread.B, thread.LR, thread.EPOCHS)[2]


def with_tensors(x: np.ndarray, y: np.ndarray) -> list[float]:
    step = reference.load("02_tensors")
    w, b = torch.tensor([thread.W]), torch.tensor([thread.B])
    return _of_the_sum(step.descend(*step.to_tensors(x, y), w, b, _rate_for_the_mean(y), thread.EPOCHS)[2], y)


def with_autograd(x: np.ndarray, y: np.ndarray) -> list[float]:
    w, b = torch.tensor([thread.W], requires_grad=True), torch.tensor([thread.B], requires_grad=True)
    inputs, targets = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).unsqueeze(1)
    step = reference.load("03_autograd")
    return _of_the_sum(step.train(inputs, targets, w, b, _rate_for_the_mean(y), thread.EPOCHS), y)


def with_functions_of_your_own(x: np.ndarray, y: np.ndarray) -> list[float]:
    w, b = torch.tensor([thread.W]), torch.tensor([thread.B])
    inputs, targets = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).unsqueeze(1)
    step = reference.load("04_custom_function")
    never, rate = 0.0, _rate_for_the_mean(y)
    means = step.descend(inputs, targets, w, b, rate, never, thread.EPOCHS, step.Linear, step.MSE)[2]
    return _of_the_sum(means, y)


def with_a_module(x: np.ndarray, y: np.ndarray) -> list[float]:
    step = reference.load("05_nn")
    model = step.build_model(2, 1)
    step.set_parameters(model, torch.tensor([thread.W]), torch.tensor([thread.B]))
    inputs, targets = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).reshape(-1, 1)
    loss_fn = torch.nn.MSELoss(reduction="sum")
    return list(step.train(model, loss_fn, inputs, targets, thread.LR, thread.EPOCHS))


def with_an_optimizer(x: np.ndarray, y: np.ndarray) -> list[float]:
    model = torch.nn.Linear(2, 1)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([thread.W]))
        model.bias.copy_(torch.tensor([thread.B]))
    optimizer = torch.optim.SGD(model.parameters(), lr=thread.LR)
    inputs, targets = torch.tensor(x, dtype=torch.float32), torch.tensor(y, dtype=torch.float32).reshape(-1, 1)
    loss_fn = torch.nn.MSELoss(reduction="sum")
    return list(reference.load("06_optim").train(model, optimizer, loss_fn, inputs, targets, thread.EPOCHS))


STEPS: dict[str, Losses] = {
    "01_numpy": by_hand,
    "02_tensors": with_tensors,
    "03_autograd": with_autograd,
    "04_custom_function": with_functions_of_your_own,
    "05_nn": with_a_module,
    "06_optim": with_an_optimizer,
}


@pytest.mark.parametrize("step", STEPS)
def test_first_losses_are_those_of_the_thread(step: str) -> None:
    losses = STEPS[step](*data.plane())
    assert len(losses) == thread.EPOCHS
    assert losses == pytest.approx(thread.squared_errors(), rel=1e-5)  # most steps compute in float32


def test_the_thread_goes_down_and_not_in_a_line() -> None:
    """Ten equal losses, or a start at the minimum, would agree in every step and show nothing."""
    losses = thread.squared_errors()
    assert all(after < 0.95 * before for before, after in pairwise(losses))


def test_side_by_side_has_a_line_per_epoch_and_a_column_per_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    lines = thread.side_by_side({"one": [1.0, 0.5], "two": [1.0, 0.25]}).splitlines()
    assert [line.split() for line in lines] == [
        ["epoch", "one", "two"],
        ["0", "1.000000", "1.000000"],
        ["1", "0.500000", "0.250000"],
    ]


def test_columns_of_different_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="argument 2 is longer"):
        thread.side_by_side({"one": [1.0], "two": [1.0, 0.5]})
