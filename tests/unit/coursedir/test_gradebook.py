"""nbgrader's gradebook, and what is noted beside it."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from nbgrader.api import Gradebook

from autograder.coursedir.gradebook import BUSY_TIMEOUT, Book, Enrolled, Graded, StudentScore
from autograder.coursedir.settings import Course
from autograder.coursedir.writing import Entry
from autograder.faults import CourseError, Reason
from autograder.records import NotebookRecord, Record
from tests.support.gradebook import new_course


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("COURSE_LANG", "en")
    return new_course(tmp_path / "course")


@pytest.fixture
def book(course: Course) -> Iterator[Book]:
    opened = Book(course)
    yield opened
    opened.close()


def write(book: Book, student: str, scores: dict[str, float | None], answer: str = "1") -> None:
    answers = dict.fromkeys(("test_square", "why", "task"), answer)
    record = Record([NotebookRecord("p1", scores=scores, answers=answers)])
    entry = Entry(student, None, record, f"print of {student}", [Reason("{n} files", {"n": "3"})], lambda: None)
    assert book.write("ps1", [entry]) == [None]


def test_where_there_is_no_gradebook_the_remedy_is_told(course: Course) -> None:
    (course.root / "gradebook.db").unlink()
    with pytest.raises(CourseError, match="there is no gradebook; run autograder build"):
        Book(course)
    assert not (course.root / "gradebook.db").exists(), "and none is made"


def test_a_gradebook_that_cannot_be_read_is_told(course: Course) -> None:
    (course.root / "gradebook.db").write_bytes(b"no database at all, in plain words")
    with pytest.raises(CourseError, match="put a copy of it back"):
        Book(course)


def test_a_gradebook_that_takes_no_marks_is_told_at_once(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.see_that_it_takes_marks()
    secret = book.secret
    forbid = "PRAGMA query_only = 1"  # as where nobody may write the file; root may write all
    sa.event.listen(book.session.get_bind(), "begin", lambda connection: connection.exec_driver_sql(forbid))
    with pytest.raises(
        CourseError, match=r"gradebook\.db: .*read or written: attempt to write a readonly database; see to"
    ):
        book.see_that_it_takes_marks()
    assert book.secret == secret


def test_a_relative_place_is_meant_from_the_course(course: Course, tmp_path: Path) -> None:
    elsewhere = new_course(tmp_path / "other", "c.CourseDirectory.db_url = 'sqlite:///gradebook.db'")
    opened = Book(elsewhere)
    assert [row.name for row in opened.assignments()] == ["ps1"]
    opened.close()


def test_a_gradebook_in_use_is_waited_for(book: Book) -> None:
    connection = book.session.connection()
    assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_TIMEOUT


def test_its_secret_stays_the_same(course: Course, book: Book) -> None:
    again = Book(course)
    assert again.secret == book.secret
    assert len(book.secret) == 64
    again.close()


def test_a_student_is_enrolled_once_and_nothing_known_is_lost(book: Book) -> None:
    book.enrol([Enrolled("bob"), Enrolled("ada", "Ada", "Lovelace", "ada@x.org", "7")])
    book.enrol([Enrolled("ada", last="Byron"), Enrolled("ada", lms_id="8")])
    assert book.students() == {"ada", "bob"}
    assert book.enrolled() == [Enrolled("ada", "Ada", "Byron", "ada@x.org", "8"), Enrolled("bob")]


def test_the_names_under_which_files_came_are_noted(book: Book) -> None:
    book.note_collected("ps1", {"ada": {"p1.ipynb": "Ada_1.ipynb"}, "bob": {}})
    book.note_collected("ps2", {"ada": {"p2.ipynb": "x"}})
    book.note_collected("ps1", {"ada": {"p1.ipynb": "Ada_2.ipynb"}})
    assert book.collected("ps1") == {"ada": {"p1.ipynb": "Ada_2.ipynb"}, "bob": {}}
    assert book.collected("ps3") == {}


def test_a_rehearsal_is_known_by_its_fingerprint(book: Book) -> None:
    assert book.rehearsed("ps1", "a") is None
    book.note_rehearsal("ps1", "a", "passed")
    book.note_rehearsal("ps1", "b", "failed")
    assert (book.rehearsed("ps1", "a"), book.rehearsed("ps1", "b")) == (None, "failed")
    assert book.rehearsed("ps2", "b") is None


def test_what_is_known_of_each_student_who_handed_in(course: Course, book: Book) -> None:
    assert book.graded("ps1") == {}
    write(book, "ada", {"test_square": 1.0})
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as nbgraders, nbgraders.db.no_autoflush:
        nbgraders.find_submission("ps1", "ada").extension = timedelta(days=2)
        nbgraders.add_student("eve")
        nbgraders.add_submission("ps1", "eve")  # by nbgrader alone
    found = book.graded("ps1")
    assert found["eve"] == Graded("", [], None)
    assert found["ada"] == Graded("print of ada", [Reason("{n} files", {"n": "3"})], timedelta(days=2))


def test_scores_are_as_the_gradebook_has_them(book: Book) -> None:
    write(book, "bob", {"test_square": 1.5})
    write(book, "ada", {"test_square": 2.0, "why": None})
    assert book.scores("ps1") == [
        StudentScore("ada", 2.0, 10.0, 0.0, {("p1", "test_square"): 2.0, ("p1", "why"): None, ("p1", "task"): None}),
        StudentScore("bob", 1.5, 10.0, 0.0, {("p1", "test_square"): 1.5, ("p1", "why"): None, ("p1", "task"): None}),
    ]
    assert book.scores("ps2") == []


def test_rows_that_nbgrader_left_of_what_it_could_not_grade_are_no_zero(course: Course, book: Book) -> None:
    with Gradebook(f"sqlite:///{course.root}/gradebook.db") as nbgraders:
        nbgraders.add_student("eve")
        nbgraders.add_submission("ps1", "eve")
    assert book.scores("ps1") == []
    (course.root / "autograded/eve/ps1").mkdir(parents=True)  # it could, and a person marks all of it
    assert [score.student for score in book.scores("ps1")] == ["eve"]


def test_an_answer_that_has_changed_since_a_person_marked_it_is_told(course: Course, book: Book) -> None:
    write(book, "ada", {"test_square": 2.0})
    with sqlite3.connect(course.root / "gradebook.db") as database:
        cell = "(SELECT id FROM base_cell WHERE name = 'why')"
        database.execute(f"UPDATE grade SET manual_score = 2.5, needs_manual_grade = 0 WHERE cell_id IN {cell}")
    database.close()
    write(book, "ada", {"test_square": 2.0})
    (same,) = book.scores("ps1")
    assert (same.score, same.changed) == (4.5, ())
    write(book, "ada", {"test_square": 2.0}, answer="2")
    (changed,) = book.scores("ps1")
    assert (changed.score, changed.changed) == (4.5, (("p1", "why"),))
