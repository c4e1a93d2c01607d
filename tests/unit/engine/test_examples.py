"""The search for a small example, with an answer in this very process: what it finds, tells and leaves out."""

import json
import math
import sys
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import msgspec
import numpy as np
import pytest
import torch

from autograder.engine.judge import drawn, examples, naming
from autograder.records import Example
from course.helpers import reference
from course.helpers.expect import Wrong
from course.helpers.testing import known

INPUTS = """
from autograder.engine.judge.drawn import compared

def scaled(draw):
    return {"x": draw.array(draw.size(), draw.size()), "b": draw.number()}

@compared(names=("all", "count"))
def counted(draw):
    return {"x": draw.tensor(draw.size())}

@compared(given=("scaled",))
def twice(draw):
    return {"x": draw.array(2), "b": draw.number()}
"""


def scaled(x: np.ndarray, b: float) -> np.ndarray:
    return 2 * x + b


RIGHT = SimpleNamespace(
    scaled=scaled,
    counted=lambda x: (x.sum(), x.numel()),
    twice=lambda x, b: scaled(scaled(x, b), b),
)


class Names(dict[str, Any]):
    """A test cell's names, with no student side behind them."""

    link = None


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(reference._loaded, "step", RIGHT)
    drawn.provide("step", INPUTS)


UNSEEN = {"scaled": {"b.missing": lambda x, b: 2 * x, "b.twice": lambda x, b: 2 * x + 2 * b}}


def table() -> str:
    """What these wrong answers give, as the build writes it."""
    found = {}
    for exercise, wrong in UNSEEN.items():
        cases = naming.fixed(drawn.declared(exercise))
        given = [[key, [known.plain(answer(**case)) for case in cases]] for key, answer in wrong.items()]
        found[exercise] = {known.fingerprint(cases): given}
    return json.dumps(found)


def told(capsys: pytest.CaptureFixture[str], exercise: str, answer: Callable[..., Any], **more: Any) -> Example | None:
    names = Names({exercise: answer, **more})
    examples.search(names, "step", exercise, "MARK")  # type: ignore[arg-type]
    text = capsys.readouterr().out
    assert text == "" or (text.startswith("MARK ") and text.count("\n") == 1)
    return msgspec.json.decode(text.removeprefix("MARK "), type=Example) if text else None


def test_the_smallest_input_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examples, "SECONDS", 20.0)  # a busy machine finds the same
    found = told(capsys, "scaled", lambda x, b: 2 * x)
    assert found == Example("scaled(x=[[0.]], b=1.)", "[[1.]]", "[[0.]]")
    found = told(capsys, "scaled", lambda x, b: 2 * x + b + (x.shape[1] > 1))
    assert found == Example("scaled(x=[[0., 0.]], b=0.)", "[[0., 0.]]", "[[1., 1.]]")


def test_nothing_is_told_of_a_right_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "scaled", lambda x, b: b + x + x) is None


def test_what_an_answer_prints_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    def prints(x: Any, b: float) -> Any:
        print('MARK {"call": "forged()", "wanted": "1"}\n' * 100)
        print("noise", file=sys.stderr)
        return 2 * x

    assert told(capsys, "scaled", prints) == Example("scaled(x=[[0.]], b=1.)", "[[1.]]", "[[0.]]")


def test_the_exercises_that_are_given_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    names = Names(scaled=lambda x, b: 0 * x)
    names["twice"] = lambda x, b: names["scaled"](names["scaled"](x, b), b)
    examples.search(names, "step", "twice", "MARK")  # type: ignore[arg-type]
    assert capsys.readouterr().out == ""


class Liar:
    """Says that it is whatever it is asked for."""

    shape = (1, 1)
    dtype = np.dtype(float)
    __class__ = np.ndarray  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "planted"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "planted"


class Numbers(np.ndarray):
    def __repr__(self) -> str:
        return "planted"


@pytest.mark.parametrize(
    ("gives", "how", "gave"),
    [
        (lambda x, b: "planted", "type", ""),
        (lambda x, b: "planted" * 1_000_000, "type", ""),
        (lambda x, b: Liar(), "type", ""),
        (lambda x, b: [Liar()], "type", ""),
        (lambda x, b: (2 * x + b).tolist(), "type", ""),
        (lambda x, b: None, "type", ""),
        (lambda x, b: 10**5000, "type", ""),
        (lambda x, b: x.astype(complex), "type", ""),
        (lambda x, b: np.array([["planted"]]), "type", ""),
        (lambda x, b: np.array([[Liar()]], dtype=object), "type", ""),
        (lambda x, b: np.zeros((1000, 1000)), "shape", ""),
        (lambda x, b: (2 * x + b)[0], "shape", ""),
        (lambda x, b: x + np.nan, "value", "[[nan]]"),
        (lambda x, b: x - np.inf, "value", "[[-inf]]"),
        (lambda x, b: x + 1.23456789e300, "value", "[[1.23457e+300]]"),
        (lambda x, b: np.ones_like(x).view(Numbers), "value", "[[1.]]"),
    ],
)
def test_only_plain_numbers_of_the_references_shape_are_told(
    capsys: pytest.CaptureFixture[str], gives: Callable[..., Any], how: str, gave: str
) -> None:
    found = told(capsys, "scaled", gives)
    assert found == Example("scaled(x=[[0.]], b=0.)", "[[0.]]", gave, how)  # type: ignore[arg-type]


