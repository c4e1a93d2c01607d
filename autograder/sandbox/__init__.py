"""The walls around the student side.

The template calls `enter` once, first of all, while it has but one thread; then `confine` for each submission:

    enter()
    import torch ...
    pid = confine(Policy(scratch, readable), main, keep=(bridge.fileno(), 1, 2))

`confine` forks; the child raises every wall that this machine has and runs `main`. See docs/security.md for what
each wall promises, and `walls.probe` for which of them stand here.
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

WALLS_FELL = (
    71  # the exit code (sysexits.h's EX_OSERR) of a child in which a wall could not be raised: `main` never ran
)


@dataclass(frozen=True)
class Policy:
    """What one submission may touch.

    scratch: the folder whose files the submission finds in its working directory. With namespaces it works on
        a copy in memory, called /scratch/student, and the folder itself stays as it is; without, on the folder itself.
    readable: files and folders that may be read, besides. A path that does not exist is left out. Pass the same
        for all submissions of a template: what is prepared for it (mounts, a filter) stays until the template ends.
    """

    scratch: Path
    readable: tuple[Path, ...]
    limits: Limits = field(default_factory=Limits)


_pid_namespaces: namespaces.PidNamespaces | None = None


def enter(own_namespaces: bool = True) -> bool:
    """Make the calling process a template: whoever kills it, or the process that started it, ends all below it.

    Call it once, before anything is imported that starts a thread. Where namespaces are to be had the calling
    process stays behind as a keeper with its old pid and a fork of it returns from this call, as the first process
    of its own namespaces. When the keeper, its parent or the template ends, all three end.
    Returns whether it has namespaces; `own_namespaces=False` does without. To the kernel "the process that started it"
    is the thread that did: start a template from a thread that stays.

    Raises RuntimeError where the process has more than one thread.
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
    """Fork a child that raises the walls, runs `main` and exits: 0, 1 after an exception, or as `main` ends it.

    Returns the child's pid: wait for it, or kill it and with it all that it started. A child in which a wall
    could not be raised never runs `main`, says why on stderr and exits with WALLS_FELL.

    Inside, the working directory, HOME and TMPDIR are the scratch folder; open are `keep` and those of the three
    standard descriptors that are in it, the others of the three are /dev/null. A kept socket should be of type
    SOCK_STREAM: a datagram socket can send elsewhere. Python objects of the template whose descriptors were closed
    must not be finalised in the child. Walls that this machine cannot have are not raised: ask `enough(probe())`
    first. The child is always its namespace's process 1, to which SIGTERM and the like do nothing
    from outside either unless it handles them: SIGINT interrupts, SIGKILL ends it.

    Raises ValueError for `processes` > 0 without namespaces, as nothing would end such a tree;
    PermissionError where root grades and other users may not read what is in `readable`.
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
    """What all submissions with the same policy share, made once in the template."""

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
            # Landlock passes over a folder that something is mounted on: the right is given to the one above.
            self._ruleset = self._rules(os.path.dirname(self._view.scratch))
            self._ruleset.allow(self._view.root, landlock.READ_DIR)  # an import lists the folders on its way

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
        tempfile.tempdir = None  # found anew from TMPDIR
        identity.close_descriptors({*keep, ruleset.descriptor} if ruleset else keep)
        if self._as_student:
            identity.become_student()
        tasks = 1 + self._limits.threads + self._limits.processes
        if self._view:
            linux.unshare(linux.CLONE_NEWUSER)  # a count of processes of its own
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
