"""libseccomp's C interface, as far as it is used here: a filter is built rule by rule and read out as a BPF program.

The functions and numbers are those of seccomp.h (libseccomp 2). Each function raises OSError where the library is
missing or says no.
"""

import ctypes
import os
import tempfile
from functools import cache
from typing import Any

ALLOW = 0x7FFF0000
NOT_EQUAL, EQUAL, MASKED_EQUAL = 1, 4, 7
_UNKNOWN = -1  # of a name; other numbers below nought are names that only other machines have


def errno_action(number: int) -> int:
    """The call is not made, and gives this errno; 0: it is said to have been made."""
    return 0x00050000 | number


class Argument(ctypes.Structure):
    """When a rule holds: (position, EQUAL or NOT_EQUAL, value) or (position, MASKED_EQUAL, mask, value)."""

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
    """A system call's number on this machine; below nought where it has none of this name."""
    return int(_library().seccomp_syscall_resolve_name(name.encode()))


class Rules:
    """A filter in the making. `otherwise`: what becomes of a call that no rule holds for."""

    def __init__(self, otherwise: int) -> None:
        self._context = _library().seccomp_init(otherwise)
        if not self._context:
            raise OSError("seccomp_init failed")

    def add(self, action: int, name: str, *arguments: Argument) -> None:
        """One rule more. A name that this libseccomp has not heard of is left out."""
        number = number_of(name)
        if number != _UNKNOWN:
            given = (Argument * len(arguments))(*arguments)
            _succeed(_library().seccomp_rule_add_array(self._context, action, number, len(arguments), given))

    def program(self) -> bytes:
        """The BPF program for `linux.set_seccomp_filter`, eight bytes an instruction."""
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
