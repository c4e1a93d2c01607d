"""The remark to a teacher where a test forbids a part of PyTorch and a submission names a way round it."""

import time

import pytest

from autograder.notebook.forbid_review import remarks
from autograder.notebook.planner import make_plan
from tests.support import notebooks
from tests.support.notebooks import check, setup, solution, text

ANSWER = solution("gradient", "def gradient(x):\n    return 2 * x")
FORBIDS = notebooks.notebook(
    setup("import importlib"),
    ANSWER,
    check("test_gradient", 'with forbid("torch.autograd"):\n    assert gradient(2) == 4'),
)
ALLOWS = notebooks.notebook(ANSWER, check("test_gradient", "assert gradient(2) == 4"))


def told(source: notebooks.NotebookNode, answer: str, **files: bytes) -> list[str]:
    submitted = notebooks.notebook(*source.cells, solution("gradient", answer))
    return [
        str(remark)
        for remark in remarks(submitted, make_plan(source), {f"{name}.py": text for name, text in files.items()})
    ]


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
        ("torch.ops.aten._backward(loss, [w], None, None, False)", "aten, torch.ops"),
        ("@torch.jit.script\ndef back(loss): loss.backward()", "jit"),
        ("shutil.copytree(torch.optim.__path__[0], 'mine')", "__path__, copytree"),
        ("if True:\n    %run mine.py", "%run"),
    ],
)
def test_a_way_round_is_told(answer: str, means: str) -> None:
    (remark,) = told(FORBIDS, answer)
    assert "test_gradient" in remark
    assert "torch.autograd" in remark
    assert f"names {means}, which" in remark
    assert told(ALLOWS, answer) == []


def test_a_module_beside_the_notebook_is_read_too() -> None:
    (remark,) = told(FORBIDS, "import mine", mine=b"import ctypes\n\xff")
    assert "names ctypes, which" in remark


def test_an_ordinary_answer_is_no_cause_for_a_remark() -> None:
    assert told(FORBIDS, "def gradient(model, x):\n    model.eval()\n    return model(x)") == []
    assert told(FORBIDS, "import torch\nfor cycle in range(3):\n    evaluated = torch.enable_grad") == []


def test_only_the_students_code_is_read() -> None:
    plan = make_plan(FORBIDS)
    assert remarks(FORBIDS, plan) == []
    assert remarks(notebooks.notebook(*FORBIDS.cells, text("import ctypes")), plan) == []


@pytest.mark.parametrize("comment", ["eval / exec", "eval", "exec"])
def test_the_instructors_code_in_one_language_is_not_the_students(comment: str) -> None:
    english = text("One.")
    english.metadata["lang"] = "en"
    source = [english, setup("import math  # eval / exec"), *FORBIDS.cells]
    submitted = [english, setup(f"import math  # {comment}"), *FORBIDS.cells]
    assert remarks(notebooks.notebook(*submitted), make_plan(notebooks.notebook(*source))) == []


@pytest.mark.parametrize(
    ("test", "part"),
    [
        ('expect.calls(gradient, case, gives=4, forbids="torch.autograd")', "torch.autograd"),
        ('how = {"forbids": "torch.autograd"}\nexpect.calls(gradient, case, gives=4, **how)', "torch.autograd"),
        ("expect.path(gradient, case, gives=[[4]])", "torch.optim"),
    ],
)
def test_each_way_to_forbid_is_seen(test: str, part: str) -> None:
    (remark,) = told(notebooks.notebook(ANSWER, check("test_gradient", test)), "import ctypes")
    assert f"forbid {part}" in remark


def test_all_tests_and_all_parts_are_in_one_remark() -> None:
    source = notebooks.notebook(
        ANSWER, check("one", 'forbid("torch.optim")'), check("two", "forbid('torch.autograd')"), check("three", "1")
    )
    (remark,) = told(source, "exec('1')")
    assert remark.startswith("one, two forbid torch.autograd, torch.optim, and")


def test_a_long_submission_is_read_in_time() -> None:
    begin = time.process_time()
    assert told(FORBIDS, "forbid" * 100_000 + "\n" + "x." * 100_000) == []
    assert time.process_time() - begin < 1
