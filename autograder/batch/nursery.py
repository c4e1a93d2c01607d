"""The nursery: a process that imports once what every worker needs, and forks a worker whenever it is asked to.

It learns nothing of a course: what a worker grades comes over the worker's own socket. `Births` is the end of the
process that grades, `keep` the nursery itself. A request carries three descriptors: the worker's socket, where its
stderr goes, and its `life`, a socket on which the nursery sends a descriptor of the new process and in the end its exit
code.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from autograder.batch import huge_pages
from autograder.batch.worker import NotebookRunner, serve
from autograder.coursedir.settings import Grading
from autograder.engine.environment import clean_environment
from autograder.sandbox.linux import die_with_parent

BORN = b"born"
_LARGEST = 2**16  # bytes of a request


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
    """The nursery of this process, started when a worker is first wanted, and again where it has ended."""

    def __init__(self) -> None:
        self._forget()
        os.register_at_fork(after_in_child=self._forget)  # it belongs to the process that has started it

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._nursery: Nursery | None = None

    def ask(self, command: Sequence[str], folder: str, descriptors: Sequence[int]) -> Nursery:
        """Ask for a worker that works in `folder`; the nursery that was asked. Raises OSError where none can start.

        `command`: how a nursery is started. One that was started by another command, or in another environment, is
        replaced.
        """
        wanted = list(command), clean_environment() | huge_pages.ASKED_OF_MALLOC
        request = os.fsencode(folder)
        with self._lock:
            if self._nursery is not None:
                if self._nursery.started_as == wanted and self._nursery.ask(request, descriptors):
                    return self._nursery
                self._nursery.close()
            self._nursery = Nursery(*wanted)
            self._nursery.ask(request, descriptors)  # where it has ended already, the worker's socket is closed too
            return self._nursery


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


def keep(make_engine: Callable[[Grading], NotebookRunner]) -> NoReturn:
    """The nursery's life, once all is imported: fork workers until the process that it belongs to has ended.

    `argv`: the control socket's descriptor, that process's id. This process has one thread.
    """
    control, parent = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    holder = os.pidfd_open(parent)
    if os.getppid() != parent:
        os._exit(1)
    die_with_parent(0)  # it was the end of a thread of the parent's; from now on it is that of the parent
    os.chdir("/")  # the folder that it was called in may go
    huge_pages.use()
    gc.freeze()  # what is here now is never garbage: a worker does not copy it to look at it
    living: dict[int, tuple[int, socket.socket]] = {}  # by the descriptor of its process: its id and its life
    poll = select.poll()
    for descriptor in (control.fileno(), holder):
        poll.register(descriptor, select.POLLIN)
    while True:
        for descriptor, _events in poll.poll():
            if descriptor in living:
                poll.unregister(descriptor)
                _bury(descriptor, *living.pop(descriptor))
            elif descriptor == holder:
                os._exit(0)
            else:
                request, given, _flags, _address = socket.recv_fds(control, _LARGEST, 3)
                if not request:
                    os._exit(0)
                born = _fork(make_engine, request, given)
                if born is not None:
                    living[born[0]] = born[1:]
                    poll.register(born[0], select.POLLIN)


def _fork(
    make_engine: Callable[[Grading], NotebookRunner], request: bytes, given: list[int]
) -> tuple[int, int, socket.socket] | None:
    """A new worker: the descriptor of its process, its id and its life.

    None where nobody wants it any more, and where the machine has no process for it: the other workers go on.
    """
    connection, stderr, life = given
    nursery = os.getpid()
    try:
        pid = os.fork()
    except OSError as error:
        os.write(stderr, f"{error}\n".encode())
        for descriptor in given:
            os.close(descriptor)
        return None
    if pid == 0:
        _be_a_worker(make_engine, request, nursery, connection, stderr)
    telling, process = socket.socket(fileno=life), os.pidfd_open(pid)
    wanted = True
    try:
        socket.send_fds(telling, [BORN], [process])
    except OSError:
        os.kill(pid, signal.SIGKILL)
        wanted = False
    os.close(connection)  # after it was told: whoever sees the socket closed knows of the process
    os.close(stderr)
    if wanted:
        return process, pid, telling
    _bury(process, pid, telling)
    return None


def _be_a_worker(
    make_engine: Callable[[Grading], NotebookRunner], request: bytes, nursery: int, connection: int, stderr: int
) -> NoReturn:
    status = 1
    try:
        die_with_parent(signal.SIGKILL)
        if os.getppid() != nursery:
            os._exit(1)
        os.setsid()
        os.dup2(stderr, 2)
        first, last = 3, os.sysconf("SC_OPEN_MAX")
        os.closerange(first, connection)
        os.closerange(connection + 1, last)
        serve(connection, os.fsdecode(request), make_engine)
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


def _bury(process: int, pid: int, life: socket.socket) -> None:
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.close(process)
    with life, contextlib.suppress(OSError):
        life.sendall(str(code).encode())
