"""An assignment as the instructor made it, read from the gradebook and the source folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.coursedir.assignment import (
    Assignment,
    SourceCell,
    encode,
    marks,
    new_cell,
    read_assignment,
    reading_of,
    source_files,
)
from autograder.coursedir.settings import Course, load_course
from autograder.faults import CourseError
from autograder.notebook.marks import is_solution, is_test
from tests.support.gradebook import new_course


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("COURSE_LANG", "en")
    return new_course(tmp_path / "course")


@pytest.fixture
def gradebook(course: Course) -> Iterator[Gradebook]:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as opened:
        yield opened


def source(course: Course, *cells: NotebookNode, **metadata: object) -> Path:
    """The instructor's notebook p1."""
    path = course.root / "source/ps1/p1.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(new_notebook(cells=list(cells), metadata=metadata), str(path))
    return path


def read(course: Course, gradebook: Gradebook) -> Assignment:
    return read_assignment(course, gradebook.find_assignment("ps1"))


def cell(grade_id: str, source: str, **marked: bool) -> NotebookNode:
    plain = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return new_code_cell(source, metadata={"nbgrader": {**plain, **marked, "grade_id": grade_id}})


def test_what_the_gradebook_knows_is_enough(course: Course, gradebook: Gradebook) -> None:
    notebook = read(course, gradebook).notebooks["p1"]
    assert notebook.reading.open_names
    points = {one.grade_id: one.points for one in notebook.cells}
    assert points == {"square": None, "test_square": 2.0, "why": 3.0, "task": 5.0}
    plan = nbformat.reads(notebook.plan, as_version=4)
    assert [is_test(one) for one in plan.cells].count(True) == 1
    assert [is_solution(one) for one in plan.cells].count(True) == 1
    assert len(notebook.outline) == 4


def test_the_gradebook_decides_what_a_locked_cell_says(course: Course, gradebook: Gradebook) -> None:
    answer = cell("square", "def square(x): return x * x", solution=True)
    answer.outputs = [new_output("stream", text="the solution's output")]
    test = cell("test_square", "assert edited since", grade=True, locked=True)
    unknown = cell("test_new", "assert new", grade=True, locked=True)
    text = new_markdown_cell("![](attachment:a.png)", attachments={"a.png": {"image/png": "AAAA"}})
    source(course, new_code_cell("import math"), test, answer, unknown, text)
    notebook = read(course, gradebook).notebooks["p1"]
    assert not notebook.reading.open_names
    assert [one.grade_id for one in notebook.cells][:2] == ["test_square", "square"], "in the notebook's order"
    plan = nbformat.reads(notebook.plan, as_version=4).cells
    assert [one.source for one in plan[:3]] == [
        "import math",
        "# test_square, as the gradebook has it",
        "def square(x): return x * x",
    ]
    assert plan[2].outputs == []
    assert "nbgrader" not in plan[3].metadata, "generate_assignment has not seen it"
    assert "attachments" not in plan[4]


def test_an_assignment_that_was_not_generated_is_told(course: Course, gradebook: Gradebook) -> None:
    row = gradebook.add_assignment("ps2")
    with pytest.raises(CourseError, match="run nbgrader generate_assignment ps2 first"):
        read_assignment(course, row)


def test_only_python_is_graded(course: Course, gradebook: Gradebook) -> None:
    source(course, kernelspec={"name": "ir", "display_name": "R", "language": "R"})
    assert read(course, gradebook).name == "ps1", "the gradebook has no kernel, and the source says nothing of its own"
    source(course, language_info={"name": "julia"})
    with pytest.raises(CourseError, match="its kernel is julia"):
        read(course, gradebook)
    gradebook.find_notebook("p1", "ps1").kernelspec = '{"name": "ir", "language": "R"}'
    with pytest.raises(CourseError, match="its kernel is ir"):
        read(course, gradebook)


def test_a_source_that_is_no_notebook_is_told(course: Course, gradebook: Gradebook) -> None:
    source(course).write_text("{")
    with pytest.raises(CourseError, match="it is not a notebook: "):
        read(course, gradebook)


def test_the_instructors_files_are_read_but_for_those_that_are_ignored(course: Course, gradebook: Gradebook) -> None:
    folder = source(course).parent
    for name in ("data.csv", "lib/a.py", "lib/__pycache__/a.pyc", ".ipynb_checkpoints/x", "other.ipynb", "mine.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    os.mkfifo(folder / "pipe")
    assert list(source_files(course.directory, "ps1")) == ["data.csv", "lib/a.py", "mine.txt"]
    course.converter.exclude_overwriting = {"ps1": ["mine.txt"]}
    assignment = read(course, gradebook)
    assert assignment.files["lib/a.py"] == b"lib/a.py"
    assert assignment.handed_out == {"data.csv", "lib/a.py"}


def test_the_same_assignment_is_the_same_bytes(course: Course, gradebook: Gradebook) -> None:
    source(course, cell("square", "x = 1", solution=True)).with_name("data.csv").write_text("1")
    once, again = read(course, gradebook), read(course, gradebook)
    assert encode(once) == encode(again)
    assert msgspec.msgpack.decode(encode(once), type=Assignment) == once
    (course.root / "source/ps1/data.csv").write_text("2")
    assert encode(read(course, gradebook)) != encode(once)


@pytest.mark.parametrize("points", [2.0, None])
@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_a_cell_is_made_of_what_is_known(kind: str, points: float | None) -> None:
    known = SourceCell("é", kind, "text", "sum" if points else None, True, points is not None, False, False, points)
    made = new_cell(known)
    nbformat.validate(new_notebook(cells=[made]))
    assert (made.cell_type, made.source, made.id) == (kind, "text", new_cell(known).id)
    assert made.metadata.nbgrader == marks(known)
    assert marks(known).get("points") == points
    assert ("checksum" in marks(known)) == (points is not None)


def test_the_courses_delimiters_are_read() -> None:
    config = Config()
    config.ClearSolutions.begin_solution_delimeter = "ANSWER"
    config.ClearHiddenTests.begin_test_delimeter = "SECRET"
    config.Grading.unmarked = "student"
    read = reading_of(config, open_names=True)
    assert (read.unmarked, read.solution, read.hidden[0], read.open_names) == ("student", "ANSWER", "SECRET", True)
    assert reading_of(None).solution == "BEGIN SOLUTION"


def test_the_courses_own_words_travel_with_it(tmp_path: Path) -> None:
    course = new_course(tmp_path / "other", "c.OverwriteCells.add_missing_cells = True")
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as gradebook:
        assert read_assignment(load_course(course.root), gradebook.find_assignment("ps1")).add_missing_cells
