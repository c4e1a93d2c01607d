"""Where a course's gradebook is: a file of SQLite, or a server's database."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from nbgrader.coursedir import CourseDirectory

from autograder.faults import CourseError, Fault
from autograder.messages import _


def address(directory: CourseDirectory) -> sa.URL:
    """The gradebook's address. Raises CourseError where it is a server's, and nobody can work with it."""
    url = sa.make_url(directory.db_url)
    if url.get_backend_name() == "sqlite":
        return url
    root = Path(directory.root)
    if not directory.course_id:  # SQLite lets it pass that no course has this id
        remedy = _("set c.CourseDirectory.course_id in nbgrader_config.py")
        raise CourseError([Fault(root, None, _("a gradebook on a server needs the course's id"), remedy)])
    try:
        engine = sa.create_engine(url)
    except ModuleNotFoundError as error:
        remedy = _("pip install 'gradient-course[postgresql]' and write postgresql+psycopg://")
        problem = _("the package {name} is missing", name=error.name)
        raise CourseError([Fault(root, None, problem, remedy)]) from error
    try:
        engine.connect().close()
    except sa.exc.OperationalError as error:
        raise CourseError([unreachable(root, error)]) from error
    finally:
        engine.dispose()
    return url


@contextmanager
def gradebook_or_fault(root: Path) -> Iterator[None]:
    """What the database refuses or does not answer becomes a CourseError; what has been written before is whole."""
    try:
        yield
    except sa.exc.OperationalError as error:
        raise CourseError([unreachable(root, error)]) from error


def unreachable(root: Path, error: sa.exc.OperationalError) -> Fault:
    """What to tell where the database does not answer, or not any more, or lets nothing be written."""
    said = str(error.orig).strip().partition("\n")[0]
    if isinstance(error.orig, sqlite3.Error):
        problem = _("the gradebook cannot be written: {error}", error=said)
        remedy = _("mend its rights, make room, or close what holds it; then give the command again: nothing is lost")
    else:
        problem = _("the gradebook's server does not answer: {error}", error=said)
        remedy = _("start it, or mend c.CourseDirectory.db_url; what has been written is whole")
    return Fault(root, None, problem, remedy)
