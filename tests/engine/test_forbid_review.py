"""What the teacher is told where a test forbids a part of PyTorch and a submission names a way round it."""

from pathlib import Path

import jupytext
import nbformat
import pytest

from autograder.authoring import answers, steps
from autograder.notebook.forbid_review import remarks
from autograder.notebook.planner import make_plan
from tests.support import notebooks

COURSE = Path(__file__).parents[2]
FORBIDS = notebooks.notebook(
    notebooks.solution("gradient", "def gradient(x):\n    return 2 * x"),
    notebooks.check("test_gradient", 'with forbid("torch.autograd"):\n    assert gradient(2) == 4'),
)
ALLOWS = notebooks.notebook(FORBIDS.cells[0], notebooks.check("test_gradient", "assert gradient(2) == 4"))


def told(source: nbformat.NotebookNode, answer: str) -> list[str]:
    submitted = notebooks.notebook(notebooks.solution("gradient", answer), source.cells[1])
    return [str(remark) for remark in remarks(submitted, make_plan(source))]


@pytest.mark.parametrize(
    ("answer", "means"),
    [
        ('from course.helpers import forbidden\nforbidden.end("torch.autograd")', "forbidden"),
        ("import importlib.util", "importlib"),
        ("import torch\ntorch._C._EngineBase", "_C, _EngineBase"),
        ("import sys\nsys.modules['course.helpers.forbidden']", "forbidden, sys.modules"),
        ("import ctypes", "ctypes"),
        ("eval('1')", "eval"),
        ("import runpy\nrunpy.run_module('torch.optim.sgd')", "runpy"),
        ("loss.grad_fn(1.0)", "grad_fn"),
        ("from torch import _fused_adam_", "_fused_adam_"),
        ("import builtins\nbuiltins.exec('1')", "builtins.exec"),
    ],
)
def test_a_way_round_is_told(answer: str, means: str) -> None:
    (remark,) = told(FORBIDS, answer)
    assert "test_gradient" in remark
    assert "torch.autograd" in remark
    assert f"names {means}, which" in remark
    assert told(ALLOWS, answer) == []


def test_an_ordinary_answer_is_no_cause_for_a_remark() -> None:
    assert told(FORBIDS, "def gradient(model, x):\n    model.eval()\n    return model(x)") == []
    assert told(FORBIDS, "import torch\nfor cycle in range(3):\n    evaluated = torch.enable_grad") == []


@pytest.mark.parametrize(
    ("check", "part"),
    [
        ('expect.calls(gradient, case, gives=4, forbids="torch.autograd")', "torch.autograd"),
        ('how = {"forbids": "torch.autograd"}\nexpect.calls(gradient, case, gives=4, **how)', "torch.autograd"),
        ("expect.path(gradient, case, gives=[[4]])", "torch.optim"),
    ],
)
def test_each_way_to_forbid_is_seen(check: str, part: str) -> None:
    source = notebooks.notebook(FORBIDS.cells[0], notebooks.check("test_gradient", check))
    (remark,) = told(source, "import ctypes")
    assert f"forbid {part}" in remark


@pytest.mark.parametrize("step", steps.names(COURSE))
def test_no_right_answer_of_the_bank_and_no_solution_is_remarked_upon(step: str) -> None:
    source = jupytext.read(COURSE / "source" / step / f"{step}.py")
    plan = make_plan(source)
    right = [answer.source for answer in answers.load(COURSE, step) if answer.verdict == "right"]
    assert remarks(source, plan) == []
    handed_in = [source for source in right if remarks(notebooks.notebook(nbformat.v4.new_code_cell(source)), plan)]
    assert handed_in == []
