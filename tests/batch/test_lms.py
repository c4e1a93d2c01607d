"""The whole road: a Moodle zip and a Canvas zip are collected, graded and given back, with the commands alone."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build
from tests.support import small_course
from tests.support.lms import (
    Someone,
    canvas_file,
    canvas_takes_marks,
    canvas_takes_pages,
    gradebook,
    moodle_folder,
    moodle_takes_marks,
    moodle_takes_pages,
    worksheet,
    zipped,
)
from tests.support.small_course import STEP

ADA = Someone(12, "Ada", "Lovelace", "ada@x.org")
INES = Someone(345, "Inès", "Lefèvre", "ines@x.org")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lms")
    small_course.write(folder)
    build.write(folder, build.make(folder, [STEP]))
    return folder


def answered(course: Path, right: bool) -> bytes:
    notebook = nbformat.read(course / "release" / STEP / f"{STEP}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "double":
            cell.source = "def double(x):\n    return " + ("2 * x" if right else "x")
    return nbformat.writes(notebook).encode()


def run(course: Path, *args: str) -> str:
    env = {**os.environ, "COURSE_LANG": "en", "COLUMNS": "120"}
    command = [sys.executable, "-m", "autograder", *args]
    ended = subprocess.run(command, cwd=course, env=env, capture_output=True, text=True, timeout=600, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.mark.slow
def test_a_class_goes_from_moodle_to_moodle_and_from_canvas_to_canvas(course: Path) -> None:
    right, wrong = answered(course, right=True), answered(course, right=False)
    names = {ADA: right, INES: wrong}
    path = zipped(course / "m.zip", {f"{moodle_folder(one)}{STEP} (1).ipynb": data for one, data in names.items()})
    roster = str(worksheet(course / "w.csv", [ADA, INES], maximum="6.00"))
    task = ("--roster", roster, "--assignment", STEP)
    assert "1 to write" not in run(course, "collect", "moodle", str(path), *task, "--dry-run")
    assert not (course / "submitted").exists()
    assert "2 written" in run(course, "collect", "moodle", str(path), *task)
    run(course, "grade")
    assert "2 marks go back, and feedback for 2 students" in run(course, "return", "moodle", *task, "--partial")
    back = course / "returned" / STEP
    assert moodle_takes_marks(back / "grades.csv", maximum=6) == {12: 2.0, 345: 0.0}
    pages = moodle_takes_pages(back / "feedback.zip", [12, 345])
    assert {number: list(files) for number, files in pages.items()} == {n: [f"{STEP}.html"] for n in (12, 345)}
    assert b"AssertionError" in pages[345][f"{STEP}.html"]
    assert not any(b"HIDDEN TESTS" in page for files in pages.values() for page in files.values())

    path = zipped(
        course / "c.zip", {canvas_file(one, one.number + 1, f"{STEP}-1.ipynb"): d for one, d in names.items()}
    )
    roster = str(gradebook(course / "g.csv", [ADA, INES], {f"{STEP} (5)": "100"}))
    task = ("--roster", roster, "--assignment", STEP)
    assert "2 stay as they are" in run(course, "collect", "canvas", str(path), *task)
    assert "the marks are scaled" in run(course, "return", "canvas", *task, "--partial")
    assert canvas_takes_marks(back / "grades.csv", [12, 345]) == {f"{STEP} (5)": {12: "33.33", 345: "0"}}
    assert set(canvas_takes_pages(back / "feedback.zip", {12: 13, 345: 346})) == {12, 345}
