"""The part of libseccomp's C interface that is used here. It builds a filter from rules and returns a BPF program.

The functions and numbers come from seccomp.h (libseccomp 2). Each function raises OSError where the library is missing
or returns an error.
"""

import ctypes
import os
import tempfile
from functools import cache
from typing import Any

ALLOW = 0x7FFF0000
NOT_EQUAL, EQUAL, MASKED_EQUAL = 1, 4, 7
_UNKNOWN = -1  # the number of an unknown name. Other negative numbers are calls of other machines.


def errno_action(number: int) -> int:
    """The action that refuses a call with this errno. With 0 the call is not made either, but reports success."""
    return 0x00050000 | number


class Argument(ctypes.Structure):
    """A condition of a rule: (position, EQUAL or NOT_EQUAL, value) or (position, MASKED_EQUAL, mask, value)."""

    _fields_ = (
        ("position", ctypes.c_uint),
        ("comparison", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


@cache
def _library() -> Any:
    library = ctypes.CDLL("libseccomp.so.2")
    library.seccomp_init.argtypes = (ctypes.c_uint32,)
    library.seccomp_init.restype = ctypes.c_void_p
    library.seccomp_release.argtypes = (ctypes.c_void_p,)
    library.seccomp_release.restype = None
    library.seccomp_rule_add_array.argtypes = (
        *(ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint),
        ctypes.POINTER(Argument),
    )
    library.seccomp_export_bpf.argtypes = (ctypes.c_void_p, ctypes.c_int)
    library.seccomp_syscall_resolve_name.argtypes = (ctypes.c_char_p,)
    return library


def number_of(name: str) -> int:
    """The number of a system call on this machine. It is negative where the machine has no call of this name."""
    return int(_library().seccomp_syscall_resolve_name(name.encode()))


class Rules:
    """A list of rules for a filter. `otherwise`: the action for a call that no rule fits."""

    def __init__(self, otherwise: int) -> None:
        self._context = _library().seccomp_init(otherwise)
        if not self._context:
            raise OSError("seccomp_init failed")

    def add(self, action: int, name: str, *arguments: Argument) -> None:
        """Add a rule. A name that this version of libseccomp does not know is left out."""
        number = number_of(name)
        if number != _UNKNOWN:
            given = (Argument * len(arguments))(*arguments)
            _succeed(_library().seccomp_rule_add_array(self._context, action, number, len(arguments), given))

    def program(self) -> bytes:
        """The BPF program for `linux.set_seccomp_filter`, with eight bytes per instruction."""
        with tempfile.TemporaryFile() as file:
            _succeed(_library().seccomp_export_bpf(self._context, file.fileno()))
            file.seek(0)
            return file.read()

    def __del__(self) -> None:
        if getattr(self, "_context", None):
            _library().seccomp_release(self._context)


def _succeed(result: int) -> None:
    if result < 0:
        raise OSError(-result, f"libseccomp: {os.strerror(-result)}")
