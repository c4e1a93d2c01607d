"""The batch: what it writes, what it leaves alone, and what one bad submission costs the others (nothing)."""

import fcntl
import os
import shutil
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.batch import crew, pool, run
from autograder.batch.alone import LOCK
from autograder.batch.events import Event
from autograder.batch.run import grade
from autograder.coursedir import autograded, gradebook
from autograder.coursedir.assignment import read_assignment
from autograder.coursedir.settings import load_course
from autograder.coursedir.submission import check, find
from autograder.faults import CourseError
from tests.support import batch, processes
from tests.support.batch import HALF, RIGHT, WRONG, auto_scores, hand_in


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_LANG", "en")
    batch.use_fake_worker(monkeypatch)
    return batch.new_course(tmp_path)


def test_scores_reach_the_gradebook_and_the_summary(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT, part=HALF, why="Because.")
    hand_in(course, "bob", square=WRONG)
    events: list[Event] = []
    summary = grade(course, ["ps1"], jobs=2, on_event=events.append)

    assert auto_scores(course, "ada") == {"test_part": 1.5, "test_square": 2.0, "why": None}
    assert auto_scores(course, "bob") == {"test_part": 0.0, "test_square": 0.0, "why": 0.0}
    assert events[:2] == [Event("started", total=2), Event("rehearsing", "ps1")]
    assert {(event.kind, event.student, event.score, event.max_score) for event in events[2:]} == {
        ("graded", "ada", 3.5, 9.0),
        ("graded", "bob", 0.0, 9.0),
    }
    assert summary.exit_code == 0
    assert summary.max_scores == {"ps1": {("p1", "test_square"): 2, ("p1", "test_part"): 4, ("p1", "why"): 3}}
    ada, bob = summary.scores["ps1"]
    assert (ada.student, ada.score, ada.max_score) == ("ada", 3.5, 9.0)
    assert ada.exercises == {("p1", "test_square"): 2.0, ("p1", "test_part"): 1.5, ("p1", "why"): None}
    assert bob.exercises[("p1", "why")] == 0.0


def test_the_notebook_that_was_worked_on_is_graded_and_a_doubt_is_no_quiet_end(course: Path) -> None:
    copy = hand_in(course, "ada", square=RIGHT) / "p1-Copy1.ipynb"
    (copy.parent / "p1.ipynb").rename(copy)
    hand_in(course, "ada")
    summary = grade(course, ["ps1"])
    assert auto_scores(course, "ada")["test_square"] == 2.0
    assert summary.exit_code == 0
    hand_in(course, "ada", square=WRONG)
    for kind in ("graded", "unchanged"):
        summary = grade(course, ["ps1"])
        (event,) = summary.events
        assert (event.kind, event.doubtful, summary.exit_code) == (kind, True, 3)
        assert "p1.ipynb counts, but other work may be in p1-Copy1.ipynb" in event.remarks[0]
    assert auto_scores(course, "ada")["test_square"] == 0.0


