"""The examples that were found for failed tests are noted by submission, until it is graded anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from autograder.coursedir import examples
from autograder.coursedir.gradebook import Book
from autograder.coursedir.own_tables import EXAMPLES
from autograder.coursedir.writing import Entry
from autograder.records import Example, NotebookRecord, Record
from tests.support.gradebook import new_course

EXAMPLE = Example("square(3)", "9", "6 é", "error")
FOUND = {"p1": {"test_square": EXAMPLE}}


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """The gradebook of a course where ada and bob are graded."""
    book = Book(new_course(tmp_path / "course"))
    record = Record([NotebookRecord("p1")])
    assert book.write("ps1", [Entry(one, None, record, "f", [], lambda: None) for one in ("ada", "bob")]) == [None] * 2
    yield book.session
    book.close()


def submission(session: Session, student: str) -> str:
    found = session.execute(sa.text("SELECT id FROM submitted_assignment WHERE student_id = :one"), {"one": student})
    return str(found.scalar_one())


def test_what_is_noted_is_found_by_the_submission(session: Session) -> None:
    examples.note(session, "ps1", "ada", FOUND)
    assert examples.noted(session, submission(session, "ada")) == FOUND
    assert examples.noted(session, submission(session, "bob")) == {}
    assert examples.searched(session, "ps1") == {"ada"}


def test_the_mistakes_that_were_named_are_found_by_student(session: Session) -> None:
    named = Example("square(3)", "9", "6", mistake="factor.two")
    examples.note(session, "ps1", "ada", {"p1": {"test_square": named, "test_part": EXAMPLE}})
    examples.note(session, "ps1", "bob", FOUND)
    assert examples.mistakes(session, "ps1") == {"ada": {("p1", "test_square"): "factor.two"}, "bob": {}}


def test_a_search_that_found_nothing_is_a_search(session: Session) -> None:
    examples.note(session, "ps1", "bob", {})
    assert examples.noted(session, submission(session, "bob")) == {}
    assert examples.searched(session, "ps1") == {"bob"}


def test_a_note_takes_the_place_of_the_one_before(session: Session) -> None:
    examples.note(session, "ps1", "ada", FOUND)
    examples.note(session, "ps1", "ada", {"p1": {}})
    assert examples.noted(session, submission(session, "ada")) == {"p1": {}}


def test_what_is_graded_anew_is_forgotten(session: Session) -> None:
    for student in ("ada", "bob"):
        examples.note(session, "ps1", student, FOUND)
    examples.forget(session, [submission(session, "ada")])
    assert examples.searched(session, "ps1") == {"bob"}
    session.rollback()  # whoever calls `forget` commits it
    assert examples.searched(session, "ps1") == {"ada", "bob"}
    examples.forget_all(session, "ps2")
    assert examples.searched(session, "ps1") == {"ada", "bob"}
    examples.forget_all(session, "ps1")
    session.rollback()
    assert examples.searched(session, "ps1") == set()


def test_a_gradebook_of_nbgrader_alone_has_none(session: Session) -> None:
    EXAMPLES.drop(session.connection())
    assert examples.noted(session, submission(session, "ada")) == {}
    assert examples.mistakes(session, "ps1") == {}


def test_a_student_without_a_submission_has_no_place_for_them(session: Session) -> None:
    with pytest.raises(sa.exc.NoResultFound):
        examples.note(session, "ps1", "zoe", FOUND)
