"""Where a course's gradebook is: a file of SQLite, or a server's database."""

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


def unreachable(root: Path, error: sa.exc.OperationalError) -> Fault:
    """What to tell where the server does not answer, or not any more."""
    said = str(error.orig).strip().partition("\n")[0]
    problem = _("the gradebook's server does not answer: {error}", error=said)
    return Fault(root, None, problem, _("start it, or mend c.CourseDirectory.db_url; what has been written is whole"))
