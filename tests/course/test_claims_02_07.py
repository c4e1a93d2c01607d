"""What the texts of steps 2, 3, 5 and 7 say of their runs."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from course.helpers import data, descents, reference, thread

TENSORS = reference.load("02_tensors")


def test_step_2_a_random_model_is_about_118_tons_off() -> None:
    weather, yields = data.crops(rows=5)
    chance = torch.Generator().manual_seed(2)
    w, b = torch.randn(2, 3, generator=chance), torch.randn(2, generator=chance)
    assert float(TENSORS.mse(weather @ w.T + b, yields).sqrt()) == pytest.approx(118, abs=0.5)


def test_step_2_broadcasting_fits_the_mean_of_the_targets_and_leaves_their_variance() -> None:
    x, y = TENSORS.to_tensors(data.line()[0][:, np.newaxis], data.line()[1])
    pairs = x.repeat_interleave(4, dim=0), y.repeat(4, 1)
    w, b, losses = TENSORS.descend(*pairs, torch.zeros(1, 1), torch.zeros(1), 0.1, 300)
    assert [w.item(), b.item(), losses[-1]] == pytest.approx([0, 5, 5], abs=1e-2)


def test_step_3_one_step_lowers_the_value_to_5_59_and_the_curve_has_the_curvatures_of_the_hint() -> None:
    moved = 2 - 0.1 * reference.load("03_autograd").slope(lambda u: u**2 + 3 * u, 2.0)
    assert moved**2 + 3 * moved == pytest.approx(5.59)
    u = torch.tensor([-1.8, -0.6, 0.8], requires_grad=True)
    (slopes,) = torch.autograd.grad((u**4 - 4 * u**2 + u).sum(), u, create_graph=True)
    assert slopes[2].item() == pytest.approx(-3.35, abs=5e-3)
    assert torch.autograd.grad(slopes.sum(), u)[0].tolist() == pytest.approx([30.88, -3.68, -0.32], abs=1e-4)


def test_step_3_with_a_bias_a_gradient_by_hand_needs_hundreds_of_epochs_too() -> None:
    x, y = data.line()
    losses = reference.load("01_numpy").descend(x[:, np.newaxis], y, np.array([0.0]), 4.0, 0.015, 1000)[2]
    assert 200 < sum(loss > 1e-3 for loss in losses) < 1000


def test_step_5_the_mean_at_the_rate_of_the_sum_loses_half_in_200_epochs() -> None:
    right = reference.load("05_nn")
    x, y = (torch.tensor(values).reshape(30, -1) for values in data.plane())
    model = right.build_model(2, 1).double()
    right.set_parameters(model, torch.tensor([thread.W]).double(), torch.tensor([thread.B]).double())
    losses = right.train(model, nn.MSELoss(), x, y, 0.01, 200)
    assert losses[-1] / losses[0] == pytest.approx(0.5, abs=0.03)


def path(optimizer: type, lr: float, momentum: float) -> np.ndarray:
    return np.array(descents.path(lambda params: optimizer(params, lr, momentum), descents.valley(), steps=20))


def test_step_7_nesterov_swings_much_less_than_momentum() -> None:
    right = reference.load("07_sgd_variants")

    def length(optimizer: type) -> float:
        return float(np.linalg.norm(np.diff(path(optimizer, 0.1, 0.9), axis=0), axis=1).sum())

    assert length(right.Nesterov) < 0.6 * length(right.Momentum)


def test_step_7_the_slider_does_not_begin_at_the_momentum_that_ends_closest() -> None:
    right, lowest = reference.load("07_sgd_variants"), descents.valley().lowest.flatten().numpy()
    momenta = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9)
    ends = [float(np.linalg.norm(path(right.Momentum, 0.1, one)[-1] - lowest)) for one in momenta]
    assert momenta[int(np.argmin(ends))] == 0.8


@pytest.mark.parametrize(("lr", "zigzags"), [(0.1, False), (0.3, True)])
def test_step_7_gradient_descent_zigzags_at_a_large_rate_only(lr: float, zigzags: bool) -> None:
    """Whether w moves to and fro in the first steps."""
    moves = np.diff(path(reference.load("07_sgd_variants").Momentum, lr, 0.0)[:8, 0])
    assert bool((moves[1:] * moves[:-1] < 0).all()) == zigzags


class Operations(TorchDispatchMode):
    """Counts the operations that PyTorch is asked for, and their numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.calls = self.numbers = 0

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.calls += 1
        self.numbers += sum(arg.numel() for arg in args if isinstance(arg, torch.Tensor))
        return func(*args, **(kwargs or {}))


def operations_of_an_update(samples: int) -> Operations:
    x, y = torch.randn(samples, 3), torch.randn(samples, 2)
    w, b = torch.zeros(2, 3, requires_grad=True), torch.zeros(2, requires_grad=True)
    with Operations() as counted:
        reference.load("07_sgd_variants").train_sgd(x, y, w, b, 1e-5, 1, samples, torch.Generator().manual_seed(7))
    return counted


def test_step_7_an_update_calls_as_many_operations_with_15_samples_as_with_1() -> None:
    """What an operation costs beside its numbers is why the two small updates take about the same time."""
    one, few, many = map(operations_of_an_update, (1, 15, 1_000_000))
    assert one.calls == few.calls == many.calls > 10
    assert few.numbers < 1000 < many.numbers / 1000
