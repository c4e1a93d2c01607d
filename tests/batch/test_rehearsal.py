"""The instructor's own solution runs before a class is graded: a test that it fails is named and marks nobody."""

from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell

from autograder.batch import rehearsal
from autograder.batch.events import Event, Summary
from autograder.batch.run import grade
from autograder.console import results
from tests.support import batch
from tests.support.batch import HALF, RIGHT, auto_scores, hand_in, marked


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_LANG", "en")
    batch.use_fake_worker(monkeypatch)
    return batch.new_course(tmp_path)


def graded(course: Path, **options: Any) -> tuple[Summary, int]:
    """The run, and how many solutions it ran."""
    events: list[Event] = []
    summary = grade(course, ["ps1"], on_event=events.append, **options)
    return summary, sum(event.kind == "rehearsing" for event in events)


def with_test(course: Path, test: str, setup: str = "import math", answer: str = "return 4") -> None:
    """ps1 with another test for `part`, made anew."""
    cells = batch.source_cells()
    cells[0].source = setup
    cells[3].source = cells[3].source.replace("return 4", answer)
    cells[4].source = test
    batch.write_source(course, "ps1", "p1", cells)
    batch.generate(course, "ps1")


@pytest.mark.parametrize(
    ("test", "why"),
    [
        ("assert part() == 5, 'not five'", "AssertionError: not five"),
        ("import a_package_that_nobody_has", "a package is missing: No module named 'a_package_that_nobody_has'"),
        ("0", "it gives no points"),
    ],
)
def test_a_test_that_the_solution_fails_is_named_and_marks_nobody(
    course: Path, test: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with_test(course, test)
    hand_in(course, "ada", square=RIGHT, part=HALF)
    summary, runs = graded(course)
    assert (runs, summary.exit_code) == (1, 3)
    ((assignment, grade_id, reason),) = summary.failing
    assert (assignment, grade_id) == ("ps1", "test_part")
    assert why in str(reason)
    assert auto_scores(course, "ada") == {"test_part": None, "test_square": 2.0, "why": 0.0}
    (row,) = [row for row in batch.grades(course) if row[3] == "test_part"]
    assert row[7] == 1, "nobody is asked to mark it"
    results.tell_ungraded(summary)
    assert "ps1, test_part: " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (("AssertionError", "", "assert part() == 5"), "AssertionError: assert part() == 5"),
        (("AssertionError", "not five", "assert part() == 5, 'not five'"), "AssertionError: not five"),
        (("ModuleNotFoundError", "No module named 'other'", ""), "a package is missing: No module named 'other'"),
        (
            ("DeadKernelError", "Stopped: it took longer than 7 s.", ""),
            "longer than 7 s. These settings are the limits: c.Grading.cell_timeout",
        ),
    ],
)
def test_the_reason_says_what_to_do(monkeypatch: pytest.MonkeyPatch, error: tuple[str, str, str], why: str) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    assert why in str(rehearsal._reason(*error))


def test_it_runs_once_and_is_told_every_time(course: Path) -> None:
    with_test(course, "assert False")
    hand_in(course, "ada", square=RIGHT)
    assert graded(course)[1] == 1
    again, runs = graded(course)
    assert (runs, again.exit_code, len(again.failing)) == (0, 3, 1)
    assert [event.kind for event in again.events] == ["unchanged"]
    assert graded(course, force=True)[1] == 1, "it may have failed for a reason that is not there any more"
    with_test(course, "part()")
    mended, runs = graded(course)
    assert (runs, mended.exit_code, mended.failing) == (1, 0, [])
    assert auto_scores(course, "ada")["test_part"] == 0.0


