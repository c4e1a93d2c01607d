"""What grading one submission came to: records that travel from the workers to the one writer."""

import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from nbformat import NotebookNode

from autograder.messages import _

# Characters that would move the cursor, hide text or turn its direction in a terminal or a page.
UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
LONGEST_VALUE = 400  # characters; a line stays a line


def printable(text: str) -> str:
    """`text` with every control, format and undecodable character written out (`\\x1b`, `\\u202e`, `\\udc80`)."""
    return "".join(
        char.encode("unicode_escape", "surrogatepass").decode("ascii")
        if unicodedata.category(char) in UNPRINTABLE
        else char
        for char in text
    )


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

    def __init__(self, message: str, /, **values: object) -> None:
        self.reason = Reason(message, {name: str(value) for name, value in values.items()})
        super().__init__(message)

    def __str__(self) -> str:
        return str(self.reason)


class Ungraded(Exception):
    """A fault of the grader itself. It is never a zero: the submission is listed and its earlier grade stands."""

    def __init__(self, reason: "str | Reason") -> None:
        self.reason = reason if isinstance(reason, Reason) else Reason("{reason}", {"reason": reason})
        super().__init__(self.reason.message)

    def __str__(self) -> str:
        return str(self.reason)


Kind = Literal["number", "other"]  # of a test cell's last value; `other` also where there is none
Gave = Literal[Kind, "error", "no score"]


@dataclass(frozen=True)
class Verdict:
    """What a test cell is worth, as the judge decides it (autograder.engine.judge.verdict).

    `points`: of those that the cell has. `gave`: of which kind its last value is, or why there is none that counts.
    """

    points: float
    gave: Gave


FAILED = Verdict(0.0, "error")


class Executed(NamedTuple):
    """A notebook that has been run, its outputs in it, and the verdicts on its test cells by grade_id."""

    notebook: NotebookNode
    verdicts: dict[str, Verdict]


@dataclass
class NotebookRecord:
    """One graded notebook. `scores`: auto_score by grade_id, None where a person has to mark.

    `text` is the autograded notebook's JSON. `comments`: auto_comment by grade_id, as nbgrader sets them. `gave`: of
    which kind each test cell's value is.
    `problem`: why this notebook could not be read; it then has no text, and a person has to mark all of it.
    """

    name: str
    text: str = ""
    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    gave: dict[str, Gave] = field(default_factory=dict)
    remarks: list[Reason] = field(default_factory=list)
    problem: Reason | None = None


@dataclass
class Record:
    """One graded submission. `ungraded`: the grader's own fault, and then there is nothing else in it.

    `seconds`: where the time went, by stage (`restore`, `execute`, `score`).
    """

    notebooks: list[NotebookRecord] = field(default_factory=list)
    ungraded: Reason | None = None
    seconds: dict[str, float] = field(default_factory=dict)
