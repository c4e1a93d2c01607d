"""Under nbgrader's own command a course comes to the marks that `autograder grade` comes to, and nothing runs in it."""

import copy
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.batch.events import Event
from autograder.batch.run import grade
from autograder.notebook.recognize import grade_id_of
from autograder.notebook.sanitize import MOST_TAGS, TAGS_OF_AN_OUTPUT, make_harmless
from tests.support import batch
from tests.support.batch import HALF, RIGHT, WRONG, answered, auto_scores, hand_in

# These notebooks need no library, and nbgrader's process and its template would each import them all.
EXECUTE = """
c.Grading.preload = []
c.Autograde.autograde_preprocessors = [
    "autograder.plugins.execute.Execute",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.plugins.execute.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
"""
WHOLE = f"""{EXECUTE}
c.Autograde.sanitize_preprocessors = [
    "autograder.plugins.execute.Restore",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.OverwriteCells.add_missing_cells = True
"""
UNDER_NBGRADER = pytest.mark.slow  # nbgrader's own command starts anew, and so does what it needs
FULL = {"test_square": 2.0, "test_part": 1.5, "why": None}


def under_nbgrader(course: Path, config: str = WHOLE) -> subprocess.CompletedProcess[str]:
    batch.configure(course, config)
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", "ps1", "--force"],
        cwd=course, env={**os.environ, "COURSE_LANG": "en"}, capture_output=True, text=True, timeout=500, check=False,
    )  # fmt: skip


def rehearsals(course: Path, **options: Any) -> int:
    """Grade with `autograder grade`; how many solutions it had to run."""
    events: list[Event] = []
    grade(course, ["ps1"], on_event=events.append, **options)
    return sum(event.kind == "rehearsing" for event in events)


def unmarked(course: Path, **answers: str) -> nbformat.NotebookNode:
    """An answered notebook as a program saves it that drops all metadata, its first test deleted."""
    notebook = answered(course, **answers)
    notebook.cells = [cell for cell in notebook.cells if grade_id_of(cell) != "test_square"]
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


