"""What a test of a quotient asks first: whether its divisor is 0, up to rounding.

quotients.check(condition_number, corners, of="condition_number(corners)")
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from course.helpers import expect

_HUGE = 1e5  # far beyond the quotients that a test asks for, and far below those that rounding gives in float32


def check(function: Callable[[torch.Tensor], Any], x: torch.Tensor, *, of: str) -> None:
    """Check that the quotient of eigenvalues `function(x)` is not huge.

    x: (D + 2, D). Without its last row, A is square. Then A Aᵀ has the eigenvalues of Aᵀ A, and gives the right
    quotient. What is huge there too comes from another matrix. Raises Wrong.
    """
    if is_huge(function, x):
        expect.fail(of=of, mistake="hessian.singular" if is_huge(function, x[:-1]) else "hessian.other_product")


def is_huge(function: Callable[[torch.Tensor], Any], x: torch.Tensor) -> bool:
    """Whether `function(x)` is a float that is huge, infinite or not a number.

    Rounding makes such a number: no two machines have the same, so no table can hold it. What else is wrong with the
    function, an error among them, is left to the test.
    """
    try:
        value = function(x.clone())
    except Exception:
        return False
    return isinstance(value, float | np.floating) and not abs(float(value)) < _HUGE
