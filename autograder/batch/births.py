"""The workers' nursery as the process that grades knows it: where it is started, asked for workers, and ended.

`autograder.batch.nursery` is the other end. The workers' nursery also uses this module, to start that of the engines.
Nothing here takes long to import, so a nursery can start at once.
"""

import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

from autograder.engine.environment import MALLOC, clean_environment

# -P: a folder `autograder` or `course` where the command was called is not taken for ours.
START_WORKERS = [sys.executable, "-P", "-m", "autograder.batch.start_workers"]
START_ENGINES = [sys.executable, "-P", "-m", "autograder.batch.start_engines"]
BORN = b"born"
HURRY = b"hurry"  # a request without descriptors: no child is wanted yet
LARGEST = 2**16  # bytes of a request


class Nursery:
    """A nursery that was started: its process, the socket on which it is asked, what it has said last."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.started_as = command, environment
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), str(os.getpid())],
                pass_fds=[theirs.fileno()],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                start_new_session=True,  # a Ctrl-C is for the main process, which then ends its workers
            )
        self._last_words: deque[bytes] = deque(maxlen=5)
        self._listener = listen(self._process.stderr, self._last_words)

    def ask(self, request: bytes, descriptors: Sequence[int]) -> bool:
        """Whether the request has gone."""
        try:
            socket.send_fds(self._control, [request], descriptors)
        except (BrokenPipeError, ConnectionResetError):
            return False
        return True

    def close(self) -> None:
        """End it, and with it its workers."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def end_of_it(self) -> str:
        """Its exit code and its last words; it is about to end or has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        self._listener.join(1.0)  # its last words may still be on their way
        return told(str(self._process.returncode), self._last_words)


class Births:
    """The nursery of this process. It starts with `start` or for the first worker, and again where it has ended."""

    def __init__(self) -> None:
        self._forget()
        os.register_at_fork(after_in_child=self._forget)  # it belongs to the process that has started it

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._nursery: Nursery | None = None

    def start(self, command: Sequence[str], hurry: bool) -> None:
        """Start a nursery before there is a worker to ask for. Raises OSError where none can start.

        hurry: have it import now, and not only when it is asked for a worker.
        """
        with self._lock:
            nursery = self._started(command)
            if hurry:
                nursery.ask(HURRY, [])

    def ask(self, command: Sequence[str], folder: str, descriptors: Sequence[int]) -> Nursery:
        """Ask for a worker that works in `folder`; the nursery that was asked. Raises OSError where none can start.

        `command`: how a nursery is started. One that was started by another command, or in another environment, is
        replaced.
        """
        request = os.fsencode(folder)
        with self._lock:
            nursery = self._started(command)
            if not nursery.ask(request, descriptors):
                self._nursery = None
                nursery.close()
                nursery = self._started(command)
                nursery.ask(request, descriptors)  # where it has ended already, the worker's socket is closed too
            return nursery

    def _started(self, command: Sequence[str]) -> Nursery:
        wanted = list(command), clean_environment()
        if self._nursery is not None and self._nursery.started_as != wanted:
            self._nursery.close()
            self._nursery = None
        if self._nursery is None:
            self._nursery = Nursery(*wanted)
        return self._nursery


def start_engines_nursery(command: Sequence[str] = START_ENGINES) -> tuple[int, int]:
    """Start the engines' nursery. The workers' nursery calls this before it imports anything. Both have one stderr.

    Returns the process's id, and the descriptor on which workers ask it.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        process = subprocess.Popen(
            [*command, str(theirs.fileno()), str(os.getpid())],
            pass_fds=[theirs.fileno()],
            env=os.environ | MALLOC,
            stdin=subprocess.DEVNULL,
        )
    process.returncode = 0  # not waited for: the workers' nursery ends when this one does
    return process.pid, ours.detach()


def told(code: str, words: Sequence[bytes]) -> str:
    """How a process ended, in one line."""
    return f"exit {code} {b' '.join(words).decode(errors='replace').strip()}".strip()


def listen(stream: Any, words: deque[bytes]) -> threading.Thread:
    """Keep the last lines of a stream, in a thread of its own."""

    def go_on() -> None:
        with stream:
            while line := stream.readline(4096):
                words.append(line.strip())

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    return thread
