"""The answers of a submission are noted, and only a changed one asks for a person."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Grade
from sqlalchemy.orm import Session

from autograder.coursedir import own_tables
from autograder.coursedir.answered import needs_a_person, note, noted

NOTED = {"p1": {"why": "digest", "é": "other"}}


@pytest.fixture
def session() -> Iterator[Session]:
    engine = sa.create_engine("sqlite://")
    own_tables.create(engine)
    with Session(engine) as opened:
        yield opened


def test_what_is_noted_is_found_by_the_submission(session: Session) -> None:
    note(session, {"one": NOTED, "two": {}})
    assert noted(session, ["one", "three"]) == {"one": NOTED}
    assert noted(session, ["two", "one"]) == {"one": NOTED, "two": {}}
    assert noted(session, []) == {}


def test_a_note_takes_the_place_of_the_one_before_and_of_no_other(session: Session) -> None:
    note(session, {"one": NOTED, "two": NOTED})
    note(session, {"one": {"p1": {"why": "new"}}})
    note(session, {})
    assert noted(session, ["one", "two"]) == {"one": {"p1": {"why": "new"}}, "two": NOTED}


@pytest.mark.parametrize(
    ("auto", "manual", "asked", "same", "needs"),
    [
        (None, None, False, True, True),  # nobody has marked it yet
        (None, None, False, False, True),
        (1.0, None, True, False, False),  # a test has
        (None, 2.0, False, True, False),  # a person has, and the answer is the same
        (None, 2.0, False, False, True),
        (None, 2.0, True, True, True),  # who was asked and has not looked is still asked
        (1.0, 0.0, False, True, False),  # 0 is a mark
    ],
)
def test_only_a_changed_answer_asks_for_a_person(
    auto: float | None, manual: float | None, asked: bool, same: bool, needs: bool
) -> None:
    grade = Grade(auto_score=auto, manual_score=manual, needs_manual_grade=asked)
    assert needs_a_person(grade, same) is needs


@given(st.none() | st.floats(0, 9), st.none() | st.floats(0, 9), st.booleans())
def test_another_answer_asks_at_least_as_often(auto: float | None, manual: float | None, asked: bool) -> None:
    grade = Grade(auto_score=auto, manual_score=manual, needs_manual_grade=asked)
    assert needs_a_person(grade, same=False) >= needs_a_person(grade, same=True)
