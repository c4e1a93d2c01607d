"""The small examples that were found for a class's failed tests, in a table of their own: no mark depends on them."""

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa
from nbgrader.api import Assignment, SubmittedAssignment
from sqlalchemy.orm import Session

from autograder.coursedir.own_tables import EXAMPLES
from autograder.records import Example

Found = dict[str, dict[str, Example]]  # by notebook and grade_id


def noted(session: Session, submission: str) -> Found:
    """What was found for this submission; nothing where nobody has looked."""
    if not sa.inspect(session.connection()).has_table(EXAMPLES.name):
        return {}  # graded by nbgrader's own command alone
    row = session.scalar(sa.select(EXAMPLES.c.found).where(EXAMPLES.c.submission_id == submission))
    return msgspec.json.decode(row, type=Found) if row else {}


def mistakes(session: Session, assignment: str) -> dict[str, dict[tuple[str, str], str]]:
    """By student, and then by notebook and grade_id: the keys of the mistakes that the searches have named."""
    if not sa.inspect(session.connection()).has_table(EXAMPLES.name):
        return {}
    rows = _submissions(assignment).join(EXAMPLES, EXAMPLES.c.submission_id == SubmittedAssignment.id)
    return {
        student: {
            (notebook, grade_id): example.mistake
            for notebook, examples in msgspec.json.decode(text, type=Found).items()
            for grade_id, example in examples.items()
            if example.mistake
        }
        for student, text in session.execute(rows.with_only_columns(SubmittedAssignment.student_id, EXAMPLES.c.found))
    }


def note(session: Session, assignment: str, student: str, found: Found) -> None:
    """Note it in the place of what was noted before."""
    submission = session.scalars(_submissions(assignment).where(SubmittedAssignment.student_id == student)).one()
    forget(session, [submission])
    row = {"submission_id": submission, "found": msgspec.json.encode(found).decode()}
    session.execute(EXAMPLES.insert(), [row])
    session.commit()


def forget(session: Session, submissions: Iterable[str]) -> None:
    """The submissions with these ids are graded anew; whoever calls this commits it."""
    session.execute(EXAMPLES.delete().where(EXAMPLES.c.submission_id.in_(list(submissions))))


def forget_all(session: Session, assignment: str) -> None:
    """No examples are wanted."""
    session.execute(EXAMPLES.delete().where(EXAMPLES.c.submission_id.in_(_submissions(assignment))))
    session.commit()


def searched(session: Session, assignment: str) -> set[str]:
    """The students for whom examples have been looked for since they were last graded."""
    rows = _submissions(assignment).join(EXAMPLES, EXAMPLES.c.submission_id == SubmittedAssignment.id)
    return set(session.scalars(rows.with_only_columns(SubmittedAssignment.student_id)))


def _submissions(assignment: str) -> sa.Select[str]:
    own = sa.select(SubmittedAssignment.id).join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    return own.where(Assignment.name == assignment)