def test_it_runs_again_after_each_change_and_only_then(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    assert [graded(course)[1] for _ in range(2)] == [1, 0]
    hand_in(course, "bob", square=RIGHT)
    assert graded(course)[1] == 0, "a submission is no change of the assignment"
    assert graded(course, force=True)[1] == 0, "the solution is as it was"
    batch.configure(course, "c.Grading.memory = 1500")
    assert [graded(course)[1] for _ in range(2)] == [1, 0]
    (course / "source/ps1/data.csv").write_text("1\n")
    assert [graded(course)[1] for _ in range(2)] == [1, 0]


def test_without_the_source_nothing_is_run_and_nothing_said(course: Path) -> None:
    (course / "source/ps1/p1.ipynb").unlink()
    hand_in(course, "ada", square=RIGHT, part=HALF)
    summary, runs = graded(course)
    assert (runs, summary.exit_code, summary.failing) == (0, 0, [])
    assert auto_scores(course, "ada") == {"test_part": 1.5, "test_square": 2.0, "why": 0.0}


@pytest.mark.parametrize("source", [True, False])
def test_a_test_that_misses_what_the_instructors_cell_should_bind_is_left_to_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], source: bool
) -> None:
    """With the real engine. Where no solution is at hand, that is found out from what is handed in."""
    monkeypatch.setenv("COURSE_LANG", "en")
    course = batch.new_course(tmp_path)
    cells = batch.source_cells()
    cells[0] = new_code_cell("import no_such_package as sns", metadata=marked(grade_id="imports", locked=True))
    cells[4].source = "sns.set()\npart()"
    batch.write_source(course, "ps1", "p1", cells)
    batch.generate(course, "ps1")
    if not source:
        (course / "source/ps1/p1.ipynb").unlink()
    hand_in(course, "ada", square=RIGHT, part=HALF)
    for kind in ("graded", "unchanged"):
        summary, _runs = graded(course)
        assert (summary.exit_code, bool(summary.failing), summary.events[-1].kind) == (3, source, kind)
        results.tell_ungraded(summary)
        said = " ".join(capsys.readouterr().err.split())
        assert "test_part: " in said
        assert "a person has to mark it" in said
        assert "No module named 'no_such_package'" in said
    assert auto_scores(course, "ada") == {"test_part": None, "test_square": 2.0, "why": 0.0}
    (row,) = [row for row in batch.grades(course) if row[3] == "test_part"]
    assert row[7] == 1, "nobody is asked to mark it"


def test_a_source_without_solutions_has_none_to_run(course: Path) -> None:
    """A course whose tests are handed out beside empty exercises: its solutions are somewhere else."""
    cells = batch.source_cells()
    for cell in (cells[1], cells[3]):
        cell.source = "# YOUR CODE HERE\nraise NotImplementedError()"
    batch.write_source(course, "ps1", "p1", cells)
    batch.generate(course, "ps1")
    hand_in(course, "ada", square=RIGHT, part=HALF)
    summary, runs = graded(course)
    assert (runs, summary.exit_code, summary.failing) == (0, 0, [])
    assert auto_scores(course, "ada")["test_square"] == 2.0


def test_a_solution_that_cannot_be_run_is_told_and_tried_again(course: Path) -> None:
    with_test(course, "part()", answer="import os; os._exit(3)")
    hand_in(course, "ada", square=RIGHT, part=HALF)
    for _ in range(2):
        summary, runs = graded(course)
        assert (runs, summary.exit_code) == (1, 3)
        assert [failing[:2] for failing in summary.failing] == [("ps1", "")]
    assert auto_scores(course, "ada")["test_part"] == 1.5


def test_nobody_has_handed_in_anything(course: Path) -> None:
    assert graded(course)[1] == 0


def test_the_solutions_kind_of_value_is_asked_of_the_class(tmp_path: Path) -> None:
    """With the real engine: text, truth or nothing where the solution gives a number are no points."""
    course = batch.new_course(tmp_path)
    cells = batch.source_cells()
    extra = marked(grade_id="test_shown", grade=True, locked=True, points=1)
    cells.append(new_code_cell("assert part\npart", metadata=extra, id="test_shown"))
    much = marked(grade_id="test_much", grade=True, locked=True, points=4)
    cells.append(new_code_cell("part() + 1", metadata=much, id="test_much"))
    old = marked(grade_id="test_old", grade=True, locked=True, points=1)
    cells.append(new_code_cell("from nose.tools import eq_\neq_(part(), 4)", metadata=old, id="test_old"))
    bare = marked(grade_id="test_bare", grade=True, locked=True, points=1)
    cells.append(new_code_cell("got = part()\nassert got == 5", metadata=bare, id="test_bare"))
    batch.write_source(course, "ps1", "p1", cells)
    batch.generate(course, "ps1")
    forged = {"text": "'4'", "truth": "True", "nothing": "None", "list": "[4]"}
    for student, value in forged.items():
        hand_in(course, student, square=RIGHT, part=f"def part():\n    return {value}")
    hand_in(course, "honest", square=RIGHT, part=HALF)
    summary, _runs = graded(course)
    assert [failing[:2] for failing in summary.failing] == [
        ("ps1", "test_much"),
        ("ps1", "test_old"),
        ("ps1", "test_bare"),
    ]
    much_, old_, bare_ = (str(reason) for _assignment, _grade_id, reason in summary.failing)
    assert "NoScore" in much_
    assert "nose" in old_
    assert "AssertionError: assert got == 5" in bare_
    scores = {student: auto_scores(course, student) for student in [*forged, "honest"]}
    assert {student: row["test_part"] for student, row in scores.items()} == dict.fromkeys(forged, 0.0) | {
        "honest": 1.5
    }
    assert {row["test_shown"] for row in scores.values()} == {1.0}
    assert {row[name] for row in scores.values() for name in ("test_old", "test_much")} == {None}
