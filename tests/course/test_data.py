"""The facts of the course's data sets."""

import numpy as np
import pytest
import torch

from course.helpers import data


def test_plane() -> None:
    x, y = data.plane()
    assert x.shape == (30, 2)
    assert y.shape == (30,)
    assert x.dtype == y.dtype == np.float64
    assert x.min() >= 0
    assert x.max() < 1
    np.testing.assert_allclose(y, 2 * x[:, 0] - 3 * x[:, 1] + 1)
    assert data.plane(300)[0].shape == (300, 2)
    np.testing.assert_array_equal(data.plane()[0], x)
    assert not np.array_equal(data.plane(seed=1)[0], x)


def test_line() -> None:
    x, y = data.line()
    np.testing.assert_array_equal(x, np.array([1.0, 2.0, 3.0, 4.0]))
    np.testing.assert_array_equal(y, np.array([2.0, 4.0, 6.0, 8.0]))
    assert x.dtype == y.dtype == np.float64


def test_crops() -> None:
    x, y = data.crops()
    assert (x.shape, y.shape) == ((15, 3), (15, 2))
    assert x.dtype == y.dtype == torch.float32
    assert x[0].tolist() == [73, 67, 43]
    assert y[0].tolist() == [56, 70]
    assert x[-1].tolist() == [68, 97, 70]
    assert y[-1].tolist() == [102, 120]
    few_x, few_y = data.crops(rows=5)
    assert torch.equal(few_x, x[:5])
    assert torch.equal(few_y, y[:5])


@pytest.mark.parametrize("rows", [0, 16, -1])
def test_crops_has_no_other_rows(rows: int) -> None:
    with pytest.raises(ValueError, match="15 rows"):
        data.crops(rows)


def test_sourdough() -> None:
    x, y = data.sourdough()
    assert (x.shape, y.shape) == ((10, 3), (10, 2))
    assert x.dtype == y.dtype == torch.float32
    assert x[0].tolist() == [12, 4.5, 32]
    assert y[-1].tolist() == [90, 95]


def test_gaussian_is_drawn_in_the_sources_order() -> None:
    found = data.gaussian()
    torch.manual_seed(42)
    x, y = torch.randn(50, 13), torch.randn(50, 3)
    w, b = torch.randn(13, 3), torch.randn(1, 3)
    assert torch.equal(found.x, x)
    assert torch.equal(found.y, y)
    assert torch.equal(found.w, w.T)
    assert torch.equal(found.b, b.reshape(3))
    assert (found.w.shape, found.b.shape) == ((3, 13), (3,))
    assert all(part.dtype == torch.float32 for part in found)
    # the figure that must come out: the first loss
    assert ((x @ w + b - y) ** 2).mean().item() == pytest.approx(13.6831, abs=5e-5)


def test_the_second_draw_sets_the_seed_again() -> None:
    first, second = data.gaussian(), data.gaussian(second=True)
    assert torch.equal(first.x, second.x)
    assert torch.equal(first.y, second.y)
    loss = ((second.x @ second.w.T + second.b - second.y) ** 2).mean().item()
    assert loss == pytest.approx(17.9473, abs=5e-5)


def test_drawing_leaves_the_global_state_alone() -> None:
    torch.manual_seed(7)
    expected = torch.rand(3)
    torch.manual_seed(7)
    data.gaussian()
    assert torch.equal(torch.rand(3), expected)


def test_diabetes() -> None:
    x, y = data.diabetes()
    assert (x.shape, y.shape) == ((442, 10), (442, 1))
    assert x.dtype == y.dtype == torch.float32
    assert y.min() == 25
    assert y.max() == 346
    assert 19 <= x[:, 0].min() <= x[:, 0].max() <= 79  # ages in years: not scaled


@pytest.mark.parametrize("make", [data.plane, data.line, data.crops, data.sourdough, data.gaussian, data.diabetes])
def test_every_call_hands_out_its_own_data(make) -> None:  # type: ignore[no-untyped-def]
    for part in make():
        part += 1
    for changed, fresh in zip(make(), make(), strict=True):
        assert (changed == fresh).all()
        assert changed is not fresh


def test_random_data_is_new_each_time_and_the_same_under_one_seed() -> None:
    np.random.seed(3)
    one, two = data.rng().random(4), data.rng().random(4)
    assert not np.array_equal(one, two)
    np.random.seed(3)
    np.testing.assert_array_equal(data.rng().random(4), one)
