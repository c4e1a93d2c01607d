"""How much of the machine one submission may use."""

import resource
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
GIB = 1 << 30

# Without a user namespace the kernel counts all processes and threads of the user who grades.
TASKS_OF_THE_USER = 4096


@dataclass(frozen=True)
class Limits:
    """The limits of one submission. Sizes in bytes, times in seconds.

    memory: new address space beyond what the template has mapped already, per process.
    cpu_seconds: of one process; at that point the kernel kills it (SIGKILL; its rusage tells why).
    file_size: of one file. disk: of all files in scratch together (these are pages of memory). files: how many.
    threads: beside the first one. processes: beside the first one; 0 refuses fork itself.
    """

    memory: int = 2 * GIB
    cpu_seconds: int = 120
    file_size: int = 64 * MIB
    disk: int = 256 * MIB
    files: int = 4096
    open_files: int = 256
    threads: int = 64
    processes: int = 0


def address_space() -> int:
    """Bytes of address space the calling process has mapped."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def impose(limits: Limits, already_mapped: int, tasks: int) -> None:
    """Set the calling process's resource limits, hard and soft.

    `tasks`: how many processes and threads this process's user may have in its user namespace.
    """
    bounds = {
        resource.RLIMIT_AS: already_mapped + limits.memory,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: limits.file_size,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_NPROC: tasks,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
        resource.RLIMIT_MSGQUEUE: 0,
    }
    for name, bound in bounds.items():
        hard = resource.getrlimit(name)[1]
        value = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(name, (value, value))


def volunteer_for_oom() -> None:
    """Have the kernel choose this process first when the machine runs out of memory."""
    Path("/proc/self/oom_score_adj").write_text("1000")
