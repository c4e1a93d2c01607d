"""The student template: imports once what every submission needs, runs nothing, and forks a process for each.

It is forked from a process that has imported everything and learnt nothing yet (`fork`); or, where the starting
process may know secrets, it is a program of its own, `python -m autograder.engine.template FD`, in an empty
environment. It knows no course, no notebook and no gradebook.
"""

import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import msgspec

from autograder import sandbox
from autograder.bridge.wire import Wire
from autograder.engine.preload import import_late, leave_out_drawing, preload
from autograder.engine.protocol import TO_TEMPLATE, End, Ended, Ready, Spawn, Spawned
from autograder.faults import Gone
from autograder.sandbox.linux import die_with_parent


class Settings(msgspec.Struct):
    """What a template has to know of `autograder.coursedir.grading.Grading`. `output_size`: bytes."""

    sandbox: bool
    preload: list[str]
    drawing: list[str]
    output_size: int


def main() -> None:
    die_with_parent(signal.SIGKILL)
    connection = socket.socket(fileno=int(sys.argv[1]))
    settings: Settings = Wire(connection, Settings).receive()
    if settings.sandbox:
        sandbox.enter()
    preload(settings.preload)
    serve(connection, settings)


def fork(settings: Settings) -> tuple[int, socket.socket]:
    """Fork a template from this process, which must have one thread and hold nothing secret. Its pid and its socket."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid:
        theirs.close()
        return pid, ours
    try:
        keep = theirs.fileno()
        os.closerange(3, keep)
        os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
        if settings.sandbox:
            sandbox.enter()
        serve(theirs, settings)
    finally:
        os._exit(0)


def serve(connection: socket.socket, settings: Settings) -> None:
    """A template's life: say that it is ready, then fork and end submissions as it is asked to."""
    from autograder.engine.student.shell import make_shell
    from autograder.engine.student.side import live

    wire = Wire(connection, TO_TEMPLATE)
    leave_out_drawing(settings.drawing)
    if settings.sandbox:  # what else is there names the grader's folders, and cannot be read inside
        folders = sandbox.python_folders()
        sys.path[:] = [entry for entry in sys.path if not {Path(entry), *Path(entry).parents}.isdisjoint(folders)]
    shell = make_shell(settings.output_size, settings.sandbox)
    wire.send(Ready())
    while True:
        try:
            request = wire.receive()
        except Gone:
            return
        if isinstance(request, End):
            wire.send(Ended(_end(request.pid, request.grace)))
        else:
            _, descriptors, _, _ = socket.recv_fds(wire.connection, 1, 1)
            student = socket.socket(fileno=descriptors[0])
            import_late(request.modules)
            wire.send(Spawned(_spawn(request, student, partial(live, shell, student))))
            student.close()


def _spawn(request: Spawn, connection: socket.socket, run: Callable[[], None]) -> int:
    if request.walls:
        limits, readable = sandbox.Limits(**request.limits), tuple(map(Path, request.readable))
        policy = sandbox.Policy(Path(request.scratch), readable, limits)
        return sandbox.confine(policy, run, keep=(connection.fileno(),))
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.setsid()
            os.chdir(request.scratch)
            run()
            status = 0
        finally:
            os._exit(status)
    return pid


def _end(pid: int, grace: float) -> int:
    """Kill the submission's process, if it does not end by itself within `grace` seconds, and everything below it.

    Returns its exit code, or −signal.
    """
    descriptor = os.pidfd_open(pid)  # readable once the process has ended
    try:
        if not select.select([descriptor], [], [], grace)[0]:
            os.kill(pid, signal.SIGKILL)
    finally:
        os.close(descriptor)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    main()
