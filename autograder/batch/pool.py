"""The workers of a run: one for each thread that grades, replaced when it dies.

A process of a Dask cluster may grade for several runs at once. Each has a pool of its own, and ends only that.
"""

import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future

import msgspec

from autograder.batch import workers
from autograder.batch.task import Task
from autograder.batch.workers import Worker, WorkerDied, WorkerLate
from autograder.faults import Reason
from autograder.records import Record
from autograder.seeding import derived
from course.helpers.language import N_

GRACE = 60.0  # seconds a worker has beside what its notebooks may run
STARTS = 3  # attempts; a machine that is short of memory or processes for a moment
PAUSE = 5.0  # seconds between them
REST = 300.0  # seconds without a task after which a worker of a cluster ends: the grader may have been killed


class _CannotStart(Exception):
    pass


class Pool:
    """A run's workers in this process.

    `rest`: seconds after which a worker without a task ends; None for never.
    """

    def __init__(self, rest: float | None = None) -> None:
        self._workers: set[Worker] = set()  # all that run, also those that start
        self._idle: list[tuple[bytes, Worker, float]] = []  # those that wait for a task: settings, worker, since when
        self._lent = 0  # how many threads have a worker or start one
        self._change = threading.Condition()  # of all of these
        self._ending = threading.Event()
        self._failed: set[bytes] = set()  # settings with which no worker could be started
        if rest is not None:
            threading.Thread(target=self._send_home, args=(rest,), daemon=True).start()

    def run(self, settings: bytes, assignment: bytes, task: bytes, timeout: float) -> bytes:
        """Grade a task on a worker, which is started when it is first needed.

        A worker that dies is replaced and its task tried once more. The second time its tests draw other data: a test
        runs once for one mark. Then the submission is ungraded. What takes too long is not tried again.
        """
        reason = ""
        for _attempt in range(2):
            try:
                with self._worker(settings) as worker:
                    return worker.grade(assignment, task, timeout)
            except _CannotStart as fault:
                return _ungraded(N_("no worker could be started: {reason}"), fault)
            except WorkerLate as late:
                return _ungraded(N_("its worker took too long: {reason}"), late)
            except WorkerDied as death:
                reason = str(death)
                task = _with_other_data(task)
        return _ungraded(N_("its worker died twice: {reason}"), reason)

    def start(self, settings: bytes) -> None:
        """Start a worker before there is a task for it."""
        with contextlib.suppress(_CannotStart), self._worker(settings):  # `run` will say so
            pass

    def close(self) -> None:
        """End all workers; tasks that still run, or come later, are cancelled."""
        self._ending.set()
        with self._change:
            self._idle.clear()
            ending, self._workers = self._workers, set()
            self._change.notify_all()
        for worker in ending:
            worker.close()

    @contextlib.contextmanager
    def _worker(self, settings: bytes) -> Iterator[Worker]:
        """A worker for one task: one that is idle, or a new one.

        Where none can be started, it is the first that another thread gives back: a class is graded as long as there
        is one worker. Raises _CannotStart where there is none.
        """
        with self._change:
            worker = self._take(settings)
            self._lent += 1
        try:
            worker = worker or self._start(settings)
            yield worker
            with self._change:
                self._idle.append((settings, worker, time.monotonic()))
        except BaseException:
            if worker is not None:
                self._end(worker)
            raise
        finally:
            with self._change:
                self._lent -= 1
                self._change.notify_all()

    def _start(self, settings: bytes) -> Worker:
        attempts = 1 if settings in self._failed else STARTS
        reason = ""
        for attempt in range(attempts):
            if attempt:
                self._ending.wait(PAUSE)
            try:
                return self._new(settings)
            except (WorkerDied, OSError) as error:
                reason = str(error)
        return self._from_another(settings, reason)

    def _new(self, settings: bytes) -> Worker:
        with self._change:  # `close` ends it, or it does not start
            if self._ending.is_set():
                raise CancelledError
            worker = Worker()
            self._workers.add(worker)
        try:
            worker.begin(settings)
        except BaseException:
            self._end(worker)
            raise
        return worker

    def _end(self, worker: Worker) -> None:
        with self._change:
            self._workers.discard(worker)
        worker.close()

    def _from_another(self, settings: bytes, reason: str) -> Worker:
        """Wait for a worker that another thread has or starts. Raises _CannotStart where there is none."""
        with self._change:
            self._lent -= 1
            self._change.notify_all()
            try:
                while (worker := self._take(settings)) is None:
                    if not self._lent:
                        self._failed.add(settings)
                        raise _CannotStart(reason)
                    self._change.wait()
                return worker
            finally:
                self._lent += 1

    def _take(self, settings: bytes) -> Worker | None:
        """An idle worker with these settings; the caller holds `_change`."""
        if self._ending.is_set():
            raise CancelledError
        for place, (known, worker, _since) in enumerate(self._idle):
            if known == settings:
                del self._idle[place]
                return worker
        return None

    def _send_home(self, rest: float) -> None:
        while not self._ending.wait(rest / 4):
            with self._change:
                late = time.monotonic() - rest
                tired = [worker for _settings, worker, since in self._idle if since < late]
                self._idle = [entry for entry in self._idle if entry[1] not in tired]
            for worker in tired:
                self._end(worker)


_pools: dict[str, Pool] = {}  # by run, those that have ended too: a task that comes late starts nothing
_opening = threading.Lock()


def open_pool(name: str, rest: float | None = None) -> Pool:
    """The pool of a run, made when it is first asked for."""
    with _opening:
        if name not in _pools:
            workers.remove_left_folders()
            _pools[name] = Pool(rest)
        return _pools[name]


def close_pool(name: str) -> None:
    """End a run's workers in this process, and no others."""
    open_pool(name).close()


def run(name: str, rest: float | None, settings: bytes, assignment: bytes, task: bytes, timeout: float) -> bytes:
    """`Pool.run` in the pool of a run."""
    return open_pool(name, rest).run(settings, assignment, task, timeout)


def start(name: str, rest: float | None, settings: bytes) -> None:
    """`Pool.start` in the pool of a run."""
    open_pool(name, rest).start(settings)


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


def _with_other_data(task: bytes) -> bytes:
    decoded = msgspec.msgpack.decode(task, type=Task)
    decoded.seed = derived(decoded.seed, "again")
    return msgspec.msgpack.encode(decoded)


def _ungraded(message: str, reason: object) -> bytes:
    return msgspec.msgpack.encode(Record(ungraded=Reason(message, {"reason": str(reason)})))
