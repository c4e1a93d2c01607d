"""How long a cell and a notebook may take, on the judge's side."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from autograder.faults import StudentGone

GRACE = 3.0  # seconds beyond its limit in which the student side may still stop by itself
AGAIN = 1.0  # seconds until the alarm rings once more, for code that has caught it: a library's, a callback's


class OutOfTime(StudentGone):
    """The clock rang in the judge."""

    def __init__(self) -> None:
        super().__init__("late")


class Clock:
    """`cell`: seconds that a cell has (0: no limit). `until`: the time.monotonic() at which the notebook must end."""

    def __init__(self, cell: float, until: float) -> None:
        self.cell, self.until = cell, until

    def is_over(self) -> bool:
        """Whether the notebook's time has ended."""
        return time.monotonic() > self.until

    def deadline(self, seconds: float = 0.0) -> float | None:
        """When the next answer has to be there: in `seconds`, or in the time of a cell. None: there is no limit."""
        seconds = seconds or (self.cell + GRACE if self.cell else float("inf"))
        deadline = min(time.monotonic() + seconds, self.until)
        return None if deadline == float("inf") else deadline

    @contextmanager
    def alarm(self) -> Iterator[None]:
        """Raise OutOfTime in what takes longer than a cell may."""
        with alarm(self.cell + 2 * GRACE) if self.cell else nullcontext():
            yield

    def begin_cell(self) -> None:
        """End this process by SIGPROF where the cell does not end.

        Python's own signal handlers wait for the end of a step, which a student's numbers may put off for ever
        (10 ** n, a set of a million colliding keys). This signal has no handler.
        """
        if self.cell:
            signal.setitimer(signal.ITIMER_PROF, self.cell + 3 * GRACE)


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise OutOfTime in what takes longer than this, and again where that is caught."""
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _ring(signum: int, frame: Any) -> None:
    raise OutOfTime
