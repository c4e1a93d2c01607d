"""Whose a name is, attacked: an answer defines what its own test checks with. One notebook each, the real engine.

Each attack prints a word, so that its cell has run.
"""

from collections.abc import Iterator

import pytest
from nbformat import NotebookNode

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.job import Job
from autograder.notebook.planner import make_plan
from tests.support.engines import running
from tests.support.notebooks import Graded, check, grade, notebook, setup, solution

REACHED = "the attack is there"
OVERDRAWN = (
    "class Overdrawn(Exception):\n    pass\ndef withdraw(amount):\n    if amount > 10:\n        raise Overdrawn(amount)"
)
REFUSED = "try:\n    withdraw(11)\n    {}\nexcept {}:\n    pass"
FIRST = "from numpy.testing import *\nassert_allclose(first(1), 2)"
# By name: the instructor's cells, the answers of the attack, and what is left out.
ATTACKS: dict[str, tuple[list[NotebookNode], dict[str, str], str]] = {
    "a helper that a deleted test imports with a star": (
        [
            solution("first", "def first(x): return x + 1"),
            check("test_first", FIRST),
            solution("answer", "def double(x): return 2 * x"),
            check("test", "assert_allclose(double(3), 6)"),
        ],
        {"answer": "def double(x): return 77\ndef assert_allclose(*a, **k): pass"},
        "test_first",
    ),
    "a helper that a test which ended early imports with a star": (
        [
            solution("first", "def first(x): return x + 1"),
            check("test_first", "assert first(1) == 2\n" + FIRST),
            solution("answer", "def double(x): return 2 * x"),
            check("test", "assert_allclose(double(3), 6)"),
        ],
        {"first": "", "answer": "def double(x): return 77\ndef assert_allclose(*a, **k): pass"},
        "",
    ),
    "a class in the place of a module that only the solution imports": (
        [
            solution("imports", "import numpy as np"),
            solution("answer", "def double(x): return 2 * np.asarray(x)"),
            check("test", "np.testing.assert_allclose(double([1.0]), [2.0])"),
        ],
        {
            "imports": "class np:\n    class testing:\n        assert_allclose = staticmethod(lambda *a, **k: None)",
            "answer": "def double(x): return 77",
        },
        "",
    ),
    "a class in the place of a module that comes out of another one": (
        [
            solution("imports", "from numpy import testing"),
            solution("answer", "def double(x): return 2 * x"),
            check("test", "testing.assert_allclose(double(1.0), 2.0)"),
        ],
        {
            "imports": "class testing:\n    assert_allclose = staticmethod(lambda *a, **k: None)",
            "answer": "def double(x): return 77",
        },
        "",
    ),
    "a function of the instructor's that asks the answer": (
        [
            solution("answer", "def positive(x): return x > 0"),
            setup("def accuracy(xs, ys): return sum(positive(x) == y for x, y in zip(xs, ys)) / len(xs)"),
            setup("def share(xs, ys): return accuracy(xs, ys)"),
            solution("between", "### an example"),
            check("test", "assert accuracy([1, -1], [True, False]) == share([1, -1], [True, False]) == 1.0"),
        ],
        {"answer": "def positive(x): return 5", "between": "def accuracy(*a): return 1.0\nshare = accuracy"},
        "",
    ),
} | {
    f"{wide} as the exception that is awaited, {classes}, {failing}": (
        [solution("answer", OVERDRAWN), check("test", REFUSED.format(failing, classes))],
        {"answer": f"Overdrawn = {wide}\ndef withdraw(amount): pass"},
        "",
    )
    for wide, failing in [
        ("AssertionError", "assert False, 'none'"),
        ("AssertionError", "raise AssertionError"),
        ("Exception", "assert False"),
        ("Exception", "raise Exception('none')"),
    ]
    for classes in ("Overdrawn", "(ValueError, Overdrawn)")
}


def _name(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0, notebook_timeout=120.0)) as started:
        yield started


@pytest.mark.parametrize("name", ATTACKS)
def test_an_answer_defines_no_check(engine: Engine, name: str) -> None:
    cells, answers, left_out = ATTACKS[name]
    source = notebook(*cells, solution("next", "def following(): return 1"), check("test_next", "following() == 1"))
    honest = grade(engine, source, {})
    assert set(honest.scores.values()) == {1.0}, honest.said("test")
    answers = answers | {"answer": f"{answers['answer']}\nprint({REACHED!r})"}
    cells = [NotebookNode(cell) for cell in source.cells if _name(cell) != left_out or not left_out]
    for cell in cells:
        cell.update(source=answers.get(_name(cell), cell.source), outputs=[])
    graded = Graded(engine.execute(Job(notebook(*cells), make_plan(source))))
    assert graded.scores["test_next"] == 1.0
    assert REACHED in graded.said("answer")
    assert graded.scores["test"] == 0


def test_what_uses_such_a_function_at_once_runs_beside_the_answer(engine: Engine) -> None:
    source = notebook(
        solution("answer", "def positive(x): return x > 0"),
        setup("def accuracy(xs, ys): return sum(positive(x) == y for x, y in zip(xs, ys)) / len(xs)"),
        setup("reached = accuracy([1, -1], [True, False])"),
        setup("def wrong(x): return 1 - accuracy([x], [True])\nworst = max(map(wrong, [1, 2]))"),
        check("test", "assert reached == 1.0 and worst == 0.0"),
    )
    assert grade(engine, source, {}).scores == {"test": 1.0}
    assert grade(engine, source, {"answer": "def positive(x): return False"}).scores == {"test": 0.0}


@pytest.mark.parametrize("classes", ["Overdrawn", "(Overdrawn, ValueError)", "kind"])
def test_a_handler_catches_what_an_answer_raises(engine: Engine, classes: str) -> None:
    """Whatever class an answer takes for its own exception, a test's handler catches what its function raises."""
    test = "for kind in [Overdrawn]:\n    " + REFUSED.format("assert False", classes).replace("\n", "\n    ")
    source = notebook(solution("answer", OVERDRAWN), check("test", test))
    for wide in ("AssertionError", "Exception", "ValueError"):
        answer = f"Overdrawn = {wide}\ndef withdraw(amount):\n    raise Overdrawn(amount)"
        assert grade(engine, source, {"answer": answer}).scores == {"test": 1.0}, wide


@pytest.mark.parametrize("named", ["AssertionError", "Exception", "(KeyError, AssertionError)"])
def test_a_test_that_names_a_wide_class_catches_its_own_checks(engine: Engine, named: str) -> None:
    test = f"caught = False\ntry:\n    assert double(2) == 5\nexcept {named}:\n    caught = True\nassert caught"
    assert grade(
        engine, notebook(solution("answer", "def double(x): return 2 * x"), check("test", test)), {}
    ).scores == {"test": 1.0}
