"""The figures of S1, the notebook on the yield of apples and oranges (docs/sources.md).

It prints its first parameters with four decimals: what follows from them comes out to a relative 1e-4 or so.
"""

import numpy as np
import pytest
import torch

from course.helpers import data, reference

TENSORS, AUTOGRAD = reference.load("02_tensors"), reference.load("03_autograd")
SGD, OPTIM = reference.load("07_sgd_variants"), reference.load("06_optim")
LR = 1e-5


@pytest.fixture
def start() -> tuple[torch.Tensor, torch.Tensor]:
    w = torch.tensor([[1.2687, 1.4088, -0.0919], [0.5960, -1.3285, -0.0507]], requires_grad=True)
    return w, torch.tensor([0.8669, -0.8363], requires_grad=True)


def test_the_mse_of_its_own_test() -> None:
    t = torch.linspace(1, 25, 12).view(3, -1)
    assert TENSORS.mse(t, t / 2).item() == pytest.approx(56.4318, abs=5e-5)


def test_the_first_predictions(start: tuple[torch.Tensor, torch.Tensor]) -> None:
    x, _ = data.crops(rows=5)
    theirs = [
        [183.9185, -48.5211],
        [234.4100, -66.7573],
        [294.6909, -129.9496],
        [187.4501, 0.9518],
        [217.2185, -90.8017],
    ]
    torch.testing.assert_close(TENSORS.linear_model(*start)(x).detach(), torch.tensor(theirs), rtol=0, atol=1e-2)


def test_losses_and_gradients_of_two_updates(start: tuple[torch.Tensor, torch.Tensor]) -> None:
    x, y = data.crops(rows=5)
    loss, dw, _ = AUTOGRAD.loss_gradients(x, y, *start)
    assert loss == pytest.approx(26783.3184, rel=1e-4)
    theirs = torch.tensor([[12668.0938, 12738.5078, 7925.1528], [-12989.5615, -15925.9668, -9420.7705]])
    torch.testing.assert_close(dw, theirs, rtol=1e-4, atol=0)

    AUTOGRAD.update(x, y, *start, LR)
    loss, dw, db = AUTOGRAD.loss_gradients(x, y, *start)
    assert loss == pytest.approx(18617.1914, rel=1e-4)
    theirs = torch.tensor([[10482.5879, 10396.3672, 6478.5972], [-10486.2988, -13224.3857, -7756.2744]])
    torch.testing.assert_close(dw, theirs, rtol=1e-4, atol=0)
    torch.testing.assert_close(db, torch.tensor([121.4288, -129.2933]), rtol=1e-4, atol=0)

    AUTOGRAD.update(x, y, *start, LR)
    w, b = (parameter.detach() for parameter in start)
    torch.testing.assert_close(
        w, torch.tensor([[1.0372, 1.1774, -0.2359], [0.8308, -1.0370, 0.1211]]), rtol=0, atol=2e-4
    )
    torch.testing.assert_close(b, torch.tensor([0.8642, -0.8335]), rtol=0, atol=2e-4)
    assert AUTOGRAD.loss_gradients(x, y, *start)[0] == pytest.approx(13107.2549, rel=1e-4)


def test_the_loss_after_103_updates(start: tuple[torch.Tensor, torch.Tensor]) -> None:
    """Two by hand, one in the test of its third exercise, and "100 epochs"."""
    losses = AUTOGRAD.train(*data.crops(rows=5), *start, LR, 104)
    assert losses[103] == pytest.approx(533.4478, rel=1e-4)
    x, _ = data.crops(rows=5)
    theirs = [[62.1546, 79.1335], [77.2815, 105.5760], [121.8764, 107.6118], [48.4121, 89.0070], [77.5716, 97.1679]]
    torch.testing.assert_close(TENSORS.linear_model(*start)(x).detach(), torch.tensor(theirs), rtol=0, atol=0.5)


@pytest.mark.filterwarnings("ignore:you are shuffling a 'Tensor' object:UserWarning")
def test_the_loss_of_its_fourth_exercise_is_the_variance_of_the_targets() -> None:
    """1190.6666 is the loss of the best constant. `np.random.shuffle` exchanges the rows of a tensor through views of
    them, and so copies one over another: after a few epochs all samples have the same features."""
    x, y = data.crops()
    assert (y - y.mean(0)).square().mean().item() == pytest.approx(1190.6666, abs=5e-4)
    rows, state = x.clone(), np.random.get_state()
    np.random.seed(0)
    for _ in range(20):
        np.random.shuffle(rows)  # type: ignore[arg-type]
    np.random.set_state(state)
    assert len(rows.unique(dim=0)) == 1
    w, b = torch.zeros(2, 3, requires_grad=True), torch.zeros(2, requires_grad=True)
    assert AUTOGRAD.train(rows, y, w, b, LR, 101)[100] == pytest.approx(1190.6666, abs=1e-2)


def after_100_epochs(batch_size: int) -> float:
    generator = torch.Generator().manual_seed(0)
    w = torch.randn(2, 3, generator=generator).requires_grad_()
    b = torch.randn(2, generator=generator).requires_grad_()
    return float(SGD.train_sgd(*data.crops(), w, b, LR, 101, batch_size, generator)[100])


def test_with_the_pairs_kept_smaller_batches_end_lower_after_as_many_epochs() -> None:
    full, four, one = (after_100_epochs(size) for size in (15, 4, 1))
    assert one < 0.2 * four < 0.1 * full < 1190
    assert [full, four, one] == pytest.approx([1286, 227, 24.9], rel=0.05)
    x, y = data.crops()
    lowest = TENSORS.mse(TENSORS.linear_model(*OPTIM.closed_form(x, y))(x), y).item()
    assert lowest == pytest.approx(0.909, abs=5e-4)
    assert lowest < min(2.2993, 1.1301, 1.1042)
