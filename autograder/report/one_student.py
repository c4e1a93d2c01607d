"""One page a student on demand: all steps, with points and what to look at again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import nbformat
import sqlalchemy as sa
from nbgrader.api import Assignment, Student, SubmittedAssignment

from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import Course
from autograder.coursedir.submission import find
from autograder.faults import CourseError, Fault, printable
from autograder.messages import LOCALE, _
from autograder.report import student as students
from autograder.report.handed_in import Submission, read
from autograder.report.page import MADE
from course.helpers.language import in_language, languages


@dataclass(frozen=True)
class Row:
    """What a student has in a step. `late`: by how many hours."""

    name: str
    submission: Submission | None
    late: float = 0.0
    handed_in: bool = False


def page(course: Course, book: Book, student: str, *, made: datetime | None = None) -> str:
    """The page of `student` as one HTML text. Raises CourseError where the gradebook does not know them.

    made: when, by default now.
    """
    row = book.session.get(Student, student)
    if row is None:
        problem = _("the gradebook knows no student {name}", name=printable(student))
        raise CourseError([Fault(course.root, None, problem, _("give an id, as in the folder submitted/"))])
    language = languages()[0]
    steps = [
        (step, students.view(step.submission, language, f"s{number}-") if step.submission else None)
        for number, step in enumerate(_steps(course, book, student, language), 1)
    ]
    moment = (made or datetime.now()).astimezone()
    values = {"date": moment.strftime("%Y-%m-%d %H:%M %Z"), "version": version("gradient-course")}
    return (
        students.environment(language)
        .get_template("one_student.html.j2")
        .render(
            language=language,
            css=students.css(),
            name=printable(" ".join(filter(None, (row.first_name, row.last_name))) or student),
            student=printable(student),
            made=in_language(MADE, language, LOCALE).format(**values),
            steps=steps,
        )
    )


def _steps(course: Course, book: Book, student: str, language: str) -> Iterator[Row]:
    handed_in = sa.select(SubmittedAssignment).where(SubmittedAssignment.student_id == student)
    rows = {row.assignment.name: row for row in book.session.scalars(handed_in)}
    for assignment in book.session.scalars(sa.select(Assignment).order_by(Assignment.name)):
        if not assignment.notebooks:
            continue
        name, row = assignment.name, rows.get(assignment.name)
        if row is None:
            places = {place.student for place in find(course.directory, name)}
            yield Row(name, None, handed_in=student in places)
            continue
        folder = Path(course.directory.format_path(course.directory.autograded_directory, student, name))
        there = {one.name: folder / f"{one.name}.ipynb" for one in row.notebooks}
        books = {book: nbformat.read(path, as_version=4) for book, path in there.items() if path.is_file()}
        yield Row(name, read(row, books, language, {}), row.total_seconds_late / 3600, True)
