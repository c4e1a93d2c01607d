"""The teacher's pages, one HTML file each: of a graded class, and of answers that are alike."""

from collections.abc import Sequence
from pathlib import Path

from autograder.coursedir import atomic
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import load_course
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.report import one_student, similar_page, similarity, students
from autograder.report.graded_class import read
from autograder.report.page import FORMGRADER, render


def write(course: Path, output: Path, table: Path | None = None, formgrader: str = FORMGRADER) -> None:
    """Write the page of `course`'s class to `output`, and the table of students as CSV.

    Raises CourseError where there is no gradebook.
    """
    _demand_folder(output, "--output")
    _demand_folder(table, "--csv")
    graded = read(load_course(course))
    atomic.write(output, render(graded, folder=output.absolute().parent, formgrader=formgrader).encode())
    if table is not None:
        atomic.write(table, students.as_csv(graded).encode())


def write_student(course: Path, student: str, output: Path) -> None:
    """Write the page of one student, with all steps, to `output`. Raises CourseError."""
    _demand_folder(output, "--output")
    loaded = load_course(course)
    with Book(loaded) as book:
        text = one_student.page(loaded, book, student)
    atomic.write(output, text.encode())


def write_similar(course: Path, steps: Sequence[str], output: Path) -> dict[str, list[similarity.Pair]]:
    """Write the page of the answers that are alike to `output`; the pairs by assignment. Raises CourseError."""
    _demand_folder(output, "--output")
    loaded = load_course(course)
    with Book(loaded) as book:
        found = similarity.read(loaded, book, steps)
        names = {one.id: " ".join(filter(None, (one.first, one.last))) for one in book.enrolled()}
    atomic.write(output, similar_page.render(found, names).encode())
    return found


def _demand_folder(path: Path | None, option: str) -> None:
    if path is not None and not path.absolute().parent.is_dir():
        there = path.parent.exists() or path.parent.is_symlink()
        problem = _("this is no folder") if there else _("this folder does not exist")
        raise CourseError([Fault(path.parent, None, problem, _("make it, or mend {option}", option=option))])
