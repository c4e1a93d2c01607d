"""The answers of a class to one question, in an order of chance, and the marks that nbgrader's gradebook has for them.

A mark is written as formgrader writes it: the manual score of the grade, the manual comment, and nothing else.
"""

import hashlib
import json
import random
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import nbformat
import sqlalchemy as sa
from nbformat import NotebookNode
from nbgrader.api import Assignment, BaseCell, Comment, Grade, Notebook, SubmittedAssignment, SubmittedNotebook

from autograder.coursedir.assignment import read_assignment
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import load_course
from autograder.faults import CourseError, Fault
from autograder.marking.question import answer_to, find
from autograder.messages import _
from autograder.seeding import derived


@dataclass(frozen=True)
class Answer:
    """One student's answer and its mark. `digest` tells another answer or mark. `changed`: since it was marked."""

    student: str
    cells: list[NotebookNode]
    digest: str
    score: float | None
    comment: str
    changed: bool


class NotAsShown(Exception):
    """The answer or its mark is not any more what a person had before them."""


@dataclass(frozen=True)
class _Place:
    student: str
    grade: str
    path: Path


class Answers:
    """The answers to `question` by number, from 0. Raises CourseError where there is none to mark."""

    def __init__(self, course: Path, assignment: str, name: str) -> None:
        loaded = load_course(course)
        with ExitStack() as stack:
            self.book = stack.enter_context(Book(loaded))
            rows = {row.name: row for row in self.book.assignments()}
            if assignment not in rows:
                values = {"name": assignment, "known": ", ".join(rows)}
                problem = _("the gradebook knows no assignment {name}, only {known}", **values)
                raise CourseError([Fault(course, None, problem, _("build it, or mend the name"))])
            self.question = find(read_assignment(loaded, rows[assignment]), name, loaded.config, course)
            folder = lambda student: loaded.directory.format_path(  # noqa: E731
                loaded.directory.autograded_directory, student, assignment
            )
            self._places = [
                place
                for student, grade in sorted(self._given())
                if (
                    place := _Place(student, grade, Path(folder(student), f"{self.question.notebook}.ipynb"))
                ).path.is_file()
            ]
            if not self._places:
                problem = _("there is no answer to {name} to mark", name=name)
                raise CourseError([Fault(course, None, problem, _("run autograder grade first"))])
            stack.pop_all()  # it stays open
        random.Random(derived(self.book.secret, assignment, name)).shuffle(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def read(self, number: int) -> Answer:
        self.book.session.rollback()  # formgrader may have written since
        return self._answer(self._places[number])

    def _answer(self, place: _Place) -> Answer:
        grade, comment = self._rows(place)
        cells = answer_to(self.question, nbformat.read(place.path, as_version=4).cells)
        text = (comment.manual_comment if comment is not None else None) or ""
        shown = [(cell.source, cell.get("outputs"), cell.get("attachments")) for cell in cells]
        told = json.dumps([shown, grade.manual_score, text])
        return Answer(
            student=place.student,
            cells=cells,
            digest=hashlib.sha256(told.encode()).hexdigest(),
            score=grade.manual_score,
            comment=text,
            changed=grade.manual_score is not None and bool(grade.needs_manual_grade),
        )

    def mark(self, number: int, score: float | None, comment: str, digest: str) -> str:
        """Write the mark of the answer that was shown with `digest`; its new digest.

        Without a score the answer waits for one. Raises NotAsShown where somebody else has changed it since.
        """
        place, session = self._places[number], self.book.session
        session.rollback()
        # A write first: nobody else can write between this look at the row and our mark.
        mine = sa.update(Grade).where(Grade.id == place.grade).values(id=Grade.id)
        session.execute(mine, execution_options={"synchronize_session": False})
        if self._answer(place).digest != digest:
            session.rollback()
            raise NotAsShown
        grade, row = self._rows(place)
        if score is not None or grade.manual_score is not None:
            grade.manual_score = score
            grade.needs_manual_grade = score is None and grade.auto_score is None
        if row is not None:
            row.manual_comment = comment or None
        session.flush()
        session.expire_all()
        new = self._answer(place).digest  # before anybody else can write
        session.commit()
        return new

    def waiting(self) -> list[int]:
        """The numbers of the answers that are not marked yet."""
        self.book.session.rollback()
        asked = set(self.book.session.scalars(self._grades(Grade.id).where(Grade.needs_manual_grade)))
        return [number for number, place in enumerate(self._places) if place.grade in asked]

    def comments(self, most: int) -> list[str]:
        """The lines that were written most often about this question."""
        texts = self.book.session.scalars(
            sa.select(Comment.manual_comment)
            .join(SubmittedNotebook, SubmittedNotebook.id == Comment.notebook_id)
            .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            .join(Assignment, Assignment.id == Notebook.assignment_id)
            .join(BaseCell, BaseCell.id == Comment.cell_id)
            .where(*self._named(), Comment.manual_comment.is_not(None))
            .order_by(Comment.id)
        )
        lines = Counter(line.strip() for text in texts for line in text.split("\n") if line.strip())
        return [line for line, _count in lines.most_common(most)]

    def _given(self) -> list[tuple[str, str]]:
        """(student, id of the grade) of all answers but those that were left empty, which have no points."""
        asked = sa.or_(Grade.auto_score.is_(None), Grade.needs_manual_grade, Grade.manual_score.is_not(None))
        rows = self.book.session.execute(
            self._grades(SubmittedAssignment.student_id, Grade.id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .where(asked)
        )
        return [(student, grade) for student, grade in rows]

    def _grades(self, *columns: object) -> sa.Select:  # type: ignore[type-arg]
        return (
            sa.select(*columns)  # type: ignore[call-overload]
            .select_from(Grade)
            .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
            .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
            .join(Assignment, Assignment.id == Notebook.assignment_id)
            .join(BaseCell, BaseCell.id == Grade.cell_id)
            .where(*self._named())
        )

    def _named(self) -> tuple[sa.ColumnElement[bool], ...]:
        one = self.question
        return (Assignment.name == one.assignment, Notebook.name == one.notebook, BaseCell.name == one.name)

    def _rows(self, place: _Place) -> tuple[Grade, Comment | None]:
        session = self.book.session
        grade = session.scalars(sa.select(Grade).where(Grade.id == place.grade)).one()
        about = (Comment.notebook_id == grade.notebook_id) & (BaseCell.name == self.question.name)
        comments = sa.select(Comment).join(BaseCell, BaseCell.id == Comment.cell_id).where(about)
        return grade, session.scalars(comments).first()
