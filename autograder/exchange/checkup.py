"""Is a course fit to be graded? What is looked at, one thing after another, with what was found."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from autograder.batch import cluster, rehearsal
from autograder.coursedir.assignment import Assignment, NotebookSource, read_assignment
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import Course, load_course
from autograder.exchange import single
from autograder.exchange.results import Result
from autograder.faults import CourseError
from autograder.messages import _


@dataclass(frozen=True)
class Found:
    """One thing that was looked at. `told`: what there is, or what is wrong and what to do about it."""

    name: str
    well: bool
    told: str


def look(
    course: Path, scheduler: str | None = None, files: cluster.Files | None = None, *, sandbox: bool = True
) -> Iterator[Found]:
    """Look at the configuration, the gradebook, the solutions, the scheduler if one is named, and grade an answer.

    It ends early where what comes next needs what is not there.
    """
    name = _("configuration")
    try:
        loaded = load_course(course)
    except CourseError as error:
        yield Found(name, False, str(error))
        return
    own = course / "nbgrader_config.py"
    yield Found(name, True, str(own) if own.is_file() else _("nbgrader's defaults"))
    name = _("gradebook")
    try:
        assignments = _assignments(loaded)
    except CourseError as error:
        yield Found(name, False, str(error))
        return
    if not assignments:
        yield Found(name, False, _("it knows no assignment; run autograder build, or nbgrader generate_assignment"))
        return
    address = sa.make_url(loaded.directory.db_url).render_as_string(hide_password=True)
    yield Found(name, True, _("{address}: {names}", address=address, names=", ".join(one.name for one in assignments)))
    without = [one.name for one in assignments if rehearsal.task(one, 0) is None]
    at_hand = _("at hand for all assignments")
    lacking = _("not at hand: {names}; keep the course's source folder", names=", ".join(without))
    yield Found(_("solutions"), not without, lacking if without else at_hand)
    if scheduler is not None:
        yield _scheduler(scheduler, files, course)
    solved = [one for one in assignments if one.name not in without]
    if solved:
        yield _known_answer(course, solved[0], sandbox)


def _assignments(course: Course) -> Sequence[Assignment]:
    with Book(course) as book:
        return [read_assignment(course, row) for row in book.assignments() if row.notebooks]


def _scheduler(scheduler: str, files: cluster.Files | None, course: Path) -> Found:
    try:
        with cluster.connected(scheduler, files, course) as client:
            width = cluster.prepare(client, scheduler, "doctor", course)
    except CourseError as error:
        return Found(_("scheduler"), False, str(error))
    return Found(_("scheduler"), True, _("{address} grades {count} at once", address=scheduler, count=width))


def _known_answer(course: Path, assignment: Assignment, sandbox: bool) -> Found:
    """The instructor's own solution is handed in, and has to have all points."""
    name = _("an answer graded")
    notebook = next(iter(assignment.notebooks.values()))
    with tempfile.TemporaryDirectory(prefix="autograder-known-") as folder:
        file = Path(folder, f"{notebook.name}.ipynb")
        file.write_text(notebook.plan, encoding="utf-8")
        try:
            result = single.grade(course, file, assignment.name, sandbox=sandbox)
        except CourseError as error:
            return Found(name, False, str(error))
    if not result.graded:
        return Found(name, False, f"{assignment.name}: {result.reason}")
    lost = list(_lost(result, notebook, several=len(assignment.notebooks) > 1))
    if lost:
        problem = _("the solution of {name} lost points: {exercises}", name=assignment.name, exercises="; ".join(lost))
        return Found(name, False, problem)
    values = {"name": assignment.name, "score": result.score or 0.0}
    return Found(name, True, _("the solution of {name} has all {score:g} points of its tests", **values))


def _lost(result: Result, notebook: NotebookSource, several: bool) -> Iterator[str]:
    """The tests of this notebook that do not give the solution all points, with the reason."""
    tests = {cell.grade_id for cell in notebook.cells if cell.grade and not cell.solution}
    for exercise in result.exercises:
        book, _slash, own = exercise.name.rpartition("/")
        if own in tests and (book == notebook.name or not several) and exercise.score != exercise.max_score:
            reason = exercise.message or next((remark for remark in result.remarks if own in remark), "")
            yield f"{exercise.name}: {reason}" if reason else exercise.name
