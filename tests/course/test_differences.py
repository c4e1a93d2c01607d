"""The check of a numerical gradient: what it takes, and the mistakes that the points tell."""

from collections.abc import Callable

import numpy as np
import pytest

from course.helpers import differences, expect

W, SLOPES = np.array([0.0, 2.0]), np.array([0.0, 12.0])
F = Callable[[np.ndarray], float]


def f(w: np.ndarray) -> float:
    return float(1000 * w[0] ** 2 + w[1] ** 3)


def central(h: float) -> Callable[[F, np.ndarray], np.ndarray]:
    return lambda f, w: np.array([(f(w + h * e) - f(w - h * e)) / (2 * h) for e in np.eye(len(w))])


def one_sided(h: float) -> Callable[[F, np.ndarray], np.ndarray]:
    return lambda f, w: np.array([(f(w + h * e) - f(w)) / h for e in np.eye(len(w))])


def in_float32(slopes: Callable[[F, np.ndarray], np.ndarray]) -> Callable[[F, np.ndarray], np.ndarray]:
    return lambda f, w: slopes(lambda at: f(at.astype(np.float32)), w)


def told(numerical_gradient: Callable[[F, np.ndarray], np.ndarray]) -> str | None:
    with pytest.raises(expect.Wrong) as wrong:
        differences.check(numerical_gradient, f, W.copy(), SLOPES, of="")
    return wrong.value.mistake


@pytest.mark.parametrize("h", [1e-3, 1e-5, 1e-7, -1e-5])
def test_a_central_difference_is_right_over_a_wide_range(h: float) -> None:
    differences.check(central(h), f, W.copy(), SLOPES, of="")


def test_the_points_tell_the_mistake() -> None:
    assert told(one_sided(1e-5)) == told(one_sided(-1e-7)) == "difference.one_sided"
    assert told(central(0.1)) == "difference.coarse"
    assert told(central(1e-14)) == "difference.fine"
    assert told(lambda f, w: np.full(2, f(w + 1e-6) - f(w - 1e-6))) == "difference.together"
    assert told(lambda f, w: np.full(2, f(w) - f(w))) == "difference.same_point"


@pytest.mark.parametrize("h", [1e-3, 1e-5, 1e-6])
def test_what_rounding_moves_is_no_move(h: float) -> None:
    w, want = np.array([0.1, 2.3]), np.array([200.0, 15.87])
    for slopes, mistake in ((central(h), None), (one_sided(h), "difference.one_sided")):
        with pytest.raises(expect.Wrong) as wrong:
            differences.check(in_float32(slopes), f, w, want, of="")
        assert wrong.value.mistake == mistake


def test_the_values_tell_it_first() -> None:
    assert told(lambda f, w: 2 * central(1e-5)(f, w)) == "difference.distance"
    assert told(lambda f, w: one_sided(1e-6)(f, w) / 2) == "difference.halved"
    assert told(lambda f, w: -central(1e-5)(f, w)) == "difference.sign"


def test_w_is_as_it_was() -> None:
    def moves(f: F, w: np.ndarray) -> np.ndarray:
        slopes = central(1e-5)(f, w)
        w += 1
        return slopes

    assert told(moves) == "argument.changed"


def test_a_value_that_is_put_back_by_adding_is_shown_in_full() -> None:
    def puts_back(f: F, w: np.ndarray) -> np.ndarray:
        slopes = central(1e-5)(f, w)
        for move in (1e-5, -2e-5, 1e-5):
            w += move
        return slopes

    w = np.array([0.0, 0.7])
    with pytest.raises(expect.Wrong, match="keep a copy of it first") as wrong:
        differences.check(puts_back, f, w.copy(), np.array([0.0, 1.47]), of="")
    assert "w[1] was: 0.7\nw[1] is:  0.6999999999999998" in str(wrong.value)
