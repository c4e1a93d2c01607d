"""Runs notebooks: a student's process behind walls, forked from a warm template, and a judge forked from the worker.

One engine a worker. It starts the template before it learns anything secret, then takes one notebook at a time.
"""

import contextlib
import mmap
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Set
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import nbformat
from nbformat import NotebookNode

import course.helpers
from autograder import sandbox
from autograder.bridge.wire import Gone, Late, Refused, Wire
from autograder.coursedir.settings import Grading
from autograder.engine.environment import clean_environment
from autograder.engine.judge.instructor_modules import import_from
from autograder.engine.judge.judge import Judge, Limits
from autograder.engine.judge.judged import Judged
from autograder.engine.judge.process import be_the_judge
from autograder.engine.judge.testcode import prepare
from autograder.engine.template import fork, leave_out_drawing, preload
from autograder.messages import LOCALE
from autograder.notebook.plan import Plan
from autograder.records import Executed, Ungraded

_ENDED_BY_ITS_CELL = (signal.SIGPROF, signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT)
STARTING = 600.0  # seconds in which the template must have imported everything, on a busy machine too


class Engine:
    """A template process and the means to run one notebook after another."""

    def __init__(self, grading: Grading, clean: bool = False) -> None:
        """`clean`: this process has one thread and holds nothing that a student may not see, in memory or environment.

        The template is then forked from it, which saves importing everything twice.

        Raises MissingWalls where student code is to run behind walls and one that it needs does not stand.
        """
        missing = missing_walls() if grading.sandbox else []
        if missing:
            raise MissingWalls(f"no grading without these walls: {', '.join(missing)} (see autograder doctor)")
        self.grading = grading
        self.walls = grading.sandbox
        self.limits = Limits(
            grading.cell_timeout or 0.0,
            grading.notebook_timeout,
            grading.output_size << 10,
            grading.outputs_size << 20,
        )
        self.bounds = _bounds(grading)
        self.seconds: dict[str, float] = {}  # where the last notebook's time went
        self._prepared: Plan | None = None
        if clean:
            preload(grading.preload)
            self.template = _Template(*fork(_settings(grading)))
        else:
            self.template = _start_template(grading)
            preload(grading.preload)  # meanwhile: the judge needs the same
        leave_out_drawing(grading.drawing)
        self._await_template()

    def execute(
        self,
        notebook: NotebookNode,
        plan: Plan,
        *,
        seed: int,
        files: Path | None,
        judge_files: Path | None,
        modules: Set[str] = frozenset(),
    ) -> Executed:
        """Run `notebook`'s cells and put in their outputs. Raises Ungraded for a fault of the grader's own.

        `modules`: those among `judge_files` that are the instructor's, which the judge may import.
        """
        until = time.monotonic() + self.limits.notebook if self.limits.notebook else float("inf")
        judged: dict[int, Judged] = {}
        lost: dict[int, int] = {}
        if plan is not self._prepared:
            prepare(plan)
            self._prepared = plan
        with tempfile.TemporaryDirectory(prefix="scratch-") as folder:
            scratch, desk = files or Path(folder, "student"), Path(folder, "judge")
            scratch.mkdir(exist_ok=True)
            while True:
                _lay_out(judge_files, desk)
                try:
                    self._judge(notebook, plan, seed, scratch, desk, judge_files, modules, until, judged, lost)
                    break
                except _Lost as found:
                    if found.index in judged or found.index in lost:  # it was not that cell
                        raise Ungraded(f"the judge ended by signal {found.signal}, outside any test") from found
                    lost = {found.index: found.signal}
            verdicts = {}
            for index, result in judged.items():
                cell = notebook.cells[index]
                cell.execution_count = index + 1
                cell.outputs = [nbformat.from_dict(output) for output in result.outputs]
                if result.verdict is not None:
                    verdicts[cell.metadata.nbgrader.grade_id] = result.verdict
        return Executed(notebook, verdicts)

    def close(self) -> None:
        """End the template, and with it everything below it."""
        self.template.wire.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.template.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.template.pid, 0)

    def _judge(
        self,
        notebook: NotebookNode,
        plan: Plan,
        seed: int,
        scratch: Path,
        desk: Path,
        judge_files: Path | None,
        modules: Set[str],
        until: float,
        judged: dict[int, Judged],
        lost: dict[int, int],
    ) -> None:
        """Have a judge go through the cells that are not in `judged`, and put there what each comes to."""
        place = mmap.mmap(-1, 8)  # which cell the judge is at; made after the template, so no student shares it
        ours, theirs = socket.socketpair()
        begin = time.perf_counter()
        first = self._spawn(scratch)
        self.seconds = {"fork": time.perf_counter() - begin}
        pid = os.fork()
        if pid == 0:
            ours.close()
            beside = judge_files or desk
            import_from(beside, modules)  # not from the desk, where what a test lends may be made to write
            make = partial(
                Judge, plan, limits=self.limits, seed=seed, until=until, place=place, judged=judged, lost=lost
            )
            may_read = (*readable(), beside) if self.walls else None
            be_the_judge(theirs, first, notebook, desk, make, may_read, 2 * self.bounds["memory"])
        theirs.close()
        try:
            self._serve_judge(Wire(ours, largest=2**30), first, scratch, judged)
        except BaseException as fault:
            ended = -_ended(pid)
            if ended in _ENDED_BY_ITS_CELL and isinstance(fault, Ungraded):
                raise _Lost(int.from_bytes(place[:8], "little"), ended) from fault
            raise
        else:
            _ended(pid)
        finally:
            ours.close()
            place.close()

    def _serve_judge(
        self, wire: Wire, first: tuple[int, socket.socket], scratch: Path, judged: dict[int, Judged]
    ) -> None:
        """Start and end student processes as the judge asks, and take what it hands over, until it is done."""
        running = {first[0]}
        first[1].close()
        deadline = time.monotonic() + 2 * self.limits.notebook + 60 if self.limits.notebook else None
        try:
            while True:
                message = wire.receive(deadline)
                if message[0] == "spawn":
                    pid, connection = self._spawn(scratch)
                    running.add(pid)
                    socket.send_fds(wire.connection, [b"s"], [connection.fileno()])
                    connection.close()
                    wire.send(pid)
                elif message[0] == "end":
                    running.discard(message[1])
                    wire.send(self._end(message[1]))
                elif message[0] == "cell":
                    cell = msgspec.convert(message[1], Judged)
                    judged[cell.index] = cell
                elif message[0] == "done":
                    self.seconds |= message[1]
                    return
                else:
                    raise Ungraded(str(message[1]))
        except (Gone, Late, Refused) as error:
            raise Ungraded(f"the judge did not finish ({type(error).__name__}: {error})") from error
        finally:
            for pid in running:
                self._end(pid, grace=0.0)

    def _spawn(self, scratch: Path) -> tuple[int, socket.socket]:
        ours, theirs = socket.socketpair()
        try:
            request = ["spawn", str(scratch), [str(path) for path in readable()], self.bounds, self.walls]
            self.template.wire.send(request)
            socket.send_fds(self.template.wire.connection, [b"s"], [theirs.fileno()])
            pid = self.template.wire.receive()
        except (Gone, Refused) as error:
            self._restart_template()
            raise Ungraded(f"the template process ended ({error})") from error
        finally:
            theirs.close()
        return pid, ours

    def _end(self, pid: int, grace: float = 0.5) -> int:
        try:
            self.template.wire.send(["end", pid, grace])
            return int(self.template.wire.receive())
        except (Gone, Refused) as error:
            self._restart_template()
            raise Ungraded(f"the template process ended ({error})") from error

    def _restart_template(self) -> None:
        self.close()
        self.template = _start_template(self.grading)
        self._await_template()

    def _await_template(self) -> None:
        try:
            self.template.wire.receive(time.monotonic() + STARTING)
        except (Gone, Late, Refused) as error:
            raise Ungraded(f"the template process did not start ({error})") from error


