"""The answer bank of a course: right and wrong answers to every exercise, for instructors only.

It lies in the course's own folder `course/answers` and is never installed. One file a step, in jupytext's percent
format. Each code cell is one answer:

    # %% exercise="area" verdict="wrong" label="the circumference" mistake="area.circumference"
    def area(radius):
        return 2 * math.pi * radius

A wrong answer whose mistake can be told from the values has its key (`course.helpers.mistakes`);
one without is told what was expected and what came, no guess.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import jupytext

from autograder.authoring.steps import MARKER
from autograder.faults import CourseError, Fault
from autograder.messages import _

FOLDER = Path("course", "answers")  # in the course's folder


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise. `line`: where it begins in the bank's file."""

    step: str
    exercise: str
    verdict: Literal["right", "wrong"]
    label: str
    source: str
    mistake: str | None = None
    line: int = field(default=1, compare=False)

    def __str__(self) -> str:
        return f"{self.step}/{self.exercise}: {self.verdict}: {self.label}"


def steps(course: Path) -> list[str]:
    """The steps of `course` that have a bank, in order."""
    return sorted(path.stem for path in (course / FOLDER).glob("[0-9a-zA-Z]*.py"))


def load(course: Path, step: str) -> list[Answer]:
    """All answers to the exercises of `step`, in the file's order.

    Raises CourseError for a step without a bank, and for a cell whose mark is incomplete.
    """
    path = course / FOLDER / f"{step}.py"
    if not path.is_file():
        raise CourseError([Fault(path, None, _("this step has no answer bank"), _("write its answers there"))])
    return read(path.read_text(encoding="utf-8"), path)


def read(text: str, path: Path) -> list[Answer]:
    """The answers in the text of a bank's file, in its order. Raises CourseError as `load`."""
    cells = jupytext.reads(text, fmt="py:percent").cells
    numbers = [number for number, line in enumerate(text.splitlines(), 1) if MARKER.match(line)]
    # What stands before the first mark is a cell too.
    lines = [1] * (len(cells) - len(numbers)) + numbers
    answers, faults = [], []
    for cell, line in zip(cells, lines, strict=False):
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        marks = cell.metadata
        if not {"exercise", "verdict", "label"} <= marks.keys() or marks["verdict"] not in ("right", "wrong"):
            problem = _("the mark of this answer is incomplete")
            remedy = _("begin it with {mark}", mark='# %% exercise="NAME" verdict="right or wrong" label="TEXT"')
            faults.append(Fault(path, line, problem, remedy))
            continue
        told = marks["exercise"], marks["verdict"], marks["label"], cell.source, marks.get("mistake")
        answers.append(Answer(path.stem, *told, line))
    if faults:
        raise CourseError(faults)
    return answers


def strays(course: Path, bank: Iterable[Answer], exercises: Collection[str]) -> list[Fault]:
    """The answers in `bank` to none of these exercises of their step: no test would ever look at them."""
    remedy = _("choose one of: {names}", names=", ".join(exercises))
    return [
        Fault(course / FOLDER / f"{one.step}.py", one.line, _("there is no exercise {name}", name=one.exercise), remedy)
        for one in bank
        if one.exercise not in exercises
    ]
