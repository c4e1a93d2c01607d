"""The student template: imports once what every submission needs, runs nothing, and forks a process for each.

It is forked from a worker that has imported everything and learnt nothing yet (`fork`); or, where the starting
process may know secrets, it is a program of its own, `python -m autograder.engine.template FD`, in an empty
environment. It knows no course, no notebook and no gradebook.
"""

import contextlib
import os
import pkgutil
import signal
import socket
import sys
import time
from pathlib import Path
from types import FunctionType
from typing import Any

from autograder import sandbox
from autograder.bridge.wire import Gone, Wire
from autograder.sandbox.linux import die_with_parent

Settings = dict[str, Any]  # of `settings.Grading`: sandbox, preload, drawing, output_size (bytes)


def main() -> None:
    die_with_parent(signal.SIGKILL)
    wire = Wire(socket.socket(fileno=int(sys.argv[1])))
    settings = wire.receive()
    if settings["sandbox"]:
        sandbox.enter()
    preload(settings["preload"])
    serve(wire, settings)


def fork(settings: Settings) -> tuple[int, Wire]:
    """Fork a template from this process, which must have one thread and hold nothing secret. Its pid and its socket."""
    ours, theirs = socket.socketpair()
    pid = os.fork()
    if pid:
        theirs.close()
        return pid, Wire(ours)
    try:
        keep = theirs.fileno()
        os.closerange(3, keep)
        os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
        if settings["sandbox"]:
            sandbox.enter()
        serve(Wire(theirs), settings)
    finally:
        os._exit(0)


def serve(wire: Wire, settings: Settings) -> None:
    """A template's life: say that it is ready, then fork and end submissions as it is asked to."""
    from autograder.engine.student.side import live, make_shell

    leave_out_drawing(settings["drawing"])
    if settings["sandbox"]:  # what else is there names the grader's folders, and cannot be read inside
        folders = sandbox.python_folders()
        sys.path[:] = [entry for entry in sys.path if not {Path(entry), *Path(entry).parents}.isdisjoint(folders)]
    shell = make_shell(settings["output_size"], settings["sandbox"])
    wire.send("ready")
    while True:
        try:
            request = wire.receive()
        except Gone:
            return
        if request[0] == "spawn":
            _, descriptors, _, _ = socket.recv_fds(wire.connection, 1, 1)
            connection = socket.socket(fileno=descriptors[0])
            wire.send(_spawn(request, connection, lambda connection=connection: live(shell, connection)))
            connection.close()
        else:
            wire.send(_end(request[1], request[2]))


def preload(modules: list[str]) -> None:
    """Import what submissions import; what is not installed is left out. One thread, as the judge has.

    `package.*` stands for the modules of a package.
    """
    for name in modules:
        package = name.removesuffix(".*")
        with contextlib.suppress(ImportError):
            __import__(package)
            if name != package:
                for module in pkgutil.walk_packages(sys.modules[package].__path__, f"{package}."):
                    __import__(module.name)
    import torch

    from course.helpers.language import LOCALE, catalogue

    torch.set_num_threads(1)
    with contextlib.suppress(RuntimeError):  # already set: another engine in this process
        torch.set_num_interop_threads(1)
    catalogue(LOCALE, "fr")


def leave_out_drawing(packages: list[str]) -> None:
    """Have the functions of these packages that return a Figure return an empty one: no mark depends on them."""
    from matplotlib import pyplot
    from matplotlib.figure import Figure

    def empty_figure(*args: Any, **kwargs: Any) -> Figure:
        figure = pyplot.figure()
        pyplot.close(figure)  # or the cell's end would show it once more
        return figure

    for name, module in list(sys.modules.items()):
        if any(name == package or name.startswith(f"{package}.") for package in packages):
            for attribute, value in list(vars(module).items()):
                if isinstance(value, FunctionType) and value.__annotations__.get("return") in (Figure, "Figure"):
                    setattr(module, attribute, empty_figure)


def _spawn(request: list[Any], connection: socket.socket, run: Any) -> int:
    _, scratch, readable, limits, walls = request
    if walls:
        policy = sandbox.Policy(Path(scratch), tuple(map(Path, readable)), sandbox.Limits(**limits))
        return sandbox.confine(policy, run, keep=(connection.fileno(),))
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            os.setsid()
            os.chdir(scratch)
            run()
            status = 0
        finally:
            os._exit(status)
    return pid


def _end(pid: int, grace: float) -> int:
    """Kill the submission's process, if it does not end by itself within `grace` seconds, and everything below it.

    Returns its exit code, or −signal.
    """
    until = time.monotonic() + grace
    while True:
        finished, status = os.waitpid(pid, os.WNOHANG)
        if finished:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= until:
            os.kill(pid, signal.SIGKILL)
            return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        time.sleep(0.005)


if __name__ == "__main__":
    main()
