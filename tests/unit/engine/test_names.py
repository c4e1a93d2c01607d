"""What the student side has still to be told of a test: in which order, what is left out, what stays."""

import math
from typing import Any

import pytest

from autograder.engine.mirror.names import Untold
from autograder.faults import Unsendable


def plain(value: Any) -> Any:
    if value is None:
        raise Unsendable("none")
    return value


def test_the_steps_come_in_order_and_once() -> None:
    untold = Untold()
    untold.bind("f", 1)
    untold.bind("m", math)
    untold.call("seed", "torch", 7)
    untold.unbind("g")
    assert untold.encoded(plain, strict=True) == [
        ["bind", "f", 1],
        ["import", "m", "math"],
        ["unbind", "g"],
        ["seed", "torch", 7],
    ]
    assert untold.encoded(plain, strict=True) is None


@pytest.mark.parametrize("last", ["unbind", "restore"])
def test_of_one_name_only_the_last_step_counts(last: str) -> None:
    untold = Untold()
    untold.bind("f", 1)
    untold.bind("g", 2)
    getattr(untold, last)("f")
    assert untold.encoded(plain, strict=True) == [["bind", "g", 2], [last, "f"]]


def test_after_the_test_only_some_values_are_told() -> None:
    untold = Untold()
    untold.bind("f", print)
    untold.bind("n", 3)
    untold.restore("g")
    untold.drop(lambda value: type(value) is int)
    assert untold.encoded(plain, strict=True) == [["bind", "n", 3], ["restore", "g"]]


def test_what_cannot_be_sent_keeps_nothing_else_back() -> None:
    untold = Untold()
    untold.bind("f", None)
    untold.call("terminal", "time", "sleep", None)
    untold.restore("g")
    untold.call("seed", "torch", 7)
    with pytest.raises(Unsendable):
        untold.encoded(plain, strict=True)
    assert untold.encoded(plain, strict=True) == [["restore", "g"], ["seed", "torch", 7]]
    untold.bind("f", None)
    untold.restore("g")
    assert untold.encoded(plain, strict=False) == [["restore", "g"]]
