"""The nursery: a process that imports once what every worker needs, and forks a worker whenever it is asked to.

It learns nothing of a course but the names of modules that submissions import: what a worker grades comes over the
worker's own socket. `autograder.batch.births` is the other end. A request is the worker's folder and the names of
modules to import first, with a zero byte between them. It carries three descriptors: the worker's socket, where its
stderr goes, and its `life`, a socket on which the nursery sends a descriptor of the new process and in the end its exit
code.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from typing import NoReturn

from autograder.batch import huge_pages
from autograder.batch.births import BORN, LARGEST
from autograder.batch.worker import NotebookRunner, serve
from autograder.coursedir.settings import Grading
from autograder.engine.preload import import_all
from autograder.sandbox.linux import die_with_parent


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
    imported: set[bytes] | None = None
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
                request, given, _flags, _address = socket.recv_fds(control, LARGEST, 3)
                if not request:
                    os._exit(0)
                folder, *modules = request.split(b"\0")
                if imported is None or not imported.issuperset(modules):
                    imported = {*(imported or ()), *modules}
                    _settle([name.decode() for name in sorted(imported)])
                born = _fork(make_engine, folder, given)
                if born is not None:
                    living[born[0]] = born[1:]
                    poll.register(born[0], select.POLLIN)


def _settle(modules: list[str]) -> None:
    """Import these, and prepare the memory of all that is imported for being forked."""
    with contextlib.suppress(Exception):  # the worker imports them too, and tells what is wrong
        import_all(modules)
    huge_pages.use()
    gc.freeze()  # what is here now is never garbage: a worker does not copy it to look at it


def _fork(
    make_engine: Callable[[Grading], NotebookRunner], folder: bytes, given: list[int]
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
        _be_a_worker(make_engine, folder, nursery, connection, stderr)
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
    make_engine: Callable[[Grading], NotebookRunner], folder: bytes, nursery: int, connection: int, stderr: int
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
        gc.enable()
        serve(connection, os.fsdecode(folder), make_engine)
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
