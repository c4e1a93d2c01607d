"""The one writer: records become rows of nbgrader's gradebook, whole submissions at a time.

What a submission was graded from is noted in a table of our own, in the same transaction as its grades: it counts as
graded only where both are there. nbgrader's tables are as nbgrader would leave them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
import sqlalchemy as sa
from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    GradeCell,
    SolutionCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
    new_uuid,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.orm import Session, selectinload

from autograder.coursedir import answered, examples
from autograder.coursedir.own_tables import GRADED, note_marked
from autograder.faults import Reason
from autograder.records import NotebookRecord, Record


@dataclass
class Entry:
    """A submission to write. `publish` lays its files in place, when its rows are ready to be committed.

    `digest`: see `coursedir.submission`. The rest is filled in by writing. `changes`: old and new automatic score by
    (notebook, grade_id), where it had been graded before.
    """

    student: str
    timestamp: datetime | None
    record: Record
    fingerprint: str
    remarks: list[Reason]
    publish: Callable[[], None]
    digest: str = ""
    score: float = 0.0
    old_score: float | None = None
    max_score: float = 0.0
    changes: dict[tuple[str, str], tuple[float | None, float | None]] = field(default_factory=dict)


class Writer:
    """Writes into the gradebook that `session` is open on. `penalties`: the course's late penalties, if it has any."""

    def __init__(self, session: Session, penalties: AssignLatePenalties | None) -> None:
        self._session, self._penalties = session, penalties

    def write(self, assignment: str, entries: list[Entry]) -> list[Exception | None]:
        """Write `entries`, each whole or not at all; for each what went wrong, or None.

        They share a transaction. Where that fails, each gets a transaction of its own.
        """
        try:
            self._transaction(assignment, entries)
        except Exception as error:
            if len(entries) > 1:
                return [self.write(assignment, [entry])[0] for entry in entries]
            return [error]
        return [None] * len(entries)

    def _transaction(self, assignment: str, entries: list[Entry]) -> None:
        session = self._session
        try:
            row = session.scalars(sa.select(Assignment).where(Assignment.name == assignment)).one()
            known = self._submissions(row, [entry.student for entry in entries])
            # From here until the end neither the old files nor the new ones go with the old fingerprint.
            ids = [submission.id for submission in known.values()]
            if ids:
                session.execute(GRADED.update().where(GRADED.c.submission_id.in_(ids)).values(fingerprint=""))
                session.commit()
                known = self._submissions(row, [entry.student for entry in entries])
            before = answered.noted(session, ids)
            with session.no_autoflush:  # one flush for all
                self._add_students([entry.student for entry in entries])
                noted = [self._fill(row, known.get(entry.student), entry, before) for entry in entries]
                session.flush()
            session.execute(
                GRADED.delete().where(GRADED.c.submission_id.in_([note["submission_id"] for note in noted]))
            )
            session.execute(GRADED.insert(), noted)
            by_id = {note["submission_id"]: entry for note, entry in zip(noted, entries, strict=True)}
            note_marked(session, {id: entry.digest for id, entry in by_id.items()})
            examples.forget(session, list(by_id))
            answered.note(session, {id: _answers(entry) for id, entry in by_id.items()})
            for entry in entries:
                entry.publish()
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.expunge_all()  # memory stays flat

    def _submissions(self, row: Assignment, students: list[str]) -> dict[str, SubmittedAssignment]:
        notebooks = selectinload(SubmittedAssignment.notebooks)
        grades = (Grade.cell_id, Grade.auto_score, Grade.manual_score, Grade.extra_credit, Grade.needs_manual_grade)
        found = self._session.scalars(
            sa.select(SubmittedAssignment)
            .where(SubmittedAssignment.assignment_id == row.id, SubmittedAssignment.student_id.in_(students))
            .options(
                notebooks.selectinload(SubmittedNotebook.grades).load_only(*grades),
                notebooks.selectinload(SubmittedNotebook.comments).load_only(Comment.cell_id, Comment.auto_comment),
            )
            .execution_options(populate_existing=True)
        )
        return {submission.student_id: submission for submission in found}

    def _add_students(self, students: list[str]) -> None:
        known = set(self._session.scalars(sa.select(Student.id).where(Student.id.in_(students))))
        self._session.add_all(Student(id=student) for student in students if student not in known)

    def _fill(
        self,
        row: Assignment,
        submission: SubmittedAssignment | None,
        entry: Entry,
        before: Mapping[str, answered.Noted],
    ) -> dict[str, str]:
        """Set the rows of a submission and what `entry` tells of it; returns our own row.

        `before`: the answers that were graded last, by the submission's id.
        """
        if submission is None:
            submission = SubmittedAssignment(id=new_uuid(), student_id=entry.student)
            self._session.add(submission)
            submission.assignment = row
        if entry.timestamp is not None:
            submission.timestamp = entry.timestamp
        records = {record.name: record for record in entry.record.notebooks}
        graded = [grade for notebook in submission.notebooks for grade in notebook.grades]
        again = any(grade.auto_score is not None for grade in graded)
        entry.old_score = sum(map(_score, graded)) if again else None
        entry.changes, entry.score, entry.max_score = {}, 0.0, 0.0
        for notebook in row.notebooks:
            submitted = next((known for known in submission.notebooks if known.notebook_id == notebook.id), None)
            if submitted is None:
                submitted = SubmittedNotebook(notebook_id=notebook.id)
                submission.notebooks.append(submitted)
            cells = {cell.id: cell for cell in notebook._base_cells}
            _add_rows(submitted, cells)
            old = {grade.cell_id: grade.auto_score for grade in submitted.grades}
            last = before.get(submission.id, {}).get(notebook.name, {})
            _fill_notebook(submitted, cells, records.get(notebook.name), last)
            for grade in submitted.grades:
                if again and old[grade.cell_id] != grade.auto_score:
                    exercise = (notebook.name, cells[grade.cell_id].name)
                    entry.changes[exercise] = (old[grade.cell_id], grade.auto_score)
            entry.score += sum(map(_score, submitted.grades))
            entry.max_score += sum(cell.max_score for cell in cells.values() if isinstance(cell, GradeCell | TaskCell))
            submitted.late_submission_penalty = None
            if notebook.name in records:
                self._penalize(submission, submitted, entry.student)
        remarks = msgspec.json.encode(entry.remarks).decode()
        return {"submission_id": submission.id, "fingerprint": entry.fingerprint, "remarks": remarks}

    def _penalize(self, submission: SubmittedAssignment, notebook: SubmittedNotebook, student: str) -> None:
        if self._penalties is None or submission.total_seconds_late <= 0:
            return
        score = sum(map(_score, notebook.grades))
        plugin = self._penalties.plugin_inst
        penalty = plugin.late_submission_penalty(student, score, submission.total_seconds_late)
        if penalty is not None:
            notebook.late_submission_penalty = min(max(penalty, 0), score)


