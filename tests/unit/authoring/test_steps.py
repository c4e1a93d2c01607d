"""The steps of a course as their author wrote them."""

from pathlib import Path

import pytest

from autograder.authoring import steps
from autograder.faults import CourseError
from course.helpers.language import NO_BREAK
from tests.support import small_course
from tests.support.small_course import SMALL, STEP


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def test_each_cell_is_read_with_its_line_and_its_mark(tmp_path: Path) -> None:
    path = small_course.write(tmp_path)
    step = steps.read(path)
    assert (step.name, step.path) == (STEP, path)
    lines = SMALL.splitlines()
    assert len(step.cells) == len(step.lines) == len(step.markers) == SMALL.count("# %%")
    assert [lines[number - 1] for number in step.lines] == list(step.markers)
    assert step.cells[2].source == "import math"
    assert step.cells[0].metadata.lang == "en"


def test_french_prose_is_typeset_and_nothing_else_is(tmp_path: Path) -> None:
    step = steps.read(small_course.write(tmp_path))
    assert f"`2 * x`{NO_BREAK}:" in step.cells[1].source
    assert NO_BREAK not in "".join(cell.source for cell in step.cells if cell.metadata.get("lang") != "fr")


def test_steps_are_named_in_order(tmp_path: Path) -> None:
    for name in (STEP, "00_first"):
        small_course.write(tmp_path, SMALL, name)
    for name in ("__pycache__", ".git"):
        (tmp_path / "source" / name).mkdir()
    (tmp_path / "source" / "notes.txt").touch()
    assert steps.names(tmp_path) == ["00_first", STEP]
    assert [step.name for step in steps.read_all(tmp_path)] == ["00_first", STEP]
    assert [step.name for step in steps.read_all(tmp_path, [STEP])] == [STEP]


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda path: path.unlink(), "the step's source is missing"),
        (lambda path: path.write_text("print('no cells')\n"), ":1: this is not a notebook in percent format"),
        (lambda path: path.write_text(""), ":1: this is not a notebook in percent format"),
        (lambda path: path.write_bytes(b"# %%\n\xff\xfe\n"), ":1: this is not readable text"),
        (lambda path: path.write_text("# ---\n# jupyter: [\n# ---\n\n# %%\n"), ":1: "),
    ],
)
def test_a_source_that_is_no_notebook(make: object, problem: str, tmp_path: Path) -> None:
    path = small_course.write(tmp_path)
    make(path)  # type: ignore[operator]
    with pytest.raises(CourseError) as caught:
        steps.read_all(tmp_path)
    (fault,) = caught.value.faults
    assert problem in str(fault)
    assert str(fault).startswith(str(path))


def test_all_unknown_steps_are_told_at_once(tmp_path: Path) -> None:
    small_course.write(tmp_path)
    with pytest.raises(CourseError) as caught:
        steps.read_all(tmp_path, ["02_gone", STEP, "03_gone"])
    assert [fault.path.name for fault in caught.value.faults] == ["02_gone", "03_gone"]
    assert all(STEP in fault.remedy for fault in caught.value.faults)


def test_an_empty_folder_is_no_course(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="there are no steps here"):
        steps.read_all(tmp_path)
