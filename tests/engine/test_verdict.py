"""What a test cell is worth: by its last value's type alone, and the same for nbgrader, which reads the outputs."""

import re
from collections.abc import Iterator
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from nbformat import from_dict
from nbformat.v4 import new_code_cell
from nbgrader.utils import determine_grade

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.judge.verdict import judge, shown
from autograder.notebook.outputs import Outputs
from autograder.records import ValueKind
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

MOST = 2.0


def label(value: Any) -> str:
    """A test's id: the same in every process, so without addresses."""
    return re.sub(r" at 0x\w+", "", f"{type(value).__name__} {value!r}"[:60])


class Grade(IntEnum):
    GOOD = 1


class Celsius(float):
    def __repr__(self) -> str:
        return "warm"


class Says:
    """An object of the test's own that looks like a number where it is shown."""

    def __repr__(self) -> str:
        return "0.5"


class Silent:
    def __repr__(self) -> str:
        return ""


NUMBERS: list[tuple[Any, float]] = [
    (0, 0.0), (1, 1.0), (2, 2.0), (1.5, 1.5), (Celsius(1.5), 1.5),
    (np.float64(0.5), 0.5), (np.float32(0.5), 0.5), (np.float16(2), 2.0), (np.int8(1), 1.0), (np.longdouble(1), 1.0),
    (np.array(1.5), 1.5), (np.array([1.5]), 1.5), (np.array([[1]]), 1.0),
    (torch.tensor(0.5), 0.5), (torch.tensor([1]), 1.0), (torch.ones(1, 1, requires_grad=True), 1.0),
]  # fmt: skip
NO_SCORE: list[Any] = [
    *(float("nan"), float("inf"), -float("inf"), -1, -0.001, 2.001, 10**400, -(10**400)),
    *(np.float64("nan"), np.int64(3), np.array([-1.0]), torch.tensor(float("inf")), torch.tensor([5.0])),
]
CALCULATING: list[Any] = [
    *(1j, complex(1, 0), np.complex128(1), np.array([1j]), torch.tensor(1j)),
    *(Decimal(1), Fraction(1, 2), Grade.GOOD, np.timedelta64(1, "s")),
    *(
        np.array([1.0, 2.0]),
        np.array([]),
        np.array([True, False]),
        torch.tensor([1.0, 2.0]),
        torch.ones(1, device="meta"),
    ),
    *(pd.Series([1.0]), pd.DataFrame({"a": [1.0]}), pd.Index([1])),
]
PLAIN: list[Any] = [
    None,
    True,
    False,
    np.True_,
    torch.tensor(False),
    "",
    "1",
    b"1",
    [],
    [1],
    (1,),
    {},
    {1: 2},
    {1},
    range(2),
]
PLAIN += [Says(), Silent(), len, Says, type, np, (0.5).__add__]


def marked_by_nbgrader(value: Any, wanted: ValueKind | None) -> float | None:
    """What nbgrader makes of the outputs that go with the verdict."""
    outputs = Outputs(100)
    verdict = judge(value, MOST, wanted)
    if verdict.gave == "no score":
        outputs.error("NoScore", "", [""])
    elif value is not None:
        outputs.result(shown(value, verdict))
    cell = new_code_cell(outputs=[from_dict(one) for one in outputs.take()])
    cell.metadata["nbgrader"] = from_dict({"grade": True, "solution": False, "points": MOST, "grade_id": "t"})
    points: float | None = determine_grade(cell)[0]
    return points


@pytest.mark.parametrize(("value", "points"), NUMBERS, ids=label)
@pytest.mark.parametrize("wanted", [None, "number", "other"])
def test_a_real_number_is_that_many_points(value: Any, points: float, wanted: ValueKind | None) -> None:
    verdict = judge(value, MOST, wanted)
    assert (verdict.points, verdict.gave) == (points, "number")
    assert marked_by_nbgrader(value, wanted) == points


@pytest.mark.parametrize("value", NO_SCORE, ids=label)
@pytest.mark.parametrize("wanted", [None, "number", "other"])
def test_a_number_that_is_no_score_is_none(value: Any, wanted: ValueKind | None) -> None:
    verdict = judge(value, MOST, wanted)
    assert (verdict.points, verdict.gave) == (0.0, "no score")
    assert marked_by_nbgrader(value, wanted) == 0


