"""Behind the walls no process can be started: this says so in a sentence, or does the work without one.

`explain` belongs in the template of the student side, before any fork. A call is always tried first, so nothing here
is a wall.
"""

import contextlib
import copy
import errno
import functools
import multiprocessing.heap
import multiprocessing.shared_memory
import multiprocessing.synchronize
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder.messages import LOCALE
from course.helpers.language import N_, each

_REFUSED = frozenset((errno.EPERM, errno.EACCES, errno.ENOSYS))
_INSTALLERS = frozenset(("pip", "pip3", "conda", "mamba", "uv", "apt", "apt-get"))
_STARTING = ("fork", "forkpty", "posix_spawn", "posix_spawnp", "execv", "execve")


class ProcessRefused(PermissionError):
    """A student's code asked for a process. It is an OSError, since libraries that can do without one expect that."""

    def __init__(self) -> None:
        super().__init__("\n".join(_told(N_("No other program or process can be started while a notebook is graded."))))
        self.errno = errno.EPERM


def not_run(command: str) -> None:
    """Say in the cell's output that a shell command was left out."""
    command = command.strip()
    shown = command if len(command) <= 80 else f"{command[:79]}…"
    _say(N_("Not run: {command}. No other program can be started while a notebook is graded."), command=shown)


def explain() -> None:
    """Have every road to a new process end in ProcessRefused; DataLoader and torch.compile do without one."""
    for name in _STARTING:
        _explained(os, name, _REFUSED)
    _explained(subprocess.Popen, "_execute_child", _REFUSED)
    with contextlib.suppress(ImportError):
        import _posixsubprocess  # multiprocessing starts its helpers by it

        _explained(_posixsubprocess, "fork_exec", _REFUSED)
    # A lock between processes, and memory that they share, are files in /dev/shm, and there is none.
    shared = multiprocessing.shared_memory.SharedMemory
    for owner in (multiprocessing.synchronize.SemLock, multiprocessing.heap.Arena, shared):
        _explained(owner, "__init__", _REFUSED | {errno.ENOENT})
    os.system = _system(os.system)  # type: ignore[assignment]
    _leave_installers_out()
    _load_here()
    _leave_uncompiled()


def _told(message: str, **values: object) -> list[str]:
    return each(message, folder=LOCALE, values=values)


def _say(message: str, **values: object) -> None:
    for line in _told(message, **values):
        print(line, file=sys.stderr)


@functools.cache
def _say_once(message: str) -> None:
    _say(message)


def _explained(owner: Any, name: str, errors: frozenset[int]) -> None:
    own = getattr(owner, name)

    @functools.wraps(own)
    def attempt(*args: Any, **kwargs: Any) -> Any:
        try:
            return own(*args, **kwargs)
        except OSError as error:
            if error.errno not in errors:
                raise
        raise ProcessRefused

    setattr(owner, name, attempt)


def _system(own: Callable[[Any], int]) -> Callable[[Any], int]:
    @functools.wraps(own)
    def system(command: Any) -> int:
        status = own(command)
        if status == -1:
            not_run(os.fsdecode(command))
        return status

    return system


def _leave_installers_out() -> None:
    """`subprocess.run([sys.executable, "-m", "pip", …])` says that it is not run, and goes on as `!pip` does."""
    done: dict[str, Callable[..., Any]] = {
        "call": lambda command: 0,
        "check_call": lambda command: 0,
        "run": lambda command: subprocess.CompletedProcess(command, 0),
    }
    for name, result in done.items():
        setattr(subprocess, name, _without_installers(getattr(subprocess, name), result))


def _without_installers(own: Callable[..., Any], result: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(own)
    def attempt(*args: Any, **kwargs: Any) -> Any:
        try:
            return own(*args, **kwargs)
        except ProcessRefused:
            command = args[0] if args else kwargs.get("args")
            words = command.split() if isinstance(command, str) else [str(word) for word in command or ()]
            if not any(Path(word).name in _INSTALLERS for word in words[:3]):
                raise
        not_run(" ".join(words))
        return result(command)

    return attempt


def _load_here() -> None:
    """A DataLoader that asks for workers loads its batches itself: the same ones, in the same order."""
    from torch.utils.data import DataLoader

    own = DataLoader._get_iterator

    @functools.wraps(own)
    def get_iterator(loader: Any) -> Any:
        if loader.num_workers == 0:
            return own(loader)
        _say_once(N_("DataLoader loads its batches without workers: no process can be started while grading."))
        alone = copy.copy(loader)
        alone.num_workers, alone.timeout = 0, 0
        return own(alone)

    DataLoader._get_iterator = get_iterator  # type: ignore[assignment, method-assign]


def _leave_uncompiled() -> None:
    import torch

    own = torch.compile

    @functools.wraps(own)
    def compile(*args: Any, **kwargs: Any) -> Any:
        _say_once(N_("torch.compile leaves the code as it is: no compiler can be started while grading."))
        return own(*args, **kwargs | {"disable": True})

    torch.compile = compile  # type: ignore[assignment]
