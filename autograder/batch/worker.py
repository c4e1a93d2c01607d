"""The worker: a process of its own that grades one submission after another.

It is trusted, and it has no access to the gradebook: all it needs comes with the task, all it found goes back as a
record. Messages are msgpack over a socket pair. `autograder.batch.workers` is the other end.
"""

import contextlib
import secrets
import shutil
import socket
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import msgspec
import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task

from autograder.batch import searches
from autograder.batch.engines import NotStarted
from autograder.batch.framing import receive, send
from autograder.batch.task import Task
from autograder.coursedir.assignment import Assignment, NotebookSource
from autograder.coursedir.grading import Grading
from autograder.coursedir.restore import apply, restore
from autograder.engine.job import Inputs, Job, tops
from autograder.faults import Reason, Refused, Ungraded, own_fault
from autograder.notebook import forbid_review, helper_review
from autograder.notebook.answered import digests
from autograder.notebook.handed_in import bounded, parse
from autograder.notebook.marks import is_test
from autograder.notebook.plan import Plan, Reading
from autograder.notebook.planner import make_plan
from autograder.notebook.sanitize import make_harmless
from autograder.notebook.written import written
from autograder.records import LEFT, Executed, NotebookRecord, Record, ValueKind, Verdict
from autograder.sandbox.leftovers import temporary
from autograder.seeding import derived
from course.helpers.language import N_


class NotebookRunner(Protocol):
    """What runs a notebook. It is made once, before the worker has seen any assignment or submission.

    `seconds`: where the last notebook's time went, by stage.
    """

    seconds: dict[str, float]

    def execute(self, job: Job) -> Executed: ...


def serve(make_engine: Callable[[Grading], NotebookRunner], descriptor: int, place: str) -> None:
    """The worker's life: grade what comes over the socket `descriptor`, in the folder `place`, until it is closed."""
    tempfile.tempdir = place  # whoever asked for this worker removes it, however this process ends
    folder = Path(place)
    connection = socket.socket(fileno=descriptor)
    # Settings first, then the engine, and only then anything secret.
    grading = Grading(**msgspec.msgpack.decode(receive(connection)))
    try:
        engine = make_engine(grading)
    except NotStarted as trouble:
        send(connection, str(trouble).encode())
        return
    except Exception as error:
        send(connection, f"{type(error).__name__}: {error}".encode())
        return
    send(connection, b"")
    assignment, judge_files, solutions = None, None, {}
    with contextlib.suppress(EOFError):
        while True:
            kind, payload = (message := receive(connection))[:1], message[1:]
            if kind == b"A":
                assignment = msgspec.msgpack.decode(payload, type=Assignment)
                solutions = solutions_of(assignment)
                shutil.rmtree(folder / "judge", ignore_errors=True)
                judge_files = lay_out(assignment.files, folder / "judge")
            else:
                assert assignment is not None
                task = msgspec.msgpack.decode(payload, type=Task)
                record = grade_task(engine, assignment, task, judge_files, folder, solutions)
                send(connection, msgspec.msgpack.encode(record))


def solutions_of(assignment: Assignment) -> dict[str, str]:
    """The instructor's notebooks, JSON by name, whose source is at hand: tests find solutions in no others."""
    return {name: source.plan for name, source in assignment.notebooks.items() if not source.reading.open_names}


def grade_task(
    engine: NotebookRunner,
    assignment: Assignment,
    task: Task,
    judge_files: Path | None,
    folder: Path,
    solutions: dict[str, str],
) -> Record:
    """Grade a submission. A fault in here is the grader's own, and the record says so."""
    record = Record()
    handed_out = {name: assignment.files[name] for name in assignment.handed_out}
    submission = _Submission(engine, assignment, task, judge_files, solutions, record.seconds)
    work = submission.look_for_examples if task.failed else submission.grade
    try:
        for name, text in sorted(task.notebooks.items()):
            # A new folder for each: what a student's code made of the last one is nobody's concern.
            with temporary("files-", folder) as own:
                record.notebooks.append(work(name, text, lay_out({**task.files, **handed_out}, own)))
    except Ungraded as fault:
        return Record(ungraded=fault.reason)
    except Exception as error:
        return Record(ungraded=own_fault(error))
    return record


