"""A submission that tries to pass each wall. `walls.probe` uses it to find out which walls hold."""

import contextlib
import json
import os
import resource
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from autograder import sandbox
from autograder.sandbox.limits import MIB, Limits

_LIMITS = Limits(memory=256 * MIB, cpu_seconds=10, file_size=MIB, disk=3 * MIB, threads=4)


def report(own_namespaces: bool) -> None:
    """Confine a submission that tries the walls, and print its findings as JSON. Run this in a new process."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        canary, scratch = Path(folder, "canary"), Path(folder, "scratch")
        canary.write_text("secret")
        scratch.mkdir()
        reading, writing = os.pipe()
        if not os.fork():  # `enter` forks, and only this process must remove the folder
            os.close(reading)
            _enter_and_try(own_namespaces, canary, scratch, writing)
        os.close(writing)
        with open(reading) as found:
            print(found.read())
        os.wait()


def _enter_and_try(own_namespaces: bool, canary: Path, scratch: Path, writing: int) -> None:
    entered = sandbox.enter(own_namespaces)
    template = os.getpid()

    def submission() -> None:
        held = {
            "filesystem": not _works(
                canary.read_text, lambda: canary.write_text(""), lambda: os.listdir(canary.parent)
            ),
            "network": not _works(*(_socket(family) for family in (socket.AF_INET, socket.AF_UNIX, socket.AF_NETLINK))),
            "process": not _works(_fork, _execute, lambda: _signal(template)),
            "privileges": not _works(lambda: os.setuid(0), lambda: os.chroot(".")),
            "memory": not _works(lambda: bytearray(2 * _LIMITS.memory)),
            "cpu": resource.getrlimit(resource.RLIMIT_CPU)[1] <= _LIMITS.cpu_seconds,
            "disk": not _works(_fill),
            "threads": not _works(_flood),
        }
        answer = {"namespaces": entered, "landlock": sandbox.landlock.version(), "held": held}
        os.write(writing, json.dumps(answer).encode())

    pid = sandbox.confine(sandbox.Policy(scratch, sandbox.python_folders(), _LIMITS), submission, keep=(2, writing))
    os.waitpid(pid, 0)
    os._exit(0)


def _works(*attempts: Callable[[], object]) -> bool:
    for attempt in attempts:
        with contextlib.suppress(OSError, MemoryError, RuntimeError):
            attempt()
            return True
    return False


def _socket(family: int) -> Callable[[], object]:
    return lambda: socket.socket(family, socket.SOCK_RAW if family == socket.AF_NETLINK else socket.SOCK_STREAM)


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _execute() -> None:
    # The program does not exist. So ENOENT means that the exec was allowed: there is no wall.
    try:
        os.execv("/nonexistent", ["/nonexistent"])
    except FileNotFoundError:
        return


def _signal(template: int) -> None:
    if template == os.getpid():  # both are process 1 of their namespaces, so the submission sees no other process
        raise ProcessLookupError
    os.kill(template, 0)


def _fill() -> None:
    for number in range(_LIMITS.disk // _LIMITS.file_size + 1):
        Path(f"filled{number}").write_bytes(bytes(_LIMITS.file_size))


def _flood() -> None:
    go_on = threading.Event()
    threads = [threading.Thread(target=go_on.wait) for _ in range(_LIMITS.threads + 1)]
    try:
        for thread in threads:
            thread.start()
    finally:
        go_on.set()
