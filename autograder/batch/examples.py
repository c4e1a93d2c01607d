"""A small example for each failed test whose exercise says how its inputs are drawn.

Looked for when the marks are written. Where a run is interrupted, the next one goes on with it.
"""

import ast
import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from datetime import datetime
from pathlib import Path

import msgspec

from autograder.batch import pool
from autograder.batch.crew import Crew
from autograder.batch.events import Event
from autograder.batch.searches import exercise_of
from autograder.batch.task import Task, fingerprints
from autograder.coursedir import examples
from autograder.coursedir.assignment import Assignment, encode
from autograder.coursedir.gradebook import Book
from autograder.coursedir.secret import derived
from autograder.coursedir.settings import Course
from autograder.coursedir.submission import Place, check
from autograder.faults import Refused

INPUTS = Path("course", "answers", "inputs")


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
    inputs = declarations(course.root, assignment)
    failed = _failed(book, assignment, inputs) if inputs else {}
    chosen = [place for place in places if place.student in failed]
    if not chosen:
        return
    tell(Event("searching", assignment.name, total=len(chosen)))
    encoded, settings = encode(assignment), msgspec.msgpack.encode(course.grading.values())
    tasks = _tasks(course, book, assignment, chosen, duedate)
    going: dict[Future[bytes], str] = {}
    while True:
        for student, task in itertools.islice(tasks, max(0, 2 * crew.width - len(going))):
            task.failed, task.inputs = failed[student], inputs
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


def declarations(root: Path, assignment: Assignment) -> dict[str, str]:
    """By notebook, the text that says how the inputs of its exercises are drawn."""
    paths = {name: root / INPUTS / f"{name}.py" for name in assignment.notebooks}
    return {name: path.read_text(encoding="utf-8") for name, path in paths.items() if path.is_file()}


def exercises(source: str) -> frozenset[str]:
    """The exercises that a file of declarations names. It is not run."""
    names = (node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef))
    return frozenset(name for name in names if not name.startswith("_"))


def _failed(book: Book, assignment: Assignment, inputs: dict[str, str]) -> dict[str, dict[str, list[str]]]:
    """By student and notebook, the failed tests for which nobody has looked and whose inputs can be drawn."""
    points = {
        (name, cell.grade_id): cell.points
        for name, text in inputs.items()
        for cell in assignment.notebooks[name].cells
        if cell.points and exercise_of(cell.grade_id) in exercises(text)
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
            one = check(course, place, set(assignment.notebooks), assignment.handed_out)
        except Refused:
            continue
        graded = known[place.student]
        if graded.fingerprint == fingerprint_of(one, graded.extension):
            seed = derived(book.secret, assignment.name, one.digest, "examples")
            yield place.student, Task(one.student, one.notebooks, one.files, seed)