class MissingWalls(RuntimeError):
    """This machine lacks a wall without which no student's code is run."""


class _Lost(Exception):
    """The judge ended at this cell, by this signal.

    What a student's answer made of it took all its time in one step, or crashed a library.
    """

    def __init__(self, index: int, signal: int) -> None:
        super().__init__(index)
        self.index, self.signal = index, signal


def _lay_out(files: Path | None, desk: Path) -> None:
    """The judge's working directory: the instructor's files, each time anew. No link is followed out of it."""
    shutil.rmtree(desk, ignore_errors=True)
    if files is None:
        desk.mkdir()
    else:
        links = lambda folder, names: [name for name in names if os.path.islink(os.path.join(folder, name))]  # noqa: E731
        shutil.copytree(files, desk, ignore=links)


def _ended(pid: int) -> int:
    """Kill the process unless it has ended by itself; its exit code, or −signal."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


class _Template(NamedTuple):
    pid: int
    wire: Wire


def _settings(grading: Grading) -> dict[str, Any]:
    names = ("sandbox", "preload", "drawing")
    return {name: getattr(grading, name) for name in names} | {"output_size": grading.output_size << 10}


def _start_template(grading: Grading) -> _Template:
    """A program of its own: an environment without secrets, nothing open but its socket."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-m", "autograder.engine.template", str(theirs.fileno())],
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
        cwd="/",
        env=clean_environment(),
    )
    process.returncode = 0  # it is waited for by its pid
    theirs.close()
    wire = Wire(ours)
    wire.send(_settings(grading))
    return _Template(process.pid, wire)


def _bounds(grading: Grading) -> dict[str, int]:
    """The settings as `sandbox.Limits` has them."""
    seconds = int(grading.notebook_timeout) or 3600
    return {
        "memory": grading.memory << 20,
        "cpu_seconds": seconds + 10,
        "file_size": grading.file_size << 20,
        "disk": grading.scratch_size << 20,
        "threads": grading.threads,
        "processes": grading.processes,
    }


def readable() -> tuple[Path, ...]:
    """What a submission may read: the interpreter and its libraries, and of this project what notebooks import."""
    helpers = Path(course.helpers.__file__).parent
    return (*sandbox.python_folders(), helpers, helpers.parent / "__init__.py", LOCALE.parent)


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
