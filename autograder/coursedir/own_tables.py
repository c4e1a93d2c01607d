"""The tables of our own that stand beside nbgrader's in its gradebook."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

# Keyed by the submission's row, so that a submission removed from the gradebook is not known any more.
GRADED = sa.Table(
    "autograder_graded",
    sa.MetaData(),
    sa.Column("submission_id", sa.String(32), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("remarks", sa.Text, nullable=False),
)

# The digest of the submission that the marks are of (autograder.coursedir.submission).
MARKED = sa.Table(
    "autograder_marked",
    GRADED.metadata,
    sa.Column("submission_id", sa.String(32), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
)

# Of what was collected from an LMS: by the name of a file as it was laid out, the name that it came under.
COLLECTED = sa.Table(
    "autograder_collected",
    GRADED.metadata,
    sa.Column("assignment", sa.String(128), primary_key=True),
    sa.Column("student", sa.String(128), primary_key=True),
    sa.Column("files", sa.Text, nullable=False),
)

# What the instructor's own solution came to (autograder.batch.rehearsal), by the assignment's row.
REHEARSED = sa.Table(
    "autograder_rehearsed",
    GRADED.metadata,
    sa.Column("assignment_id", sa.String(32), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
)

# By notebook and grade_id, a digest of each answer that was graded (autograder.notebook.answered).
ANSWERED = sa.Table(
    "autograder_answered",
    GRADED.metadata,
    sa.Column("submission_id", sa.String(32), primary_key=True),
    sa.Column("digests", sa.Text, nullable=False),
)

# By notebook and grade_id, the small example that was found for a failed test; no row where none was looked for yet.
EXAMPLES = sa.Table(
    "autograder_examples",
    GRADED.metadata,
    sa.Column("submission_id", sa.String(32), primary_key=True),
    sa.Column("found", sa.Text, nullable=False),
)


def note_marked(session: Session, digests: Mapping[str, str]) -> None:
    """Note of which submissions the marks are: the digests by the ids of the submissions' rows."""
    session.execute(MARKED.delete().where(MARKED.c.submission_id.in_(list(digests))))
    session.execute(MARKED.insert(), [{"submission_id": row, "digest": digest} for row, digest in digests.items()])


def create(engine: sa.Engine) -> None:
    """Make those tables that are not there. Another grader may do the same at the same moment."""
    for table in GRADED.metadata.sorted_tables:
        try:
            table.create(engine, checkfirst=True)
        except sa.exc.DBAPIError:
            table.create(engine, checkfirst=True)  # the other has made it
