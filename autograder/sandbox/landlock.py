"""Landlock: the kernel restricts the files that a process may open or change.

The `landlock` package on PyPI has only the rights for files. The rights for the network (Linux 6.7) and the scopes for
signals and abstract sockets (6.12) are needed here too, so this module makes the three system calls itself.
Source: the kernel's Documentation/userspace-api/landlock.rst.
"""

import ctypes
import os
import stat
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from autograder.sandbox import linux

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION = 1
_RULE_PATH_BENEATH = 1

WRITE_FILE, READ_FILE, READ_DIR = 1 << 1, 1 << 2, 1 << 3
MAKE_CHAR, MAKE_SOCK, MAKE_FIFO, MAKE_BLOCK = 1 << 6, 1 << 9, 1 << 10, 1 << 11
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
_SPECIAL = 1 | MAKE_CHAR | MAKE_SOCK | MAKE_FIFO | MAKE_BLOCK | IOCTL_DEV  # 1: execute
_ON_FILES = WRITE_FILE | READ_FILE | TRUNCATE


class _RulesetAttributes(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


@cache
def version() -> int:
    """The kernel's Landlock version (ABI), or 0 where Landlock is missing or disabled."""
    try:
        return linux.syscall(_CREATE_RULESET, None, 0, _VERSION)
    except OSError:
        return 0


def file_rights(abi: int) -> int:
    """All file rights that Landlock of version `abi` can refuse."""
    count = 13 + (abi >= 2) + (abi >= 3) + (abi >= 5)  # REFER in 2, TRUNCATE in 3, IOCTL_DEV in 5
    return (1 << count) - 1


class Ruleset:
    """The rights that stay allowed after `restrict`. Every other right that Landlock knows is refused."""

    def __init__(self) -> None:
        abi = version()
        self.rights = file_rights(abi)
        attributes = _RulesetAttributes(self.rights, 0b11 if abi >= 4 else 0, 0b11 if abi >= 6 else 0)
        size = 24 if abi >= 6 else 16 if abi >= 4 else 8
        self.descriptor = linux.syscall(_CREATE_RULESET, ctypes.byref(attributes), size, 0)

    def allow(self, path: str | Path, rights: int) -> None:
        """Allow `rights` on a file, or on a folder and its content. Rights unknown to this kernel are left out."""
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            # The kernel returns EINVAL for a right of folders on a file.
            usable = rights & self.rights & (-1 if stat.S_ISDIR(os.fstat(descriptor).st_mode) else _ON_FILES)
            rule = _PathBeneath(usable, descriptor)
            linux.syscall(_ADD_RULE, self.descriptor, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
        finally:
            os.close(descriptor)

    def allow_reading(self, paths: Iterable[str | Path]) -> None:
        """Allow reading files and listing folders. Running a program is never allowed."""
        for path in paths:
            self.allow(path, READ_FILE | READ_DIR)

    def allow_writing(self, folder: str | Path) -> None:
        """Allow every operation on ordinary files and folders below `folder`."""
        self.allow(folder, self.rights & ~_SPECIAL)

    def restrict(self) -> None:
        """Apply this ruleset to the calling thread and its children for good. Call no_new_privileges first."""
        linux.syscall(_RESTRICT_SELF, self.descriptor, 0)
