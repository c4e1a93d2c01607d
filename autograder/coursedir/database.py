"""Where a course's gradebook is: a file of SQLite, or a server's database."""

import sqlite3
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
        raise CourseError([fault_of(root, error)]) from error
    finally:
        engine.dispose()
    return url


def fault_of(place: Path, error: sa.exc.SQLAlchemyError) -> Fault:
    """What to tell where the gradebook cannot be worked with, or not any more."""
    cause = getattr(error, "orig", None)
    said = str(cause or error).strip().partition("\n")[0]
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF  # without its further reasons
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            problem = _("another program holds the gradebook: {error}", error=said)
            return Fault(place, None, problem, _("end it, then run this again; what has been written is whole"))
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
            problem = _("the gradebook is damaged, or is no database: {error}", error=said)
            return Fault(place, None, problem, _("put a copy of it back in its place"))
        if code != sqlite3.SQLITE_ERROR:
            problem = _("the gradebook cannot be read or written: {error}", error=said)
            return Fault(place, None, problem, _("see to its rights and its disk; what has been written is whole"))
    elif isinstance(error, sa.exc.OperationalError):
        problem = _("the gradebook's server does not answer: {error}", error=said)
        return Fault(
            place, None, problem, _("start it, or mend c.CourseDirectory.db_url; what has been written is whole")
        )
    problem = _("the gradebook cannot be read: {error}", error=said)
    return Fault(place, None, problem, _("back it up, then run nbgrader db upgrade"))
