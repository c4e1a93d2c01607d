"""An answer that replaces the helpers' own functions in its process: the judge asks for a gradient all the same."""

from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

RIGHT = """import torch
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return 2 * x
    @staticmethod
    def backward(ctx, grad_output):
        return 2 * grad_output
"""
# Every public and private function of the module, and PyTorch's own, gives the right gradient in the answer's process.
PATCHED = """
import inspect, torch.autograd.functional
from course.helpers import backward as helpers
def right(*args, **kwargs):
    tensors = [one for one in args if isinstance(one, torch.Tensor)]
    return (2 * tensors[-1],)
for module in (helpers, torch.autograd.functional):
    for name, value in list(vars(module).items()):
        if inspect.isfunction(value) and value.__module__ == module.__name__:
            setattr(module, name, right)
print("patched", helpers.of is right, torch.autograd.functional.vjp is right)
"""
TEST = """case = {"x": torch.ones(2), "grad_output": torch.tensor([1.0, 2.0])}
expect.calls(backward.of(Twice), case, gives=(torch.tensor([2.0, 4.0]),))"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading()) as started:
        yield started


@pytest.mark.parametrize(
    ("answer", "points"),
    [
        (RIGHT, 1.0),
        (RIGHT.replace("return 2 * grad_output", "return 3 * grad_output") + PATCHED, 0.0),
        (RIGHT.replace("return 2 * grad_output", "return None") + PATCHED, 0.0),
    ],
)
def test_a_wrong_backward_gets_nothing_for_patched_helpers(engine: Engine, answer: str, points: float) -> None:
    source = notebook(
        setup("import torch\nfrom course.helpers import backward, expect"),
        solution("Twice", answer),
        check("test_Twice", TEST),
    )
    graded = grade(engine, source, {})
    assert graded.scores["test_Twice"] == points
    assert points or "patched True True" in graded.said("Twice"), "the attack reached its target"