def _add_rows(submitted: SubmittedNotebook, cells: dict[str, BaseCell]) -> None:
    """What nbgrader's `add_submission` adds, where it is not there: a grade or comment for each of the cells."""
    grades = {grade.cell_id for grade in submitted.grades}
    comments = {comment.cell_id for comment in submitted.comments}
    for cell in cells.values():
        if isinstance(cell, (GradeCell, TaskCell)) and cell.id not in grades:
            submitted.grades.append(Grade(cell_id=cell.id))
        if isinstance(cell, (SolutionCell, TaskCell)) and cell.id not in comments:
            submitted.comments.append(Comment(cell_id=cell.id))


def _answers(entry: Entry) -> answered.Noted:
    return {record.name: record.answers for record in entry.record.notebooks}


def _fill_notebook(
    submitted: SubmittedNotebook, cells: dict[str, BaseCell], record: NotebookRecord | None, last: Mapping[str, str]
) -> None:
    """Set the automatic scores and comments, and touch nothing that a person wrote. `last`: the answers before."""
    for grade in submitted.grades:
        cell = cells[grade.cell_id]
        if record is None:  # not handed in
            grade.auto_score, grade.needs_manual_grade = 0.0, False
        else:
            # A cell that was deleted, or a notebook that cannot be read, is for a person to mark.
            grade.auto_score = record.scores.get(cell.name)
            same = cell.name in last and last[cell.name] == record.answers.get(cell.name)
            grade.needs_manual_grade = answered.needs_a_person(grade, same)
    for comment in submitted.comments:
        if record is not None:
            comment.auto_comment = record.comments.get(cells[comment.cell_id].name)


def _score(grade: Grade) -> float:
    """nbgrader's `Grade.score`, of a row that is not yet in the database."""
    given = grade.auto_score if grade.manual_score is None else grade.manual_score
    return 0.0 if given is None else given + (grade.extra_credit or 0.0)
