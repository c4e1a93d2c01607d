"""nbgrader's own `autograde` with the engine under it: `nbgrader_config.py` names the three preprocessors in here.

They do for one notebook what `autograder grade` does for a class, and come to the same marks.
"""

import atexit
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute as StockExecute
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.preprocessors import SaveAutoGrades as StockSaveAutoGrades
from traitlets import Bool
from traitlets.config import Config

from autograder.batch import crew
from autograder.batch.events import failing_line
from autograder.batch.rehearsal import Outcome, fingerprint, heeded, rehearse
from autograder.batch.worker import lay_out, plan_of, solutions_of
from autograder.coursedir import answered, own_tables
from autograder.coursedir.assignment import Assignment, read_assignment
from autograder.coursedir.gradebook import Book
from autograder.coursedir.grading import Grading
from autograder.coursedir.restore import restore
from autograder.coursedir.settings import Course
from autograder.coursedir.submission import Place, check
from autograder.engine.job import Job, tops
from autograder.faults import Reason, Refused
from autograder.notebook import forbid_review, helper_review
from autograder.notebook.answered import digests
from autograder.notebook.handed_in import bounded
from autograder.notebook.sanitize import make_harmless
from autograder.records import LEFT
from autograder.sandbox.leftovers import temporary
from autograder.seeding import derived

if TYPE_CHECKING:
    from autograder.engine.engine import Engine


@dataclass(frozen=True)
class _Opened:
    """The course and its gradebook, and the assignment as both have it."""

    course: Course
    book: Book
    assignment: Assignment


class Restore(NbGraderPreprocessor):
    """Puts the instructor's cells back, as `autograder grade` does: also where their metadata is lost.

    It stands before nbgrader's OverwriteCells, which then finds everything in its place. What it mends is logged.

    Raises Refused where most of the assignment is not in the notebook, or it takes too long: nbgrader then lists the
    submission as failed.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        with _opened(self.config, Grading(config=self.config), place["assignment"]) as opened:
            assignment = opened.assignment
        for remark in bounded(restore, nb, assignment.notebooks[place["notebook"]], assignment):
            self.log.warning("%s, %s: %s", place["assignment"], place["student"], remark)
        return nb, resources


class Execute(StockExecute):
    """Runs a submission's cells behind walls and its test cells outside them.

    Reads `c.Grading`, and of nbgrader's own `c.Execute` (whose place and name it takes) the timeout. Where the
    instructor's source notebook is at hand it says what runs where; else the gradebook's cells.

    The instructor's own solution runs first. A test that it fails is named in the log, and SaveAutoGrades leaves it
    to a person.

    Whatever it raises is no mark: nbgrader lists the submission as failed and leaves its score as it was. It raises
    MissingWalls or Ungraded for a fault of the grader's own, NoSuchKernel or ValueError where the notebook's kernel is
    not there or not Python.
    """

    sandbox = Bool(True, help="Refuse to run where a wall is missing; False runs students' code unprotected.").tag(
        config=True
    )

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, km: object = None
    ) -> tuple[NotebookNode, ResourcesDict]:
        _demand_python(nb)
        grading = Grading(config=self.config, sandbox=self.sandbox)
        place = resources["nbgrader"]
        folder, notebook = Path(resources["metadata"]["path"]), place["notebook"]
        with _opened(self.config, grading, place["assignment"]) as opened:
            assignment = self._rehearsed(opened)
            secret = opened.book.secret
        # What a student handed in has no say in what the judge runs: that comes from the gradebook and the source.
        plan = plan_of(assignment.notebooks[notebook])
        digest = _digest(opened, place["student"], nb)
        seed = derived(derived(secret, assignment.name, digest), notebook)  # as `autograder grade` has it
        for review in (forbid_review, helper_review):
            for remark in review.remarks(nb, plan, _modules(folder), assignment.files):
                self.log.warning("%s, %s: %s", assignment.name, place["student"], remark)
        place[ANSWERS], place[DIGEST] = digests(nb), digest
        engine = _engine(tuple(sorted((name, _frozen(value)) for name, value in grading.values().items())))
        with temporary("judge-") as desk:
            files = lay_out(assignment.files, desk)
            modules = tops(assignment.files)
            done = engine.execute(Job(nb, plan, seed, folder, files, modules, solutions=solutions_of(assignment)))
        make_harmless(done.notebook)
        failing = assignment.notebooks[notebook].failing
        left = {name: verdict.missed for name, verdict in done.verdicts.items() if verdict.gave == "no setup"}
        for grade_id in left.keys() - failing:
            remark = Reason(LEFT, {"grade_id": grade_id, "error": left[grade_id]})
            self.log.error("%s, %s: %s", assignment.name, place["student"], remark)
        place[UNMARKED] = failing | left.keys()
        return done.notebook, resources

    def _rehearsed(self, opened: _Opened) -> Assignment:
        """The assignment with what its own solution comes to, which runs once and is noted in the gradebook."""
        course, assignment = opened.course, opened.assignment
        print_ = fingerprint(assignment, course.grading)
        if print_ not in _outcomes:
            with crew.here(1) as alone:
                tell = lambda event: self.log.info("Running the instructor's own solution of %s", event.assignment)  # noqa: E731
                ((_same, _outcomes[print_]),) = rehearse(
                    course, opened.book, alone, [assignment], again=False, tell=tell
                )
            for failing in _outcomes[print_].told(assignment.name):
                self.log.error("%s", failing_line(*failing))
        return heeded(assignment, _outcomes[print_])


class SaveAutoGrades(StockSaveAutoGrades):
    """nbgrader's own, without an automatic score for a test that the instructor's own solution fails.

    A mark that a person has given asks for a new look only where the answer has changed.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        notebook, now = place["notebook"], place.get(ANSWERS, {})
        with Gradebook(place["db_url"]) as gradebook:
            own_tables.create(gradebook.engine)
            submission = gradebook.find_submission(place["assignment"], place["student"]).id
            noted = answered.noted(gradebook.db, [submission]).get(submission, {})
            answered.note(gradebook.db, {submission: {**noted, notebook: now}})
            if DIGEST in place:
                own_tables.note_marked(gradebook.db, {submission: place[DIGEST]})
            gradebook.db.commit()
        last = noted.get(notebook, {})
        self._same = {grade_id for grade_id in now if last.get(grade_id) == now[grade_id]}
        return super().preprocess(nb, resources)

    def _add_score(self, cell: NotebookNode, resources: ResourcesDict) -> None:
        grade_id, place = cell.metadata.nbgrader.grade_id, resources["nbgrader"]
        grade = self.gradebook.find_grade(grade_id, place["notebook"], place["assignment"], place["student"])
        asked = grade.needs_manual_grade
        super()._add_score(cell, resources)
        grade.needs_manual_grade = asked
        if grade_id in place.get(UNMARKED, ()):
            grade.auto_score = None
        grade.needs_manual_grade = answered.needs_a_person(grade, grade_id in self._same)
        self.gradebook.db.commit()


