"""What decides the seeds of a submission: a secret of the gradebook's, and what was handed in.

The same submission draws the same data each time it is graded. Another one draws other data, which nobody can foresee
who does not know the secret. The secret stays in the gradebook and in the process that reads it: workers, also those on
other machines, are given the seed of one submission, and its notebooks have seeds that follow from it.
"""

import secrets
from contextlib import suppress

import sqlalchemy as sa

_SECRET = sa.Table(
    "autograder_secret",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("secret", sa.String(64), nullable=False),
)


def secret_of(gradebook: sa.Engine, given: str = "") -> str:
    """The gradebook's secret: `given` or drawn when it is first asked for."""
    with suppress(sa.exc.DBAPIError):  # another process may make the table at the same moment
        _SECRET.create(gradebook, checkfirst=True)
    if _read(gradebook) is None:
        with suppress(sa.exc.IntegrityError), gradebook.begin() as connection:  # and the row: the first one counts
            connection.execute(_SECRET.insert().values(id=1, secret=given or secrets.token_hex(32)))
    return str(_read(gradebook))


def write_nothing(gradebook: sa.Engine) -> None:
    """Write the secret over itself, and take that back. Raises what the database raises where it takes no writes."""
    with gradebook.connect() as connection:
        connection.execute(_SECRET.update().values(secret=_SECRET.c.secret))
        connection.rollback()


def _read(gradebook: sa.Engine) -> str | None:
    with gradebook.connect() as connection:
        return connection.scalar(sa.select(_SECRET.c.secret))
