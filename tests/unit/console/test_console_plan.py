"""`autograder plan`: what is printed is what the grader goes by."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from autograder.console.plan import tell
from autograder.faults import CourseError
from tests.support import batch


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setenv("COLUMNS", "100")
    return batch.new_course(tmp_path)


def _rows(said: str) -> list[list[str]]:
    return [[part.strip() for part in line.strip("│").split("│")] for line in said.splitlines() if line[:1] == "│"]


def test_each_cell_is_told_with_its_kind_and_whose_its_names_are(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = batch.source_cells()
    cells.insert(1, new_code_cell("tolerance = 1e-9"))
    cells.append(new_code_cell("print('only to look at')", metadata={"tags": ["experiment"]}))
    batch.write_source(course, "ps1", "p1", cells)
    tell(course, ["ps1"])
    assert _rows(capsys.readouterr().out) == [
        ["import math", "setup", "", "math"],
        ["tolerance = 1e-9", "setup", "", "tolerance"],
        ["square", "student", "square", ""],
        ["test_square", "test", "", ""],
        ["part", "student", "part", ""],
        ["test_part", "test", "", ""],
        ["print('only to look at')", "not run", "", ""],
    ]


def test_a_step_that_is_not_there_is_told(course: Path) -> None:
    with pytest.raises(CourseError, match="there is no such step"):
        tell(course, ["ps9"])
