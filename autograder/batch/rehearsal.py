"""The instructor's own solution, run once through the engine before a class is graded.

A test that it fails is told by name, and nothing is marked with it: a person marks that exercise. Of the others it is
noted what kind of value they end with, which is then asked of every submission. What came out is kept in the gradebook
until the assignment, its files, the settings, the grader or the installed packages change.
"""

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path

import msgspec
import nbformat

from autograder.batch import pool
from autograder.batch.crew import Crew
from autograder.batch.events import Event
from autograder.batch.task import Task
from autograder.coursedir.assignment import Assignment, NotebookSource, encode
from autograder.coursedir.gradebook import Book
from autograder.coursedir.grading import Grading
from autograder.coursedir.settings import Course
from autograder.faults import Reason
from autograder.notebook.marks import grade_id_of, is_test
from autograder.records import NotebookRecord, Record, ValueKind
from autograder.seeding import derived
from course.helpers.language import N_

STOPPED = ("TimeoutError", "DeadKernelError")  # by the machine perhaps, not by the test
MISSING = ("ImportError", "ModuleNotFoundError")


@dataclass(frozen=True)
class Outcome:
    """What the solution came to, by notebook and grade_id.

    `gives`: the kind of value that a test ends with. `failing`: why the solution fails a test. `trouble`: why it could
    not be run at all. `lasting`: whether another run would say the same.
    """

    gives: dict[str, dict[str, ValueKind]] = field(default_factory=dict)
    failing: dict[str, dict[str, Reason]] = field(default_factory=dict)
    trouble: Reason | None = None
    lasting: bool = True

    def told(self, assignment: str) -> Iterator[tuple[str, str, Reason]]:
        """(assignment, grade_id, why) for each test that marks nobody; grade_id is "" where nothing could be run."""
        if self.trouble:
            yield assignment, "", self.trouble
        for failing in self.failing.values():
            yield from ((assignment, grade_id, reason) for grade_id, reason in failing.items())


def rehearse(
    course: Course,
    book: Book,
    crew: Crew,
    assignments: Iterable[Assignment],
    again: bool,
    tell: Callable[[Event], None],
) -> Iterator[tuple[Assignment, Outcome]]:
    """Each of `assignments`, in order, with what its solutions come to. What is noted counts until something changes.

    All begin at once. Each is yielded as soon as it and those before it are done. `again`: run those once more that
    failed: the reason may be one that no fingerprint shows.
    """
    encoded = msgspec.msgpack.encode(course.grading.values())
    found: dict[str, Outcome] = {}
    going: dict[str, tuple[str, Future[bytes]]] = {}
    begun = list(assignments)
    for assignment in begun:
        if (solved := task(assignment, derived(book.secret, assignment.name))) is None:
            continue
        print_ = fingerprint(assignment, course.grading)
        noted = book.rehearsed(assignment.name, print_)
        before = msgspec.json.decode(noted, type=Outcome) if noted is not None else None
        if before is not None and not (again and any(before.told(assignment.name))):
            found[assignment.name] = before
            continue
        tell(Event("rehearsing", assignment.name))
        timeout = pool.patience(course.grading.notebook_timeout, len(solved.notebooks))
        message = msgspec.msgpack.encode(solved)
        future = crew.grade(encoded, encode(_open_to_any_value(assignment)), message, timeout)
        going[assignment.name] = print_, future
    for _other in range(crew.width - len(going)) if going else ():
        crew.start(encoded)  # meanwhile, for what comes next
    for assignment in begun:
        if assignment.name in going:
            print_, future = going[assignment.name]
            found[assignment.name] = result = outcome(assignment, pool.record(future))
            if result.lasting:
                book.note_rehearsal(assignment.name, print_, msgspec.json.encode(result).decode())
        yield assignment, found.get(assignment.name, Outcome())


def _open_to_any_value(assignment: Assignment) -> Assignment:
    """The solution may end a test with whatever it likes: that is what is to be found out."""
    tests = {name: [cell.grade_id for cell in source.cells] for name, source in assignment.notebooks.items()}
    return heeded(assignment, Outcome({name: dict.fromkeys(grade_ids, "other") for name, grade_ids in tests.items()}))


