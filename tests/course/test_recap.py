"""Where a step says what it takes, and where to go on from it, in both languages."""

import re
from itertools import pairwise

import pytest

from autograder.authoring import steps
from tests.course.texts import HOUSE

STEPS = steps.names(HOUSE)


def text(step: str) -> str:
    return (HOUSE / "source" / step / f"{step}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("step", STEPS)
def test_a_step_says_its_points_and_links_to_the_glossary(step: str) -> None:
    assert (text(step).count("$20$ points"), text(step).count("](../glossary.md)")) == (2, 2)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("word", ["Exercise", "Exercice"])
def test_a_heading_says_the_number_and_the_points_of_its_exercise(step: str, word: str) -> None:
    points = re.findall(r'"points": (\d+)', text(step))
    headings = re.findall(rf"(?m)^# ## {word} (\d+) — .*\((\d+) points?\)$", text(step))
    assert headings == [(str(number), worth) for number, worth in enumerate(points, 1)]


@pytest.mark.parametrize(("step", "following"), list(pairwise(STEPS)))
def test_a_step_links_to_the_following_one(step: str, following: str) -> None:
    assert text(step).count(f"](../{following}/{following}.ipynb)") == 2
