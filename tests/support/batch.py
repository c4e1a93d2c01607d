"""A course with a class, made quickly: for the tests of grading. `ps1` has one notebook, `ps2` two and a data file."""

import atexit
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory

from autograder.batch import births, workers
from autograder.coursedir.folder import configuration

_FAKE_BIRTHS = births.Births()  # beside the real one, which takes five seconds to start anew
FAKE_WORKER = [sys.executable, str(Path(__file__).parent / "fake_worker.py")]
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
CONFIG = "c = get_config()\nc.Grading.jobs = 1\n"  # a worker takes longer to start than to grade these
RIGHT = "def square(x):\n    return x * x"
WRONG = "def square(x):\n    return 2 * x"  # right for 2, which the visible test asks for
HALF = "def part():\n    return 1.5"


def marked(**marks: Any) -> dict[str, Any]:
    return {
        "nbgrader": {"schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False} | marks
    }


def source_cells(hidden: str = "assert square(3) == 9") -> list[NotebookNode]:
    solution = "### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
    return [
        new_code_cell("import math", id="imports"),
        new_code_cell(
            f"def square(x):\n    {solution}", metadata=marked(grade_id="square", solution=True), id="square"
        ),
        new_code_cell(
            f"assert square(2) == 4\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS",
            metadata=marked(grade_id="test_square", grade=True, locked=True, points=2),
            id="test_square",
        ),
        new_code_cell(
            "def part():\n    ### BEGIN SOLUTION\n    return 4\n    ### END SOLUTION",
            metadata=marked(grade_id="part", solution=True),
            id="part",
        ),
        new_code_cell(
            "part()", metadata=marked(grade_id="test_part", grade=True, locked=True, points=4), id="test_part"
        ),
        new_markdown_cell(
            "### BEGIN SOLUTION\nBecause.\n### END SOLUTION",
            metadata=marked(grade_id="why", grade=True, solution=True, points=3),
            id="why",
        ),
    ]


def configure(course: Path, config: str) -> None:
    """Set the course's configuration to the tests' own and these lines."""
    (course / "nbgrader_config.py").write_text(f"{CONFIG}{config}\n")


def write_source(course: Path, assignment: str, notebook: str, cells: Iterable[NotebookNode], **metadata: Any) -> None:
    folder = course / "source" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    made = new_notebook(cells=list(cells), metadata={"kernelspec": KERNEL} | metadata)
    nbformat.write(made, str(folder / f"{notebook}.ipynb"))


def generate(course: Path, assignment: str) -> None:
    """nbgrader generate_assignment."""
    config = configuration(course)
    config.CourseDirectory.assignment_id = assignment
    config.BaseConverter.force = True
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.log.setLevel("ERROR")
    converter.start()


@cache
def _template() -> Path:
    course = Path(tempfile.mkdtemp(prefix="course-"))
    atexit.register(shutil.rmtree, course, ignore_errors=True)
    (course / "nbgrader_config.py").write_text(CONFIG)
    write_source(course, "ps1", "p1", source_cells())
    write_source(course, "ps2", "a", source_cells())
    write_source(course, "ps2", "b", source_cells())
    (course / "source/ps2/data.csv").write_text("1,2\n")
    generate(course, "ps1")
    generate(course, "ps2")
    return course


def new_course(folder: Path, config: str = "") -> Path:
    """A course folder, generated, with no submissions; `config` is added to its nbgrader_config.py."""
    course = folder / "course"
    shutil.copytree(_template(), course)
    configure(course, config)
    return course


def answered(course: Path, assignment: str = "ps1", notebook: str = "p1", **answers: str) -> NotebookNode:
    """The release with `answers` (grade_id → source) in place of some cells."""
    released = nbformat.read(course / "release" / assignment / f"{notebook}.ipynb", as_version=4)
    for cell in released.cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""), cell.source)
    return released


def hand_in(course: Path, student: str, notebook: NotebookNode | str | None = None, **answers: str) -> Path:
    """A submission of ps1: the release with `answers`, or `notebook` (also as text). Returns its folder."""
    folder = course / "submitted" / student / "ps1"
    folder.mkdir(parents=True, exist_ok=True)
    if not isinstance(notebook, str):
        notebook = nbformat.writes(notebook if notebook is not None else answered(course, **answers))
    (folder / "p1.ipynb").write_text(notebook)
    return folder


def use_fake_worker(monkeypatch: Any) -> None:
    monkeypatch.setattr(workers, "COMMAND", FAKE_WORKER)
    monkeypatch.setattr(workers, "_births", _FAKE_BIRTHS)


def grades(course: Path) -> list[tuple[Any, ...]]:
    """Every grade in the gradebook: student, assignment, notebook, cell, the scores, needs_manual_grade."""
    return select(
        course,
        """SELECT s.student_id, a.name, n.name, c.name, g.auto_score, g.manual_score, g.extra_credit,
                  g.needs_manual_grade
           FROM grade g JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook sn ON sn.id = g.notebook_id
           JOIN notebook n ON n.id = sn.notebook_id JOIN submitted_assignment s ON s.id = sn.assignment_id
           JOIN assignment a ON a.id = s.assignment_id ORDER BY 1, 2, 3, 4""",
    )


def comments(course: Path) -> list[tuple[Any, ...]]:
    """Every comment in the gradebook: student, assignment, notebook, cell, auto_comment, manual_comment."""
    return select(
        course,
        """SELECT s.student_id, a.name, n.name, c.name, g.auto_comment, g.manual_comment
           FROM comment g JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook sn ON sn.id = g.notebook_id
           JOIN notebook n ON n.id = sn.notebook_id JOIN submitted_assignment s ON s.id = sn.assignment_id
           JOIN assignment a ON a.id = s.assignment_id ORDER BY 1, 2, 3, 4""",
    )


def submissions(course: Path) -> list[tuple[Any, ...]]:
    """Every submitted notebook: student, assignment, notebook, timestamp, penalty."""
    return select(
        course,
        """SELECT s.student_id, a.name, n.name, s.timestamp, sn.late_submission_penalty
           FROM submitted_notebook sn JOIN notebook n ON n.id = sn.notebook_id
           JOIN submitted_assignment s ON s.id = sn.assignment_id JOIN assignment a ON a.id = s.assignment_id
           ORDER BY 1, 2, 3""",
    )


def auto_scores(course: Path, student: str) -> dict[str, float | None]:
    """A student's automatic scores of ps1, by cell."""
    return {row[3]: row[4] for row in grades(course) if row[:2] == (student, "ps1")}


def execute_sql(course: Path, statement: str) -> None:
    with sqlite3.connect(course / "gradebook.db") as database:
        database.execute(statement)
    database.close()


def select(course: Path, statement: str) -> list[tuple[Any, ...]]:
    database = sqlite3.connect(course / "gradebook.db")
    try:
        return database.execute(statement).fetchall()
    finally:
        database.close()
