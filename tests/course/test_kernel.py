"""What a student's own kernel says: in a real one."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from course.helpers.testing.errors import MOST_LINES
from tests.support.kernel import Kernel, released, said

MOMENTUM = 'class Momentum:\n    """."""\n\n    # YOUR CODE HERE\n    raise NotImplementedError()'
TEST_MOMENTUM = "one = Momentum([], 0.1, 0.9)\nexpect.that(one.lr == 0.1)"
SHUFFLE = "def shuffle_together(x, y, generator):\n    return x, y"
TEST_SHUFFLE = 'case = {"x": torch.ones(2), "y": torch.ones(2), "generator": None}\n' + (
    "expect.calls(shuffle_together, case, gives=(torch.ones(2), torch.ones(2)))"
)
USES_IT = "shuffle_together(1, 2, 3)"
# The tests above take the places of the step's own.
SETUP = f"""import numpy as np
import torch
from course.helpers import expect
from course.helpers.testing import cells, progress
tests = {{"Momentum": cells.digest({TEST_MOMENTUM!r}), "shuffle_together": cells.digest({TEST_SHUFFLE!r})}}
known = progress.exercises("07_sgd_variants")
progress.exercises = lambda step: tuple(one._replace(test=tests.get(one.name, one.test)) for one in known)
expect.step("07_sgd_variants")"""


def executed(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells after *Run All* in a kernel whose reader has English."""
    environment = {**os.environ, "COURSE_LANG": "en"}
    notebook = new_notebook(cells=cells)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(env=environment)
    return notebook.cells


def by_id(cells: list[NotebookNode]) -> dict[str, str]:
    return {cell.id: said(cell) for cell in cells if cell.cell_type == "code"}


@pytest.fixture(scope="module")
def unanswered() -> dict[str, str]:
    return by_id(executed(released("01_numpy").cells))


@pytest.fixture(scope="module")
def kernel() -> Iterator[Kernel]:
    one = Kernel()
    one.run(SETUP)
    yield one
    one.end()


def test_run_all_reaches_the_end_of_a_notebook_without_answers(unanswered: dict[str, str]) -> None:
    *_, written, total = unanswered["progress"].splitlines()
    assert written == "✎ explain_learning_rate    3  marked by a person"
    assert total == "Visible tests: 0 of 17 points. The other 3 points are marked by a person."
    assert unanswered["test_predict"].splitlines()[0] == "○ predict: not answered yet."


def test_an_exercise_without_an_answer_takes_three_lines_at_most(unanswered: dict[str, str]) -> None:
    lines = {
        name: text.splitlines()
        for name, text in unanswered.items()
        if name != "progress" and ("○" in text or "Error" in text)  # a worked example may say more
    }
    assert len(lines) > 8
    assert {name: text for name, text in lines.items() if len(text) > 3} == {}


def test_a_class_without_an_answer_is_told_in_one_line(kernel: Kernel) -> None:
    assert kernel.run(MOMENTUM) == "○ Momentum: not answered yet."
    assert kernel.run(TEST_MOMENTUM) == "○ Momentum: not answered yet."
    assert "○ Momentum " in kernel.run("expect.progress()")


def test_an_old_answer_does_not_pass(kernel: Kernel) -> None:
    assert kernel.run(SHUFFLE) == ""
    assert kernel.run(TEST_SHUFFLE).startswith("✓ shuffle_together: visible test passed")
    assert "SyntaxError" in kernel.run(SHUFFLE + ")")
    told = kernel.run(TEST_SHUFFLE)
    assert "ended with SyntaxError. Correct that cell, run it, then run this one." in told
    assert len(told.splitlines()) == 1
    assert "✗ shuffle_together" in kernel.run("expect.progress()")
    kernel.run(SHUFFLE)
    assert kernel.run(TEST_SHUFFLE).startswith("✓ shuffle_together")
    kernel.run("1 / 0\n" + SHUFFLE)
    assert "ended with ZeroDivisionError" in kernel.run(TEST_SHUFFLE)


def test_what_was_bound_before_the_cell_failed_is_the_answer(kernel: Kernel) -> None:
    kernel.run(SHUFFLE + "\n1 / 0")
    assert kernel.run(TEST_SHUFFLE).startswith("✓ shuffle_together")


def test_another_text_of_the_answer_has_not_passed(kernel: Kernel) -> None:
    kernel.run(SHUFFLE)
    kernel.run(TEST_SHUFFLE)
    kernel.run(SHUFFLE)
    assert "✓ shuffle_together" in kernel.run("expect.progress()")
    kernel.run(SHUFFLE.replace("x, y", "y, x"))
    assert "· shuffle_together" in kernel.run("expect.progress()")


