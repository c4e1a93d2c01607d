"""The one writer: whole submissions or nothing, and nothing that a person wrote is touched."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import Course
from autograder.coursedir.writing import Entry
from autograder.faults import Reason
from autograder.records import NotebookRecord, Record
from tests.support.gradebook import new_course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return new_course(tmp_path / "course", "c.LateSubmissionPlugin.penalty_method = 'zero'")


@pytest.fixture
def book(course: Course) -> Iterator[Book]:
    opened = Book(course)
    yield opened
    opened.close()


def entry(
    student: str,
    scores: dict[str, float | None] | None = None,
    timestamp: datetime | None = None,
    publish: Callable[[], None] = lambda: None,
    handed_in: bool = True,
    answer: str = "1",
) -> Entry:
    answers = dict.fromkeys(("test_square", "why", "task"), answer)
    comments = {"why": "late", "task": None}
    record = NotebookRecord("p1", scores=scores or {"test_square": 1.0}, comments=comments, answers=answers)
    return Entry(student, timestamp, Record([record] if handed_in else []), student, [], publish)


def nbgraders(course: Course) -> Gradebook:
    return Gradebook(f"sqlite:///{course.root}/gradebook.db")


def grade_of(course: Course, student: str, cell: str) -> tuple[float | None, float | None, bool]:
    with nbgraders(course) as gradebook:
        grade = gradebook.find_grade(cell, "p1", "ps1", student)
        return grade.auto_score, grade.manual_score, bool(grade.needs_manual_grade)


def mark(course: Course, student: str, cell: str, score: float, extra: float | None = None) -> None:
    """As formgrader does."""
    with nbgraders(course) as gradebook:
        grade = gradebook.find_grade(cell, "p1", "ps1", student)
        grade.manual_score, grade.needs_manual_grade, grade.extra_credit = score, False, extra
        gradebook.find_comment("why", "p1", "ps1", student).manual_comment = "Well done."
        gradebook.db.commit()


def fail() -> None:
    raise OSError("the disk is full")


def test_scores_and_comments_are_nbgraders(course: Course, book: Book) -> None:
    written = entry("ada", {"test_square": 1.5, "why": None}, datetime(2026, 1, 2))
    assert book.write("ps1", [written]) == [None]
    assert (written.score, written.max_score, written.old_score, written.changes) == (1.5, 10.0, None, {})
    assert grade_of(course, "ada", "test_square") == (1.5, None, False)
    assert grade_of(course, "ada", "why") == (None, None, True)
    assert grade_of(course, "ada", "task") == (None, None, True)
    with nbgraders(course) as gradebook:
        submission = gradebook.find_submission("ps1", "ada")
        assert (submission.score, submission.timestamp) == (1.5, datetime(2026, 1, 2))
        assert gradebook.find_comment("why", "p1", "ps1", "ada").auto_comment == "late"


def test_what_was_not_handed_in_is_worth_nothing_and_asks_nobody(course: Course, book: Book) -> None:
    assert book.write("ps1", [entry("ada", handed_in=False)]) == [None]
    assert grade_of(course, "ada", "test_square") == (0.0, None, False)
    assert grade_of(course, "ada", "why") == (0.0, None, False)


def test_one_that_fails_costs_no_other(course: Course, book: Book) -> None:
    given = [entry("ada"), entry("bob", publish=fail), entry("eve")]
    failed = book.write("ps1", given)
    assert [type(one) for one in failed] == [type(None), OSError, type(None)]
    assert set(book.graded("ps1")) == {"ada", "eve"}
    assert "bob" not in book.students()


def test_a_submission_whose_files_are_not_in_place_counts_as_not_graded(course: Course, book: Book) -> None:
    book.write("ps1", [entry("ada", {"test_square": 2.0})])
    (failed,) = book.write("ps1", [entry("ada", {"test_square": 0.0}, publish=fail)])
    assert isinstance(failed, OSError)
    assert book.graded("ps1")["ada"].fingerprint == "", "it is graded again next time"
    assert grade_of(course, "ada", "test_square")[0] == 2.0, "and the earlier marks stand"


def test_an_assignment_that_is_not_there_is_an_error(book: Book) -> None:
    (failed,) = book.write("ps9", [entry("ada")])
    assert failed is not None
    assert book.students() == set()


def test_regrading_tells_old_and_new(book: Book) -> None:
    book.write("ps1", [entry("ada", {"test_square": 2.0})])
    again = entry("ada", {"test_square": 0.5})
    book.write("ps1", [again])
    assert (again.old_score, again.score) == (2.0, 0.5)
    assert again.changes == {("p1", "test_square"): (2.0, 0.5)}
    once_more = entry("ada", {"test_square": 0.5})
    book.write("ps1", [once_more])
    assert once_more.changes == {}


def test_a_persons_mark_and_comment_stay(course: Course, book: Book) -> None:
    book.write("ps1", [entry("ada")])
    mark(course, "ada", "why", 2.0, extra=0.5)
    same = entry("ada", {"test_square": 1.0})
    book.write("ps1", [same])
    assert grade_of(course, "ada", "why") == (None, 2.0, False)
    assert same.score == 3.5
    with nbgraders(course) as gradebook:
        assert gradebook.find_comment("why", "p1", "ps1", "ada").manual_comment == "Well done."
    book.write("ps1", [entry("ada", answer="another")])
    assert grade_of(course, "ada", "why") == (None, 2.0, True)


def test_a_late_submission_loses_what_the_courses_plugin_says(course: Course, book: Book) -> None:
    with nbgraders(course) as gradebook:
        gradebook.update_or_create_assignment("ps1", duedate=datetime(2026, 1, 1))
    late, in_time = (entry(name, {"test_square": 2.0}, datetime(2026, 1, day)) for name, day in (("a", 2), ("b", 1)))
    book.write("ps1", [late, in_time])
    assert [(one.student, one.penalty) for one in book.scores("ps1")] == [("a", 2.0), ("b", 0.0)]


def test_remarks_are_kept_with_the_fingerprint(book: Book) -> None:
    written = entry("ada")
    written.fingerprint, written.remarks = "f" * 64, [Reason("{name}: left out", {"name": "é\n"})]
    book.write("ps1", [written])
    found = book.graded("ps1")["ada"]
    assert (found.fingerprint, found.remarks) == (written.fingerprint, written.remarks)