def task(assignment: Assignment, seed: int) -> Task | None:
    """The solutions as a submission; None where no source with solutions is at hand."""
    at_hand = {name: source.plan.encode() for name, source in assignment.notebooks.items() if _is_solved(source)}
    return Task("", at_hand, assignment.files, seed) if at_hand else None


def _is_solved(source: NotebookSource) -> bool:
    """Whether any exercise in it is more than what the students were given."""
    if source.reading.open_names:
        return False
    given = {cell.grade_id: cell.source.strip() for cell in source.cells if cell.solution and cell.cell_type == "code"}
    cells = nbformat.reads(source.plan, as_version=4).cells
    return any(
        cell.source.strip() != given.get(grade_id_of(cell) or "", cell.source.strip())
        or source.reading.solution in cell.source
        for cell in cells
        if cell.cell_type == "code"
    )


def fingerprint(assignment: Assignment, grading: Grading) -> str:
    """It changes with whatever the outcome depends on."""
    folders = {name for path in sys.path if Path(path).is_dir() for name in Path(path).glob("*.dist-info")}
    packages = sorted(folder.name for folder in folders)
    rest = [version("gradient-course"), grading.deciding(), packages]
    return hashlib.sha256(encode(assignment) + msgspec.json.encode(rest)).hexdigest()


def outcome(assignment: Assignment, record: Record) -> Outcome:
    """Read what came back for `task`."""
    if record.ungraded:
        return Outcome(trouble=record.ungraded, lasting=False)
    found = Outcome()
    for notebook in record.notebooks:
        if notebook.problem:
            return Outcome(trouble=notebook.problem)
        failing = _failing(assignment.notebooks[notebook.name], notebook)
        if failing:
            found.failing[notebook.name] = {grade_id: _reason(*error) for grade_id, error in failing.items()}
        found.gives[notebook.name] = {
            grade_id: gave
            for grade_id, gave in notebook.gave.items()
            if grade_id not in failing and (gave == "number" or gave == "other")
        }
        if any(name in STOPPED for name, *_rest in failing.values()):
            found = replace(found, lasting=False)
    return found


def _failing(source: NotebookSource, record: NotebookRecord) -> dict[str, tuple[str, str, str]]:
    """(name, text, the test's line) of the error of each test that gives the solution no points though it has some."""
    points = {cell.grade_id: cell.points for cell in source.cells}
    cells = {grade_id_of(cell): cell for cell in nbformat.reads(record.text, as_version=4).cells if is_test(cell)}
    found = {}
    for grade_id, gave in record.gave.items():
        if gave in ("error", "no score", "no setup"):
            errors = [one for one in cells[grade_id].outputs if one.output_type == "error"] if grade_id in cells else []
            found[grade_id] = _told_by(errors[-1], grade_id) if errors else ("", "", "")
        elif gave == "number" and points.get(grade_id) and not record.scores[grade_id]:
            found[grade_id] = ("", "", "")
    return found


def _told_by(error: nbformat.NotebookNode, grade_id: str) -> tuple[str, str, str]:
    begin = f"<{grade_id}> line "
    lines = [line.partition(":")[2].strip() for line in error.traceback if line.startswith(begin)]
    return error.ename, error.evalue, lines[-1][:100] if lines else ""


def _reason(name: str, text: str, tests_line: str) -> Reason:
    line = text.strip().partition("\n")[0] or tests_line
    if name in STOPPED:
        limits = "c.Grading.cell_timeout, c.Grading.notebook_timeout, c.Grading.memory"
        return Reason(N_("{error} These settings are the limits: {limits}"), {"error": line, "limits": limits})
    if name in MISSING:
        return Reason(N_("a package is missing: {error}"), {"error": line})
    if not name:
        return Reason(N_("it gives no points"))
    return Reason("{error}", {"error": f"{name}: {line}" if line else name})


def heeded(assignment: Assignment, found: Outcome) -> Assignment:
    """The assignment as the class is graded by it."""
    notebooks = {
        name: replace(source, gives=found.gives.get(name, {}), failing=frozenset(found.failing.get(name, {})))
        for name, source in assignment.notebooks.items()
    }
    return replace(assignment, notebooks=notebooks)
