"""What grading one submission came to: records that travel from the workers to the one writer."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from nbformat import NotebookNode

from autograder.faults import Reason
from course.helpers.language import N_

ValueKind = Literal["number", "other"]  # of a test cell's last value; `other` also where there is none
# "no setup": the test has failed, and it has missed a name that the instructor's own cell failed to bind.
Gave = Literal[ValueKind, "error", "no score", "no setup"]
LEFT = N_("{grade_id}: a person has to mark it, because a cell of the instructor's failed ({error})")


@dataclass(frozen=True)
class Verdict:
    """What a test cell is worth, as the judge decides it (autograder.engine.judge.verdict).

    `points`: of those that the cell has. `gave`: of which kind its last value is, or why there is none that counts.
    `missed`: with "no setup", the name and the error for which it is not bound.
    """

    points: float
    gave: Gave
    missed: str = ""


FAILED = Verdict(0.0, "error")


@dataclass(frozen=True)
class Example:
    """An input on which an answer is wrong: the call, what was wanted, and what came.

    `how`: whether `gave` is a plain value, or the answer gave a value of another type or shape, ended with the error
    that `gave` names, did not end in time, changed what it must not, or did something else that is not asked for.
    `mistake`: the key of the only mistake of the bank that gives what the answer gives; empty where there is none.
    """

    call: str
    wanted: str
    gave: str = ""
    how: Literal["value", "type", "shape", "error", "endless", "changed", "other"] = "value"
    mistake: str = ""


class Executed(NamedTuple):
    """A notebook that has been run, its outputs in it, and the verdicts on its test cells by grade_id."""

    notebook: NotebookNode
    verdicts: dict[str, Verdict]


@dataclass
class NotebookRecord:
    """One graded notebook. `scores`: auto_score by grade_id, None where a person has to mark.

    `text` is the autograded notebook's JSON. `comments`: auto_comment by grade_id, as nbgrader sets them. `gave`: of
    which kind each test cell's value is. `answers`: a digest of each answer, by grade_id. `examples`: of tests that
    failed, where that was the task.
    `problem`: why this notebook could not be read; it then has no text, and a person has to mark all of it.
    """

    name: str
    text: str = ""
    scores: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str | None] = field(default_factory=dict)
    gave: dict[str, Gave] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    examples: dict[str, Example] = field(default_factory=dict)
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
