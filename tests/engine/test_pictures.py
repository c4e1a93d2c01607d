"""A person who marks sees the figures: in the cells that no test marks, and in no others."""

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.notebook.marks import drawn
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

PLOT = "import matplotlib.pyplot as plt\nplt.plot([1, 2])"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=2.0, notebook_timeout=60.0, memory=1024)) as started:
        yield started


def marks(**given: Any) -> dict[str, Any]:
    plain = {"grade": False, "solution": False, "task": False, "locked": False, "schema_version": 3}
    return {"nbgrader": {**plain, **given}}


def by_hand(source: str) -> NotebookNode:
    return new_code_cell(source, metadata=marks(grade_id="plot", grade=True, solution=True, points=2))


def task() -> NotebookNode:
    return new_markdown_cell("Look.", metadata=marks(grade_id="task", task=True, locked=True, points=2))


def pictures(cell: NotebookNode) -> list[bytes]:
    return [b64decode(out.data["image/png"]) for out in cell.outputs if "image/png" in out.get("data", {})]


def test_only_what_a_person_marks_is_drawn(engine: Engine) -> None:
    source = notebook(
        solution("draw", f"{PLOT}\ndef draw():\n    return plt.plot([1])"),
        check("test_draw", "assert draw()"),
        by_hand(PLOT),
        setup(PLOT),
        task(),
        new_code_cell(PLOT),
    )
    graded = grade(engine, source, {})
    assert [len(pictures(cell)) for cell in graded.cells if cell.cell_type == "code"] == [0, 0, 1, 0, 1]
    assert pictures(graded.cells[2])[0].startswith(b"\x89PNG")
    assert graded.said("plot").endswith("<Figure size 640x480 with 1 Axes>")


def test_what_a_notebook_shows_as_a_picture_is_one(engine: Engine) -> None:
    shown = "figure, axes = plt.subplots()\naxes.plot([1])\nplt.close(figure)\ndisplay(figure)"
    image = "from PIL import Image\nImage.new('L', (2, 2))"
    helper = (
        "from course.helpers.plotting.generalisation import early_stopping as plot\nplot([2.0, 1.0], [2.0, 1.5], 1)"
    )
    setup_ = setup("import matplotlib.pyplot as plt")
    for source in (shown, image, helper):
        assert len(pictures(grade(engine, notebook(setup_, by_hand(source)), {}).cells[1])) == 1, source
        assert pictures(grade(engine, notebook(setup_, setup(source)), {}).cells[1]) == [], source


def test_a_figure_that_cannot_be_drawn_costs_nothing(engine: Engine) -> None:
    source = notebook(by_hand(f"{PLOT}\nplt.title('$\\\\frac{{$')\ndone = 1"), check("test", "assert done == 1"))
    graded = grade(engine, source, {})
    assert graded.verdicts["test"].points == 1
    assert pictures(graded.cells[0]) == []
    assert "ValueError" in graded.said("plot")


def test_a_figure_that_is_never_done_ends_with_its_cells_time(engine: Engine) -> None:
    endless = "class Endless(plt.Line2D):\n    def draw(self, renderer):\n        while True: pass\n"
    source = notebook(
        by_hand(f"{PLOT}\n{endless}plt.gca().add_line(Endless([0], [0]))\nplt.figure().text(0, 0, 'x')\ndone = 1"),
        check("test", "assert done == 1"),
    )
    graded = grade(engine, source, {})
    assert graded.verdicts["test"].points == 1
    assert "TimedOut" in graded.said("plot")


def test_a_task_reaches_to_the_instructors_next_cell() -> None:
    code = new_code_cell("1")
    assert drawn([code, task(), code, new_markdown_cell("so"), code, check("test", "1"), code]) == {2, 4}
