"""What both sides have goes over by its name; nothing of the test's own does."""

import functools
import math
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch

from autograder.bridge import library_objects, values
from autograder.bridge.codec import Objects
from autograder.faults import Malformed
from course.helpers import functions, reference


def own(x: float) -> float:
    return x


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        (math.sqrt, ["G", "math", "sqrt"]),
        (np.exp, ["G", "numpy", "exp"]),
        (torch.nn.functional.relu, ["G", "torch.nn.functional", "relu"]),
        (torch.optim.SGD, ["G", "torch.optim.sgd", "SGD"]),
        (torch.optim.SGD.step, ["G", "torch.optim.sgd", "SGD.step"]),
        (functions.Line, ["G", "course.helpers.functions", "Line"]),
        (math, ["G", "math", ""]),
    ],
    ids=["function", "ufunc", "torch's", "class", "method", "helper", "module"],
)
def test_what_is_there_too_goes_by_its_name_and_is_found_by_it(thing: Any, name: list[str]) -> None:
    assert library_objects.name_of(thing) == name
    assert library_objects.by_name(*name[1:]) is thing


@pytest.mark.parametrize(
    "thing",
    [own, functools.partial(math.sqrt, 2.0), functools.wraps(math.sqrt)(own), pytest.raises, ModuleType("course"), 3],
    ids=["own", "partial", "poses as another", "another library's", "module", "number"],
)
def test_nothing_else_has_a_name(thing: Any) -> None:
    """A function that says it is `math.sqrt` is not what the other side would find there."""
    assert library_objects.name_of(thing) is None


def test_no_solution_goes_by_a_name() -> None:
    right = reference.load("01_numpy")
    assert library_objects.name_of(right.predict) is None


@pytest.mark.parametrize(
    "name", ["builtins.eval", "builtins.open", "builtins.getattr", "operator.eq", "operator.call", "sqrt"]
)
def test_no_function_that_could_reach_or_compare_is_taken_by_its_name(name: str) -> None:
    with pytest.raises(Malformed):
        values.decode(["B", name], Objects(judge=True))
    assert values.decode(["B", "math.sqrt"], Objects(judge=True)) is math.sqrt
