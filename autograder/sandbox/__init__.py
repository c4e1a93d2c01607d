"""The walls around the student side.

The template calls `enter` once, before anything else, while it has one thread. Then it calls `confine` for each
submission:

    enter()
    import torch ...
    pid = confine(Policy(scratch, readable), main, keep=(bridge.fileno(), 1, 2))

`confine` forks. The child raises every wall that this machine has and runs `main`. docs/security.md says what each wall
promises. `walls.probe` finds out which walls this machine has.
"""

import contextlib
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from autograder.sandbox import identity, landlock, limits, linux, namespaces, seccomp
from autograder.sandbox.interpreter import python_folders
from autograder.sandbox.limits import Limits
from autograder.sandbox.walls import Wall, enough, probe

__all__ = ["Limits", "Policy", "Wall", "confine", "enough", "enter", "probe", "python_folders"]

WALLS_FELL = 71  # EX_OSERR of sysexits.h: the exit code of a child that could not raise a wall and never ran `main`


@dataclass(frozen=True)
class Policy:
    """What one submission may touch.

    scratch: the folder whose files the submission finds in its working directory. With namespaces the submission works
        on a copy in memory, /scratch/student, and the folder does not change. Without, it works in the folder itself.
    readable: other files and folders that may be read. A path that does not exist is left out. Pass the same paths for
        all submissions of a template, because the mounts and the filter for them stay until the template ends.
    """

    scratch: Path
    readable: tuple[Path, ...]
    limits: Limits = field(default_factory=Limits)


_pid_namespaces: namespaces.PidNamespaces | None = None


def enter(own_namespaces: bool = True) -> bool:
    """Make the calling process a template. When it or its parent ends, all processes below it end too.

    Call it once, before any import that starts a thread. Where the system allows namespaces, the calling process stays
    as a keeper with its old pid. A fork of it returns from this call, as the first process of its own namespaces. When
    the keeper, its parent or the template ends, all three end. For the kernel the parent is the thread that started
    the process, so start a template from a thread that does not end.

    Returns whether the template has namespaces. With `own_namespaces=False` it has none. Raises RuntimeError where the
    process has more than one thread.
    """
    global _pid_namespaces
    if len(os.listdir("/proc/self/task")) > 1:
        raise RuntimeError("enter() forks, which is not safe in a process with threads")
    linux.die_with_parent(signal.SIGKILL)
    if own_namespaces:
        with contextlib.suppress(OSError):
            namespaces.move_in()
            _pid_namespaces = namespaces.PidNamespaces()
    return _pid_namespaces is not None


def confine(policy: Policy, main: Callable[[], object], keep: Collection[int] = ()) -> int:
    """Fork a child that raises the walls, runs `main` and exits. Return the child's pid.

    The exit code is 0, 1 after an exception, or the one with which `main` exits. Wait for the child, or kill it and
    thereby all processes that it started. A child that cannot raise a wall never runs `main`, prints the reason on
    stderr and exits with WALLS_FELL. A wall that this machine does not have is not raised, so call `enough(probe())`
    first.

    In the child, the working directory, HOME and TMPDIR are the scratch folder. The descriptors in `keep` are open. A
    standard descriptor that is not in `keep` is /dev/null. A kept socket should be of type SOCK_STREAM, because a
    datagram socket can send to other addresses. The child must not finalise Python objects of the template whose
    descriptors are closed. The child is process 1 of its namespace, so signals such as SIGTERM have no effect unless it
    handles them. SIGINT interrupts it, and SIGKILL ends it.

    Raises ValueError for `processes` > 0 without namespaces, because nothing would end these processes. Raises
    PermissionError where root grades and other users cannot read a path in `readable`.
    """
    walls = _prepare(policy.readable, policy.limits)
    template = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = _pid_namespaces.fork() if _pid_namespaces else os.fork()
    if pid:
        return pid
    code = WALLS_FELL
    try:
        walls.close_in(policy.scratch, keep, template)
        code = 1
        main()
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


@cache
def _prepare(readable: tuple[Path, ...], bounds: Limits) -> "_Enclosure":
    return _Enclosure(tuple(path for path in readable if path.exists()), bounds)


class _Enclosure:
    """The walls that all submissions with the same policy share. The template prepares them once."""

    def __init__(self, readable: tuple[Path, ...], bounds: Limits) -> None:
        self._readable, self._limits = readable, bounds
        self._view = namespaces.View(readable) if _pid_namespaces else None
        if self._view is None and bounds.processes:
            raise ValueError("without a pid namespace a submission may not start processes")
        root = os.geteuid() == 0
        self._as_student = root and (self._view is not None or identity.everybody_reaches(readable))
        shut = [str(path) for path in readable if self._as_student and not identity.is_open(path)]
        if shut:
            raise PermissionError(f"other users may not read {', '.join(shut)}, and root's submissions run as such")
        self._filter: seccomp.Filter | None = None
        with contextlib.suppress(OSError):
            self._filter = seccomp.Filter(bounds, own_mounts=self._view is not None)
        self._ruleset: landlock.Ruleset | None = None
        if self._view and landlock.version():
            # Landlock ignores a rule for a mount point, so the folder above it gets the right.
            self._ruleset = self._rules(os.path.dirname(self._view.scratch))
            self._ruleset.allow(self._view.root, landlock.READ_DIR)  # an import lists the folders of its path

    def _rules(self, scratch: str | Path) -> landlock.Ruleset:
        ruleset = landlock.Ruleset()
        ruleset.allow_reading(self._readable)
        for device in namespaces.DEVICES:
            ruleset.allow(device, landlock.READ_FILE | landlock.WRITE_FILE)
        ruleset.allow_writing(scratch)
        return ruleset

    def close_in(self, scratch: Path, keep: Collection[int], template: int) -> None:
        """In the child: raise the walls. The steps that need a privilege come first, then those that remove it."""
        os.setsid()
        limits.volunteer_for_oom()
        mapped = limits.address_space()
        ruleset = self._ruleset
        if self._view:
            self._view.enter(scratch, self._limits)
            home = namespaces.SCRATCH
        else:
            os.chdir(scratch)
            home = os.getcwd()
            ruleset = self._rules(home) if landlock.version() else None
            if self._as_student:
                identity.hand_over(scratch)
        identity.clear_environment(home)
        tempfile.tempdir = None  # so that it is read from TMPDIR again
        identity.close_descriptors({*keep, ruleset.descriptor} if ruleset else keep)
        if self._as_student:
            identity.become_student()
        tasks = 1 + self._limits.threads + self._limits.processes
        if self._view:
            linux.unshare(linux.CLONE_NEWUSER)  # so that its processes are counted separately
        else:
            tasks += limits.TASKS_OF_THE_USER
        limits.impose(self._limits, mapped, tasks)
        linux.die_with_parent(signal.SIGKILL)
        if self._view is None and os.getppid() != template:
            os._exit(WALLS_FELL)
        linux.drop_capabilities()
        linux.no_new_privileges()
        if ruleset:
            ruleset.restrict()
            os.close(ruleset.descriptor)
        if self._filter:
            self._filter.load()
