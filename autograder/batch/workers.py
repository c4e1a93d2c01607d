"""A handle on a worker process."""

import contextlib
import os
import select
import signal
import socket
import sys
import tempfile
import threading
from collections import deque
from pathlib import Path

from autograder.batch import births
from autograder.batch.framing import receive, send
from autograder.sandbox import leftovers

COMMAND = births.START_WORKERS
START_TIMEOUT = 600.0  # seconds; importing torch on a busy machine is slow

PREFIX = f"autograder-{os.getuid()}-"  # of the workers' folders; the process id of their holder comes next
_births = births.Births()


def prepare(busy: bool = False) -> None:
    """Have the nurseries import what they need, before there is a worker to ask for.

    busy: this process still has much to import itself. The engines' nursery takes longest. On two cores it has one for
    itself then, and the workers' nursery waits.
    """
    with contextlib.suppress(OSError):  # the first worker says so
        _births.start(COMMAND, hurry=not busy or len(os.sched_getaffinity(0)) > 2)


class WorkerDied(Exception):
    """The worker's process ended."""


class WorkerLate(WorkerDied):
    """It did not answer in time and was killed."""


class Worker:
    """A worker process, used by one thread at a time."""

    def __init__(self) -> None:
        """Raises OSError where no process can start."""
        ours, theirs = socket.socketpair()
        self._life, life = socket.socketpair()
        reads, writes = os.pipe()
        self._folder = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")
        try:
            self._nursery = _births.ask(COMMAND, self._folder, [theirs.fileno(), writes, life.fileno()])
        except OSError:
            os.rmdir(self._folder)
            os.close(reads)
            raise
        finally:
            theirs.close()
            life.close()
            os.close(writes)
        self._connection = ours
        self._lock = threading.Lock()  # of the process's descriptor, None as long as it is not known
        self._process: int | None = None
        self._is_closed = False
        self._last_words: deque[bytes] = deque(maxlen=5)
        self._listener = births.listen(os.fdopen(reads, "rb"), self._last_words)
        self._known = b""

    def begin(self, settings: bytes) -> None:
        """Wait until its engine is ready. Raises WorkerDied where it does not get that far."""
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
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            self._look()
            if self._process is not None:
                with contextlib.suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._process, signal.SIGKILL)
                select.select([self._process], [], [])  # until it has ended
                os.close(self._process)
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)
            self._life.close()  # a worker that is not born yet is not wanted any more
        if self._process is not None:
            self._listener.join(5.0)  # until its engine and what that has started have ended as well
        leftovers.remove(self._folder)

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
            told = self._end_of_it()
            self.close()
            raise WorkerDied(told) from None

    def _look(self) -> None:
        """Learn which process it is, if the nursery has said so by now."""
        if self._process is None:
            at_once = socket.MSG_DONTWAIT | socket.MSG_CMSG_CLOEXEC  # `socket.recv_fds` leaves out its flags
            with contextlib.suppress(OSError):
                _born, given, _flags, _address = self._life.recvmsg(len(births.BORN), socket.CMSG_LEN(4), at_once)
                self._process = int.from_bytes(given[0][2], sys.byteorder) if given else None

    def _end_of_it(self) -> str:
        """The exit code of a process that has closed its socket, and its last words."""
        with self._lock:
            if self._is_closed:
                return "closed"
            self._look()
            if self._process is None:
                self._listener.join(1.0)
                words = b" ".join(self._last_words).decode(errors="replace")
                return words or self._nursery.end_of_it()  # it says why there is no process, or has ended itself
            self._life.settimeout(5.0)
            try:
                code = self._life.recv(16).decode()
            except OSError:
                code = ""
        self._listener.join(1.0)  # its last words may still be on their way
        return births.told(code, self._last_words) if code else self._nursery.end_of_it()


def remove_left_folders() -> None:
    """Remove the folders of workers whose holder was killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        holder = folder.name.removeprefix(PREFIX).partition("-")[0]
        if not Path("/proc", holder).exists():
            leftovers.remove(folder)
