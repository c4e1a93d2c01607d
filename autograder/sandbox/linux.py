"""The system calls that Python 3.11 has no function for. Each function raises OSError where the call fails."""

import ctypes
import os
from signal import SIGKILL
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

# linux/sched.h
CLONE_THREAD = 0x00010000
CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
CLONE_NEWTIME = 0x00000080

# sys/mount.h
MS_RDONLY = 0x1
MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_REMOUNT = 0x20
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x40000
MNT_DETACH = 0x2

_SYS_MOUNT_SETATTR = 442  # since Linux 5.1 new calls have the same number on every architecture
_AT_FDCWD = -100
_AT_RECURSIVE = 0x8000
_MADV_COLLAPSE = 25
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_LINUX_CAPABILITY_VERSION_3 = 0x20080522
_CAP_SETGID_SETUID = 1 << 6 | 1 << 7


def call(name: str, *args: Any) -> int:
    """Call the C library's function `name`. Raises OSError where it returns −1."""
    result: int = getattr(_libc, name)(*args)
    if result == -1:
        errno = ctypes.get_errno()
        raise OSError(errno, f"{name}: {os.strerror(errno)}")
    return result


def syscall(number: int, *args: Any) -> int:
    """Make a system call that the C library has no function for. Integers are passed as C longs."""
    return call("syscall", ctypes.c_long(number), *(ctypes.c_long(a) if isinstance(a, int) else a for a in args))


def unshare(flags: int) -> None:
    """Move the calling process into new namespaces of the kinds in `flags` (CLONE_NEW…)."""
    call("unshare", ctypes.c_int(flags))


def setns(descriptor: int, kind: int) -> None:
    """Enter the namespace of an open descriptor. With CLONE_NEWPID only the next children enter it."""
    call("setns", ctypes.c_int(descriptor), ctypes.c_int(kind))


def mount(source: str, target: str, kind: str | None = None, flags: int = 0, options: str | None = None) -> None:
    """mount(2)."""
    call(
        "mount",
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        options.encode() if options else None,
    )


class _MountAttributes(ctypes.Structure):
    _fields_ = (
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("userns", ctypes.c_uint64),
    )


def restrict_mount(target: str, flags: int) -> None:
    """Set MS_RDONLY, MS_NOSUID, MS_NODEV or MS_NOEXEC on a mount and on the mounts below it (Linux 5.12)."""
    attributes = _MountAttributes(set=flags)  # the four flags have the same values as MOUNT_ATTR_…
    size = ctypes.sizeof(attributes)
    syscall(_SYS_MOUNT_SETATTR, _AT_FDCWD, target.encode(), _AT_RECURSIVE, ctypes.byref(attributes), size)


def pivot_root_here() -> None:
    """Make the working directory the root and unmount the old root. The working directory must be a mount point."""
    call("pivot_root", b".", b".")
    call("umount2", b".", ctypes.c_int(MNT_DETACH))
    os.chdir("/")


def prctl(option: int, value: int) -> None:
    """prctl(2) with one argument."""
    zero = ctypes.c_ulong(0)
    call("prctl", ctypes.c_int(option), ctypes.c_ulong(value), zero, zero, zero)


def die_with_parent(signal: int) -> None:
    """Make the kernel send `signal` here when the thread that forked this process ends. A change of uid undoes this."""
    prctl(_PR_SET_PDEATHSIG, signal)


def bind_to_parent(parent: int) -> None:
    """Have the kernel kill this process as soon as the thread of `parent` that has started it ends, however it went.

    A program calls it before its imports, which take seconds in which the parent may be killed.
    """
    die_with_parent(SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def make_huge(start: int, length: int) -> None:
    """Move this memory, which lies at multiples of 2 MiB, into huge pages (Linux 6.1)."""
    call("madvise", ctypes.c_void_p(start), ctypes.c_size_t(length), ctypes.c_int(_MADV_COLLAPSE))


def no_new_privileges() -> None:
    """Disable set-uid programs and file capabilities for this process and its children, for good."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def may_become_another() -> bool:
    """Whether this process may change its user and group: it has CAP_SETGID and CAP_SETUID."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as status:
        effective = next(line for line in status if line.startswith("CapEff:"))
    return int(effective.split()[1], 16) & _CAP_SETGID_SETUID == _CAP_SETGID_SETUID


def drop_capabilities() -> None:
    """Give up all capabilities: effective, permitted and inheritable."""
    header = (ctypes.c_uint32 * 2)(_LINUX_CAPABILITY_VERSION_3, 0)
    call("capset", header, (ctypes.c_uint32 * 6)())


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def set_seccomp_filter(code: bytes, length: int) -> None:
    """Apply a BPF program of `length` instructions to the calling thread."""
    program = _Program(length, code)
    zero = ctypes.c_ulong(0)
    call(
        "prctl", ctypes.c_int(_PR_SET_SECCOMP), ctypes.c_ulong(_SECCOMP_MODE_FILTER), ctypes.byref(program), zero, zero
    )
