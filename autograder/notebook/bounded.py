"""Work on a student's text outside the walls, with a limit of time and of memory.

The limit of time counts this process's own seconds of the processor, so a busy machine does not shorten it.
"""

import resource
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

T = TypeVar("T")
P = ParamSpec("P")

AGAIN = 0.05  # seconds until the alarm rings once more, for a library that has caught it


class TooMuch(Exception):
    """The work needs more time or memory than it may take."""


class _Alarm(BaseException):
    """Rings inside the work. No `except Exception` of a library's catches it."""


def within(seconds: float, memory: int, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """What `work` returns. Raises TooMuch where it takes more seconds, or more bytes of memory, than it may.

    The alarm needs the main thread. In any other thread there is no time for any work.
    """
    if threading.current_thread() is not threading.main_thread() or seconds <= 0:
        raise TooMuch
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = memory + int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
    limits = [most, *(limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY)]
    try:
        try:
            signal.signal(signal.SIGVTALRM, _ring)
            resource.setrlimit(resource.RLIMIT_DATA, (min(limits), hard))
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds, AGAIN)
            return work(*args, **kwargs)
        finally:
            _stop(soft, hard)
    except (_Alarm, MemoryError):
        _stop(soft, hard)  # an alarm may have rung in the first try
        raise TooMuch from None


def _stop(soft: int, hard: int) -> None:
    signal.setitimer(signal.ITIMER_VIRTUAL, 0)  # first: Python complains of a signal that is pending and ignored
    signal.signal(signal.SIGVTALRM, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _ring(signum: int, frame: Any) -> None:
    raise _Alarm


class Patience:
    """The time that is left for many pieces of work, of which each may take a part."""

    def __init__(self, seconds: float, each: float, memory: int) -> None:
        self._left, self._each, self._memory = seconds, each, memory

    def have_time(self) -> bool:
        """Whether any time is left."""
        return self._left > 0

    def spend(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T | None:
        """What `work` returns; None where it takes too much."""
        begin = time.process_time()
        try:
            return within(min(self._each, self._left), self._memory, work, *args, **kwargs)
        except TooMuch:
            return None
        finally:
            self._left -= time.process_time() - begin
