"""Handles on worker processes: one a thread, replaced when it dies."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor, ThreadPoolExecutor
from pathlib import Path

import msgspec

from autograder.environment import clean_environment
from autograder.verdicts import Reason, Record
from autograder.worker import receive, send
from course.helpers.language import _

COMMAND = [sys.executable, "-m", "autograder.start_worker"]
START_TIMEOUT = 180.0  # seconds; importing torch on a busy machine is slow


PREFIX = f"autograder-{os.getuid()}-"  # of the workers' folders; the process id of their holder comes next


class WorkerDied(Exception):
    """The worker's process ended, or did not answer in time and was killed."""


class Worker:
    """A worker process, held by the thread that started it."""

    def __init__(self, settings: bytes) -> None:
        """Start the process and wait until its engine is ready. Raises WorkerDied where it does not get that far."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
            self._process = subprocess.Popen(
                [*COMMAND, str(theirs.fileno()), str(os.getpid()), self._folder],
                pass_fds=[theirs.fileno()],
                env=clean_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,  # a Ctrl-C is for the main process, which then ends its workers
            )
        self._connection = ours
        self._last_words: deque[bytes] = deque(maxlen=5)
        threading.Thread(target=self._listen, daemon=True).start()
        self._known = b""
        trouble = self._ask([settings], START_TIMEOUT)
        if trouble:
            self.close()
            raise WorkerDied(trouble.decode())

    def grade(self, assignment: bytes, task: bytes, timeout: float) -> bytes:
        """A task's record, both encoded. Raises WorkerDied, and then this worker is of no more use."""
        news = [] if assignment is self._known or assignment == self._known else [b"A" + assignment]
        self._known = assignment
        return self._ask([*news, b"T" + task], timeout)

    def close(self) -> None:
        """End the process and remove its files. Another thread that waits for it sees it die."""
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _ask(self, messages: list[bytes], timeout: float) -> bytes:
        self._connection.settimeout(timeout)
        try:
            for message in messages:
                send(self._connection, message)
            return receive(self._connection)
        except TimeoutError:
            self.close()
            raise WorkerDied(f"no answer within {timeout:.0f} s") from None
        except (EOFError, OSError):
            self.close()
            words = b" ".join(self._last_words).decode(errors="replace").strip()
            raise WorkerDied(f"exit {self._process.returncode} {words}".strip()) from None

    def _listen(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        while line := stderr.readline(4096):
            self._last_words.append(line.strip())


_held = threading.local()
_workers: set[Worker] = set()
_ending = threading.Event()


def run(settings: bytes, assignment: bytes, task: bytes, timeout: float) -> bytes:
    """Grade a task on this thread's worker, which is started when it is first needed.

    A worker that dies is replaced and its task tried once more; then the submission is ungraded.
    """
    reason = ""
    for _attempt in range(2):
        if _ending.is_set():
            raise CancelledError
        try:
            if getattr(_held, "settings", None) != settings:
                _held.worker, _held.settings = Worker(settings), settings
                _workers.add(_held.worker)
            return _held.worker.grade(assignment, task, timeout)
        except WorkerDied as death:
            _held.settings, reason = None, str(death)
            _workers.discard(getattr(_held, "worker", None))
    return msgspec.msgpack.encode(Record(ungraded=Reason(_("its worker died twice: {reason}"), {"reason": reason})))


def open_workers() -> None:
    """Let `run` start workers; remove the folders of those whose holder was killed."""
    _ending.clear()
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        holder = folder.name.removeprefix(PREFIX).partition("-")[0]
        if not Path("/proc", holder).exists():
            shutil.rmtree(folder, ignore_errors=True)


def close_workers() -> None:
    """End all workers of this process; tasks that still run are cancelled."""
    _ending.set()
    while _workers:
        _workers.pop().close()


@contextlib.contextmanager
def executor(jobs: int, scheduler: str | None) -> Iterator[tuple[Executor, int]]:
    """An executor to submit `run` to, and how many tasks it works on at once.

    Threads of this process, each with a worker; or the Dask cluster at `scheduler`, each of whose threads has one.
    """
    if scheduler is None:
        open_workers()
        threads = ThreadPoolExecutor(jobs)
        try:
            yield threads, jobs
        finally:
            close_workers()
            threads.shutdown(cancel_futures=True)
        return
    from distributed import Client

    with Client(scheduler) as client:
        client.run(open_workers)
        try:
            with client.get_executor() as cluster:
                yield cluster, max(1, sum(client.nthreads().values()))
        finally:
            client.run(close_workers)
