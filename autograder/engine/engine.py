"""Runs notebooks: a student's process behind walls, forked from a warm template, and a judge forked from this process.

One engine a worker. It starts the template before it learns anything secret, then takes one notebook at a time.
"""

import contextlib
import mmap
import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import nbformat

from autograder import sandbox
from autograder.bridge.wire import Wire
from autograder.coursedir.grading import Grading
from autograder.engine.job import Job, RunLimits
from autograder.engine.judge import solutions
from autograder.engine.judge.instructor_modules import import_from
from autograder.engine.judge.judge import Judge
from autograder.engine.judge.judged import Judged, executed
from autograder.engine.judge.process import be_the_judge
from autograder.engine.judge.testcode import prepare, read_sentences
from autograder.engine.preload import leave_out_drawing, missing, preload
from autograder.engine.processes import StudentProcesses, ended, readable
from autograder.engine.protocol import FROM_JUDGE, Done, Ended, EndStudent, Failed, NewStudent, Ran, Spawned
from autograder.faults import MissingWalls, NoAnswer, Ungraded
from autograder.notebook.marks import language_of
from autograder.notebook.plan import Plan
from autograder.records import Executed
from autograder.sandbox.leftovers import remove, temporary
from course.helpers.language import speaking

_ENDED_BY_ITS_CELL = (signal.SIGPROF, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT)
_LARGEST = 2**30  # bytes of a message of the judge's


class Engine:
    """A template process and the means to run one notebook after another."""

    def __init__(self, grading: Grading, clean: bool = False, walls_missing: list[str] | None = None) -> None:
        """`clean`: this process has one thread and holds nothing that a student may not see, in memory or environment.

        The template is then forked from it, which saves importing everything twice. `walls_missing`: what
        `missing_walls` has found; None: look now.

        Raises MissingWalls where student code is to run behind walls and one that it needs does not stand.
        """
        if walls_missing is None:
            walls_missing = missing_walls() if grading.sandbox else []
        if walls_missing and grading.sandbox:
            raise MissingWalls(f"no grading without these walls: {', '.join(walls_missing)} (see autograder doctor)")
        self.walls = grading.sandbox
        self.limits = RunLimits(
            grading.cell_timeout or 0.0,
            grading.notebook_timeout,
            grading.output_size << 10,
            grading.outputs_size << 20,
        )
        self.judge_memory = 2 * grading.memory << 20  # bytes
        self.seconds: dict[str, float] = {}  # where the last notebook's time went
        self._prepared: Plan | None = None
        self._solutions: Mapping[str, str] | None = None
        if clean:
            preload(grading.preload)
        self.students = StudentProcesses(grading, clean)
        if not clean:
            preload(grading.preload)  # meanwhile: the judge needs the same
        leave_out_drawing(grading.drawing)
        self.students.ready()

    def execute(self, job: Job) -> Executed:
        """Run the notebook's cells and put in their outputs. Raises Ungraded for a fault of the grader's own."""
        return executed(job.notebook, self.run(job))

    def run(self, job: Job) -> list[Judged]:
        """What each of the notebook's code cells comes to. Raises Ungraded for a fault of the grader's own."""
        self._prepare(job)
        with speaking(language_of(job.notebook)), temporary("scratch-") as folder:
            read_sentences()
            seconds = job.seconds or self.limits.notebook
            run = _Run(job, job.files or folder / "student", folder / "judge", seconds)
            run.scratch.mkdir(exist_ok=True)
            while True:
                _lay_out(job.judge_files, run.desk)
                try:
                    self._judge(run)
                    break
                except _Lost as found:
                    if found.index in run.judged or found.index in run.lost:  # it was not that cell
                        raise Ungraded(f"the judge ended by signal {found.signal}, outside any test") from found
                    run.lost = {found.index: found.signal}
            return list(run.judged.values())

    def _prepare(self, job: Job) -> None:
        """Do once, before the judge is forked, what every judge of the assignment would do."""
        if job.plan is not self._prepared:
            prepare(job.plan)
            self._prepared = job.plan
        if job.solutions is not None and job.solutions is not self._solutions:
            solutions.provide({name: nbformat.reads(text, as_version=4).cells for name, text in job.solutions.items()})
            self._solutions = job.solutions
        if job.inputs is not None:
            # Not before it is needed. The judge is forked from here and finds hypothesis imported.
            from autograder.engine.judge import drawn
            from autograder.engine.judge import examples as _examples  # noqa: F401

            drawn.provide(job.inputs.notebook, job.inputs.source, job.inputs.unseen)

    def close(self) -> None:
        """End the template, and with it everything below it."""
        self.students.close()

    def _judge(self, run: "_Run") -> None:
        """Have a judge go through the cells that are not in `run.judged`, and put there what each comes to."""
        place = mmap.mmap(-1, 8)  # which cell the judge is at; made after the template, so no student shares it
        ours, theirs = socket.socketpair()
        begin = time.perf_counter()
        first = self.students.spawn(run.scratch, run.modules)
        self.seconds = {"fork": time.perf_counter() - begin}
        pid = os.fork()
        if pid == 0:
            ours.close()
            beside = run.job.judge_files or run.desk
            import_from(beside, run.job.modules)  # not from the desk, where what a test lends may be made to write
            make = partial(
                Judge,
                run.job,
                limits=self.limits,
                until=run.until,
                place=place,
                judged=run.judged,
                lost=run.lost,
            )
            may_read = (*readable(), beside) if self.walls else None
            be_the_judge(theirs, first, run.desk, make, may_read, self.judge_memory)
        theirs.close()
        try:
            self._serve_judge(Wire(ours, FROM_JUDGE, largest=_LARGEST), first, run)
        except BaseException as fault:
            status = -ended(pid)
            if status in _ENDED_BY_ITS_CELL and isinstance(fault, Ungraded):
                raise _Lost(int.from_bytes(place[:8], "little"), status) from fault
            raise
        else:
            ended(pid)
        finally:
            ours.close()
            place.close()

    def _serve_judge(self, wire: Wire, first: tuple[int, socket.socket], run: "_Run") -> None:
        """Start and end student processes as the judge asks, and take what it hands over, until it is done."""
        running = {first[0]}
        first[1].close()
        deadline = time.monotonic() + 2 * self.limits.notebook + 60 if self.limits.notebook else None
        try:
            while True:
                match wire.receive(deadline):
                    case NewStudent():
                        pid, connection = self.students.spawn(run.scratch, run.modules)
                        running.add(pid)
                        socket.send_fds(wire.connection, [b"s"], [connection.fileno()])
                        connection.close()
                        wire.send(Spawned(pid))
                    case EndStudent(pid):
                        running.discard(pid)
                        wire.send(Ended(self.students.end(pid)))
                    case Ran(cell):
                        run.judged[cell.index] = cell
                    case Done(seconds):
                        self.seconds |= seconds
                        return
                    case Failed(reason):
                        raise Ungraded(reason)
        except NoAnswer as error:
            raise Ungraded(f"the judge did not finish ({type(error).__name__}: {error})") from error
        finally:
            for pid in running:
                self.students.end(pid, grace=0.0)


