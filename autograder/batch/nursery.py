"""A nursery: a process that imports once what its children need, and forks one whenever it is asked to.

There are two. The workers' nursery imports what reads and scores notebooks, and `autograder.batch.births` asks it. The
engines' nursery imports what runs notebooks, and the workers ask it (`autograder.batch.engines`). Both import at the
same time.

A nursery may outlive a course, of which it learns only which of PyTorch's larger modules are needed: what a child works
on comes over its own socket. A request is the child's folder and the names of modules to import first, with a zero byte
between them. It carries three descriptors: the child's socket, where its stderr goes, and its `life`. That is a socket
on which the nursery sends a descriptor of the new process and in the end its exit code. Where the other end is closed,
the child is not wanted any more and is killed. A request without descriptors asks for no child: see `HURRY`.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from autograder.batch.births import BORN, LARGEST
from autograder.sandbox.linux import bind_to_parent, die_with_parent


@dataclass(frozen=True)
class _Child:
    """`process`: a descriptor of it. `life`: see above."""

    pid: int
    process: int
    life: socket.socket


class _Nursery:
    def __init__(
        self, live: Callable[[int, str], None], settle: Callable[[list[str]], None], kept: Sequence[int]
    ) -> None:
        self._live, self._settle, self._kept = live, settle, kept
        self._imported: set[bytes] | None = None
        self._poll = select.poll()
        self._children: dict[int, _Child] = {}  # by the descriptors of their process and of their life

    def watch(self, descriptor: int) -> None:
        self._poll.register(descriptor, select.POLLIN)

    def go_on(self, control: socket.socket, ends: Sequence[int]) -> NoReturn:
        """Fork children until one of the processes of these descriptors has ended, or nobody is there to ask."""
        for descriptor in (*ends, control.fileno()):
            self.watch(descriptor)
        while True:
            descriptor, _events = self._poll.poll()[0]  # one at a time: to handle it may change the others
            if descriptor in ends:
                os._exit(descriptor != ends[0])
            elif descriptor == control.fileno():
                self._answer(control)
            elif descriptor == (child := self._children[descriptor]).process:
                self._bury(child)
            else:
                self._poll.unregister(descriptor)
                os.kill(child.pid, signal.SIGKILL)  # it is buried when it has ended

    def _answer(self, control: socket.socket) -> None:
        request, given, _flags, _address = socket.recv_fds(control, LARGEST, 3)
        if not request:
            os._exit(0)
        if not given:  # HURRY: `start_workers` has waited for it
            return
        folder, *modules = request.split(b"\0")
        if self._imported is None or not self._imported.issuperset(modules):
            self._imported = {*(self._imported or ()), *modules}
            self._settle([name.decode() for name in sorted(self._imported)])
        self._fork(os.fsdecode(folder), *given)

    def _fork(self, folder: str, connection: int, stderr: int, life: int) -> None:
        """A new child. Where the machine has no process for it, its stderr says so, and the others go on."""
        nursery = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            os.write(stderr, f"{error}\n".encode())
            for descriptor in (connection, stderr, life):
                os.close(descriptor)
            return
        if pid == 0:
            self._be_a_child(folder, nursery, connection, stderr)
        child = _Child(pid, os.pidfd_open(pid), socket.socket(fileno=life))
        with contextlib.suppress(OSError):  # nobody wants it any more: its life's other end is closed, which is seen
            socket.send_fds(child.life, [BORN], [child.process])
        os.close(connection)  # after it was told: whoever sees the socket closed knows of the process
        os.close(stderr)
        for descriptor in (child.process, child.life.fileno()):
            self._children[descriptor] = child
            self.watch(descriptor)

    def _be_a_child(self, folder: str, nursery: int, connection: int, stderr: int) -> NoReturn:
        status = 1
        try:
            bind_to_parent(nursery)
            os.setsid()
            os.dup2(stderr, 2)
            first = 3
            for kept in sorted([connection, *self._kept]):
                os.closerange(first, kept)
                first = kept + 1
            os.closerange(first, os.sysconf("SC_OPEN_MAX"))
            gc.enable()
            self._live(connection, folder)
            status = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(status)

    def _bury(self, child: _Child) -> None:
        code = os.waitstatus_to_exitcode(os.waitpid(child.pid, 0)[1])
        for descriptor in (child.process, child.life.fileno()):
            with contextlib.suppress(KeyError):
                self._poll.unregister(descriptor)
            del self._children[descriptor]
        os.close(child.process)
        with child.life, contextlib.suppress(OSError):
            child.life.sendall(str(code).encode())


def keep(
    live: Callable[[int, str], None],
    settle: Callable[[list[str]], None] = lambda modules: None,
    beside: int | None = None,
    kept: Sequence[int] = (),
    bound: bool = False,
) -> NoReturn:
    """The nursery's life, once all is imported: fork children until the process that it belongs to has ended.

    live: what a child does, with its socket's descriptor and its folder. settle: what is done before the first child is
    forked, and whenever a request names modules that none has named before. beside: a process, by its pid, without
    which the nursery is of no use. kept: the descriptors that children keep open. bound: the process that it belongs
    to has one thread. So this one stays bound to it and ends at once with it, even during an import.
    `argv`: the control socket's descriptor, the id of the process that it belongs to. This process has one thread.
    """
    control, parent = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2])
    ends = [os.pidfd_open(pid) for pid in (parent, beside) if pid is not None]
    if os.getppid() != parent:
        os._exit(1)
    if not bound:
        die_with_parent(0)  # it was the end of a thread of the parent's; from now on it is that of the parent
    os.chdir("/")  # the folder that it was called in may go
    _Nursery(live, settle, kept).go_on(control, ends)