@UNDER_NBGRADER
def test_it_comes_to_the_same_marks_by_the_same_run_of_the_solution(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    forged = {"text": "'4'", "array": "__import__('numpy').array([1.0, 2.0])", "above": "400", "nothing": "None"}
    forged["flood"] = "[print('x' * 1000) for _ in range(1200)] and 0"
    for student, value in forged.items():
        hand_in(course, student, square=RIGHT, part=f"def part():\n    return {value}")
    hand_in(course, "honest", square=RIGHT, part=HALF, why="So it is.")
    hand_in(course, "wrong", square=WRONG, part=HALF)
    hand_in(course, "lost", unmarked(course, square=RIGHT, part=HALF, why="So it is."))
    hand_in(course, "other", new_notebook(cells=[new_code_cell("print('something else')")]))
    done = under_nbgrader(course)
    assert done.returncode == 1, "the one that is refused is listed"
    assert "most of the assignment is not in it, test_square, test_part, why are missing" in done.stderr
    assert set(auto_scores(course, "other").values()) <= {None}
    assert done.stderr.count("Running the instructor's own solution of ps1") == 1
    assert "ps1, lost: cells without nbgrader's metadata, known by their text or place" in done.stderr
    scores = {student: auto_scores(course, student) for student in [*forged, "honest", "wrong", "lost"]}
    assert {scores[student]["test_part"] for student in forged} == {0.0}
    assert scores["honest"] == scores["lost"] == FULL
    assert scores["wrong"]["test_square"] == 0.0
    assert rehearsals(course, force=False) == 0, "the run was not noted for autograder grade"
    assert {student: auto_scores(course, student) for student in scores} == scores


@UNDER_NBGRADER
def test_it_takes_what_autograder_grade_has_noted(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path, WHOLE)
    hand_in(course, "ada", square=RIGHT, part="def part():\n    return '4'")
    assert rehearsals(course) == 1
    done = under_nbgrader(course)
    assert done.returncode == 0, done.stderr
    assert "the instructor's own solution" not in done.stderr
    assert auto_scores(course, "ada")["test_part"] == 0.0


@UNDER_NBGRADER
def test_a_test_that_the_solution_fails_is_named_and_left_to_a_person(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    hand_in(course, "ada", square=RIGHT, part=HALF)
    assert under_nbgrader(course).returncode == 0
    assert auto_scores(course, "ada")["test_part"] == 1.5
    cells = batch.source_cells()
    cells[4].source = "assert part() == 5, 'not five'"
    batch.write_source(course, "ps1", "p1", cells)
    batch.generate(course, "ps1")
    hand_in(course, "bob", square=RIGHT, part="def part():\n    return 5")
    done = under_nbgrader(course)
    assert done.returncode == 0, done.stderr
    said = "ps1, test_part: the instructor's own solution fails this test, which marks nobody; a person has to mark it"
    assert done.stderr.count(f"{said} (AssertionError: not five)") == 1
    assert done.stderr.count("Running the instructor's own solution of ps1") == 1
    scores = {student: auto_scores(course, student) for student in ("ada", "bob")}
    assert {student: score["test_part"] for student, score in scores.items()} == {"ada": None, "bob": None}
    assert {student: score["test_square"] for student, score in scores.items()} == {"ada": 2.0, "bob": 2.0}
    waiting = "SELECT needs_manual_grade FROM grade JOIN base_cell ON base_cell.id = cell_id WHERE name = 'test_part'"
    assert batch.select(course, waiting) == [(1,), (1,)]
    assert rehearsals(course) == 0, "the run was not noted for autograder grade"
    assert {student: auto_scores(course, student) for student in scores} == scores


@UNDER_NBGRADER
def test_a_test_that_misses_what_the_instructors_cell_should_bind_is_left_to_a_person(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    cells = batch.source_cells()
    marks = batch.marked(grade_id="imports", locked=True)
    cells[0] = new_code_cell("import no_such_package as sns", metadata=marks)
    cells[4].source = "sns.set()\npart()"
    batch.write_source(course, "ps1", "p1", cells)
    batch.generate(course, "ps1")
    (course / "source/ps1/p1.ipynb").unlink()
    hand_in(course, "ada", square=RIGHT, part=HALF)
    done = under_nbgrader(course)
    assert done.returncode == 0, done.stderr
    assert "ps1, ada: test_part: a person has to mark it, because a cell of the instructor's failed" in done.stderr
    assert auto_scores(course, "ada") == {"test_part": None, "test_square": 2.0, "why": 0.0}


class Planted:
    """A pickle that leaves a trace where it is loaded."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (str(self.trace), "w")


@UNDER_NBGRADER
def test_nothing_in_a_submission_runs_on_the_judges_side_or_in_the_page(tmp_path: Path) -> None:
    """A pickle that a test would load; metadata that says a student's cells are the instructor's, and the reverse.

    With Execute alone: nbgrader's own steps leave `locked` in a test's and an answer's cell as the student wrote it.
    """
    course, trace = batch.new_course(tmp_path), tmp_path / "trace"
    cells = batch.source_cells()
    cells[4].source = "import os, pickle\nif os.path.exists('model.pkl'): pickle.load(open('model.pkl', 'rb'))\npart()"
    batch.write_source(course, "ps1", "p1", cells)
    batch.generate(course, "ps1")
    seen = "import os\nprint('found', os.path.exists('model.pkl'))"
    answers = {"square": RIGHT, "part": f"{seen}\n{HALF}", "why": "<script>alert(1)</script>"}
    notebook = answered(course, **answers)
    for cell in notebook.cells:
        if marks := cell.metadata.get("nbgrader"):
            marks["locked"] = not marks["locked"]
    (hand_in(course, "eve", notebook) / "model.pkl").write_bytes(pickle.dumps(Planted(trace)))
    done = under_nbgrader(course, EXECUTE)
    assert done.returncode == 0, done.stderr
    graded = (course / "autograded/eve/ps1/p1.ipynb").read_text()
    assert "found True" in graded
    assert not trace.exists()
    assert auto_scores(course, "eve")["test_part"] == 1.5
    assert "<script" not in graded


def test_a_tests_outputs_are_kept_whatever_its_metadata_says() -> None:
    """A page that is too long loses outputs of a student's cells. Those of a test are its points."""
    one = new_output("display_data", {"text/plain": "x"})
    shown = [copy.copy(one) for _ in range(MOST_TAGS // TAGS_OF_AN_OUTPUT + 1)]  # nbformat would look through each
    points = new_output("execute_result", {"text/plain": "1.5"})
    test = new_code_cell("part()", outputs=[points], metadata=batch.marked(grade_id="t", grade=True, points=4))
    notebook = new_notebook(cells=[new_code_cell("f()"), test])
    notebook.cells[0].outputs = shown
    make_harmless(notebook)
    assert len(notebook.cells[0].outputs) == 1
    assert notebook.cells[1].outputs == [points]
