"""The oracle: a notebook's cells in one ordinary namespace."""

from autograder.notebook.one_kernel import run_plan
from autograder.notebook.planner import make_plan
from tests.support.notebooks import check, notebook, setup, solution

PLAN = make_plan(
    notebook(
        setup("start = 1"),
        solution("f", "def f(x):\n    return x + start"),
        check("test_f", "assert f(1) == 2, f(1)"),
        setup("shown = f(3)\nraise RuntimeError('an experiment')"),
        check("test_again", "assert f(2) == 3"),
    )
)


def test_the_instructors_answers_pass() -> None:
    assert [outcome.error for outcome in run_plan(PLAN, {}).values()] == [None, None]


def test_an_answer_takes_the_place_of_the_instructors() -> None:
    outcomes = run_plan(PLAN, {"f": "def f(x):\n    return x"})
    assert isinstance(outcomes["test_f"].error, AssertionError)
    assert str(outcomes["test_f"].error) == "1"


def test_an_answer_that_raises_does_not_end_the_run() -> None:
    outcomes = run_plan(PLAN, {"f": "raise ValueError"})
    assert [type(outcome.error) for outcome in outcomes.values()] == [NameError, NameError]


def test_only_the_wanted_tests_run() -> None:
    assert list(run_plan(PLAN, {}, ["test_again"])) == ["test_again"]