def test_a_mark_goes_with_the_digest_of_its_submission(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    grade(course, ["ps1"])
    loaded = load_course(course)
    (place,) = find(loaded.directory, "ps1")
    book = gradebook.Book(loaded)
    try:
        (row,) = [row for row in book.assignments() if row.name == "ps1"]
        outlines = read_assignment(loaded, row).outlines
        assert book.graded("ps1")["ada"].digest == check(loaded, place, outlines).digest
    finally:
        book.close()


def test_the_first_marks_are_written_while_the_others_are_graded(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "LATEST_WRITE", 60.0)
    written = tmp_path / "written"
    waits = f"import pathlib, time\nwhile not pathlib.Path({str(written)!r}).exists():\n    time.sleep(0.01)\n"
    hand_in(course, "ada", square=RIGHT)
    hand_in(course, "bob", square=waits + RIGHT)

    def on_event(event: Event) -> None:
        if event.kind == "graded":
            written.touch()

    assert grade(course, ["ps1"], jobs=1, on_event=on_event).exit_code == 0
    assert auto_scores(course, "bob")["test_square"] == 2.0


def test_a_second_run_has_nothing_to_do(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    hand_in(course, "bob", square=WRONG)
    grade(course, [])
    written = (course / "autograded/ada/ps1/p1.ipynb").stat().st_mtime_ns
    rows = batch.grades(course)
    summary = grade(course, [])
    assert [event.kind for event in summary.events] == ["unchanged"] * 2
    assert batch.grades(course) == rows
    assert (course / "autograded/ada/ps1/p1.ipynb").stat().st_mtime_ns == written
    assert len(summary.scores["ps1"]) == 2


def test_what_changed_is_graded_again_and_old_and_new_are_told(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    hand_in(course, "bob", square=WRONG)
    grade(course, ["ps1"])
    hand_in(course, "bob", square=RIGHT)
    summary = grade(course, ["ps1"])
    assert [(event.kind, event.student) for event in summary.events] == [("unchanged", "ada"), ("graded", "bob")]
    (bob,) = summary.changed
    assert bob.changes == {("p1", "test_square"): (0.0, 2.0)}
    assert (bob.old_score, bob.score) == (0.0, 2.0)


def test_force_grades_everything_again(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    grade(course, ["ps1"])
    summary = grade(course, ["ps1"], force=True)
    assert [event.kind for event in summary.events] == ["graded"]
    assert summary.changed == []


def test_new_tests_grade_everything_again(course: Path) -> None:
    hand_in(course, "ada", square="def square(x):\n    return x * x if x < 4 else 0")
    grade(course, ["ps1", "ps2"])
    batch.write_source(course, "ps1", "p1", batch.source_cells(hidden="assert square(4) == 16"))
    assert grade(course, ["ps1"]).of("unchanged"), "the gradebook decides, not a source edited since"
    batch.generate(course, "ps1")
    (ada,) = grade(course, ["ps1"]).changed
    assert ada.changes == {("p1", "test_square"): (2.0, 0.0)}


def test_a_lost_folder_or_a_removed_row_is_graded_again(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    grade(course, ["ps1"])
    (course / "autograded/ada/ps1/p1.ipynb").unlink()
    assert grade(course, ["ps1"]).of("graded")
    for table in ("grade", "comment", "submitted_notebook", "submitted_assignment"):
        batch.execute_sql(course, f"DELETE FROM {table}")
    assert grade(course, ["ps1"]).of("graded")
    assert auto_scores(course, "ada")["test_square"] == 2.0


def test_what_a_person_wrote_and_other_assignments_stay(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT, why="Because.")
    folder = course / "submitted/ada/ps2"
    folder.mkdir()
    for name in ("a", "b"):
        nbformat.write(batch.answered(course, "ps2", name, square=RIGHT), str(folder / f"{name}.ipynb"))
    grade(course, [])
    batch.execute_sql(course, "UPDATE grade SET manual_score = 2.5, extra_credit = 1, needs_manual_grade = 0")
    batch.execute_sql(course, "UPDATE comment SET manual_comment = 'well said'")
    others = [row for row in batch.grades(course) if row[1] == "ps2"]
    hand_in(course, "ada", square=WRONG, why="Because!")
    grade(course, ["ps1"])

    assert [row for row in batch.grades(course) if row[1] == "ps2"] == others
    mine = {row[3]: row[4:] for row in batch.grades(course) if row[1] == "ps1"}
    assert mine["test_square"] == (0.0, 2.5, 1.0, 1), "a new automatic score beside a manual one asks for a person"
    assert mine["why"] == (None, 2.5, 1.0, 1)
    assert {row[5] for row in batch.comments(course)} == {"well said"}


def test_a_missing_notebook_is_zero_and_an_unread_one_is_not(course: Path) -> None:
    folder = course / "submitted/ada/ps2"
    folder.mkdir(parents=True)
    nbformat.write(batch.answered(course, "ps2", "a", square=RIGHT), str(folder / "a.ipynb"))
    grade(course, ["ps2"])
    rows = {row[2:4]: row[4:] for row in batch.grades(course)}
    assert rows["a", "test_square"][0] == 2.0
    assert rows["b", "test_square"] == rows["b", "why"] == (0.0, None, None, 0)

    (folder / "b.ipynb").write_text("{")
    (event,) = grade(course, ["ps2"]).events
    rows = {row[2:4]: row[4:] for row in batch.grades(course)}
    assert rows["a", "test_square"][0] == 2.0
    assert rows["b", "test_square"] == rows["b", "why"] == (None, None, None, 1)
    assert "b.ipynb: not a notebook" in event.remarks[0]


def test_the_instructors_files_lie_beside_the_students(course: Path) -> None:
    folder = course / "submitted/ada/ps2"
    folder.mkdir(parents=True)
    seen = "(FILES / 'data.csv').read_text() == '1,2\\n' and (FILES / 'my.py').exists()"
    look = f"def part():\n    return 1 if {seen} else 0"
    nbformat.write(batch.answered(course, "ps2", "a", part=look), str(folder / "a.ipynb"))
    (folder / "data.csv").write_text("forged")
    (folder / "my.py").write_text("x = 1")
    grade(course, ["ps2"])
    assert {row[3]: row[4] for row in batch.grades(course) if row[2] == "a"}["test_part"] == 1.0
    out = course / "autograded/ada/ps2"
    assert sorted(os.listdir(out)) == ["a.ipynb", "data.csv", "my.py"]
    assert (out / "data.csv").read_text() == "1,2\n"
    assert (out / "my.py").read_text() == "x = 1"
    assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o444}


def test_a_submission_is_read_once(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What its folder holds after that makes no difference: digest, marks and graded folder are of the same bytes."""
    look = "assert (FILES / 'my.txt').read_text() == 'first'"
    folder = hand_in(course, "ada", square=f"{look}\n{RIGHT}")
    (folder / "my.txt").write_text("first")

    def checked_and_swapped(*args: Any) -> Any:
        submission = check(*args)
        hand_in(course, "ada", square=WRONG)
        (folder / "my.txt").write_text("swapped")
        return submission

    with monkeypatch.context() as patch:
        patch.setattr(run, "check", checked_and_swapped)
        grade(course, ["ps1"])
    assert (folder / "my.txt").read_text() == "swapped"
    assert auto_scores(course, "ada")["test_square"] == 2.0
    out = course / "autograded/ada/ps1"
    assert (out / "my.txt").read_text() == "first"
    assert look in (out / "p1.ipynb").read_text()
    (event,) = grade(course, ["ps1"]).events
    assert (event.kind, event.old_score, event.score) == ("graded", 2.0, 0.0), "it has changed since"


def test_files_may_be_kept_by_configuration(tmp_path: Path, course: Path) -> None:
    folder = course / "submitted/ada/ps2"
    folder.mkdir(parents=True)
    batch.configure(course, 'c.Autograde.exclude_overwriting = {"ps2": ["data.csv"]}\nc.Autograde.permissions = 664')
    nbformat.write(batch.answered(course, "ps2", "a"), str(folder / "a.ipynb"))
    (folder / "data.csv").write_text("my own")
    grade(course, ["ps2"])
    assert (course / "autograded/ada/ps2/data.csv").read_text() == "my own"
    assert (course / "autograded/ada/ps2/a.ipynb").stat().st_mode & 0o777 == 0o664


def test_late_penalties_by_the_configured_plugin(course: Path) -> None:
    batch.configure(course, "c.LateSubmissionPlugin.penalty_method = 'zero'")
    batch.execute_sql(course, "UPDATE assignment SET duedate = '2026-01-01 12:00:00.000000'")
    for student, day in (("early", "2026-01-01 11:00 UTC"), ("late", "2026-01-01 13:00 UTC")):
        (hand_in(course, student, square=RIGHT) / "timestamp.txt").write_text(day)
    summary = grade(course, ["ps1"])
    assert [(row[0], row[4]) for row in batch.submissions(course)] == [("early", None), ("late", 2.0)]
    assert batch.submissions(course)[1][3] == "2026-01-01 13:00:00.000000"
    assert [score.penalty for score in summary.scores["ps1"]] == [0.0, 2.0]
    assert (course / "autograded/late/ps1/timestamp.txt").read_text() == "2026-01-01 13:00 UTC"

    batch.execute_sql(course, "UPDATE submitted_assignment SET extension = '1970-01-02 00:00:00.000000'")
    assert len(grade(course, ["ps1"]).of("graded")) == 2, "an extension is a reason to grade again"
    assert [(row[0], row[4]) for row in batch.submissions(course)] == [("early", None), ("late", None)]


def test_penalties_that_are_switched_on_or_off_are_a_reason_to_grade_again(course: Path) -> None:
    batch.execute_sql(course, "UPDATE assignment SET duedate = '2026-01-01 12:00:00.000000'")
    (hand_in(course, "late", square=RIGHT) / "timestamp.txt").write_text("2026-01-01 13:00 UTC")
    for line, again, penalty in [
        ("", "graded", None),
        ("c.LateSubmissionPlugin.penalty_method = 'none'", "unchanged", None),
        ("c.LateSubmissionPlugin.penalty_method = 'zero'", "graded", 2.0),
        ("c.LateSubmissionPlugin.penalty_method = 'zero'", "unchanged", 2.0),
        ("c.AssignLatePenalties.enabled = False", "graded", None),
    ]:
        batch.configure(course, line)
        assert [event.kind for event in grade(course, ["ps1"]).events] == [again], line
        assert batch.submissions(course)[0][4] == penalty


def test_a_gradebook_that_takes_no_marks_is_told_before_anybody_is_graded(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(course, "ada", square=RIGHT)
    held = sqlite3.connect(course / "gradebook.db", isolation_level=None)
    monkeypatch.setattr(gradebook, "BUSY_TIMEOUT", 0)
    gradebook.Book(load_course(course)).close()  # makes the grader's own tables
    held.execute("BEGIN IMMEDIATE")
    events: list[Event] = []
    with pytest.raises(CourseError, match="another program holds the gradebook"):
        grade(course, ["ps1"], on_event=events.append)
    held.close()
    assert events == []


REFUSED = {
    "corrupt": "{",
    "empty": "",
    "list": "[]",
    "deep": "[" * 100_000,
    "strange": '{"cells": [{"cell_type": "x", "metadata": {}, "source": ""}], "metadata": {}, "nbformat": 4,'
    '"nbformat_minor": 5}',
    "notes": '{"nbformat": 99}',
}


def test_bad_submissions_are_listed_and_cost_nobody_else(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    for student, text in REFUSED.items():
        hand_in(course, student, text)
    (hand_in(course, "huge", square=RIGHT) / "p1.ipynb").open("r+").truncate(21 << 20)
    (hand_in(course, "misnamed", square=RIGHT) / "p1.ipynb").rename(course / "submitted/misnamed/ps1/P1 (1).ipynb")
    (course / "submitted/none/ps1").mkdir(parents=True)
    (course / "submitted/file").mkdir()
    (course / "submitted/file/ps1").write_text("")
    (course / "submitted/mallory").symlink_to("ada")
    os.mkfifo(course / "submitted/pipe")
    for odd in ("a\x1b[31mred", "=cmd()", "*", "x,y", "<b>", "a\u202eb"):
        hand_in(course, odd, square=RIGHT)
    events: list[Event] = []
    summary = grade(course, ["ps1"], on_event=events.append)

    refused = {event.student: event.reason for event in summary.of("refused")}
    assert {row[0] for row in batch.grades(course)} == {"ada"}
    assert os.listdir(course / "autograded") == ["ada"]
    assert set(refused) >= {
        *REFUSED,
        "huge",
        "misnamed",
        "none",
        "file",
        "mallory",
        "pipe",
        "=cmd()",
        "*",
        "x,y",
        "<b>",
    }
    assert {"a\\x1b[31mred", "a\\u202eb"} <= set(refused)
    assert all(text.isprintable() and text for text in [*refused, *refused.values()])
    assert "expected p1.ipynb, found only P1 (1).ipynb" in refused["misnamed"]
    assert "link" in refused["mallory"]
    assert "20 MiB" in refused["huge"]
    assert events[0].total == len(summary.events) == len(refused) + 1
    assert summary.exit_code == 3


def test_links_and_devices_in_a_submission_are_left_out_and_remarked_upon(course: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    folder = hand_in(course, "ada", square=RIGHT)
    (folder / "link.txt").symlink_to(secret)
    (folder / "deeper").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.txt")
    (folder / "bell\a.txt").write_text("")
    (folder / "timestamp.txt").write_text("/etc/passwd")
    (event,) = grade(course, ["ps1"]).events
    assert (event.kind, event.score) == ("graded", 2.0)
    assert os.listdir(course / "autograded/ada/ps1") == ["p1.ipynb"]
    told = "\n".join(event.remarks)
    assert told.isprintable() or "\n" in told
    for name in (
        "link.txt: a link",
        "deeper: a link",
        "pipe.txt: not a regular file",
        "bell\\x07.txt",
        "timestamp.txt",
    ):
        assert name in told
    (again,) = grade(course, ["ps1"]).events
    assert (again.kind, again.remarks) == ("unchanged", event.remarks)


def test_a_linked_notebook_is_not_read(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    (course / "submitted/thief/ps1").mkdir(parents=True)
    (course / "submitted/thief/ps1/p1.ipynb").symlink_to(course / "submitted/ada/ps1/p1.ipynb")
    summary = grade(course, ["ps1"])
    assert "p1.ipynb: a link" in summary.of("refused")[0].reason
    assert {row[0] for row in batch.grades(course)} == {"ada"}


def test_a_figure_above_the_points_costs_its_exercise(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT, part="def part():\n    return 400")
    (event,) = grade(course, ["ps1"]).events
    assert auto_scores(course, "ada") == {"test_part": 0.0, "test_square": 2.0, "why": 0.0}
    assert "test_part" in event.remarks[0]


def test_a_fault_of_the_grader_is_never_a_zero(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    grade(course, ["ps1"])
    rows = batch.grades(course)
    hand_in(course, "ada", square="from autograder.faults import Ungraded\nraise Ungraded('the walls fell')")
    hand_in(course, "bob", square="raise BaseException('through the engine')")
    hand_in(course, "eve", square=RIGHT)
    summary = grade(course, ["ps1"], jobs=1)
    reasons = {event.student: event.reason for event in summary.of("ungraded")}
    assert reasons["ada"] == "the walls fell"
    assert [row for row in batch.grades(course) if row[0] == "ada"] == rows, "the earlier grade stands"
    assert {row[0] for row in batch.grades(course)} == {"ada", "eve"}
    assert not (course / "autograded/bob").exists()
    assert summary.exit_code == 3


def test_a_worker_that_dies_is_replaced_and_its_task_tried_once_more(course: Path, tmp_path: Path) -> None:
    tally = tmp_path / "tally"
    once = f"import os\nopen({str(tally)!r}, 'a').write('x')\nif os.path.getsize({str(tally)!r}) < 2: os._exit(1)\n"
    hand_in(course, "once", square=once + RIGHT)
    hand_in(course, "always", square="import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
    hand_in(course, "ada", square=RIGHT)
    summary = grade(course, ["ps1"], jobs=1)
    assert tally.read_text() == "xx"
    assert {event.student: event.score for event in summary.of("graded")} == {"ada": 2.0, "once": 2.0}
    (event,) = summary.of("ungraded")
    assert event.student == "always"
    assert "died twice" in event.reason
    assert "-11" in event.reason


def test_a_second_attempt_and_another_submission_draw_other_data(course: Path, tmp_path: Path) -> None:
    """The same submission draws the same: its marks are the same, and a remembered run is of no use."""

    def drawn(student: str, square: str, end: str = "") -> list[str]:
        tally = tmp_path / f"{student}.txt"
        code = f"import os, random\nwith open({str(tally)!r}, 'a') as tally: print(random.random(), file=tally)\n{end}"
        hand_in(course, student, square=f"{code}\n{square}")
        summary = grade(course, ["ps1"], student=student, jobs=1, force=True)
        assert summary.of("ungraded" if end else "graded")
        return tally.read_text().split()

    first, second = drawn("dies", RIGHT, "os._exit(1)")
    assert first != second
    assert drawn("dies", RIGHT, "os._exit(1)")[2:] == [first, second]
    one, other = drawn("ada", RIGHT), drawn("bob", RIGHT + "  # another")
    assert one != other
    assert drawn("ada", RIGHT) == one * 2
    elsewhere = batch.new_course(tmp_path / "elsewhere")
    shutil.copytree(course / "submitted", elsewhere / "submitted")
    grade(elsewhere, ["ps1"], student="ada")
    assert (tmp_path / "ada.txt").read_text().split()[2:] != one, "another gradebook, another secret"


def test_a_worker_that_hangs_is_killed_and_its_task_not_tried_again(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "GRACE", 1.0)
    batch.configure(course, "c.Grading.notebook_timeout = 1")
    tally = tmp_path / "tally"
    hand_in(course, "slow", square=f"import time\nopen({str(tally)!r}, 'a').write('x')\ntime.sleep(1000)")
    hand_in(course, "ada", square=RIGHT)
    summary = grade(course, ["ps1"], jobs=1)
    assert [event.student for event in summary.of("graded")] == ["ada"]
    assert "took too long" in summary.of("ungraded")[0].reason
    assert tally.read_text() == "x"


def test_a_submission_that_cannot_be_written_costs_nobody_else(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in ("ada", "bob", "eve"):
        hand_in(course, student, square=RIGHT)
    publish = autograded.publish

    def fail(folder: Path) -> None:
        if "bob" in str(folder):
            raise OSError("disk full")
        publish(folder)

    monkeypatch.setattr(autograded, "publish", fail)
    summary = grade(course, ["ps1"])
    assert [event.student for event in summary.of("graded")] == ["ada", "eve"]
    assert "disk full" in summary.of("ungraded")[0].reason
    assert {row[0] for row in batch.grades(course)} == {"ada", "eve"}, "no rows without files"
    monkeypatch.setattr(autograded, "publish", publish)
    assert [event.kind for event in sorted(grade(course, ["ps1"]).events, key=lambda event: event.student)] == [
        "unchanged",
        "graded",
        "unchanged",
    ]


def test_one_run_at_a_time(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    events: list[Event] = []
    with (course / LOCK).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second = threading.Thread(target=grade, args=(course, ["ps1"]), kwargs={"on_event": events.append})
        second.start()
        deadline = time.monotonic() + 20
        while not events and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.3)
        assert events == [Event("waiting")], "nothing happens while another run holds the course"
        assert not (course / "autograded").exists()
    second.join(timeout=60)
    assert [event.kind for event in events] == ["waiting", "started", "rehearsing", "graded"]


def _tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_number_of_workers_and_the_order_change_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    monkeypatch.setattr(gradebook, "secret_of", lambda engine: "the same secret")
    outcomes = []
    for jobs in (1, 3):
        course = batch.new_course(tmp_path / str(jobs))
        for index in range(9):
            chance = f"import random\ndef part():\n    return random.random() + {index} % 2"
            hand_in(course, f"s{index}", square=(RIGHT, WRONG)[index % 2], part=chance)
        if jobs == 3:
            monkeypatch.setattr(run, "find", lambda *args, find=run.find: reversed(list(find(*args))))
        summary = grade(course, ["ps1"], jobs=jobs)
        outcomes.append((batch.grades(course), batch.comments(course), _tree(course / "autograded"), summary.scores))
    assert outcomes[0] == outcomes[1]
    assert len(outcomes[0][2]) == 9


def test_few_submissions_are_on_their_way_at_once(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for index in range(30):
        hand_in(course, f"s{index:02}", square=RIGHT)
    going, most = set(), []

    class Counting(ThreadPoolExecutor):
        def submit(self, *args: Any, **kwargs: Any) -> Any:
            future = super().submit(*args, **kwargs)
            if args[0] is pool.run:  # not what only starts a worker meanwhile
                going.add(future)
                most.append(sum(not other.done() for other in going))
            return future

    monkeypatch.setattr(crew, "ThreadPoolExecutor", Counting)
    grade(course, ["ps1"], jobs=2)
    assert len(most) >= 30
    assert max(most) <= 4


def test_one_student_alone(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT)
    hand_in(course, "bob", square=RIGHT)
    summary = grade(course, ["ps1"], student="bob")
    assert [event.student for event in summary.events] == ["bob"]
    with pytest.raises(CourseError, match="nobody"):
        grade(course, ["ps1"], student="nobody")
    with pytest.raises(CourseError):
        grade(course, ["ps1"], student="*")


def test_students_unknown_to_the_gradebook(course: Path) -> None:
    batch.configure(course, "c.Autograde.create_student = False")
    batch.execute_sql(course, "INSERT INTO student (id) VALUES ('ada'), ('absent')")
    hand_in(course, "ada", square=RIGHT)
    hand_in(course, "stranger", square=RIGHT)
    summary = grade(course, ["ps1"])
    assert [event.student for event in summary.of("graded")] == ["ada"]
    assert [event.student for event in summary.of("refused")] == ["stranger"]
    assert summary.missing == [("ps1", "absent")]


@pytest.mark.parametrize(
    "structure",
    ["{nbgrader_step}/{assignment_id}/{student_id}", "{assignment_id}/{nbgrader_step}/s_{student_id}.d/{student_id}"],
)
def test_other_directory_structures(course: Path, structure: str) -> None:
    for step in ("source", "release"):
        old = course / step / "ps1"
        new = course / structure.format(nbgrader_step=step, assignment_id="ps1", student_id=".")
        old.rename(course / "moved")
        new.parent.mkdir(parents=True, exist_ok=True)
        (course / "moved").rename(os.path.normpath(new))
    batch.configure(course, f"c.CourseDirectory.directory_structure = {structure!r}")
    released = os.path.normpath(course / structure.format(nbgrader_step="release", assignment_id="ps1", student_id="."))
    folder = course / structure.format(nbgrader_step="submitted", assignment_id="ps1", student_id="ada")
    folder.mkdir(parents=True)
    (folder / "p1.ipynb").write_bytes(Path(released, "p1.ipynb").read_bytes())
    summary = grade(course, ["ps1"])
    assert [(event.kind, event.student) for event in summary.events] == [("graded", "ada")]
    out = structure.format(nbgrader_step="autograded", assignment_id="ps1", student_id="ada")
    assert (course / out / "p1.ipynb").is_file()


def test_where_the_source_is_not_at_hand_the_gradebook_says_what_runs(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT, part="def part():\n    return float(PLAN.reading.open_names)")
    grade(course, ["ps1"])
    assert auto_scores(course, "ada")["test_part"] == 0.0
    (course / "source/ps1/p1.ipynb").unlink()
    grade(course, ["ps1"])
    assert auto_scores(course, "ada")["test_part"] == 1.0


def test_what_cannot_be_graded_at_all_is_said_in_one_line(course: Path, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"ps9.*ps1, ps2"):
        grade(course, ["ps9"])
    (tmp_path / "void").mkdir()
    with pytest.raises(CourseError, match="there is no gradebook"):
        grade(tmp_path / "void", [])
    kernel = {"name": "ir", "display_name": "R", "language": "R"}
    batch.write_source(course, "ps3", "r", batch.source_cells(), kernelspec=kernel)
    batch.generate(course, "ps3")
    with pytest.raises(CourseError, match=r"r\.ipynb: its kernel is ir"):
        grade(course, ["ps3"])
    batch.configure(course, "1/0")
    with pytest.raises(CourseError, match="ZeroDivisionError"):
        grade(course, ["ps1"])


def test_no_process_and_no_file_stays_behind(course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    hand_in(course, "ada", square=RIGHT)
    hand_in(course, "bob", square="import os\nos._exit(1)")
    grade(course, ["ps1"], jobs=2)
    assert os.listdir(scratch) == []
    assert list(processes.workers(os.getpid())) == []


def test_answers_in_cells_without_a_mark_are_told_before_anything_is_graded(course: Path) -> None:
    cells = [
        nbformat.v4.new_code_cell("# Your answer here\narea = ...", id="area"),
        nbformat.v4.new_code_cell(
            "assert area == 6",
            metadata=batch.marked(grade_id="test_area", grade=True, locked=True, points=2),
            id="test_area",
        ),
    ]
    batch.write_source(course, "ps1", "p1", cells)
    batch.generate(course, "ps1")
    told: list[Event] = []
    grade(course, ["ps1"], on_event=told.append)
    assert [event.kind for event in told][:2] == ["unmarked", "started"]
    assert "test_area reads area" in told[0].reason
    batch.configure(course, "c.Grading.unmarked = 'student'")
    told.clear()
    grade(course, ["ps1"], on_event=told.append)
    assert [event.kind for event in told] == ["started"]
