"""Where processes spend their processor time, by stage, noted in memory that a process shares with its forks.

The profile puts it around functions of the grader (`benchmarks.profile`). Nothing of it is there in an ordinary run.
The clock is the thread's. Where a process has a limit of processor time, Linux brings the process's own clock up to
date only now and then. All that a submission needs happens in one thread of each process.
"""

import functools
import mmap
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

SIDES = ("grader", "judge", "template", "student")
FORKED = ("judge", "student")  # a process of its own for each notebook
STAGES = (
    "reading", "writing", "scoring", "fork", "seeds", "cells", "tests", "functions", "end", "rest",
)  # fmt: skip
KINDS = (
    "call", "calls", "cell", "chunk", "class", "copy", "del", "derivative", "dir", "get", "isinstance", "issubclass",
    "items", "library", "method", "name", "named", "names", "probe", "pyplot", "set", "signature", "special", "start",
    "transformed", "vjp", "well", "where", "others",
)  # fmt: skip
PARTS = (*STAGES, *(f"message {kind}" for kind in KINDS))
WHOLE = "whole"
_PLACES = {place: i for i, place in enumerate((side, part) for side in SIDES for part in (*PARTS, WHOLE))}
SIZE = 8 * len(_PLACES)  # bytes


class Stopwatch:
    """The stages that this process is in, the innermost last. Its time counts for the innermost alone."""

    def __init__(self, path: Path) -> None:
        with path.open("r+b") as file:
            self._seconds = memoryview(mmap.mmap(file.fileno(), SIZE)).cast("d")
        self._side, self._stages, self._last = SIDES[0], ["rest"], 0.0

    def reset(self) -> None:
        """Forget what was noted."""
        for place in range(len(_PLACES)):
            self._seconds[place] = 0.0

    def begin(self, side: str, born: bool = False) -> None:
        """From now on this process is at work as `side`. `born`: it has just been forked for it."""
        self._side, self._stages, self._last = side, ["rest"], 0.0 if born else time.thread_time()
        if born:
            self._note("fork")

    def add(self, side: str, part: str, seconds: float) -> None:
        self._seconds[_PLACES[side, part]] += seconds

    def _note(self, part: str) -> None:
        now = time.thread_time()
        self.add(self._side, part, now - self._last)
        self._last = now

    @contextmanager
    def stage(self, part: str) -> Iterator[None]:
        """The block is this stage's. What is nested in it is not."""
        self._note(self._stages[-1])
        depth = len(self._stages)
        self._stages.append(part)
        try:
            yield
        finally:
            self._note(self._stages[-1])
            del self._stages[depth:]

    @contextmanager
    def message(self, kind: str, came: bool = False) -> Iterator[None]:
        """As `stage`, for a message. `came`: it has been received, and to receive it belongs to it."""
        part = f"message {kind if kind in KINDS else 'others'}"
        if came and len(self._stages) == 1:
            self._note(part)
        with self.stage(part):
            yield

    @contextmanager
    def whole(self, side: str) -> Iterator[None]:
        """All processor time of this thread in the block is that of `side`."""
        self.begin(side)
        begin = time.thread_time()
        try:
            with self.stage("rest"):
                yield
        finally:
            self.add(side, WHOLE, time.thread_time() - begin)

    @contextmanager
    def ending(self, side: str) -> Iterator[None]:
        """In the block a process of `side` is waited for: its whole time is known then."""
        before = _of_children()
        try:
            yield
        finally:
            self.add(side, WHOLE, _of_children() - before)

    def found(self) -> dict[tuple[str, str], float]:
        """Seconds by side and part. A forked process's `end` is what nobody could note before it had ended."""
        seconds = {place: self._seconds[i] for place, i in _PLACES.items()}
        for side in FORKED:
            parts = sum(seconds[side, part] for part in PARTS)
            seconds[side, "end"] += seconds[side, WHOLE] - parts
        return seconds


def _of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def wrap(place: Any, name: str, context: Callable[..., AbstractContextManager[Any]]) -> None:
    """Have each call of the function `place.name` be in `context(*its arguments)`."""
    function = getattr(place, name)

    @functools.wraps(function)
    def within(*args: Any, **kwargs: Any) -> Any:
        with context(*args, **kwargs):
            return function(*args, **kwargs)

    setattr(place, name, within)
