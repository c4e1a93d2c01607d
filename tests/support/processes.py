"""What runs below a process. A thread or a child may end while one looks."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path


def children(pid: int) -> Iterator[int]:
    """The processes that the threads of process `pid` have started, and that are still there."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            with suppress(FileNotFoundError, ProcessLookupError):
                yield from map(int, (thread / "children").read_text().split())


def command(pid: int) -> str:
    """How process `pid` was called; empty where it has ended."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def nurseries(pid: int) -> Iterator[int]:
    """Those of process `pid`, whose id is their last argument, and the nurseries that these have started."""
    for child in children(pid):
        if command(child).split()[-1:] == [str(pid)]:
            yield child
            yield from nurseries(child)


def workers(pid: int) -> Iterator[int]:
    """The workers that grade for process `pid`, and their engines."""
    found = list(nurseries(pid))
    for nursery in found:
        yield from (child for child in children(nursery) if child not in found)
