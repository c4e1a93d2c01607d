"""A quotient whose divisor is 0 up to rounding is told from the others."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
import torch

from course.helpers import quotients
from course.helpers.testing.checks import Wrong


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


def condition(product: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> float:
    values = torch.linalg.eigvalsh(product(torch.cat([x, torch.ones(len(x), 1)], dim=1)))
    return (values[-1] / values[0]).item()


@pytest.mark.parametrize(
    ("product", "mistake"),
    [
        (lambda a: a @ a.T, "hessian.other_product"),
        (lambda a: (a - a.mean(dim=0)).T @ (a - a.mean(dim=0)), "hessian.singular"),
        (lambda a: a[:, :-1] @ a[:, :-1].T, "hessian.singular"),
    ],
)
def test_the_matrix_that_is_singular_is_told(product: Callable[[torch.Tensor], torch.Tensor], mistake: str) -> None:
    x = torch.tensor([[0.5, 3.0], [0.5, -3.0], [-0.5, 3.0], [-0.5, -3.0]])
    with pytest.raises(Wrong, match=re.escape(f"✗ {mistake} — ")):
        quotients.check(partial(condition, product), x, of="condition_number(x)")
    quotients.check(partial(condition, lambda a: a.T @ a), x, of="condition_number(x)")
