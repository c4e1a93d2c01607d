"""No exercise can be passed by an answer that only counts its calls and says what was right under another seed."""

import copy
import functools
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.audit.exercises import Exercise
from autograder.authoring import steps
from autograder.engine.mirror.seeds import seed_all
from autograder.notebook.one_kernel import run_plan
from tests.course.test_impostors import audited
from tests.tools import bank

_results: dict[str, list[Any]] = {}
_calls: dict[str, Iterator[int]] = {}

RECORD = "\nfrom tests.course import test_replayed\n{name} = test_replayed.recording({name!r}, {name})"
REPLAY = "from tests.course import test_replayed\ndef {name}(*_, **__):\n    return test_replayed.said({name!r})"


def recording(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The solution, whose results are noted in the order in which they come."""
    _results[name] = []

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        _results[name].append(result)
        return result

    return call


def said(name: str) -> Any:
    """What was noted of this call."""
    result = _results[name][next(_calls[name])]
    try:
        return copy.deepcopy(result)
    except RuntimeError:  # a tensor that has a graph
        return result


def functions(exercise: Exercise) -> list[str]:
    return [name for name in sorted(exercise.defines) if f"def {name}(" in exercise.source]


def passes(step: str, exercise: Exercise, seed: int, form: str) -> bool:
    seed_all(seed)
    test = f"test_{exercise.name}"
    for name in functions(exercise):
        _calls[name] = itertools.count()
    source = "\n".join(form.format(name=name) for name in functions(exercise))
    answer = exercise.source + source if form is RECORD else source
    return run_plan(audited(step).plan, {exercise.name: answer}, [test])[test].error is None


@pytest.mark.parametrize("step", steps.names(bank.ROOT))
def test_what_was_right_under_another_seed_is_wrong_under_this_one(step: str) -> None:
    asked = [exercise for exercise in audited(step).exercises if functions(exercise)]
    assert asked
    recorded = [exercise for exercise in asked if passes(step, exercise, 1, RECORD)]
    assert recorded == asked
    assert [exercise.name for exercise in recorded if passes(step, exercise, 2, REPLAY)] == []
