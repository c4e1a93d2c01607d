"""The answer bank of a course: right and wrong answers to every exercise, for instructors only.

It lies in the course's own folder `course/answers` and is never installed. One file a step, in jupytext's percent
format. Each code cell is one answer:

    # %% exercise="area" verdict="wrong" label="the circumference" mistake="area.circumference"
    def area(radius):
        return 2 * math.pi * radius

A wrong answer whose mistake can be told from the values has its key (`course.helpers.mistakes`);
one without is told what was expected and what came, no guess.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import jupytext

FOLDER = Path("course", "answers")  # in the course's folder


@dataclass(frozen=True)
class Answer:
    """One answer to one exercise."""

    step: str
    exercise: str
    verdict: Literal["right", "wrong"]
    label: str
    source: str
    mistake: str | None = None

    def __str__(self) -> str:
        return f"{self.step}/{self.exercise}: {self.verdict}: {self.label}"


def steps(course: Path) -> list[str]:
    """The steps of `course` that have a bank, in order."""
    return sorted(path.stem for path in (course / FOLDER).glob("[0-9a-zA-Z]*.py"))


def load(course: Path, step: str) -> list[Answer]:
    """All answers to the exercises of `step`, in the file's order.

    Raises FileNotFoundError for a step without a bank, ValueError for a cell whose metadata is incomplete.
    """
    path = course / FOLDER / f"{step}.py"
    return read(path.read_text(encoding="utf-8"), path)


def read(text: str, path: Path) -> list[Answer]:
    """The answers in the text of a bank's file, in its order. Raises ValueError as `load`."""
    answers = []
    for cell in jupytext.reads(text, fmt="py:percent").cells:
        if cell.cell_type != "code" or not cell.source.strip():
            continue
        marks = cell.metadata
        if not {"exercise", "verdict", "label"} <= marks.keys() or marks["verdict"] not in ("right", "wrong"):
            raise ValueError(f"{path}: an answer needs exercise, verdict (right or wrong) and label: {dict(marks)}")
        answers.append(
            Answer(path.stem, marks["exercise"], marks["verdict"], marks["label"], cell.source, marks.get("mistake"))
        )
    return answers
