"""The tables of our own that stand beside nbgrader's in its gradebook."""

import sqlalchemy as sa

# Keyed by the submission's row, so that a submission removed from the gradebook is not known any more.
GRADED = sa.Table(
    "autograder_graded",
    sa.MetaData(),
    sa.Column("submission_id", sa.String(32), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("remarks", sa.Text, nullable=False),
)


# What the instructor's own solution came to (autograder.batch.rehearsal), by the assignment's row.
REHEARSED = sa.Table(
    "autograder_rehearsed",
    GRADED.metadata,
    sa.Column("assignment_id", sa.String(32), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
)
