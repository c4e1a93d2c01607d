"""Several calls of one function with one message.

One end calls the function on each list of arguments. The other end gets a list of the same length, with the value of
each call or its exception. The exceptions are not raised here.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from autograder.faults import Gone, Late, StudentGone

TOGETHER = (
    "calls",
    "probe",
    "library",
)  # the requests whose answer is a list, as long as the last argument


class Raised(NamedTuple):
    """The exception that a call has raised."""

    error: BaseException


class Came(list[Any]):
    """The result of each call, in order: its value, or `Raised`."""


def call_each(function: Callable[..., Any], several: Iterable[Iterable[Any]]) -> Came:
    """Call `function` on each list of arguments. After a KeyboardInterrupt the following calls are not made."""
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
