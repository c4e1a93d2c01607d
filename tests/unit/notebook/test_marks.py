"""What nbgrader's marks, and the tag for experiments, say of a cell."""

from collections.abc import Callable

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.notebook import marks
from tests.support.notebooks import check, setup, solution

WRITTEN = new_markdown_cell("?", metadata={"nbgrader": {"grade": True, "solution": True, "grade_id": "w"}})
ANSWER_BY_HAND = new_code_cell("?", metadata={"nbgrader": {"grade": True, "solution": True, "grade_id": "c"}})
READ_ONLY = new_code_cell("x", metadata={"nbgrader": {"grade": False, "solution": False, "locked": True}})
EXPERIMENT = new_code_cell("plot()", metadata={"tags": ["experiment"]})


@pytest.mark.parametrize(
    ("asked", "yes"),
    [
        (marks.is_test, ["test"]),
        (marks.is_solution, ["solution", "by hand"]),
        (marks.is_unmarked, ["setup", "experiment"]),
        (marks.is_experiment, ["experiment"]),
    ],
)
def test_each_kind_of_cell_is_known(asked: Callable[[NotebookNode], bool], yes: list[str]) -> None:
    cells = {
        "setup": setup("x = 1"),
        "solution": solution("f", "def f(): ..."),
        "test": check("test_f", "assert f()"),
        "written": WRITTEN,
        "by hand": ANSWER_BY_HAND,
        "read only": READ_ONLY,
        "experiment": EXPERIMENT,
    }
    assert [name for name, cell in cells.items() if asked(cell)] == yes


def test_a_graded_cell_is_no_experiment() -> None:
    cell = check("test_f", "assert f()")
    cell.metadata["tags"] = ["experiment"]
    assert not marks.is_experiment(cell)
