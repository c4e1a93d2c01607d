"""The course's own tests against an answer that empties the test's data, so that expected and got agree afterwards."""

import inspect
import re
from functools import wraps
from pathlib import Path
from typing import Any

import jupytext
import numpy as np
import pytest
import torch

from autograder.authoring import steps
from autograder.notebook.one_kernel import run_plan
from autograder.notebook.planner import make_plan

COURSE = Path(__file__).parents[2]
EMPTIED: list[int] = []  # how often
WRAP = "\nfrom tests.attacks.test_course import empties\n{name} = empties({name})"


def empty(value: Any) -> None:
    if isinstance(value, list | tuple):
        for part in value:
            empty(part)
    elif isinstance(value, torch.Tensor):
        with torch.no_grad():
            value.zero_()
        EMPTIED.append(1)
    elif isinstance(value, np.ndarray):
        value[...] = 0
        EMPTIED.append(1)


def empties(answer: Any) -> Any:
    """The right answer for what is left of its arguments."""
    if not inspect.isfunction(answer):
        return answer

    @wraps(answer)
    def emptying(*args: Any, **kwargs: Any) -> Any:
        empty(args)
        empty(list(kwargs.values()))
        return answer(*args, **kwargs)

    return emptying


@pytest.mark.parametrize("step", steps.names(COURSE))
def test_no_exercise_is_won_by_emptying_the_tests_data(step: str) -> None:
    plan = make_plan(jupytext.read(COURSE / "source" / step / f"{step}.py"))
    tried = 0
    for cell in plan.cells:
        defined = re.findall(r"^def (\w+)", cell.source, re.MULTILINE) if cell.kind == "student" else []
        if cell.grade_id is None or not defined or f"test_{cell.grade_id}" not in plan.tests:
            continue
        EMPTIED.clear()
        answer = cell.source + WRAP.format(name=defined[-1])
        (outcome,) = run_plan(plan, {cell.grade_id: answer}, [f"test_{cell.grade_id}"]).values()
        assert outcome.error is not None or not EMPTIED, f"{cell.grade_id} has its points"
        tried += bool(EMPTIED)
    assert tried or not any(re.search(r"^def ", cell.source) for cell in plan.cells if cell.grade_id)
