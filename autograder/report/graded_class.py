"""A graded class as plain data: scores from the gradebook, mistakes from the autograded notebooks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Gradebook

from autograder.coursedir import examples
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import Course
from autograder.coursedir.submission import find
from autograder.faults import printable
from autograder.notebook.named import mistakes
from course.helpers.mistakes import MISTAKES


@dataclass(frozen=True)
class Exercise:
    """One graded cell. `scores`: by student, None where a person has yet to mark it."""

    name: str
    points: float
    scores: dict[str, float | None]


@dataclass(frozen=True)
class Mistake:
    """A known mistake in an assignment. `sentence`: as the tests told it. `students`: id → the exercises concerned."""

    key: str
    sentence: str
    students: dict[str, list[str]]


@dataclass(frozen=True)
class Assignment:
    """One assignment of the class.

    `totals`: score by student, the late penalty taken off; `points`: what there is to get. `late`: by how much, by
    student. `missing`: students without a submission; `ungraded`: those whose submission the gradebook does not have.
    `pages`: each student's page of feedback, where there is one.
    """

    name: str
    points: float
    totals: dict[str, float]
    exercises: list[Exercise]
    mistakes: list[Mistake]
    late: dict[str, timedelta] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    ungraded: list[str] = field(default_factory=list)
    pages: dict[str, Path] = field(default_factory=dict)

    @property
    def begun(self) -> bool:
        """Somebody has handed something in."""
        return bool(self.totals or self.ungraded)

    def waiting(self, student: str) -> float:
        """The points of this student's answers that a person has yet to mark."""
        return sum(one.points for one in self.exercises if one.scores.get(student) is None)

    @property
    def shares(self) -> dict[str, float]:
        """By student the score, in % of the points that are marked. Who has nothing marked yet is not in it."""
        marked = {student: self.points - self.waiting(student) for student in self.totals}
        return {student: 100 * self.totals[student] / most for student, most in marked.items() if most > 0}

    @property
    def to_mark(self) -> int:
        """How many answers wait for a person."""
        return sum(score is None for exercise in self.exercises for score in exercise.scores.values())


@dataclass(frozen=True)
class GradedClass:
    """The class: `names` by student id, and its assignments that have something handed in or due."""

    names: dict[str, str]
    assignments: list[Assignment]


def read(course: Course) -> GradedClass:
    """Read the gradebook and the autograded notebooks. Raises CourseError where there is no gradebook."""
    with Book(course) as book, Gradebook(_url(course)) as gradebook:
        names = {student.id: _full_name(student) for student in gradebook.students}
        rows = [row for row in book.assignments() if row.notebooks]
        return GradedClass(names, [_assignment(course, book, gradebook, row, set(names)) for row in rows])


def _url(course: Course) -> str:
    """A relative path of a database is meant from the course folder."""
    url = str(course.directory.db_url)
    path = url.removeprefix("sqlite:///")
    return url if path == url else f"sqlite:///{course.root / path}"


def _full_name(student: Any) -> str:
    return " ".join(filter(None, (student.first_name, student.last_name))) or str(student.id)


def _assignment(course: Course, book: Book, gradebook: Gradebook, row: AssignmentRow, students: set[str]) -> Assignment:
    scores = book.scores(row.name)
    places = {place.student for place in find(course.directory, row.name)}
    points = {
        (notebook.name, cell.name): cell.max_score
        for notebook in row.notebooks
        for cell in [*notebook.grade_cells, *notebook.task_cells]
        if cell.max_score
    }
    several = len(row.notebooks) > 1
    exercises = [
        Exercise(
            f"{book_name}/{_short(name)}" if several else _short(name),
            most,
            {one.student: one.exercises[book_name, name] for one in scores if (book_name, name) in one.exercises},
        )
        for (book_name, name), most in points.items()
    ]
    graded = {one.student for one in scores}
    return Assignment(
        name=row.name,
        points=sum(points.values()),
        totals={one.student: one.score - (one.penalty or 0.0) for one in scores},
        exercises=exercises,
        mistakes=_mistakes(course, row.name, graded, examples.mistakes(book.session, row.name)),
        late={
            submission.student_id: timedelta(seconds=submission.total_seconds_late)
            for submission in gradebook.assignment_submissions(row.name)
            if submission.total_seconds_late > 0
        },
        missing=sorted(students - places - graded),
        ungraded=sorted(places - graded),
        pages=dict(_pages(course, row.name, graded)),
    )


def _pages(course: Course, assignment: str, students: Iterable[str]) -> Iterator[tuple[str, Path]]:
    """The page that sums a submission up, or else the notebook's."""
    for student in students:
        folder = course.directory.format_path(course.directory.feedback_directory, student, assignment)
        found = sorted(Path(folder).glob("*.html"), key=lambda path: (path.name != "index.html", path.name))
        if found:
            yield student, found[0]


def _mistakes(
    course: Course, assignment: str, students: Iterable[str], searched: Mapping[str, Mapping[tuple[str, str], str]]
) -> list[Mistake]:
    """Those that the tests named, or else the search for an example, the most frequent first."""
    found: dict[str, Mistake] = {}
    for student in sorted(students):
        folder = course.directory.format_path(course.directory.autograded_directory, student, assignment)
        for path in sorted(Path(folder).glob("*.ipynb")):
            for exercise, key, sentence in _named(path, searched.get(student, {})):
                mistake = found.setdefault(key, Mistake(key, sentence, {}))
                exercises = mistake.students.setdefault(student, [])
                if exercise not in exercises:
                    exercises.append(exercise)
    return sorted(found.values(), key=lambda mistake: (-len(mistake.students), mistake.key))


def _named(path: Path, searched: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str, str]]:
    """(exercise, key, sentence) of each mistake that a test named: in its errors, not in what the student printed.

    searched: by notebook and grade_id, the key that stands where the test has named none.
    """
    try:
        notebook = msgspec.json.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return
    for cell in notebook.get("cells", []):
        marks = cell.get("metadata", {}).get("nbgrader", {})
        if not marks.get("grade") or marks.get("solution"):
            continue
        grade_id = marks.get("grade_id", "")
        found = searched.get((path.stem, grade_id), "")
        by_search = [(found, MISTAKES[found])] if found in MISTAKES else []
        for key, sentence in list(mistakes(cell)) or by_search:
            yield _short(grade_id), key, sentence


def _short(name: str) -> str:
    return printable(name.removeprefix("test_"))
