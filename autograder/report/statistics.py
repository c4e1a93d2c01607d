"""What the scores say of an exercise: how hard it is, and whether it tells strong students from weak ones.

Classical test theory, as in Ebel and Frisbie, Essentials of Educational Measurement (1991), chapter 13.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from autograder.report.graded_class import Assignment, Exercise

FEW = 5  # students; of fewer nothing is said

Doubt = Literal["nobody", "everybody", "negative"]


@dataclass(frozen=True)
class Item:
    """An exercise's figures. `marked`: how many scores there are; `full`, `none`: how many have all points, and none.

    `difficulty`: the share of the points that the class got, in [0, 1] (the higher, the easier). `discrimination`: the
    correlation of the exercise's score with the score in the rest of the assignment, in [−1, 1]. None where there is
    too little to say. `doubt`: what makes its test look bad.
    """

    exercise: Exercise
    marked: int
    full: int
    none: int
    difficulty: float | None
    discrimination: float | None
    doubt: Doubt | None


def of(assignment: Assignment) -> list[Item]:
    """The figures of each exercise, in the assignment's order."""
    return [_item(exercise, _rest(assignment, exercise)) for exercise in assignment.exercises]


def _item(exercise: Exercise, rest: dict[str, float]) -> Item:
    scores = {student: score for student, score in exercise.scores.items() if score is not None}
    full = sum(score >= exercise.points for score in scores.values())
    none = sum(score <= 0 for score in scores.values())
    difficulty = float(np.mean(list(scores.values()))) / exercise.points if scores else None
    common = [student for student in scores if student in rest]
    discrimination = correlation([scores[s] for s in common], [rest[s] for s in common])
    doubt: Doubt | None = None
    if len(scores) >= FEW:
        if none == len(scores):
            doubt = "nobody"
        elif full == len(scores):
            doubt = "everybody"
        elif discrimination is not None and discrimination < 0:
            doubt = "negative"
    return Item(exercise, len(scores), full, none, difficulty, discrimination, doubt)


def _rest(assignment: Assignment, exercise: Exercise) -> dict[str, float]:
    """Each student's score in the other exercises that are marked for every student.

    The exercise itself is left out: that makes the item-rest correlation, also called corrected.
    """
    others = [one for one in assignment.exercises if one is not exercise and None not in one.scores.values()]
    if not others:
        return {}
    students = set.intersection(*(set(one.scores) for one in others))
    return {student: sum(one.scores[student] or 0.0 for one in others) for student in students}


def correlation(one: list[float], other: list[float]) -> float | None:
    """Pearson's; None for fewer than FEW pairs, or where one of the two does not vary."""
    if len(one) < FEW or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    return float(np.corrcoef(one, other)[0, 1])
