"""`time.sleep` in a test. Meanwhile a thread of the student's may bind a variable anew, so it is asked for again.

At no other time may a variable that is plain data have two values: the student side would say which of them a check
sees.
"""

import functools
import time
from collections.abc import Callable

_sleep = time.sleep


def note(then: Callable[[], None]) -> None:
    """From now on, in this process, `then` is called after each sleep."""

    @functools.wraps(_sleep)  # by its name the student side has its own
    def sleep(seconds: float, /) -> None:
        _sleep(seconds)
        then()

    time.sleep = sleep  # type: ignore[assignment]
