"""The figures of the source document that step 04 draws on (seed 42) come out of our solution."""

import pytest
import torch

from course.helpers import data, reference

STEP = reference.load("04_custom_function")


# Every hundredth loss, as printed there.
HUNDREDTH = [
    13.683131, 3.861369, 1.715874, 1.122591, 0.914463, 0.823388, 0.776098, 0.748628, 0.731555, 0.720503, 0.713164,
    0.708208, 0.704822, 0.702489, 0.700870,
]  # fmt: skip
TEN_THOUSANDTH = [
    17.947260, 17.655855, 17.370190, 17.090128, 16.815559, 16.546364, 16.282433, 16.023636, 15.769881, 15.521051,
    15.277046,
]  # fmt: skip


def descend(start: data.Gaussian, lr: float, max_iterations: int) -> tuple[torch.Tensor, torch.Tensor, list[float]]:
    return STEP.descend(*start, lr, 0.70, max_iterations, STEP.Linear, STEP.MSE)


def test_a_rate_of_a_hundredth_takes_1475_iterations() -> None:
    _, _, losses = descend(data.gaussian(), 0.01, 5000)
    assert losses[::100] == pytest.approx(HUNDREDTH, abs=1e-5)
    assert len(losses) == 1475
    assert losses[-1] <= 0.70 < losses[-2]


def test_a_rate_of_a_ten_thousandth_is_still_far_after_1000_updates() -> None:
    w, _, losses = descend(data.gaussian(second=True), 1e-4, 1001)
    assert losses[::100] == pytest.approx(TEN_THOUSANDTH, abs=2e-5)
    assert len(losses) == 1001
    first = torch.tensor([[1.8660, 1.4066, 0.9033], [-1.9364, 0.5684, -1.1570], [-0.0041, -1.5348, -0.7088]])
    torch.testing.assert_close(w.T[:3], first, rtol=0, atol=1e-4)


def test_a_rate_of_a_half_takes_30_iterations() -> None:
    w, b, losses = descend(data.gaussian(second=True), 0.5, 5000)
    assert len(losses) == 30
    first = torch.tensor([[0.3148, -0.1119, 0.0789], [-0.0878, 0.0507, 0.1195], [0.1559, 0.0651, 0.0637]])
    torch.testing.assert_close(w.T[:3], first, rtol=0, atol=1e-4)
    torch.testing.assert_close(b, torch.tensor([-0.2921, -0.0548, -0.1327]), rtol=0, atol=1e-4)


def test_both_functions_pass_gradcheck() -> None:
    generator = torch.Generator().manual_seed(42)
    prediction, target, x = (torch.randn(10, 5, generator=generator) for _ in range(3))
    w, b = torch.randn(3, 5, generator=generator), torch.randn(3, generator=generator)
    assert STEP.gradients_agree(STEP.MSE.apply, (prediction, target))
    assert STEP.gradients_agree(STEP.Linear.apply, (x, w, b))


def test_the_loss_does_not_go_to_zero_and_a_half_is_no_daring_rate() -> None:
    """What the source says of its curves, put right in the step's text."""
    x, y, _, _ = data.gaussian()
    optim = reference.load("06_optim")
    w, b = optim.closed_form(x, y)
    assert ((x @ w.T + b - y) ** 2).mean().item() == pytest.approx(0.697, abs=5e-4)
    assert y.numel() * optim.largest_stable_lr(x) == pytest.approx(1.53, abs=5e-3)
