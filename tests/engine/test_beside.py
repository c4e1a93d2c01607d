"""A function of the helpers' own that calls an answer's function runs where the answer is. No test's function does."""

from collections.abc import Iterator

import pytest

from autograder.coursedir.settings import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

ANSWER = """import torch, traceback
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        print("beside" if "_sent_back" in [frame.name for frame in traceback.extract_stack()] else "apart")
        return 2 * x
    @staticmethod
    def backward(ctx, grad_output):
        {backward}
"""
CASES = 'cases = [{"x": torch.ones(2), "grad_output": torch.tensor([1.0, n])} for n in (2.0, 3.0)]\n'
GIVES = "gives=[(torch.tensor([2.0, 4.0]),), (torch.tensor([2.0, 6.0]),)])"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading()) as started:
        yield started


def outputs(engine: Engine, test: str, backward: str = "return 2 * grad_output") -> tuple[float, str]:
    """The test's points, and what it has printed or raised."""
    source = notebook(
        setup("import torch\nfrom course.helpers import backward, expect"),
        solution("Twice", ANSWER.format(backward=backward)),
        check("test_Twice", test),
    )
    graded = grade(engine, source, {})
    return graded.scores["test_Twice"], graded.said("test_Twice")


def test_the_gradients_of_an_answers_function_are_found_where_it_is(engine: Engine) -> None:
    points, said = outputs(engine, CASES + f"expect.calls(backward.of(Twice), cases, {GIVES}")
    assert (points, set(said.split())) == (1.0, {"beside"})
    points, said = outputs(engine, CASES + f"expect.calls(backward.of(lambda x: Twice.apply(x)), cases, {GIVES}")
    assert (points, set(said.split())) == (1.0, {"apart"}), "the test's own function stays out of the answer's reach"


@pytest.mark.parametrize(
    ("backward", "mistake"),
    [
        ("return grad_output, grad_output", "gradients.count"),
        ("return grad_output.sum()", "gradients.shape"),
        ("return grad_output.mul_(2)", "argument.changed"),
        ("return {}[7]", "KeyError"),
    ],
)
def test_a_mistake_is_told_as_in_one_kernel(engine: Engine, backward: str, mistake: str) -> None:
    points, said = outputs(engine, CASES + f"expect.calls(backward.of(Twice), cases, {GIVES}", backward)
    assert points == 0.0
    assert mistake in said
