"""A quotient whose divisor is 0 up to rounding is told from the others."""

from typing import Any

import numpy as np
import pytest
import torch

from course.helpers import quotients


@pytest.mark.parametrize(
    ("value", "huge"),
    [
        (36.0, False),
        (-1e16, True),
        (np.float32(1e7), True),
        (float("inf"), True),
        (float("nan"), True),
        (None, False),
        (torch.tensor(1e7), False),
        ("1e7", False),
    ],
)
def test_a_huge_number_is_told(value: Any, huge: bool) -> None:
    assert quotients.is_huge(lambda x: value, torch.ones(2, 1)) is huge


def test_an_error_and_a_change_of_x_are_left_to_the_test() -> None:
    x = torch.ones(2, 1)
    assert not quotients.is_huge(lambda x: x.sub_(1).sum().item() / 0, x)
    assert x.tolist() == [[1.0], [1.0]]
