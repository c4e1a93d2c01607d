"""Gives a submission an unprivileged user, a short environment, and only the descriptors that it needs."""

import os
import stat
from collections.abc import Collection, Iterable
from pathlib import Path

STUDENT = 65534  # the uid and gid of `nobody` on every Linux, used where root grades
KEPT_VARIABLES = (
    *("LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LC_NUMERIC", "TZ", "COURSE_LANG", "PYTHONHASHSEED"),
    *("MPLBACKEND", "MPLCONFIGDIR", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"),
    "JOBLIB_MULTIPROCESSING",
)


def become_student() -> None:
    """Give up the user root and all groups for good."""
    os.setgroups([])
    os.setresgid(STUDENT, STUDENT, STUDENT)
    os.setresuid(STUDENT, STUDENT, STUDENT)


def hand_over(folder: Path) -> None:
    """Make the student the owner of `folder` and its content. Links are not followed."""
    for where, folders, files, descriptor in os.fwalk(folder):
        del where
        os.fchown(descriptor, STUDENT, STUDENT)
        for name in folders + files:
            os.chown(name, STUDENT, STUDENT, dir_fd=descriptor, follow_symlinks=False)


def everybody_reaches(paths: Iterable[Path]) -> bool:
    """Whether every user can read all of these paths."""
    return all(
        all(step.stat().st_mode & stat.S_IXOTH for step in real.parents) and is_open(real)
        for real in (path.resolve() for path in paths)
    )


def is_open(path: Path) -> bool:
    """Whether the mode of the file or folder lets every user read it."""
    mode = path.stat().st_mode
    wanted = stat.S_IROTH | stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
    return mode & wanted == wanted


def clear_environment(home: str) -> None:
    """Keep KEPT_VARIABLES alone: language, hash seed, threads, joblib's processes. HOME and TMPDIR become `home`."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    os.environ.clear()
    os.environ |= {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "TMPDIR": home,
        "USER": "student",
        "LOGNAME": "student",
    } | kept


def close_descriptors(keep: Collection[int]) -> None:
    """Close all descriptors that are not in `keep`. A standard descriptor becomes /dev/null instead."""
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        if standard not in keep:
            os.dup2(null, standard)
    first = 3
    for kept in sorted(number for number in keep if number >= 3):
        os.closerange(first, kept)
        first = kept + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))
