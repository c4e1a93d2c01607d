"""Answers that stand where nbgrader has no mark are told to the teacher."""

import pytest

from autograder.notebook.planner import make_plan
from autograder.notebook.unmarked import unmarked_answers
from tests.support.notebooks import check, notebook, setup, solution


@pytest.mark.parametrize(
    "source",
    [
        "x = ...",
        "x = None",
        "x: int = ...",
        "def x():\n    pass",
        "def x():\n    '''Return one.'''\n    raise NotImplementedError()",
        "def x():\n    return None",
        "class x:\n    def m(self):\n        ...",
        "x = 3  # YOUR CODE HERE",
        "# votre réponse\nx = 3",
        "# TODO\nx = 3",
    ],
)
def test_a_cell_to_be_filled_in_is_told(source: str) -> None:
    plan = make_plan(notebook(setup(source), check("t", "assert x")))
    assert unmarked_answers(plan) == [("t", "x")]


@pytest.mark.parametrize(
    "source", ["x = 3", "import numpy as x  # your code", "def x():\n    return 3", "x = (", "class x:\n    pass"]
)
def test_setup_is_not_told(source: str) -> None:
    assert unmarked_answers(make_plan(notebook(setup(source), check("t", "assert x")))) == []


def test_a_name_that_a_marked_cell_binds_is_not_told() -> None:
    plan = make_plan(notebook(setup("x = ..."), solution("x", "x = 3"), check("t", "assert x")))
    assert unmarked_answers(plan) == []
