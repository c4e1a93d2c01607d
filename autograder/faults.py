"""Every error that one part of the autograder raises for another, in one tree.

Exception
├── CourseError       what a course's author wrote has faults, each with its place and its remedy; exit code 1
├── MissingWalls      this machine lacks a wall that student code needs; exit code 1
├── Refused           a submission cannot be graded as it was handed in; exit code 3
├── Ungraded          the grader itself failed, which is never a zero; exit code 3
│   └── TemplateEnded the process that forks the student sides has ended: with another one it can be tried again
├── NoAnswer          the process at the other end of a socket cannot be understood any more; `cause` says why
│   ├── Gone          it has ended
│   ├── Late          it takes too long
│   └── Malformed     what it sent is not allowed
│       └── Withdrawn it asks for an object of a test that is over
└── Unsendable        our own data cannot be sent; a TypeError, since a call with it fails
BaseException
└── StudentGone       a test needs the student's process, which cannot go on; `reason` is the cause
"""

import textwrap
import traceback
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Literal

from autograder.messages import _, told
from course.helpers.language import N_

# Characters that would move the cursor, hide text or turn its direction in a terminal or a page.
UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
LONGEST_VALUE = 400  # characters; a line stays a line
Cause = Literal["late", "malformed", "ended", "memory"]


@dataclass(frozen=True)
class Fault:
    """One thing that its author can mend: `path:line: problem; remedy`."""

    path: Path
    line: int | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        here = from_here(self.path)
        place = (str(here) if here.parts else Path.cwd().name) + (f":{self.line}" if self.line is not None else "")
        return f"{place}: {told(self.problem, self.remedy)}"


class CourseError(Exception):
    """The input has faults; nothing was written."""

    exit_code: ClassVar = 1

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class MissingWalls(RuntimeError):
    """This machine lacks a wall without which no student's code is run."""

    exit_code: ClassVar = 1


@dataclass(frozen=True)
class Reason:
    """Why something was refused, not graded or remarked upon: an English message and what fills its `{fields}`.

    It is kept apart from its translation because it is written by a worker, stored, and read by somebody else.
    `str` gives it in the reader's language, on one line, with what students wrote (names, ids) as plain text.
    """

    message: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        values = {name: textwrap.shorten(printable(value), LONGEST_VALUE) for name, value in self.values.items()}
        return _(self.message, **values)


class Refused(Exception):
    """The submission cannot be graded as it was handed in; `reason` says what is wrong with it."""

    exit_code: ClassVar = 3

    def __init__(self, message: str, /, **values: object) -> None:
        self.reason = Reason(message, {name: str(value) for name, value in values.items()})
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.reason)


class Ungraded(Exception):
    """A fault of the grader itself. It is never a zero: the submission is listed and its earlier grade stands."""

    exit_code: ClassVar = 3

    def __init__(self, reason: str | Reason) -> None:
        self.reason = reason if isinstance(reason, Reason) else Reason("{reason}", {"reason": reason})
        super().__init__(self.reason.message)

    def __str__(self) -> str:
        return str(self.reason)


class TemplateEnded(Ungraded):
    """The process that forks the student sides has ended."""


def own_fault(error: Exception) -> Reason:
    """What is said of an exception that nothing in the grader expects."""
    where = traceback.extract_tb(error.__traceback__)[-1]
    values = {"error": f"{type(error).__name__}: {error}", "where": f"{Path(where.filename).name}:{where.lineno}"}
    return Reason(N_("the grader failed: {error} ({where})"), values)


class NoAnswer(Exception):
    """The process at the other end of a socket is of no more use."""

    cause: ClassVar[Cause]


class Gone(NoAnswer):
    """It has ended, or has closed its end."""

    cause = "ended"


class Late(NoAnswer):
    """It does not answer, or does not read, in time."""

    cause = "late"


class Malformed(NoAnswer):
    """What it sent is malformed, too large, or not allowed."""

    cause = "malformed"


class Withdrawn(Malformed):
    """It refers to something of the judge's that is not lent any more."""


class Unsendable(TypeError):
    """Our own data cannot be sent: no encoding for it, nested too deep, or too large. The other side did nothing."""


class StudentGone(BaseException):
    """The student's process cannot go on.

    `reason`: it does not answer in time, what it says is malformed, it has ended, or it takes too much memory. `detail`
    says it in words, some of which may be the student's.

    Not an Exception: a test's own `except Exception` must not make a pass of it.
    """

    def __init__(self, reason: Cause = "ended", detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason: Cause = reason
        self.detail = detail


def printable(text: str) -> str:
    """`text` with every control, format and undecodable character written out (`\\x1b`, `\\u202e`, `\\udc80`)."""
    return "".join(
        char.encode("unicode_escape", "surrogatepass").decode("ascii")
        if unicodedata.category(char) in UNPRINTABLE
        else char
        for char in text
    )


def from_here(path: Path) -> Path:
    """`path` as a reader in the current folder would type it."""
    here = Path.cwd()
    resolved = path.absolute()
    return resolved.relative_to(here) if resolved.is_relative_to(here) else resolved


class NotBelieved(TypeError):
    """A check would ask a student's object about itself. No handler and no context manager of a test's catches it."""
