"""nbgrader's gradebook: what it knows of assignments, students, submissions and scores."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self

import msgspec
import sqlalchemy as sa
from nbgrader.api import (
    Assignment,
    BaseCell,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy.orm import Session

from autograder.coursedir import database, own_tables
from autograder.coursedir.own_tables import COLLECTED, GRADED, MARKED, REHEARSED
from autograder.coursedir.secret import secret_of
from autograder.coursedir.settings import Course, late_penalties
from autograder.coursedir.writing import Entry, Writer
from autograder.faults import CourseError, Fault, Reason
from autograder.messages import _

BUSY_TIMEOUT = 60_000  # ms to wait for formgrader's writes to a SQLite gradebook


@dataclass(frozen=True)
class Graded:
    """What the gradebook knows of a student's submission.

    `fingerprint` and `digest`, of the submission that was graded, are "" where it was not graded by us.
    """

    fingerprint: str
    remarks: list[Reason]
    extension: timedelta | None
    digest: str = ""


@dataclass(frozen=True)
class StudentScore:
    """A student's scores in an assignment as the gradebook has them. `exercises`: by (notebook, grade_id).

    `score` is before the late `penalty`. An exercise that waits for a person to mark it is None. `changed`: those whose
    answer has changed since a person marked it.
    """

    student: str
    score: float
    max_score: float
    penalty: float
    exercises: dict[tuple[str, str], float | None]
    changed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Enrolled:
    """A student as the gradebook knows them. `lms_id`: what an LMS calls them."""

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms_id: str = ""


class Book:
    """nbgrader's gradebook, opened for grading. Raises CourseError where there is none."""

    def __init__(self, course: Course) -> None:
        self._course, self._place = course, course.root
        penalties = late_penalties(course)
        url = database.address(course.directory)
        if url.get_backend_name() == "sqlite" and url.database:
            # nbgrader works in the course folder, and a relative path is meant from there.
            path = course.root / url.database
            url = url.set(database=str(path))
            self._place = path
            if not path.exists():
                raise CourseError(
                    [
                        Fault(
                            path,
                            None,
                            _("there is no gradebook"),
                            _("run autograder build, or nbgrader generate_assignment"),
                        )
                    ]
                )
        try:
            self._gradebook = Gradebook(url.render_as_string(hide_password=False), course.directory.course_id)
            self._session = self._gradebook.db
            if url.get_backend_name() == "sqlite":
                sa.event.listen(self._gradebook.engine, "connect", _wait_when_busy)
                self._gradebook.engine.dispose()
            own_tables.create(self._gradebook.engine)
            self.secret = secret_of(self._gradebook.engine)
            self._session.execute(sa.select(Assignment.id).limit(1))
        except sa.exc.SQLAlchemyError as error:
            raise CourseError([self.fault(error)]) from error
        self._writer = Writer(self._session, penalties)

    @property
    def session(self) -> Session:
        """The database as nbgrader has it, for what reads and writes more than this class does."""
        return self._session

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        """Close it. What the database refuses or does not answer becomes a CourseError."""
        self.close()
        if isinstance(error, sa.exc.OperationalError):
            raise CourseError([self.fault(error)]) from error

    def fault(self, error: sa.exc.SQLAlchemyError) -> Fault:
        """What to tell of this gradebook where something about it has failed."""
        return database.fault_of(self._place, error)

    def see_that_it_takes_marks(self) -> None:
        """Raises CourseError where nothing can be written."""
        try:
            with self._gradebook.engine.connect() as connection:  # what is changed is nothing, but it is a write
                connection.execute(GRADED.update().where(sa.false()).values(fingerprint=""))
                connection.rollback()
        except sa.exc.SQLAlchemyError as error:
            raise CourseError([self.fault(error)]) from error

    def close(self) -> None:
        """Close the database."""
        self._gradebook.close()

    def assignments(self) -> list[Assignment]:
        """The rows of all assignments, by name."""
        return list(self._session.scalars(sa.select(Assignment).order_by(Assignment.name)))

    def students(self) -> set[str]:
        """The ids of all students whom the gradebook knows."""
        return set(self._session.scalars(sa.select(Student.id)))

    def enrolled(self) -> list[Enrolled]:
        """All students, with what is known of them."""
        columns = (Student.id, Student.first_name, Student.last_name, Student.email, Student.lms_user_id)
        rows = self._session.execute(sa.select(*columns).order_by(Student.id))
        return [Enrolled(*(cell or "" for cell in row)) for row in rows]

    def enrol(self, students: Iterable[Enrolled]) -> None:
        """Note these students, in the place of what was noted of them. What is empty stays as it was."""
        for student in students:
            told = {
                "first_name": student.first,
                "last_name": student.last,
                "email": student.email,
                "lms_user_id": student.lms_id,
            }
            row = self._session.get(Student, student.id) or Student(id=student.id)
            for name, value in told.items():
                if value:
                    setattr(row, name, value)
            self._session.add(row)
        self._session.commit()

    def collected(self, assignment: str) -> dict[str, dict[str, str]]:
        """By student: under which names the files came from an LMS."""
        rows = self._session.execute(sa.select(COLLECTED).where(COLLECTED.c.assignment == assignment))
        return {student: msgspec.json.decode(files) for _assignment, student, files in rows}

    def note_collected(self, assignment: str, files: dict[str, dict[str, str]]) -> None:
        """Note it for these students, in the place of what was noted before."""
        noted = (COLLECTED.c.assignment == assignment) & COLLECTED.c.student.in_(list(files))
        self._session.execute(COLLECTED.delete().where(noted))
        for student, names in files.items():
            row = {"assignment": assignment, "student": student, "files": msgspec.json.encode(names).decode()}
            self._session.execute(COLLECTED.insert(), [row])
        self._session.commit()

    def graded(self, assignment: str) -> dict[str, Graded]:
        """What is known of each student who has a submission of `assignment` in the gradebook."""
        rows = self._session.execute(
            sa.select(SubmittedAssignment.student_id, SubmittedAssignment.extension, MARKED.c.digest, GRADED)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .outerjoin(GRADED, GRADED.c.submission_id == SubmittedAssignment.id)
            .outerjoin(MARKED, MARKED.c.submission_id == SubmittedAssignment.id)
            .where(Assignment.name == assignment)
        )
        return {
            student: Graded(
                fingerprint or "",
                msgspec.json.decode(remarks, type=list[Reason]) if remarks else [],
                extension,
                digest or "",
            )
            for student, extension, digest, _id, fingerprint, remarks in rows
        }

    def rehearsed(self, assignment: str, fingerprint: str) -> str | None:
        """What `note_rehearsal` has noted under this fingerprint."""
        wanted = (Assignment.name == assignment) & (REHEARSED.c.fingerprint == fingerprint)
        noted = sa.select(REHEARSED.c.outcome).join(Assignment, Assignment.id == REHEARSED.c.assignment_id)
        return self._session.scalars(noted.where(wanted)).one_or_none()

    def note_rehearsal(self, assignment: str, fingerprint: str, outcome: str) -> None:
        """Note it in the place of what was noted before."""
        row = self._session.scalars(sa.select(Assignment.id).where(Assignment.name == assignment)).one()
        noted = {"assignment_id": row, "fingerprint": fingerprint, "outcome": outcome}
        try:
            self._session.execute(REHEARSED.delete().where(REHEARSED.c.assignment_id == row))
            self._session.execute(REHEARSED.insert(), [noted])
            self._session.commit()
        except sa.exc.IntegrityError:  # another grader has noted its own at the same moment
            self._session.rollback()

    def write(self, assignment: str, entries: list[Entry]) -> list[Exception | None]:
        """Write `entries`, each whole or not at all; for each what went wrong, or None."""
        return self._writer.write(assignment, entries)

    def scores(self, assignment: str) -> list[StudentScore]:
        """The scores of all who have a graded submission in the gradebook, by student id.

        `nbgrader autograde` leaves the rows of a submission that it could not grade, without a score: it is no zero.
        """
        totals = self._session.execute(
            sa.select(
                SubmittedAssignment.id,
                SubmittedAssignment.student_id,
                SubmittedAssignment.score,
                SubmittedAssignment.max_score,
                SubmittedAssignment.late_submission_penalty,
                GRADED.c.fingerprint,
            )
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .outerjoin(GRADED, GRADED.c.submission_id == SubmittedAssignment.id)
            .where(Assignment.name == assignment)
            .order_by(SubmittedAssignment.student_id)
        ).all()
        exercises: dict[str, dict[tuple[str, str], float | None]] = {row.id: {} for row in totals}
        changed: dict[str, list[tuple[str, str]]] = {row.id: [] for row in totals}
        for submission, notebook, name, score, auto, manual, asked in self._exercises(assignment):
            exercises[submission][notebook, name] = None if auto is None and manual is None else score
            if asked and manual is not None:
                changed[submission].append((notebook, name))
        return [
            StudentScore(row.student_id, row.score, row.max_score, row[4], exercises[row.id], tuple(changed[row.id]))
            for row in totals
            if row.fingerprint is not None
            or any(score is not None for score in exercises[row.id].values())
            or self._has_graded_folder(assignment, row.student_id)
        ]

    def _has_graded_folder(self, assignment: str, student: str) -> bool:
        directory = self._course.directory
        return os.path.isdir(directory.format_path(directory.autograded_directory, student, assignment))

    def _exercises(self, assignment: str) -> Iterable[Any]:
        return self._session.execute(
            sa.select(
                SubmittedNotebook.assignment_id,
                Notebook.name,
                BaseCell.name,
                Grade.score,
                Grade.auto_score,
                Grade.manual_score,
                Grade.needs_manual_grade,
            )
            .select_from(Grade)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .join(Assignment, Assignment.id == Notebook.assignment_id)
            .where(Assignment.name == assignment)
        )


def _wait_when_busy(connection: Any, _record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT}")