def test_an_answer_that_is_needed_elsewhere_is_told(kernel: Kernel) -> None:
    kernel.run("def shuffle_together(x, y, generator):\n    raise NotImplementedError()")
    assert kernel.run(USES_IT) == "○ shuffle_together is not answered yet, and this cell needs it."
    assert kernel.run("del shuffle_together\n" + TEST_SHUFFLE).startswith("○ shuffle_together is not defined")


@pytest.mark.parametrize("line", ["begin = 1", "def begin(): ...", "class begin: ...", "import math as begin"])
def test_a_name_that_a_cell_would_have_made_is_told(kernel: Kernel, line: str) -> None:
    kernel.run(f"1 / 0\n{line}")
    assert kernel.run("begin").startswith("○ begin is not defined: an earlier cell")
    kernel.run(line)
    assert "not defined" not in kernel.run("begin; del begin")


def test_a_test_with_its_hidden_part_says_nothing(kernel: Kernel) -> None:
    kernel.run(SHUFFLE)
    assert kernel.run(f"{TEST_SHUFFLE}\n### BEGIN HIDDEN TESTS\nexpect.that(True)\n### END HIDDEN TESTS") == ""


def test_another_cell_with_a_check_is_no_visible_test(kernel: Kernel) -> None:
    kernel.run(SHUFFLE)
    assert kernel.run("expect.that(shuffle_together(1, 2, 3) == (1, 2))") == ""
    assert kernel.run(f"print()\n{TEST_SHUFFLE}") == ""
    kernel.run("def shuffle_together(x, y, generator):\n    return x.unknown")
    told = kernel.run(f"print()\n{TEST_SHUFFLE}")
    assert len(told.splitlines()) <= MOST_LINES
    assert "→ shuffle_together:" in told


