"""One run at a time grades a course."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.faults import CourseError, Fault
from autograder.messages import _

LOCK = ".autograder.lock"


@contextmanager
def alone(course: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the course in this folder. The lock ends with this process, however it ends.

    `on_wait` is called before it waits for another run to end. Raises CourseError where nobody may write there.
    """
    path = course / LOCK
    try:
        file = path.open("w")
    except OSError as error:
        problem = _("it cannot be written: {error}", error=error.strerror or error)
        raise CourseError([Fault(path, None, problem, _("grade as somebody who may write there"))]) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
