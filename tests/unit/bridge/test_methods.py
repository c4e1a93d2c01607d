"""A method that is called where it is read."""

import math
import sys
from typing import Any

import pytest

from autograder.bridge import methods
from tests.support.bridge import pair


class Reader:
    """It tells of each attribute whether it is called at once."""

    def __getattr__(self, name: str) -> Any:
        at_once = methods.is_called_at_once(sys._getframe(1))
        return lambda *args: at_once


def test_an_attribute_that_is_called_where_it_is_read_is_known() -> None:
    reader = Reader()
    called = reader.name(1)
    kept = reader.name
    assert called is True
    assert kept() is False
    assert getattr(reader, "name")() is False  # noqa: B009


@pytest.mark.parametrize(
    ("attribute", "lends", "served"),
    [
        (math.sqrt, True, (True, 3.0)),
        (math.sqrt, False, (False, math.sqrt)),
        ([1].count, True, (True, 0)),
        (3, True, (False, 3)),
        (int, True, (False, int)),
    ],
)
def test_only_a_function_that_this_side_lends_is_called_here(attribute: Any, lends: bool, served: Any) -> None:
    assert methods.serve(attribute, lends, (9.0,), {}) == served


def test_what_a_lent_function_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="math domain"):
        methods.serve(math.sqrt, True, (-1.0,), {})


STUDENT = """
class Account:
    def __init__(self): self.balance = 0
    def pay(self, much, times=1): self.balance += much * times; return self.balance
    def double(self, x): return x * x
"""


def test_a_method_and_its_call_are_one_message() -> None:
    with pair(STUDENT) as sides:
        account = sides.Account()
        asked: list[str] = []
        request = sides.judge.request
        sides.judge.request = lambda op, *args, **kwargs: asked.append(op) or request(op, *args, **kwargs)  # type: ignore[method-assign, func-returns-value]
        value = account.pay(2, times=3)
        assert (value, asked) == (6, ["method"])
        with pytest.raises(AttributeError, match="no attribute 'take'"):
            account.take(1)
        with pytest.raises(TypeError, match="pay"):
            account.pay()


def test_a_transform_goes_through_a_method() -> None:
    import torch

    with pair(STUDENT) as sides:
        account = sides.Account()
        slope = torch.func.grad(lambda x: account.double(x))(torch.tensor(3.0))
        assert slope.item() == 6.0
