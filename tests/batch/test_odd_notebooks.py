"""Honest notebooks as other programs save them, through the whole road: full marks, or a line that says why not."""

import json
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.batch.events import Summary
from autograder.batch.run import grade
from tests.support import batch
from tests.support.batch import HALF, RIGHT, auto_scores

SETTINGS = "c.Grading.notebook_size = 1\nc.OverwriteCells.add_missing_cells = True\n"
WHOLE = {"test_square": 2.0, "test_part": 1.5}
Saved = NotebookNode | str | bytes


def _cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def _without(notebook: NotebookNode, *grade_ids: str) -> None:
    notebook.cells = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") not in grade_ids]


def metadata_dropped(notebook: NotebookNode, folder: Path) -> Saved:
    for cell in notebook.cells:
        cell.metadata = NotebookNode()
    return notebook


def answer_and_test_pasted(notebook: NotebookNode, folder: Path) -> Saved:
    for grade_id in ("square", "test_square"):
        _cell(notebook, grade_id).metadata = NotebookNode()
    return notebook


def answer_pasted_and_test_deleted(notebook: NotebookNode, folder: Path) -> Saved:
    _cell(notebook, "square").metadata = NotebookNode()
    _without(notebook, "test_square")
    return notebook


def answer_in_the_test(notebook: NotebookNode, folder: Path) -> Saved:
    test = _cell(notebook, "test_square")
    test.source = f"{RIGHT}\n{test.source}"
    _cell(notebook, "square").source = "def square(x):\n    raise NotImplementedError()"
    return notebook


def import_in_the_test(notebook: NotebookNode, folder: Path) -> Saved:
    _cell(notebook, "square").source = "def square(x):\n    return int(fractions.Fraction(x) * x)"
    test = _cell(notebook, "test_square")
    test.source = f"import fractions\n{test.source}"
    return notebook


def own_module(notebook: NotebookNode, folder: Path) -> Saved:
    (folder / "my_utils.py").write_text("def times(x, y):\n    return x * y\n")
    _cell(notebook, "square").source = "import my_utils\n\n\ndef square(x):\n    return my_utils.times(x, x)"
    return notebook


def null_source(notebook: NotebookNode, folder: Path) -> Saved:
    notebook.cells.append(new_code_cell(""))
    notebook.cells[-1]["source"] = None
    return json.dumps(notebook)


def no_metadata(notebook: NotebookNode, folder: Path) -> Saved:
    del notebook["metadata"], notebook.cells[0]["metadata"]
    return json.dumps(notebook)


def utf16(notebook: NotebookNode, folder: Path) -> Saved:
    return nbformat.writes(notebook).encode("utf-16")


def large_outputs(notebook: NotebookNode, folder: Path) -> Saved:
    notebook.cells[0].outputs = [new_output("display_data", {"image/png": "A" * (2 << 20)})]
    return notebook


def another_name(notebook: NotebookNode, folder: Path) -> Saved:
    (folder / "p1 (1).ipynb").write_text(nbformat.writes(notebook))
    return ""


def another_step(notebook: NotebookNode, folder: Path) -> Saved:
    _without(notebook, "square", "test_square", "part", "test_part", "why")
    return notebook


def merge_markers(notebook: NotebookNode, folder: Path) -> Saved:
    lines = nbformat.writes(notebook).split("\n")
    return "\n".join([*lines[:5], "<<<<<<< HEAD", *lines[5:9], "=======", *lines[5:9], ">>>>>>> b", *lines[9:]])


TAKEN = {
    metadata_dropped: "known by their text",
    answer_and_test_pasted: "known by their text",
    answer_pasted_and_test_deleted: "deleted: test_square",
    answer_in_the_test: "put back",
    import_in_the_test: "put back",
    own_module: "",
    null_source: "",
    no_metadata: "",
    utf16: "",
    large_outputs: "",
    another_name: "p1 (1).ipynb is taken for p1.ipynb",
}
REFUSED = {another_step: "test_square, test_part, why are missing", merge_markers: "<<<<<<<"}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    course = batch.new_course(tmp_path_factory.mktemp("odd"), SETTINGS)
    for odd in [*TAKEN, *REFUSED]:
        folder = course / "submitted" / odd.__name__ / "ps1"
        folder.mkdir(parents=True)
        notebook = batch.answered(course, square=RIGHT, part=HALF, why="Because.")
        saved = odd(notebook, folder)
        if saved:
            text = saved if isinstance(saved, str | bytes) else nbformat.writes(saved)
            (folder / "p1.ipynb").write_bytes(text if isinstance(text, bytes) else text.encode())
    untouched = batch.answered(course, square=RIGHT, part=HALF)
    untouched.cells.append(new_markdown_cell("Because."))
    batch.hand_in(course, "written_below", untouched)
    return course, grade(course, ["ps1"])


@pytest.mark.parametrize("odd", TAKEN)
def test_it_has_all_its_points(done: tuple[Path, Summary], odd: Callable[..., Saved]) -> None:
    course, summary = done
    assert auto_scores(course, odd.__name__) == WHOLE | {"why": None}
    (event,) = [event for event in summary.events if event.student == odd.__name__]
    assert TAKEN[odd] in "\n".join(event.remarks)
    assert bool(event.remarks) == bool(TAKEN[odd])


@pytest.mark.parametrize("odd", REFUSED)
def test_it_is_refused_and_not_nought(done: tuple[Path, Summary], odd: Callable[..., Saved]) -> None:
    course, summary = done
    assert auto_scores(course, odd.__name__) == {}
    (event,) = [event for event in summary.of("refused") if event.student == odd.__name__]
    assert REFUSED[odd] in event.reason


def test_a_person_marks_an_answer_in_a_new_cell(done: tuple[Path, Summary]) -> None:
    assert auto_scores(done[0], "written_below") == WHOLE | {"why": None}
    rows = {row[3]: row[7] for row in batch.grades(done[0]) if row[0] == "written_below"}
    assert rows["why"], "it waits for a person"


def test_the_student_sees_what_became_of_the_changed_test(done: tuple[Path, Summary]) -> None:
    text = (done[0] / "autograded/answer_in_the_test/ps1/p1.ipynb").read_text()
    assert "This is test_square as it was handed in." in text
