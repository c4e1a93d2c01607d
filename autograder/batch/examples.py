"""A small example for each failed test whose exercise says how its inputs are drawn.

Looked for when the marks are written. Where a run is interrupted, the next one goes on with it.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime

import msgspec

from autograder.batch import pool
from autograder.batch.crew import Crew
from autograder.batch.events import Event
from autograder.batch.searches import exercise_of
from autograder.batch.task import Task, fingerprints
from autograder.coursedir import examples, inputs
from autograder.coursedir.assignment import Assignment, encode
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import Course
from autograder.coursedir.submission import Place, check
from autograder.faults import Refused
from autograder.seeding import derived


def look(
    course: Course,
    book: Book,
    crew: Crew,
    assignment: Assignment,
    places: Sequence[Place],
    duedate: datetime | None,
    tell: Callable[[Event], None],
) -> Iterator[dict[str, float]]:
    """Look for examples for those who have none yet, and note them. Gives the seconds of each submission, by stage."""
    if not course.grading.examples:
        examples.forget_all(book.session, assignment.name)
        return
    drawn = inputs.declarations(course.root, assignment.notebooks)
    unseen = inputs.unseen(course.root, drawn)
    failed = _failed(book, assignment, drawn) if drawn else {}
    chosen = [place for place in places if place.student in failed]
    if not chosen:
        return
    tell(Event("searching", assignment.name, total=len(chosen)))
    encoded, settings = encode(assignment), msgspec.msgpack.encode(course.grading.values())
    tasks = _tasks(course, book, assignment, chosen, duedate)
    going: dict[Future[bytes], str] = {}
    while True:
        for student, task in itertools.islice(tasks, max(0, 2 * crew.width - len(going))):
            task.failed, task.inputs, task.unseen = failed[student], drawn, unseen
            timeout = pool.patience(course.grading.notebook_timeout, len(task.notebooks))
            going[crew.grade(settings, encoded, msgspec.msgpack.encode(task), timeout)] = student
        if not going:
            return
        for future in wait(going, return_when=FIRST_COMPLETED).done:
            student, record = going.pop(future), pool.record(future)
            if not record.ungraded:
                found = {notebook.name: notebook.examples for notebook in record.notebooks}
                examples.note(book.session, assignment.name, student, found)
                yield record.seconds


def _failed(book: Book, assignment: Assignment, drawn: dict[str, str]) -> dict[str, dict[str, list[str]]]:
    """By student and notebook, the failed tests for which nobody has looked and whose inputs can be drawn."""
    points = {
        (name, cell.grade_id): cell.points
        for name, text in drawn.items()
        for cell in assignment.notebooks[name].cells
        if cell.points and exercise_of(cell.grade_id) in inputs.exercises(text)
    }
    done = examples.searched(book.session, assignment.name)
    found: dict[str, dict[str, list[str]]] = {}
    for score in book.scores(assignment.name):
        for (notebook, grade_id), points_of in points.items():
            got = score.exercises.get((notebook, grade_id))
            if score.student not in done and got is not None and got < points_of:
                found.setdefault(score.student, {}).setdefault(notebook, []).append(grade_id)
    return found


def _tasks(
    course: Course, book: Book, assignment: Assignment, places: Sequence[Place], duedate: datetime | None
) -> Iterator[tuple[str, Task]]:
    """The submissions that are still as they were graded."""
    fingerprint_of, known = fingerprints(course, assignment, duedate), book.graded(assignment.name)
    for place in places:
        try:
            one = check(course, place, assignment.outlines, assignment.handed_out)
        except Refused:
            continue
        graded = known[place.student]
        if graded.fingerprint == fingerprint_of(one, graded.extension):
            seed = derived(book.secret, assignment.name, one.digest, "examples")
            yield place.student, Task(one.student, one.notebooks, one.files, seed)
