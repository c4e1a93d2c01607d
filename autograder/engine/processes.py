"""The student sides of an engine, which its template forks for it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import course.helpers
from autograder import sandbox
from autograder.bridge.wire import Wire
from autograder.coursedir.grading import Grading
from autograder.engine import template
from autograder.engine.environment import clean_environment
from autograder.engine.protocol import FROM_TEMPLATE, End, Ended, Ready, Spawn, Spawned
from autograder.faults import Gone, Malformed, NoAnswer, TemplateEnded
from autograder.messages import LOCALE

STARTING = 600.0  # seconds in which the template must have imported everything, on a busy machine too


class StudentProcesses:
    """A template process, and what it forks.

    Every method raises TemplateEnded where the template has ended. Unless it was `clean`, a program takes its place.
    """

    def __init__(self, grading: Grading, clean: bool) -> None:
        """`clean`: fork the template from this process, which has imported everything (see `Engine`).

        Such a template is not replaced. By then this process knows hidden tests, and no template may be forked from it.
        """
        self._grading, self._replaced = grading, not clean
        self._limits = _limits(grading)
        self._pid, self._wire = _forked(grading) if clean else _program(grading)

    def ready(self) -> None:
        """Wait until the template has imported everything."""
        with _its_end("did not start"):
            assert type(self._wire.receive(time.monotonic() + STARTING)) is Ready

    def spawn(self, scratch: Path, modules: list[str]) -> tuple[int, socket.socket]:
        """A new student side that works in `scratch`: its pid and our end of the socket to it.

        `modules`: what its code takes long to import, and the template imports once for it and for later ones.
        """
        ours, theirs = socket.socketpair()
        try:
            with self._or_restarted():
                readable_ = [str(path) for path in readable()]
                self._wire.send(Spawn(modules, str(scratch), readable_, self._limits, self._grading.sandbox))
                socket.send_fds(self._wire.connection, [b"s"], [theirs.fileno()])
                spawned = self._wire.receive()
                assert type(spawned) is Spawned
        finally:
            theirs.close()
        return spawned.pid, ours

    def end(self, pid: int, grace: float = 0.5) -> int:
        """The exit code of a student side, or −signal, after at most `grace` seconds."""
        with self._or_restarted():
            self._wire.send(End(pid, grace))
            ended = self._wire.receive()
            assert type(ended) is Ended
        return ended.status

    def close(self) -> None:
        """End the template, and with it everything below it."""
        self._wire.close()
        ended(self._pid)

    @contextlib.contextmanager
    def _or_restarted(self) -> Iterator[None]:
        with _its_end("ended"):
            try:
                yield
            except (Gone, Malformed):
                if self._replaced:
                    self.close()
                    self._pid, self._wire = _program(self._grading)
                    self.ready()
                raise


@contextlib.contextmanager
def _its_end(what: str) -> Iterator[None]:
    try:
        yield
    except NoAnswer as error:
        raise TemplateEnded(f"the template process {what} ({error})") from error


def ended(pid: int) -> int:
    """Kill the process unless it has ended by itself; its exit code, or −signal. 0 for what is no child of ours."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except ChildProcessError:
        return 0


@cache
def readable() -> tuple[Path, ...]:
    """What a submission may read: the interpreter and its libraries, and of this project what notebooks import."""
    helpers = Path(course.helpers.__file__).parent
    return (*sandbox.python_folders(), helpers, helpers.parent / "__init__.py", LOCALE.parent)


def _settings(grading: Grading) -> template.Settings:
    return template.Settings(grading.sandbox, grading.preload, grading.drawing, grading.output_size << 10)


def _limits(grading: Grading) -> dict[str, int]:
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


def _forked(grading: Grading) -> tuple[int, Wire]:
    pid, connection = template.fork(_settings(grading))
    return pid, Wire(connection, FROM_TEMPLATE)


def _program(grading: Grading) -> tuple[int, Wire]:
    """A template that is a program of its own: an environment without secrets, nothing open but its socket."""
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
    wire = Wire(ours, FROM_TEMPLATE)
    wire.send(_settings(grading))
    return process.pid, wire