DIGEST = "digest"  # in nbgrader's resources: that of the submission
ANSWERS = "answers"  # in nbgrader's resources: a digest of each answer, by grade_id
UNMARKED = "unmarked"  # in nbgrader's resources: grade_ids of the tests that are left to a person
_outcomes: dict[str, Outcome] = {}  # by fingerprint, for as long as nbgrader's process lives


@contextmanager
def _opened(config: Config, grading: Grading, name: str) -> Iterator[_Opened]:
    directory = CourseDirectory(config=config)
    course = Course(directory, Autograde(coursedir=directory, config=config), grading, config)
    with Book(course) as book:
        row = next(row for row in book.assignments() if row.name == name)  # nbgrader has looked for it before
        yield _Opened(course, book, read_assignment(course, row))


def _digest(opened: _Opened, student: str, nb: NotebookNode) -> str:
    """Of the submission as it was handed in; where it is not there any more, of the notebook's cells."""
    directory, assignment = opened.course.directory, opened.assignment
    folder = Path(directory.format_path(directory.submitted_directory, student, assignment.name))
    try:
        place = Place(student, folder, folder)
        return check(opened.course, place, assignment.outlines, assignment.handed_out).digest
    except Refused:
        return hashlib.sha256("\0".join(cell.source for cell in nb.cells).encode()).hexdigest()


def _modules(folder: Path) -> dict[str, bytes]:
    """The Python modules beside the notebook, by their names in the folder."""
    found = [path for path in folder.rglob("*.py") if path.is_file() and not path.is_symlink()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _demand_python(nb: NotebookNode) -> None:
    name = nb.metadata.get("kernelspec", {}).get("name", NATIVE_KERNEL_NAME)
    if name == "python":  # as jupyter_client's KernelManager has it
        name = NATIVE_KERNEL_NAME
    language = KernelSpecManager().get_kernel_spec(name).language
    if language != "python":
        raise ValueError(f"the notebook's kernel {name!r} speaks {language}, not Python")


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def _engine(settings: tuple[tuple[str, Any], ...]) -> "Engine":
    """One engine for all submissions with these settings, for as long as nbgrader's process lives."""
    # It takes a second to import. `autograder grade` reads these classes too, and runs its engines elsewhere.
    from autograder.engine.engine import Engine

    engine = Engine(Grading(**{name: list(v) if isinstance(v, tuple) else v for name, v in settings}))
    atexit.register(engine.close)
    return engine
