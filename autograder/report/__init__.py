"""The teacher's page: `autograder report` makes one HTML file of a graded class, with figures and without scripts."""

from pathlib import Path

from autograder.coursedir import atomic
from autograder.coursedir.settings import load_course
from autograder.report.graded_class import read
from autograder.report.page import render


def write(course: Path, output: Path) -> None:
    """Write the page of `course`'s class to `output`. Raises CourseError where there is no gradebook."""
    atomic.write(output, render(read(load_course(course))).encode())
