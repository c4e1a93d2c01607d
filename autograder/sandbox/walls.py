"""Finds out which walls this machine has. A trial submission tries to pass each of them.

`_Enclosure.close_in` in this package's `__init__.py` raises the walls.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from autograder.sandbox import linux
from course.helpers.language import N_

# The texts of `autograder doctor` on what each wall prevents.
NAMES = {
    "filesystem": N_("files"),
    "network": N_("network"),
    "process": N_("other processes"),
    "privileges": N_("privileges"),
    "memory": N_("memory"),
    "cpu": N_("processor time"),
    "disk": N_("disk space"),
    "threads": N_("number of processes"),
}
NEEDED = ("filesystem", "network", "process")
_TRIALS = 3
_LONGEST = 300.0  # seconds for a trial, since a busy machine needs many times the usual 0.2 s


@dataclass(frozen=True)
class Wall:
    """One wall. Each text is a message of the catalogues, which is translated where it is shown.

    name: one of NAMES. how: the mechanisms that hold the wall. why: the reason why it is missing, else "".
    """

    name: str
    up: bool
    how: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class _Trial:
    """The findings of a trial submission: the mechanisms of this machine, and whether each wall held."""

    namespaces: bool
    landlock: int
    held: dict[str, bool]


def enough(walls: Iterable[Wall]) -> list[str]:
    """The names of the missing walls among those that grading requires. An empty list where none is missing."""
    standing = {wall.name for wall in walls if wall.up}
    return [name for name in NEEDED if name not in standing]


def probe(own_namespaces: bool = True) -> list[Wall]:
    """Raise the walls in a new process, try each from inside, and return them with the result. Takes about 0.2 s.

    `own_namespaces=False`: try the walls of a machine without user namespaces.
    """
    # A trial that is killed, for example where memory is short, shows nothing about the walls.
    trial = next(filter(None, (_try(own_namespaces) for _turn in range(_TRIALS))), _Trial(False, 0, {}))
    return [
        Wall(name, up, tuple(mechanism for mechanism in _mechanisms(name, trial) if mechanism) if up else (), why)
        for name in NAMES
        for up in [trial.held.get(name, False)]
        for why in ["" if up else _reason(name, trial)]
    ]


def _try(own_namespaces: bool) -> _Trial | None:
    program = f"from autograder.sandbox.trials import report; report({own_namespaces})"
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", program], capture_output=True, text=True, timeout=_LONGEST, check=False
        )
        return _Trial(**json.loads(done.stdout))
    except (subprocess.TimeoutExpired, ValueError, TypeError):
        return None


def _mechanisms(name: str, trial: _Trial) -> tuple[str, ...]:
    own = trial.namespaces
    filtered = N_("system call filter (seccomp)")
    ways: dict[str, tuple[str | bool, ...]] = {
        "filesystem": (own and N_("mount namespace"), trial.landlock > 0 and N_("Landlock")),
        "network": (own and N_("network namespace"), filtered),
        "process": (own and N_("process namespace"), filtered),
        "privileges": (N_("no new privileges, no capabilities"), own and N_("user namespace")),
        "memory": (N_("limit on the address space"),),
        "cpu": (N_("limit on processor time"),),
        "disk": (N_("scratch folder in memory, of limited size"),),
        "threads": (N_("limit on processes and threads"), own and N_("user namespace")),
    }
    return tuple(str(way) for way in ways[name] if way)


def _reason(name: str, trial: _Trial) -> str:
    if not trial.held and os.geteuid() == 0 and not linux.may_become_another():
        return N_("root without capabilities can raise no wall: grade as an ordinary user")
    if not trial.held:
        return N_("the trial itself failed: no walls could be raised here")
    if name == "filesystem" and not trial.namespaces and not trial.landlock:
        return N_("the system gives neither user namespaces nor Landlock (Linux 5.13 or newer, switched on)")
    if name in ("network", "process"):
        return N_("libseccomp is missing, or the kernel has no system call filters (Debian, Ubuntu: libseccomp2)")
    if name == "disk" and not trial.namespaces:
        return N_("without user namespaces only the size of each file is limited, not that of all together")
    if name == "threads" and not trial.namespaces:
        return N_("without user namespaces the kernel does not count the threads of root")
    return N_("it was tried and did not hold")
