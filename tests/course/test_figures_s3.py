"""The figures of S3, the notebook on sourdough bread (docs/sources.md).

It prints its first parameters with four decimals: what follows from them comes out to a relative 1e-4 or so.
"""

import pytest
import torch

from course.helpers import data, reference

TENSORS, AUTOGRAD, OPTIM = (reference.load(step) for step in ("02_tensors", "03_autograd", "06_optim"))
W = [[0.5543, -0.6560, 1.4981], [0.0123, 1.5953, -0.6069]]
B = [-0.9139, 0.7198]


def with_ones() -> tuple[torch.Tensor, torch.Tensor]:
    x, y = (values.double() for values in data.sourdough())
    return torch.cat((x, torch.ones(len(x), 1)), dim=1), y


def test_the_derivatives_of_a_product() -> None:
    assert AUTOGRAD.slope(lambda x: 2 * x + 3, 1.0) == 2
    assert AUTOGRAD.slope(lambda w: w * 1 + 3, 2.0) == 1


def test_slope_times_place_plus_intercept_is_the_value_of_a_straight_line_alone() -> None:
    """Its check, x · x.grad + b = y, is no property of gradients."""
    assert 1 * AUTOGRAD.slope(lambda x: 2 * x + 3, 1.0) + 3 == 5
    assert 2 * AUTOGRAD.slope(lambda u: u**2 + 3 * u, 2.0) == 14  # and f(2) = 10


def test_first_predictions_loss_and_gradients() -> None:
    x, y = data.sourdough()
    w, b = torch.tensor(W, requires_grad=True), torch.tensor(B, requires_grad=True)
    predictions = TENSORS.linear_model(w, b)(x).detach()
    torch.testing.assert_close(predictions[0], torch.tensor([50.7237, -11.3739]), rtol=0, atol=5e-3)
    torch.testing.assert_close(predictions[9], torch.tensor([144.5914, -47.2227]), rtol=0, atol=5e-3)
    loss, dw, db = AUTOGRAD.loss_gradients(x, y, w, b)
    assert loss == pytest.approx(6739.4248, rel=1e-4)
    theirs = torch.tensor([[331.4986, 60.6884, 1362.0184], [-2122.6865, -447.5899, -7126.9585]])
    torch.testing.assert_close(dw, theirs, rtol=2e-4, atol=0)
    torch.testing.assert_close(db, torch.tensor([15.6876, -111.1063]), rtol=2e-4, atol=0)


def test_the_end_of_100_000_epochs() -> None:
    """In closed form, as in `course.helpers.thread`: the way to the minimum shrinks by I − lr · Hessian each epoch."""
    a, y = with_ones()
    theta = torch.cat((torch.tensor(W), torch.tensor(B).unsqueeze(1)), dim=1).double().T
    lowest = torch.linalg.lstsq(a, y).solution
    shrink = torch.eye(4, dtype=torch.float64) - 1e-5 * 2 * a.T @ a / y.numel()
    last = lowest + torch.linalg.matrix_power(shrink, 100_000) @ (theta - lowest)
    theirs_w = torch.tensor([[1.0813, 7.9036, 0.4634], [0.4770, 8.0436, 0.6078]], dtype=torch.float64)
    torch.testing.assert_close(last[:3].T, theirs_w, rtol=0, atol=2e-4)
    torch.testing.assert_close(last[3], torch.tensor([0.9097, 2.1006], dtype=torch.float64), rtol=0, atol=2e-4)
    assert (a @ last - y).square().mean().item() == pytest.approx(23.5815, abs=1e-3)


def test_the_lowest_loss_lies_far_below() -> None:
    x, y = data.sourdough()
    w, b = OPTIM.closed_form(x.double(), y.double())
    assert TENSORS.mse(TENSORS.linear_model(w, b)(x.double()), y.double()).item() == pytest.approx(6.06, abs=5e-3)


def test_the_pace_of_its_nn_loop() -> None:
    """Its layer starts at random, but late in the descent one eigenvalue of the Hessian sets the pace."""
    a, y = with_ones()
    slow = torch.linalg.eigvalsh(2 * a.T @ a / y.numel())[1].item()
    theirs = (96.34379577636719 - 94.36680603027344) / (98.36651611328125 - 96.34379577636719)
    assert theirs == pytest.approx((1 - 1e-4 * slow) ** 200, abs=5e-5)
