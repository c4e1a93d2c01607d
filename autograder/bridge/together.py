"""Several calls of one function, asked for with one message: what came of each, a value or an exception.

One end calls the function on one list of arguments after another. The other end gets a list as long as that, in which
an exception stands for itself. Nobody raises it here.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from autograder.faults import Gone, Late, StudentGone

TOGETHER = (
    "calls",
    "probe",
    "library",
)  # the requests that are answered with a list; its length is the last argument's


class Raised(NamedTuple):
    """The exception that a call ended with."""

    error: BaseException


class Came(list[Any]):
    """What came of each call, in order: its value, or `Raised`."""


def call_each(function: Callable[..., Any], several: Iterable[Iterable[Any]]) -> Came:
    """Call `function` on each of these arguments. Whoever interrupts it interrupts the calls that would follow too."""
    came, interrupted = Came(), None
    for arguments in several:
        if interrupted is not None:
            came.append(Raised(interrupted))
            continue
        try:
            came.append(function(*arguments))
        except (StudentGone, Gone, Late):
            raise
        except BaseException as error:
            came.append(Raised(error))
            interrupted = error if isinstance(error, KeyboardInterrupt) else None
    return came
