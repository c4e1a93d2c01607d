"""Numbers and regular expressions that cross as one text."""

import decimal
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.bridge import scalars
from autograder.faults import Malformed


@given(st.integers())
def test_an_integer_of_any_size(number: int) -> None:
    assert scalars.integer([hex(number)]) == number


@given(st.decimals(allow_nan=False))
def test_a_decimal(number: decimal.Decimal) -> None:
    assert scalars.decimal_number([str(number)]) == number


@pytest.mark.parametrize("text", [5, None, b"0x1", ["0x1"], "1" * 70_000])
def test_other_than_a_text_of_usual_length_is_refused(text: Any) -> None:
    for decode in (scalars.integer, scalars.decimal_number):
        with pytest.raises(Malformed):
            decode([text])


@pytest.mark.parametrize(
    "pattern", [re.compile("a+"), re.compile(b"a"), re.compile("(?P<x>é)", re.I | re.M), re.compile("a", re.A)]
)
def test_a_regular_expression(pattern: Any) -> None:
    assert scalars.pattern(pattern.pattern, pattern.flags) == pattern


@pytest.mark.parametrize(("text", "flags"), [("(", 0), (5, 0), ("a", "0"), ("a", -1), ("a", 2**20), ("a" * 20_000, 0)])
def test_what_is_no_regular_expression_is_refused(text: Any, flags: Any) -> None:
    with pytest.raises(Malformed):
        scalars.pattern(text, flags)
