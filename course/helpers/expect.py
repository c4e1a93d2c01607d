"""What test cells say: `from course.helpers import expect`.

    expect.calls(predict, {"x": x, "w": w, "b": 1.0}, gives=np.array([0.0, 1.0]))

The checks stand in `course.helpers.testing`: `calls` calls a function and compares, `checks` has the single ones.
"""

from course.helpers.compare import WANT_GOT
from course.helpers.testing.calls import calls, observed
from course.helpers.testing.checks import (
    ATOL,
    Mistakes,
    Wrong,
    close,
    fail,
    is_close,
    losses,
    own_loop,
    raises,
    results,
    same,
    that,
    unchanged,
)
from course.helpers.testing.kernel import progress, step
from course.helpers.testing.paths import path
from course.helpers.testing.values import Optimizer as optimizer

__all__ = [
    "ATOL",
    "WANT_GOT",
    "Mistakes",
    "Wrong",
    "calls",
    "close",
    "fail",
    "is_close",
    "losses",
    "observed",
    "optimizer",
    "own_loop",
    "path",
    "progress",
    "raises",
    "results",
    "same",
    "step",
    "that",
    "unchanged",
]