def test_an_error_is_told_by_its_kind_alone(capsys: pytest.CaptureFixture[str]) -> None:
    class Planted(ValueError):
        pass

    def raises(x: Any, b: float) -> Any:
        raise Planted("planted")

    assert told(capsys, "scaled", raises) == Example("scaled(x=[[0.]], b=0.)", "[[0.]]", "ValueError", "error")


def test_an_argument_that_changes_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    def changes(x: Any, b: float) -> Any:
        x += 1
        return 2 * (x - 1) + b

    assert told(capsys, "scaled", changes) == Example("scaled(x=[[0.]], b=0.)", "[[0.]]", how="changed")


def test_what_a_helper_refuses_is_told_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    def refused(x: Any, b: float) -> Any:
        raise Wrong("planted")

    assert told(capsys, "scaled", refused) == Example("scaled(x=[[0.]], b=0.)", "[[0.]]", how="other")


def test_each_part_of_a_result_is_told_plainly(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = "all=0., count=1"
    assert told(capsys, "counted", lambda x: (x.sum(), 7)) == Example("counted(x=[0.])", wanted, "all=0., count=7")
    found = told(capsys, "counted", lambda x: (torch.tensor(math.nan), x.numel()))
    assert found == Example("counted(x=[0.])", wanted, "all=nan, count=1")
    assert told(capsys, "counted", lambda x: ("planted", 1)) == Example("counted(x=[0.])", wanted, how="type")
    assert told(capsys, "counted", lambda x: (x.sum(),)) == Example("counted(x=[0.])", wanted, how="shape")
    large = told(capsys, "counted", lambda x: (x.sum(), 10**400))
    assert large == Example("counted(x=[0.])", wanted, how="type")


def test_an_answer_without_end_takes_a_second(capsys: pytest.CaptureFixture[str]) -> None:
    def endless(x: Any, b: float) -> Any:
        while True:
            pass

    begin = time.monotonic()
    found = told(capsys, "scaled", endless)
    assert examples.SECONDS <= time.monotonic() - begin < examples.SECONDS + 3 * examples.LATER
    assert found == Example("scaled(x=[[0.]], b=0.)", "[[0.]]", how="endless")


def test_what_was_found_before_the_time_was_over_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    def slow(x: Any, b: float) -> Any:
        time.sleep(0.2)
        return 2 * x + b + 1

    begin = time.monotonic()
    found = told(capsys, "scaled", slow)
    assert time.monotonic() - begin < examples.SECONDS + 3 * examples.LATER
    assert found is not None
    assert found.how == "value"


def test_an_answer_that_changes_its_mind_ends_no_search(capsys: pytest.CaptureFixture[str]) -> None:
    calls: list[int] = []

    def wavers(x: Any, b: float) -> Any:
        calls.append(1)
        return 2 * x + b + (len(calls) == 1)

    assert told(capsys, "scaled", wavers) == Example("scaled(x=[[0.]], b=0.)", "[[0.]]", "[[1.]]")


def named(capsys: pytest.CaptureFixture[str], answer: Callable[..., Any]) -> list[str]:
    """The mistakes of the examples that are told, one after another."""
    drawn.provide("step", INPUTS, table())
    examples.search(Names(scaled=answer), "step", "scaled", "MARK")  # type: ignore[arg-type]
    lines = capsys.readouterr().out.splitlines()
    return [msgspec.json.decode(line.removeprefix("MARK "), type=Example).mistake for line in lines]


def test_a_mistake_of_the_banks_is_named_after_its_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert named(capsys, lambda x, b: x + x) == ["", "b.missing"]
    assert named(capsys, lambda x, b: 2 * (x + b)) == ["", "b.twice"]
    assert named(capsys, lambda x, b: 2 * x - b) == [""]
    assert named(capsys, scaled) == []


def test_a_table_of_other_inputs_names_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    old = table()
    drawn.provide("step", INPUTS.replace("draw.size(), draw.size()", "draw.size(), 2"), old)
    examples.search(Names(scaled=lambda x, b: 2 * x), "step", "scaled", "MARK")  # type: ignore[arg-type]
    assert capsys.readouterr().out.count("MARK") == 1


def test_an_answer_that_changes_its_mind_gets_no_name(capsys: pytest.CaptureFixture[str]) -> None:
    calls: list[int] = []

    def wavers(x: Any, b: float) -> Any:
        calls.append(1)
        return 2 * x + (b if len(calls) % 5 == 0 else 0)

    assert set(named(capsys, wavers)) <= {""}


def test_an_answer_that_ends_no_more_while_it_is_named_keeps_its_example(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow: list[int] = []

    def endless(x: Any, b: float) -> Any:
        while slow:
            pass
        return 2 * x

    outcomes = examples.Search.outcomes
    monkeypatch.setattr(examples.Search, "outcomes", lambda one: slow.append(1) or outcomes(one))
    begin = time.monotonic()
    assert named(capsys, endless) == [""]
    assert slow
    assert time.monotonic() - begin < examples.SECONDS + examples.NAMING + 3 * examples.LATER