@pytest.mark.parametrize(("wanted", "points"), [(None, 0.0), ("number", 0.0), ("other", MOST)])
@pytest.mark.parametrize("value", CALCULATING, ids=label)
def test_what_calculates_and_is_no_number(value: Any, wanted: ValueKind | None, points: float) -> None:
    assert judge(value, MOST, wanted).points == points
    assert marked_by_nbgrader(value, wanted) == points


@pytest.mark.parametrize(("wanted", "points"), [(None, MOST), ("number", 0.0), ("other", MOST)])
@pytest.mark.parametrize("value", PLAIN, ids=label)
def test_any_other_value_is_full_points_unless_a_number_is_wanted(
    value: Any, wanted: ValueKind | None, points: float
) -> None:
    assert judge(value, MOST, wanted).points == points
    assert marked_by_nbgrader(value, wanted) == points


@given(
    st.one_of(st.floats(), st.integers(), st.text(), st.complex_numbers(), st.decimals(), st.fractions(), st.none())
    | st.lists(st.floats(), max_size=3).map(np.array),
    st.sampled_from([None, "number", "other"]),
)
def test_nbgrader_comes_to_the_same_points(value: Any, wanted: ValueKind | None) -> None:
    points = judge(value, MOST, wanted).points
    assert 0 <= points <= MOST
    assert marked_by_nbgrader(value, wanted) == points


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=4.0, notebook_timeout=60.0, memory=1024, output_size=64)) as started:
        yield started


COUNTED = notebook(
    setup("import numpy as np, torch"),
    solution("count", "def count(xs):\n    return len(xs)"),
    check(
        "test_count", "points = 0\nfor xs in ([], [1], [1, 2]):\n    points += count(xs) == len(xs)\npoints", points=3
    ),
    solution("share", "def share(n):\n    return n / 4"),
    check("test_share", "2 * share(4)", points=2),
)
FLOOD = "\ndef flood():\n    for word in ('x' * 200_000, '3\\n'): print(word)\n"
# What share(4) gives; only the last one is a number.
FORGED = {
    "array": "np.array([1000.0, 1000.0])",
    "tensor": "torch.tensor([7., 8.])",
    "series": "__import__('pandas').Series([1.0])",
    "complex": "1j",
    "decimal": "__import__('decimal').Decimal(1)",
    "fraction": "__import__('fractions').Fraction(1, 1)",
    "list": "[]",
    "text": "'1'",
}


@pytest.mark.parametrize("wanted", [{}, {"test_count": "number", "test_share": "number"}])
def test_a_flood_does_not_wash_the_points_away(engine: Engine, wanted: dict[str, ValueKind]) -> None:
    answers = {
        "count": f"{FLOOD}def count(xs):\n    flood()\n    return -1",
        "share": "def share(n):\n    return flood() or 0",
    }
    graded = grade(engine, COUNTED, answers, gives=wanted)
    assert "xxx" in graded.said("test_count"), "it did not flood"
    assert "cut" in graded.said("test_count")
    assert graded.scores == {"test_count": 0.0, "test_share": 0.0}
    assert grade(engine, COUNTED, {}, gives=wanted).scores == {"test_count": 3.0, "test_share": 2.0}
    late = {"count": f"{FLOOD}def count(xs):\n    flood()\n    return len(xs)"}
    assert grade(engine, COUNTED, late, gives=wanted).scores == {"test_count": 3.0, "test_share": 2.0}


@pytest.mark.parametrize("value", FORGED.values(), ids=FORGED)
def test_no_other_value_stands_for_points(engine: Engine, value: str) -> None:
    answers = {"share": f"def share(n): return {value}"}
    graded = grade(engine, COUNTED, answers, gives={"test_share": "number"})
    assert graded.verdicts["test_share"].gave == "no score", graded.said("test_share")
    assert graded.scores == {"test_count": 3.0, "test_share": 0.0}
    unknown = grade(engine, COUNTED, answers).scores[
        "test_share"
    ]  # the solution's kind is not known: text may be meant
    assert unknown == (2.0 if value in ("[]", "'1'") else 0.0)


