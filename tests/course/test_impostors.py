"""An answer that is no answer, a constant for instance, loses its points with a message that is about the answer."""

import traceback
from functools import cache

import pytest

from autograder.audit import exercises, impostors
from autograder.audit.examination import CLEAR
from autograder.authoring import steps
from autograder.coursedir.settings import load_course
from autograder.notebook.one_kernel import run_plan
from tests.tools import bank

STEPS = steps.names(bank.ROOT)


@cache
def audited(step: str) -> exercises.AuditedStep:
    (read,) = exercises.read(load_course(bank.ROOT), [step])
    return read


NO_ANSWERS = {f"always {constant}" for constant in impostors.CONSTANTS}


@pytest.mark.parametrize("name", STEPS)
def test_a_constant_gets_a_clear_message(name: str) -> None:
    unclear = {}
    for exercise in audited(name).exercises:
        for label, source in impostors.of(exercise, 0, ()):
            if label in NO_ANSWERS:
                own = f"test_{exercise.name}"
                error = run_plan(audited(name).plan, {exercise.name: source}, [own])[own].error
                if not _is_clear(error, f"<{exercise.name}>"):
                    unclear[exercise.name, label] = repr(error)
    assert unclear == {}


@pytest.mark.parametrize(
    ("step", "exercise", "returned", "said"),
    [
        ("02_tensors", "linear_model", "None", "must return a function of x"),
        ("03_autograd", "graph_leaves", "0", "The test cannot go on with what your code gives"),
        ("03_autograd", "graph_leaves", "None", "a function without return gives None"),
        ("02_tensors", "mse", "[]", "list instead of torch.Tensor"),
    ],
)
def test_what_the_test_cannot_use_is_told_in_a_sentence(step: str, exercise: str, returned: str, said: str) -> None:
    source = f"def {exercise}(*arguments):\n    return {returned}"
    error = run_plan(audited(step).visible, {exercise: source}, [f"test_{exercise}"])[f"test_{exercise}"].error
    assert said in str(error)


def test_an_error_in_a_line_of_the_answer_is_raised_as_it_is() -> None:
    source = "def linear_model(w, b):\n    return lambda x: 1 / 0"
    error = run_plan(audited("02_tensors").visible, {"linear_model": source}, ["test_linear_model"])
    assert isinstance(error["test_linear_model"].error, ZeroDivisionError)


def _is_clear(error: BaseException | None, filename: str) -> bool:
    """Whether a check has raised it, or a line of the answer."""
    places = traceback.extract_tb(error.__traceback__) if error else []
    return type(error).__name__ in CLEAR or any(place.filename == filename for place in places)
