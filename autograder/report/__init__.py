"""The teacher's page: `autograder report` makes one HTML file of a graded class, with figures and without scripts."""

from pathlib import Path

from autograder import files
from autograder.report.graded_class import read
from autograder.report.page import render
from autograder.settings import load_course


def write(course: Path, output: Path) -> None:
    """Write the page of `course`'s class to `output`. Raises CourseError where there is no gradebook."""
    files.write(output, render(read(load_course(course))).encode())