@dataclass
class _Run:
    """How far a job is. `scratch`: where the student's code works, `desk`: where the judge does.

    `judged`: what came of each cell. `lost`: the cell at which the last judge ended, by which signal.
    """

    job: Job
    scratch: Path
    desk: Path
    seconds: float  # 0: no limit
    judged: dict[int, Judged] = field(default_factory=dict)
    lost: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.seconds if self.seconds else float("inf")
        self.modules = missing(cell.source for cell in self.job.notebook.cells if cell.cell_type == "code")


class _Lost(Exception):
    """The judge ended at this cell, by this signal.

    What a student's answer made of it took all its time in one step, or crashed a library.
    """

    def __init__(self, index: int, signal: int) -> None:
        super().__init__(index)
        self.index, self.signal = index, signal


def _lay_out(files: Path | None, desk: Path) -> None:
    """The judge's working directory: the instructor's files, each time anew. No link is followed out of it."""
    remove(desk)
    if files is None:
        desk.mkdir()
    else:
        links = lambda folder, names: [name for name in names if os.path.islink(os.path.join(folder, name))]  # noqa: E731
        shutil.copytree(files, desk, ignore=links)


@contextlib.contextmanager
def running(grading: Grading) -> Iterator[Engine]:
    """An engine for the length of a `with` block."""
    engine = Engine(grading)
    try:
        yield engine
    finally:
        engine.close()


def missing_walls() -> list[str]:
    """The walls without which nothing is graded and that this machine does not have."""
    return sandbox.enough(sandbox.probe())