RAW: dict[str, str] = {
    "return torch.ones(2, 3) @ torch.ones(2, 3), y": "✗ The shapes do not fit",
    "return torch.ones(2, 2) @ torch.ones(2, 2, dtype=torch.float64), y": "✗ float32 and float64 are mixed",
    "torch.ones(2).sum().backward()": "✗ graph.cut — A gradient does not arrive: requires_grad=True is",
    "return 0.1 * x.grad, y": "✗ A value is None where a tensor is needed",
    "import numpy\n    return numpy.mean(x), y": "✗ A NumPy function was given a tensor",
    "return x.grad.item(), y": "✗ There is None where .item() or float() needs a value. A .grad is None until",
    "return float(x.grad), y": "✗ There is None where .item() or float() needs a value. A .grad is None until",
    "return x.sum().item().backward(), y": "✗ backward() belongs to a tensor",
    "torch.nn.Linear(1, 1).weight = x": "✗ A plain tensor cannot take the place of a parameter",
    "return torch.nn.Sequential([torch.nn.Linear(1, 1)]), y": "✗ nn.Sequential takes the layers themselves",
    "raise AssertionError('Torch not compiled with CUDA enabled')": "✗ This computer has no such accelerator",
    "return torch.cat([torch.ones(2, 1), torch.ones(2)], dim=1), y": "✗ The shapes do not fit",
    "return torch.cat([torch.ones(2, 1), torch.ones(2, 2)]), y": "✗ The shapes do not fit",
    "w = torch.ones(2, requires_grad=True)\n    w -= 1": "✗ leaf.in_graph — This change of a leaf in place",
    "return x.grad(), y": "✗ There is None where something else is needed",
    "with torch.no_grad:\n        return x, y": "✗ A function or a class stands here without being called",
    "return [p for p in torch.nn.Linear(1, 1).parameters], y": "✗ A function or a class stands here without being",
    "return x.shape(), y": "✗ Parentheses call a function",
    "return x.item(), y": "✗ Only a tensor or an array with one element",
    "return x in [x + 1], y": "✗ One truth value is needed, and there is a whole tensor or array: perhaps a condition",
    "return x or y, y": "✗ One truth value is needed, and there is a whole tensor or array: perhaps a condition",
    "return torch.nn.MSELoss(x, x), y": (
        "✗ One truth value is needed, and there is a whole tensor or array: perhaps the class nn.MSELoss"
    ),
    "one, two = torch.ones(3)": "✗ There are not as many names before the = as values behind it",
    "return {1: x}[id(y)]": "✗ The dictionary has no entry under this key.",
    "return x.next_functions, y": "✗ A tensor is not a node of the graph",
    "return x.grad_fn.next_functions, y": "✗ There is None where a node of the graph is needed",
    "return (2 * x.requires_grad_()).grad_fn.is_leaf, y": "✗ A node of the graph is not a tensor",
    "return (x, y).shape, y": "✗ This is a tuple or a list",
    "first, second = x.sum().item()": "✗ This is a single number",
    "return list(x.sum()), y": "✗ This is a single number",
    "return x.sum().item().sqrt(), y": "✗ This is a Python number",
    "return x.astype(float), y": "✗ This array or tensor has no attribute of that name",
    "return type('M', (torch.nn.Module,), {'__init__': lambda self: setattr(self, 'w', torch.nn.Parameter(x))})()": (
        "✗ The module is not set up yet"
    ),
    "return torch.nn.Sequential(torch.nn.Linear(1, 1)).weight, y": "✗ A Sequential is made of layers",
    "return (lambda one: one)(x, y)": "✗ The arguments do not fit the function",
    "return torch.nn.Parameter([0.0]), y": "✗ The function that this line calls got a value of the wrong type",
    "return torch.nn.functional.mse_loss(1.0, x), y": "✗ The function that this line calls got a value",
    "return torch.optim.SGD(torch.nn.Linear(1, 1).parameters, lr=0.1)": "✗ The parameters of the model are wanted here",
    "return torch.optim.SGD([x], lr=0.1).step(x.sum()), y": "✗ A value stands where a function is needed",
    "return x @ torch.tensor(2.0), y": "✗ @ is a matrix product, and one factor is a single number",
    "return x.sum(dim=2), y": "✗ There is no axis with this number",
    "return torch.linalg.inv(torch.ones(2, 3)), y": "✗ This operation needs a square matrix",
    "return torch.linalg.inv(torch.zeros(2, 2)), y": "✗ This matrix has no inverse",
    "return (1) + (x, y)": "✗ Only a tuple is added to a tuple",
    "x = (x,)\n    x.append(y)\n    return x": "✗ A tuple cannot be changed",
    "found = [x].append(y)\n    return found.append(y)": "✗ append() changes the list itself",
    "return x[5], y": "✗ There is no element at this place",
    "return torch.nn.Sequential(torch.nn.Linear), y": "✗ A class stands where a layer is needed",
    "return tuple(x, y)": "✗ The arguments do not fit the function",
    "if True: raise ValueError('no')": "✗ This error is raised by your own raise",
    "u, v = (torch.ones(size, requires_grad=True) for size in (2, 3))\n    return torch.autograd.grad(u.sum(), u, v)": (
        "✗ torch.autograd.grad takes the tensors as one argument"
    ),
    "return x ^ 2, y": "✗ The sign ^ is no power in Python",
    "return (x, y) - x, y": "✗ There is a tuple or a list where one of its elements is needed",
    "return torch.tensor(2, requires_grad=True), y": "✗ Only floating-point numbers can have a gradient",
    "x.requires_grad_()\n    return torch.autograd.grad(y.sum() * torch.ones(1, requires_grad=True), x)": (
        "✗ The result was not computed from one of the tensors whose gradient is wanted"
    ),
    "return torch.autograd.grad(x.sum().item(), x)": "✗ torch.autograd.grad works with tensors",
    "return torch.nn.Linear(1, 1).wieght, y": "✗ There is no attribute of that name",
    "return torch.gradients(x), y": "✗ There is no attribute of that name",
    "return 'x' + 1, y": "✗ A value has the wrong type",
    "import json\n    return json.loads('{')": "JSONDecodeError: ",
    "return shuffle_together(x, y, generator)": "✗ The function calls itself without an end",
    "return unknown": "✗ Nothing has this name: look at its spelling",
    "if x is None:\n        best = x\n    return best": "✗ This name has no value yet",
    "raise ValueError('no')": "✗ This error is raised by your own raise",
    "raise LookupError('no')": "LookupError: no\nshuffle_together(x, y, generator=None), x (",
}


@pytest.mark.parametrize("body", RAW)
def test_a_raw_error_is_told_in_few_lines_without_those_of_libraries(kernel: Kernel, body: str) -> None:
    kernel.run(f"def shuffle_together(x, y, generator):\n    {body}")
    told: Any = kernel.run(TEST_SHUFFLE)
    assert told.startswith(RAW[body])
    assert len(told.splitlines()) <= MOST_LINES
    assert "site-packages" not in told
    assert "course/helpers" not in told
    assert "→ shuffle_together:" in told