@dataclass(frozen=True)
class _Submission:
    """What the notebooks of one submission have in common. `seconds`: where their time goes, by stage."""

    engine: NotebookRunner
    assignment: Assignment
    task: Task
    judge_files: Path | None
    solutions: dict[str, str]
    seconds: dict[str, float]

    def grade(self, name: str, text: bytes, files: Path | None) -> NotebookRecord:
        """Run the notebook and mark it. `files`: the folder with the submission's own files."""
        record, source, seconds = NotebookRecord(name), self.assignment.notebooks[name], self.seconds
        with _timed(seconds, "restore"), _no_warnings():
            try:
                notebook, record.remarks = self._restored(name, text)
            except Refused as refused:
                record.problem = Reason(N_("{name}: {problem}"), {"name": f"{name}.ipynb", "problem": str(refused)})
                return record
            record.answers = digests(notebook)
        with _timed(seconds, "execute"):
            plan = plan_of(source)
            for review in (forbid_review, helper_review):
                record.remarks += review.remarks(notebook, plan, self.task.files, self.assignment.files)
            notebook, verdicts = self.engine.execute(self._job(name, notebook, plan, files))
        for stage, spent in self.engine.seconds.items():
            seconds[f"execute: {stage}"] = seconds.get(f"execute: {stage}", 0.0) + spent
        with _timed(seconds, "score"), _no_warnings():
            notebook = apply(self.assignment.preprocessors.score, notebook, self._names(name))
            score(notebook, verdicts, source.failing, record)
            notebook = apply(self.assignment.preprocessors.finish, notebook, self._names(name))
            make_harmless(notebook)
            record.text = written(notebook)
        return record

    def look_for_examples(self, name: str, text: bytes, files: Path | None) -> NotebookRecord:
        """Look for small inputs on which the notebook's answers are wrong, in each test that has failed."""
        record, task = NotebookRecord(name), self.task
        failed = task.failed.get(name, [])
        if not failed:
            return record
        mark = secrets.token_hex(16)
        with _timed(self.seconds, "examples"):
            with _no_warnings():
                notebook, _remarks = self._restored(name, text)
            inputs = Inputs(name, task.inputs[name], task.unseen.get(name, "{}"))
            notebook, plan = searches.with_searches(notebook, self.assignment.notebooks[name], name, failed, mark)
            job = self._job(name, notebook, plan, files, searches.seconds(failed), inputs)
            record.examples = searches.found(self.engine.execute(job), mark)
        return record

    def _restored(self, name: str, text: bytes) -> tuple[NotebookNode, list[Reason]]:
        """The notebook with the assignment's cells put back, and what is to be said of it. Raises Refused."""
        notebook = parse(text)
        remarks = bounded(restore, notebook, self.assignment.notebooks[name], self.assignment)
        return apply(self.assignment.preprocessors.sanitize, notebook, self._names(name)), remarks

    def _job(
        self,
        name: str,
        notebook: NotebookNode,
        plan: Plan,
        files: Path | None,
        most: float = 0.0,
        inputs: Inputs | None = None,
    ) -> Job:
        """`most`: seconds for the notebook; 0: what the settings say."""
        seed, modules = derived(self.task.seed, name), tops(self.assignment.files)
        return Job(notebook, plan, seed, files, self.judge_files, modules, most, self.solutions, inputs)

    def _names(self, name: str) -> dict[str, str]:
        """How nbgrader's preprocessors know the notebook."""
        return {"student": self.task.student, "assignment": self.assignment.name, "notebook": name}


def score(notebook: NotebookNode, verdicts: Mapping[str, Verdict], failing: Set[str], record: NotebookRecord) -> None:
    """Fill in what nbgrader's SaveAutoGrades would save; of a test cell it is the judge's verdict.

    `failing`: the tests that the instructor's own solution fails. They mark nobody. Nor does one that has failed
    for what the instructor's own cells lack: where there is no solution to run first, that is found out only here.
    """
    for cell in notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if is_test(cell):
            verdict = verdicts[grade_id]
            left = grade_id in failing or verdict.gave == "no setup"
            record.scores[grade_id] = None if left else verdict.points
            record.gave[grade_id] = verdict.gave
            if verdict.gave == "no setup" and grade_id not in failing:
                record.remarks.append(Reason(LEFT, {"grade_id": grade_id, "error": verdict.missed}))
            if verdict.gave == "no score" and grade_id not in failing:
                # A figure above the cell's points stops nbgrader's whole submission; NaN and figures below zero give
                # all points there. Here they cost their exercise.
                message = N_("{grade_id}: the value that the test cell ended with is no score")
                record.remarks.append(Reason(message, {"grade_id": grade_id}))
        elif is_grade(cell):
            record.scores[grade_id] = determine_grade(cell)[0]
        if is_solution(cell) or is_task(cell):
            unchanged = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell) and not is_task(cell)
            record.comments[grade_id] = "No response." if unchanged else None


def plan_of(source: NotebookSource) -> Plan:
    """What runs where, and which kind of value each test ends with."""
    return _plan(source.plan, source.reading, tuple(sorted(source.gives.items())))


@cache
def _plan(text: str, reading: Reading, gives: tuple[tuple[str, ValueKind], ...]) -> Plan:
    return replace(make_plan(nbformat.reads(text, as_version=4), reading=reading), gives=dict(gives))


def lay_out(files: dict[str, bytes], folder: Path) -> Path | None:
    """Write `files` into `folder`; None where there are none."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder if files else None


@contextlib.contextmanager
def _no_warnings() -> Any:
    """A notebook's oddities are remarks of its own. Not while it runs: its tests and answers may expect a warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _timed(seconds: dict[str, float], stage: str) -> Any:
    start = time.perf_counter()
    try:
        yield
    finally:
        seconds[stage] = seconds.get(stage, 0.0) + time.perf_counter() - start
