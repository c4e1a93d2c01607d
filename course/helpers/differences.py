"""Where a numerical gradient asks for the function's value, for the test cell that marks one.

differences.check(numerical_gradient, f, w, np.array([0.0, 1.0]), of="numerical_gradient(f, w)")
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from course.helpers import expect
from course.helpers.compare import matches

RTOL = 1e-6  # of the largest entry: what the exercise asks for
BESIDE = 0.1  # of the furthest move: what is less comes from rounding, as where w is cast to float32
COARSE, FINE = 1e-2, 1e-10  # distances from w that are too large and too small to be good to RTOL


def check(
    numerical_gradient: Callable[..., Any],
    f: Callable[[np.ndarray], float],
    w: np.ndarray,
    want: np.ndarray,
    *,
    of: str,
) -> None:
    """Check that `numerical_gradient(f, w)` is `want`, to 1e-6 of its largest entry, and leaves w as it was.

    f: a function of an array of w's shape. w, want: (D,), float64. The points at which f is asked for its value tell
    which mistake was made. Raises Wrong.
    """
    asked: list[np.ndarray] = []

    def watched(at: np.ndarray) -> float:
        asked.append(np.array(at, dtype=float))
        return float(f(at))

    with expect.unchanged(w=w, of=of):
        got = numerical_gradient(watched, w)
    mistake = None if expect.is_close(got, want, rtol=RTOL, atol=0.0) else _mistake(got, want, asked, w)
    expect.close(got, want, of=of, mistakes={mistake: got} if mistake else {}, rtol=RTOL, atol=0.0)


def _mistake(got: Any, want: np.ndarray, asked: list[np.ndarray], w: np.ndarray) -> str | None:
    """The mistake that the numbers tell, else the one that the points tell."""
    moved = [offset for point in asked if point.shape == w.shape and (offset := point - w).any()]
    furthest = max((float(np.abs(offset).max()) for offset in moved), default=0.0)
    known = {
        "difference.sign": -want,
        "difference.distance": 2 * want,
        "difference.halved": want / 2,
        "difference.parentheses": want * furthest**2,
    }
    named = (key for key, value in known.items() if value.any() and matches(got, value, rtol=1e-2, atol=0.0))
    return next(named, _of_points(moved, furthest))


def _of_points(moved: list[np.ndarray], furthest: float) -> str | None:
    if not moved:
        return "difference.same_point"
    moved = [offset for offset in moved if np.abs(offset).max() > BESIDE * furthest]
    if any(np.count_nonzero(np.abs(offset) > BESIDE * furthest) > 1 for offset in moved):
        return "difference.together"
    if len({bool(offset.sum() > 0) for offset in moved}) == 1:
        return "difference.one_sided"
    if furthest >= COARSE:
        return "difference.coarse"
    return "difference.fine" if furthest <= FINE else None
