"""Whatever a student did to a notebook, the instructor's cells are run and scored as the instructor wrote them."""

import copy
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum

from autograder.batch.worker import score
from autograder.coursedir.assignment import Assignment, NotebookSource, read_assignment
from autograder.coursedir.restore import restore
from autograder.coursedir.settings import load_course
from autograder.faults import Refused
from autograder.notebook import handed_in
from autograder.records import FAILED, NotebookRecord, Verdict
from tests.support import batch
from tests.support.batch import RIGHT


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return batch.new_course(tmp_path_factory.mktemp("restore"))


@pytest.fixture(scope="module")
def assignment(course: Path) -> Assignment:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return read_assignment(load_course(course), gradebook.find_assignment("ps1"))


@pytest.fixture
def notebook(course: Path) -> NotebookNode:
    return batch.answered(course, square=RIGHT)


@pytest.fixture
def source(assignment: Assignment) -> NotebookSource:
    return assignment.notebooks["p1"]


def cell_of(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    (found,) = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return found


def assert_the_instructors(notebook: NotebookNode, source: NotebookSource) -> None:
    """All the instructor's cells are there, once, with nbgrader's metadata and, where locked, the source."""
    MetadataValidator().validate_nb(notebook)
    for known in source.cells:
        cell = cell_of(notebook, known.grade_id)
        marks = cell.metadata.nbgrader
        assert (cell.cell_type, marks.locked) == (known.cell_type, known.locked)
        assert (marks.grade, marks.solution, marks.task) == (known.grade, known.solution, known.task)
        assert marks.get("points") == known.points
        assert marks.checksum == known.checksum
        if known.locked:
            assert cell.source == known.source
            assert compute_checksum(cell) == known.checksum


def test_hidden_tests_come_back_and_outputs_go(
    notebook: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [new_output("execute_result", {"text/plain": "4"})], 7
    assert "square(3)" not in cell_of(notebook, "test_square").source
    assert restore(notebook, source, assignment) == []
    assert_the_instructors(notebook, source)
    assert "square(3)" in cell_of(notebook, "test_square").source
    assert cell_of(notebook, "square").source == RIGHT
    assert all(not cell.get("outputs") and not cell.get("execution_count") for cell in notebook.cells)


def tamper_source(cell: NotebookNode) -> None:
    cell.source = "pass"


def tamper_tags(cell: NotebookNode) -> None:
    cell.metadata.tags = ["skip-execution", "raises-exception", "kept"]


def tamper_marks(cell: NotebookNode) -> None:
    cell.metadata.nbgrader |= {"grade": False, "solution": True, "locked": False, "points": 1000, "checksum": "0" * 32}


def tamper_task(cell: NotebookNode) -> None:
    cell.metadata.nbgrader |= {"task": True, "schema_version": "three", "extra": {}}


def tamper_type(cell: NotebookNode) -> None:
    cell.cell_type = "markdown"
    cell.attachments = {"x.png": {"image/png": ""}}
    del cell["outputs"], cell["execution_count"]


def tamper_raw(cell: NotebookNode) -> None:
    cell.cell_type = "raw"


def tamper_old_schema(cell: NotebookNode) -> None:
    marks = cell.metadata.nbgrader
    cell.metadata.nbgrader = nbformat.from_dict({"grade_id": marks.grade_id, "grade": True, "points": "2"})


def tamper_tags_no_list(cell: NotebookNode) -> None:
    cell.metadata.tags = 5


def tamper_tags_of_all_kinds(cell: NotebookNode) -> None:
    cell.metadata.tags = [{}, ["skip-execution"], None, "skip-execution", "kept"]


def tamper_new_schema(cell: NotebookNode) -> None:
    cell.metadata.nbgrader.schema_version = 99


@pytest.mark.parametrize("tamper", [value for name, value in sorted(globals().items()) if name.startswith("tamper_")])
def test_tampering_with_a_test_cell_changes_nothing(
    tamper: Any, notebook: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    tamper(cell_of(notebook, "test_square"))
    restore(notebook, source, assignment)
    assert_the_instructors(notebook, source)
    assert cell_of(notebook, "test_square").metadata.get("tags", ["kept"]) == ["kept"]
    assert "attachments" not in cell_of(notebook, "test_square")


def test_of_doubled_cells_the_last_counts(
    notebook: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    double = copy.deepcopy(cell_of(notebook, "square"))
    double.source = "def square(x):\n    return 0"
    notebook.cells.append(double)
    (remark,) = restore(notebook, source, assignment)
    assert "square" in str(remark)
    assert_the_instructors(notebook, source)
    assert cell_of(notebook, "square").source == double.source
    assert RIGHT in [cell.source for cell in notebook.cells], "the other runs as a plain cell"


def test_unknown_and_malformed_marks_make_plain_cells(
    notebook: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    for marks in ({"grade_id": "mine", "grade": True, "points": 100}, 5, {}, {"grade_id": ["x"]}, [1]):
        notebook.cells.append(new_code_cell("1", metadata={"nbgrader": marks}))
    restore(notebook, source, assignment)
    assert_the_instructors(notebook, source)
    assert not any("nbgrader" in cell.metadata for cell in notebook.cells[-5:])


def test_deleted_cells_are_told_and_added_where_configured(
    notebook: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    notebook.cells = [cell for cell in notebook.cells if "test_" not in cell.id and cell.id != "why"]
    count = len(notebook.cells)
    (remark,) = restore(notebook, source, assignment)
    assert "test_square, test_part, why" in str(remark)
    assert len(notebook.cells) == count

    notebook.nbformat_minor = 4  # whose cells have no ids
    for cell in notebook.cells:
        del cell["id"]
    values = {field: getattr(assignment, field) for field in assignment.__dataclass_fields__}
    adding = Assignment(**values | {"add_missing_cells": True, "missing_cell_notification": "gone: {cell_id}\n\n"})
    restore(notebook, source, adding)
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    assert ids == [None, "square", "test_square", "part", "test_part", "why"]
    assert cell_of(notebook, "test_square").source.startswith("# gone: test_square\n")
    nbformat.validate(notebook)


def test_the_kernel_is_the_instructors(notebook: NotebookNode, source: NotebookSource, assignment: Assignment) -> None:
    notebook.metadata.kernelspec = nbformat.from_dict({"name": "evil", "display_name": "Evil"})
    restore(notebook, source, assignment)
    assert notebook.metadata.kernelspec == batch.KERNEL


def test_scores_are_nbgraders(notebook: NotebookNode, source: NotebookSource, assignment: Assignment) -> None:
    restore(notebook, source, assignment)
    record = NotebookRecord("p1")
    score(notebook, {"test_part": Verdict(3.5, "number"), "test_square": FAILED}, frozenset(), record)
    assert record.scores == {"test_part": 3.5, "test_square": 0, "why": 0}
    assert record.comments == {"square": None, "part": "No response.", "why": "No response."}

    cell_of(notebook, "why").source = "Because."
    score(notebook, {"test_part": Verdict(0, "no score"), "test_square": Verdict(2, "other")}, frozenset(), record)
    assert record.scores == {"test_part": 0, "test_square": 2, "why": None}
    assert "test_part" in str(record.remarks[0])


def test_cells_that_take_long_to_recognize_are_refused_with_a_line(
    notebook: NotebookNode, source: NotebookSource, assignment: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """IPython goes through a cell once for each magic in it: 13 kB took 82 seconds."""
    monkeypatch.setattr(handed_in, "READING", 1.0)
    cell_of(notebook, "square").metadata.pop("nbgrader")  # so it is looked for by its names
    notebook.cells.append(new_code_cell("%time 1\n" * 450 + "x = 1\n" * 2000))
    begin = time.monotonic()
    with pytest.raises(Refused, match="takes more than 1 s"):
        handed_in.bounded(restore, notebook, source, assignment)
    assert time.monotonic() - begin < 20
