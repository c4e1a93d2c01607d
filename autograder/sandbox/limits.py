"""The limits of one submission: memory, processor time, disk, files, threads and processes."""

import resource
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
GIB = 1 << 30

# Without a user namespace the kernel also counts the other processes and threads of the user who grades.
TASKS_OF_THE_USER = 4096


@dataclass(frozen=True)
class Limits:
    """The limits of one submission. Sizes are in bytes, times in seconds.

    memory: the address space of a process, beyond what the template has mapped already.
    cpu_seconds: the processor time of one process. Then the kernel kills it with SIGKILL. Its rusage shows the reason.
    file_size: the size of one file. disk: the size of all files in scratch, which lie in memory. files: their number.
    threads: the number of threads beside the first one.
    processes: the number of processes beside the first one. With 0 a fork is refused.
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
    """The address space of the calling process, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


def impose(limits: Limits, already_mapped: int, tasks: int) -> None:
    """Set the hard and soft resource limits of the calling process.

    already_mapped: the address space of the template, in bytes.
    tasks: how many processes and threads the user of this process may have in its user namespace.
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
    """Make the kernel kill this process first when the machine runs out of memory."""
    Path("/proc/self/oom_score_adj").write_text("1000")
