"""Handles on worker processes: one for each thread that grades, replaced when it dies."""

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
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from autograder.batch.worker import Task, receive, send
from autograder.coursedir.secret import derived
from autograder.engine.environment import clean_environment
from autograder.records import Reason, Record
from course.helpers.language import N_

if TYPE_CHECKING:
    from distributed import Security

# -P: a folder `autograder` or `course` where the command was called is not taken for ours.
COMMAND = [sys.executable, "-P", "-m", "autograder.batch.start_worker"]
GRACE = 60.0  # seconds a worker has beside what its notebooks may run
START_TIMEOUT = 600.0  # seconds; importing torch on a busy machine is slow
STARTS = 3  # attempts; a machine that is short of memory or processes for a moment
PAUSE = 5.0  # seconds between them

PREFIX = f"autograder-{os.getuid()}-"  # of the workers' folders; the process id of their holder comes next


class WorkerDied(Exception):
    """The worker's process ended."""


class WorkerLate(WorkerDied):
    """It did not answer in time and was killed."""


class Worker:
    """A worker process, used by one thread at a time."""

    def __init__(self, settings: bytes) -> None:
        """Start the process and wait until its engine is ready. Raises WorkerDied where it does not get that far."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
            try:
                self._process = subprocess.Popen(
                    [*COMMAND, str(theirs.fileno()), str(os.getpid()), self._folder],
                    pass_fds=[theirs.fileno()],
                    env=clean_environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    start_new_session=True,  # a Ctrl-C is for the main process, which then ends its workers
                )
            except OSError:
                os.rmdir(self._folder)
                raise
        _workers.add(self)
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
        _workers.discard(self)
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
            raise WorkerLate(f"no answer within {timeout:.0f} s") from None
        except (EOFError, OSError):
            self.close()
            words = b" ".join(self._last_words).decode(errors="replace").strip()
            raise WorkerDied(f"exit {self._process.returncode} {words}".strip()) from None

    def _listen(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        while line := stderr.readline(4096):
            self._last_words.append(line.strip())


_workers: set[Worker] = set()  # all that run, also those that start
_idle: list[tuple[bytes, Worker]] = []  # those that wait for a task, with their settings
_lent = 0  # how many threads have a worker or start one
_change = threading.Condition()  # of `_idle` and `_lent`
_ending = threading.Event()
_failed: set[bytes] = set()  # settings with which no worker could be started


def run(settings: bytes, assignment: bytes, task: bytes, timeout: float) -> bytes:
    """Grade a task on a worker, which is started when it is first needed.

    A worker that dies is replaced and its task tried once more. The second time its tests draw other data: a test runs
    once for one mark. Then the submission is ungraded. What takes too long is not tried again.
    """
    reason = ""
    for _attempt in range(2):
        try:
            with _worker(settings) as worker:
                return worker.grade(assignment, task, timeout)
        except _CannotStart as fault:
            return _ungraded(N_("no worker could be started: {reason}"), fault)
        except WorkerLate as late:
            return _ungraded(N_("its worker took too long: {reason}"), late)
        except WorkerDied as death:
            reason = str(death)
            task = _with_other_data(task)
    return _ungraded(N_("its worker died twice: {reason}"), reason)


class _CannotStart(Exception):
    pass


@contextlib.contextmanager
def _worker(settings: bytes) -> Iterator[Worker]:
    """A worker for one task: one that is idle, or a new one.

    Where none can be started, it is the first that another thread gives back: a class is graded as long as there is one
    worker. Raises _CannotStart where there is none.
    """
    global _lent
    with _change:
        worker = _take(settings)
        _lent += 1
    try:
        worker = worker or _start(settings)
        yield worker
        with _change:
            _idle.append((settings, worker))
    except BaseException:
        if worker is not None:
            worker.close()
        raise
    finally:
        with _change:
            _lent -= 1
            _change.notify_all()


def _start(settings: bytes) -> Worker:
    attempts = 1 if settings in _failed else STARTS
    reason = ""
    for attempt in range(attempts):
        if attempt:
            _ending.wait(PAUSE)
        if _ending.is_set():
            raise CancelledError
        try:
            return Worker(settings)
        except (WorkerDied, OSError) as error:
            reason = str(error)
    return _from_another(settings, reason)


def _from_another(settings: bytes, reason: str) -> Worker:
    """Wait for a worker that another thread has or starts. Raises _CannotStart where there is none."""
    global _lent
    with _change:
        _lent -= 1
        _change.notify_all()
        try:
            while (worker := _take(settings)) is None:
                if not _lent:
                    _failed.add(settings)
                    raise _CannotStart(reason)
                _change.wait()
            return worker
        finally:
            _lent += 1


def _take(settings: bytes) -> Worker | None:
    """An idle worker with these settings; the caller holds `_change`."""
    if _ending.is_set():
        raise CancelledError
    for place, (known, worker) in enumerate(_idle):
        if known == settings:
            del _idle[place]
            return worker
    return None


def _with_other_data(task: bytes) -> bytes:
    decoded = msgspec.msgpack.decode(task, type=Task)
    decoded.seed = derived(decoded.seed, "again")
    return msgspec.msgpack.encode(decoded)


def _ungraded(message: str, reason: object) -> bytes:
    return msgspec.msgpack.encode(Record(ungraded=Reason(message, {"reason": str(reason)})))


def patience(notebook_timeout: float, notebooks: int) -> float:
    """Seconds that a worker has for so many notebooks."""
    return notebook_timeout * notebooks + GRACE


def record(future: "Future[bytes]") -> Record:
    """What `run` came to, whatever became of its worker."""
    try:
        return msgspec.msgpack.decode(future.result(), type=Record)
    except Exception as error:  # of the cluster: a worker lost, a scheduler gone
        said = {"error": f"{type(error).__name__}: {error}"}
        return Record(ungraded=Reason(N_("no worker graded it: {error}"), said))


def start(settings: bytes) -> None:
    """Start a worker before there is a task for it."""
    with contextlib.suppress(_CannotStart), _worker(settings):  # `run` will say so
        pass


def open_workers() -> None:
    """Let `run` start workers; remove the folders of those whose holder was killed."""
    _ending.clear()
    _failed.clear()
    _idle.clear()
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        holder = folder.name.removeprefix(PREFIX).partition("-")[0]
        if not Path("/proc", holder).exists():
            shutil.rmtree(folder, ignore_errors=True)


def close_workers() -> None:
    """End all workers of this process; tasks that still run are cancelled."""
    _ending.set()
    with _change:
        _idle.clear()
    while _workers:
        _workers.pop().close()
    with _change:
        _change.notify_all()


@contextlib.contextmanager
def executor(jobs: int, scheduler: str | None, security: "Security | None" = None) -> Iterator[tuple[Executor, int]]:
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

    with Client(scheduler, security=security) as client:
        client.run(open_workers)
        try:
            with client.get_executor() as cluster:
                yield cluster, max(1, sum(client.nthreads().values()))
        finally:
            client.run(close_workers)