SHOWN = notebook(solution("make", "def make():\n    return 0.5"), check("test_make", "make()", points=2))


@pytest.mark.parametrize(
    ("code", "points"),
    [
        ("class Two:\n    def __repr__(self): return '2.0'\n    __str__ = __repr__\ndef make(): return Two()", 0.0),
        ("class Two:\n    def __float__(self): return 2.0\n    __index__ = None\ndef make(): return Two()", 0.0),
        ("class Two(float):\n    def __repr__(self): return '2.0'\ndef make(): return Two(0.5)", 0.5),
        ("class Two(list):\n    def __repr__(self): return '2.0'\ndef make(): return Two([1])", 0.0),
        ("def make():\n    print(2.0)\n    display(2.0)\n    return make", 0.0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("gives", [{}, {"test_make": "number"}])
def test_how_a_students_object_shows_itself_is_no_mark(
    engine: Engine, code: str, points: float, gives: dict[str, ValueKind]
) -> None:
    assert grade(engine, SHOWN, {}, gives=gives).scores == {"test_make": 0.5}
    assert grade(engine, SHOWN, {"make": code}, gives=gives).scores == {"test_make": points}


def test_where_the_solution_gives_no_number_any_value_is_full(engine: Engine) -> None:
    source = notebook(
        setup("import numpy as np"),
        solution("f", "def f(): return np.arange(3)"),
        check("test_f", "assert sum(f()) == 3\nf()"),
    )
    assert grade(engine, source, {}, gives={"test_f": "other"}).scores == {"test_f": 1.0}


def test_a_test_that_ends_with_its_student_side_has_no_points(engine: Engine) -> None:
    """The value was there already; nbgrader would read it first."""
    source = notebook(
        solution("f", "def f(): return 1.0"),
        check("test_f", "try:\n    f()\nexcept BaseException: pass\n1.0", points=1),
    )
    assert grade(engine, source, {}).scores == {"test_f": 1.0}
    assert grade(engine, source, {"f": "import os\ndef f(): os._exit(0)"}).scores == {"test_f": 0.0}


LEFT = notebook(
    solution("leave", "def leave(code=0):\n    raise SystemExit(code)"),
    setup("if False: raise SystemExit\nleave()"),
    check("caught", "try: leave(3)\nexcept SystemExit as error: assert error.code == 3\nelse: assert False"),
    check("another", "try: leave()\nexcept (SystemExit if False else KeyError): pass"),
    check("finally", "try: leave()\nfinally: SystemExit"),
    check("unnamed", "try: leave(3)\nexcept Exception: pass"),
)


GIVEN = notebook(
    setup("class BankError(Exception): pass\nclass Stop(Exception): pass\nclass Overdrawn(UserWarning): pass"),
    solution(
        "pay",
        "class NoMoney(BankError): pass\ndef pay(x):\n    if x < 0: raise BankError('less than nothing')\n"
        "    if x > 9: raise NoMoney(x)\n    if x == 5: raise Stop\n"
        "    if x == 6: __import__('warnings').warn('less than nothing is left', Overdrawn)\n    return x",
    ),
    check(
        "base",
        "for x in (-1, 10):\n    try:\n        pay(x)\n    except BankError:\n        continue\n    assert False",
    ),
    check(
        "class",
        "import unittest\nwith unittest.TestCase().assertRaises(NoMoney): pay(10)\n"
        "assert issubclass(NoMoney, BankError)",
    ),
    check(
        "warning",
        "import warnings\nwith warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always')\n"
        "    pay(6)\nassert seen[0].category is Overdrawn",
    ),
    check("own", "class Stop(Exception): pass\ntry:\n    pay(5)\n    assert False\nexcept Stop:\n    pass"),
)


def test_an_exception_class_that_the_instructor_gives_catches_what_an_answer_raises(engine: Engine) -> None:
    """One that a test binds itself may steer the test: no answer raises that one."""
    assert grade(engine, GIVEN, {}).scores == {"base": 1, "class": 1, "warning": 1, "own": 0}


def test_an_exit_that_a_test_does_not_catch_gives_no_points(engine: Engine) -> None:
    assert grade(engine, LEFT, {}).scores == {"caught": 1, "another": 0, "finally": 0, "unnamed": 1}
