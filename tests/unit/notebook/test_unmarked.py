"""Answers that stand where nbgrader has no mark are told to the teacher."""

from pathlib import Path

import nbformat
import nbgrader
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
        "# À compléter\nx = 0",
        "# Your answer here\nwidth, height = 2, 3\nx = 5",
    ],
)
def test_a_cell_to_be_filled_in_is_told(source: str) -> None:
    plan = make_plan(notebook(setup(source), check("t", "assert x")))
    assert unmarked_answers(plan) == [("t", "x")]


@pytest.mark.parametrize(
    "source",
    [
        "x = 3",
        "import numpy as np\nx = np.zeros(3)  # data",
        "import numpy as x  # your code",
        "from shapes import x  # to do: later",
        "def x():\n    return 3",
        "x = (",
        "class x:\n    pass",
        "### BEGIN SOLUTION\nx = ...\n### END SOLUTION",
    ],
)
def test_setup_is_not_told(source: str) -> None:
    assert unmarked_answers(make_plan(notebook(setup(source), check("t", "assert x")))) == []


def test_a_name_that_a_marked_cell_binds_is_not_told() -> None:
    plan = make_plan(notebook(setup("x = ..."), solution("x", "x = 3"), check("t", "assert x")))
    assert unmarked_answers(plan) == []


def test_no_false_alarm_in_nbgraders_quickstart() -> None:
    quickstart = Path(nbgrader.__file__).parent / "docs/source/user_guide/source/ps1"
    books = [nbformat.read(path, as_version=4) for path in sorted(quickstart.glob("*.ipynb"))]
    assert len(books) == 2
    assert [unmarked_answers(make_plan(book)) for book in books] == [[], []]
