"""Both ends of a bridge in one process, the student's served by a thread: for tests of `bridge`."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograder.bridge.peer import Link
from autograder.bridge.wire import Wire


class Pair:
    """`judge` and `student` are the two ends. An attribute is the student's object of that name."""

    def __init__(self, judge: Link, student: Link) -> None:
        self.judge, self.student = judge, student

    def __getattr__(self, name: str) -> Any:
        return self.judge.request("name", name)


@contextmanager
def pair(source: str) -> Iterator[Pair]:
    """A judge, and a student whose cells are `source`."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(source, names)
    one, other = socket.socketpair()
    student = Link(Wire(other), judge=False)
    student.extra["name"] = names.__getitem__
    thread = threading.Thread(target=student.serve_forever, daemon=True)
    thread.start()
    try:
        yield Pair(Link(Wire(one), judge=True), student)
    finally:
        one.close()
        thread.join()
        other.close()
