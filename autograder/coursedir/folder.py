"""A course folder as nbgrader sees it: its `nbgrader_config.py`, its directories, its gradebook."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.coursedir import revision
from autograder.faults import CourseError, Fault
from autograder.messages import _


def configuration(course: Path) -> Config:
    """What nbgrader would be configured with in `course`: its own nbgrader_config.py, then Jupyter's folders.

    Raises CourseError where it cannot be read.
    """
    revision.tell_nbgrader()
    app = NbGrader()
    app.raise_config_file_errors = True  # a course is never graded by half of its configuration
    app.log.disabled = True  # it warns where a course has no configuration, which is no fault
    try:
        with _working_in(course):
            app.load_config_file()
    except Exception as error:  # the configuration is Python, and whatever it raises is its author's to mend
        problem = _("the course's configuration cannot be read: {error}", error=f"{type(error).__name__}: {error}")
        raise CourseError([Fault(course / "nbgrader_config.py", None, problem, _("mend it"))]) from error
    finally:
        app.log.disabled = False
    app.config.CourseDirectory.root = str(course.absolute())
    return app.config


def directories(course: Path) -> CourseDirectory:
    """nbgrader's own description of `course`: where its steps, submissions and gradebook lie."""
    return CourseDirectory(config=configuration(course))


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
