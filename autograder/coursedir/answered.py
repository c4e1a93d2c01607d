"""A person's mark stays until the student hands in another answer.

nbgrader asks a person to look at every mark again whenever a submission is graded again. Here the digest of each answer
is noted (autograder.notebook.answered), and only a changed answer asks for a new look.
"""

from collections.abc import Iterable, Mapping

import msgspec
import sqlalchemy as sa
from nbgrader.api import Grade
from sqlalchemy.orm import Session

from autograder.coursedir.own_tables import ANSWERED
from autograder.notebook.answered import Digests

Noted = dict[str, Digests]  # by notebook


def noted(session: Session, submissions: Iterable[str]) -> dict[str, Noted]:
    """What was noted of the answers in these submissions, by the submission's id."""
    rows = session.execute(sa.select(ANSWERED).where(ANSWERED.c.submission_id.in_(list(submissions))))
    return {submission: msgspec.json.decode(digests, type=Noted) for submission, digests in rows}


def note(session: Session, answers: Mapping[str, Noted]) -> None:
    """Note it in the place of what was noted before."""
    if answers:
        session.execute(ANSWERED.delete().where(ANSWERED.c.submission_id.in_(list(answers))))
        rows = [{"submission_id": one, "digests": msgspec.json.encode(told).decode()} for one, told in answers.items()]
        session.execute(ANSWERED.insert(), rows)


def needs_a_person(grade: Grade, same: bool) -> bool:
    """Whether a person is to look at a grade that has its automatic score.

    `same`: whether the answer is the one of the last grading. A request that nobody has answered yet stays.
    """
    if grade.manual_score is None:
        return grade.auto_score is None
    return bool(grade.needs_manual_grade) or not same
