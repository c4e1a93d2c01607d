"""The gradebook and the folders are as nbgrader would have left them, and nbgrader works on with them."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import BaseConverter
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import CsvExportPlugin

from autograder.batch.run import grade
from autograder.coursedir.folder import configuration
from autograder.notebook.outputs import WITHHELD
from tests.support import batch
from tests.support.batch import HALF, RIGHT, WRONG, hand_in

CONFIG = "c.LateSubmissionPlugin.penalty_method = 'zero'"


def nbgrader(converter: Callable[..., BaseConverter], course: Path, assignment: str) -> None:
    config = configuration(course)
    config.CourseDirectory.assignment_id = assignment
    made = converter(coursedir=CourseDirectory(config=config), config=config)
    made.log.setLevel("CRITICAL")
    made.start()


def hand_in_a_class(course: Path) -> None:
    batch.execute_sql(course, "UPDATE assignment SET duedate = '2026-01-01 12:00:00.000000'")
    hand_in(course, "ada", square=RIGHT, part=HALF, why="Because.")
    hand_in(course, "bob", square=WRONG, part="raise ValueError")
    late = hand_in(course, "late", square=RIGHT)
    (late / "timestamp.txt").write_text("2026-01-02 10:00:00 UTC")
    (late / "notes").mkdir()
    (late / "notes/mine.txt").write_text("mine")
    old = batch.answered(course, square=RIGHT)
    extra = old.cells[2].copy()
    old.cells.append(nbformat.v4.new_code_cell(extra.source, metadata={}))
    hand_in(course, "eve", old)
    folder = course / "submitted/ada/ps2"
    folder.mkdir()
    (folder / "data.csv").write_text("forged")
    nbformat.write(batch.answered(course, "ps2", "a", square=RIGHT), str(folder / "a.ipynb"))


def tree(course: Path) -> dict[str, int]:
    folder = course / "autograded"
    return {str(path.relative_to(folder)): path.stat().st_mode for path in sorted(folder.rglob("*"))}


def cells(path: Path) -> list[Any]:
    """What nbgrader looks at in an autograded notebook: all but what the instructor alone is shown of a hidden part."""
    found = []
    for cell in nbformat.read(path, as_version=4).cells:
        marks = dict(cell.metadata.get("nbgrader", {}))
        outputs = [output for output in cell.get("outputs", []) if WITHHELD not in output.get("metadata", {})]
        kinds = [output.output_type for output in outputs]
        values = [output.data["text/plain"] for output in outputs if "data" in output]
        found.append((cell.cell_type, cell.source, marks, kinds, values))
    return found


@pytest.mark.slow  # stock nbgrader
def test_the_result_is_what_nbgrader_autograde_leaves(tmp_path: Path) -> None:
    ours, theirs = (batch.new_course(tmp_path / name, CONFIG) for name in ("ours", "theirs"))
    for course in (ours, theirs):
        hand_in_a_class(course)
    for assignment in ("ps1", "ps2"):
        nbgrader(Autograde, theirs, assignment)
    summary = grade(ours, [], jobs=2)
    assert summary.exit_code == 0

    assert batch.grades(ours) == batch.grades(theirs)
    assert batch.comments(ours) == batch.comments(theirs)
    assert batch.submissions(ours) == batch.submissions(theirs)
    assert tree(ours) == tree(theirs)
    for path in sorted((ours / "autograded").rglob("*")):
        twin = theirs / path.relative_to(ours)
        if path.suffix == ".ipynb":
            assert cells(path) == cells(twin)
        elif path.is_file():
            assert path.read_bytes() == twin.read_bytes()


def test_formgrader_feedback_and_export_work_on_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    course = batch.new_course(tmp_path, CONFIG)
    hand_in_a_class(course)
    hand_in(course, "refused", "{")
    grade(course, ["ps1"])

    config = configuration(course)
    config.CourseDirectory.assignment_id = "ps1"
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    shown = {row["student"]: row for row in api.get_submissions("ps1")}
    assert {student: (row["autograded"], row["score"]) for student, row in shown.items()} == {
        "ada": (True, 3.5),
        "bob": (True, 0.0),
        "eve": (True, 2.0),
        "late": (True, 2.0),
        "refused": (False, 0),
    }
    assert sorted(row["student"] for row in api.get_notebook_submissions("ps1", "p1")) == ["ada", "bob", "eve", "late"]
    nbgrader(GenerateFeedback, course, "ps1")
    assert sorted(os.listdir(course / "feedback")) == ["ada", "bob", "eve", "late"]
    assert (
        "Total" in (course / "feedback/ada/ps1/p1.html").read_text()
        or "Score" in (course / "feedback/ada/ps1/p1.html").read_text()
    )
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        CsvExportPlugin(to=str(course / "grades.csv")).export(gradebook)
    rows = [line.split(",") for line in (course / "grades.csv").read_text().splitlines()]
    assert ["late", "2.0", "2.0", "0.0"] in [[row[3], *row[7:10]] for row in rows]


def test_rows_that_an_earlier_nbgrader_did_not_make_are_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    course = batch.new_course(tmp_path)
    hand_in(course, "ada", square=RIGHT)
    grade(course, ["ps1"])
    batch.execute_sql(course, "DELETE FROM grade WHERE auto_score = 2.0")
    batch.execute_sql(course, "DELETE FROM comment")
    grade(course, ["ps1"], force=True)
    assert batch.auto_scores(course, "ada") == {"test_part": 0.0, "test_square": 2.0, "why": 0.0}
    assert len(batch.comments(course)) == 3


def test_a_gradebook_in_use_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    course = batch.new_course(tmp_path)
    hand_in(course, "ada", square=RIGHT)
    grade(course, ["ps1"])
    hand_in(course, "ada", square=WRONG)
    held = sqlite3.connect(course / "gradebook.db", check_same_thread=False, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")

    def release() -> None:
        time.sleep(6)  # longer than sqlite3's own patience, which is five seconds
        held.execute("COMMIT")

    formgrader = threading.Thread(target=release)
    formgrader.start()
    summary = grade(course, ["ps1"])
    formgrader.join()
    assert [event.kind for event in summary.events] == ["graded"]
    assert batch.auto_scores(course, "ada")["test_square"] == 0.0


def test_a_relative_database_is_meant_from_the_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    course = batch.new_course(tmp_path, "c.CourseDirectory.db_url = 'sqlite:///gradebook.db'")
    hand_in(course, "ada", square=RIGHT)
    monkeypatch.chdir(tmp_path)
    grade(course, ["ps1"])
    assert batch.auto_scores(course, "ada")["test_square"] == 2.0
    assert not (tmp_path / "gradebook.db").exists()
