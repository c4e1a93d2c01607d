"""What grading one notebook came to, as plain data, and the forms in which other programs read it.

docs/one-notebook.md describes the data; a test compares the two.
"""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from autograder.messages import _

VERSION = 1  # of the data; it changes when something that is there changes its meaning or goes


@dataclass(frozen=True)
class Mistake:
    """A mistake that a test named: its key in the answer bank, and the sentence that the student reads."""

    key: str
    sentence: str


@dataclass(frozen=True)
class Exercise:
    """One graded cell. `score` is None where a person has to mark it; `message`: why there are not all points."""

    name: str
    score: float | None
    max_score: float
    message: str = ""
    mistakes: list[Mistake] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """One graded notebook. `score`: of the exercises that are marked. `reason`: why it is not graded, else empty.

    `to_mark`: how many exercises wait for a person. `remarks`: what was mended or left out.
    """

    assignment: str
    graded: bool
    score: float | None
    max_score: float
    to_mark: int = 0
    exercises: list[Exercise] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    reason: str = ""
    version: int = VERSION


def as_json(result: Result) -> str:
    """The data as it is, indented."""
    return msgspec.json.format(msgspec.json.encode(result), indent=2).decode()


def as_gradescope(result: Result) -> str:
    """Gradescope's `results.json`.

    Without `score` and `tests` Gradescope shows that the autograder failed, and gives no points and no zero.
    """
    output = "\n".join([*([result.reason] if result.reason else []), *result.remarks])
    if not result.graded:
        return msgspec.json.encode({"output": output}).decode()
    tests: list[dict[str, Any]] = []
    for exercise in result.exercises:
        test: dict[str, Any] = {"name": exercise.name, "max_score": exercise.max_score, "visibility": "visible"}
        if exercise.score is None:
            # A test without a score counts nothing there: the points come from the person who marks.
            test |= {"score": 0, "max_score": 0, "output": _("a person marks this exercise")}
        else:
            full = exercise.score >= exercise.max_score
            test |= {"score": exercise.score, "status": "passed" if full else "failed", "output": exercise.message}
        tests.append(test)
    form = {"score": result.score, "output": output, "visibility": "visible", "stdout_visibility": "hidden"}
    return msgspec.json.format(msgspec.json.encode({**form, "tests": tests}), indent=2).decode()


def as_github(result: Result, file: str) -> str:
    """GitHub's workflow commands: an annotation for each exercise without all points, and one with the score."""
    lines = []
    if not result.graded:
        lines.append(_annotation("error", file, _("not graded"), result.reason))
    for exercise in result.exercises:
        if exercise.score is not None and exercise.score < exercise.max_score:
            title = f"{exercise.name} {exercise.score:g}/{exercise.max_score:g}"
            lines.append(_annotation("error", file, title, exercise.message))
    lines += [_annotation("warning", file, result.assignment, remark) for remark in result.remarks]
    if result.graded:
        score = _("{score:g} of {points:g} points", score=result.score, points=result.max_score)
        waiting = _("{count} exercises wait for a person to mark them", count=result.to_mark) if result.to_mark else ""
        lines.append(_annotation("notice", file, score, waiting or score))
    return "\n".join(lines)


def _annotation(kind: str, file: str, title: str, message: str) -> str:
    """One workflow command. What is not escaped could end it, or begin another."""
    return f"::{kind} file={_property(file)},title={_property(title)}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
