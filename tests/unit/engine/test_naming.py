"""Which mistake's name an answer gets for what it gives on the fixed inputs."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from autograder.engine.judge import drawn
from autograder.engine.judge.naming import MANY, decided, fixed
from course.helpers.testing import known
from course.helpers.testing.one_call import How

HOW = How((), rtol=1e-4, atol=1e-5)
WANTED = [1.0, np.array([2.0, 3.0])]
SUM = ["sum.for_mean", [4.0, np.array([8.0, 12.0])]]
HALF = ["factor.half", [0.5, np.array([1.0, 1.5])]]
# On the second input it is right.
OFTEN = ["value.rounded", [3.0, np.array([2.0, 3.0])]]
ERROR = ["shape.wrong", [ValueError("shapes"), ValueError("shapes")]]


def entries(*answers: Sequence[Any]) -> list[list[Any]]:
    return [[key, [known.plain(value) for value in gives]] for key, gives in answers]


BANK = entries(SUM, HALF, OFTEN, ERROR, SUM)


@pytest.mark.parametrize(
    ("outcomes", "key"),
    [
        (SUM[1], "sum.for_mean"),
        ([4.0, np.array([8.0001, 12.0])], "sum.for_mean"),
        (OFTEN[1], "value.rounded"),
        (ERROR[1], "shape.wrong"),
        ([ValueError("other"), ValueError("other")], ""),
        ([4.0, np.array([1.0, 1.5])], ""),  # one answer here, another there
        ([4.0, np.array([8.1, 12.0])], ""),
        ([4.0, [8.0, 12.0]], ""),
        ([4.0, np.array([8.0])], ""),
        ([None, None], ""),
        (["sum.for_mean", "sum.for_mean"], ""),
        (WANTED, ""),
    ],
)
def test_a_name_is_given_where_all_outcomes_are_those_of_one_mistake(outcomes: list[Any], key: str) -> None:
    assert decided(BANK, outcomes, WANTED, HOW) == key


def test_two_mistakes_that_give_the_same_have_no_name() -> None:
    other = ["factor.two", SUM[1]]
    assert decided(entries(SUM, other), SUM[1], WANTED, HOW) == ""
    assert decided(entries(other), SUM[1], WANTED, HOW) == "factor.two"


def test_right_outcomes_have_no_name() -> None:
    assert decided(entries(["sum.for_mean", WANTED]), WANTED, WANTED, HOW) == ""


def test_the_fixed_inputs_are_always_the_same_and_differ_from_each_other() -> None:
    inputs = drawn.Inputs(lambda draw: {"x": draw.array(draw.size(), 2), "k": draw.whole(0, 9), "b": draw.number()})
    cases = fixed(inputs)
    marks = [known.fingerprint([case]) for case in cases]
    assert len(set(marks)) == MANY
    assert marks == [known.fingerprint([case]) for case in fixed(inputs)]
    assert {case["x"].shape for case in cases} == {(1, 2), (2, 2), (3, 2)}
