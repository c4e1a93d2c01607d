"""What a student sees of a test: few and short lines, no answer, and the names of the bank's mistakes."""

import ast
import builtins
import inspect
import json
import re
import sys
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
import torch

from autograder.authoring import answers
from autograder.authoring import known as table
from autograder.notebook.named import keys
from autograder.notebook.one_kernel import run_plan
from tests.tools import bank

pytestmark = [
    pytest.mark.filterwarnings("default"),  # an answer may warn, as in a kernel
    pytest.mark.usefixtures("no_graph_drawn"),
]
STEPS = answers.steps(bank.ROOT)
MOST_STATEMENTS = 6
LONGEST = 115  # characters: JupyterLab shows 140 in a window of 1280 pixels, and about 110 beside its list of files

_REGION = re.compile(r"(?ms)^ *### BEGIN (SOLUTION|HIDDEN TESTS)$.*?^ *### END \1$\n?")
_LISTING = re.compile(r"(?ms)^ *```python\n(.*?)^ *```$")

plan_of = cache(bank.plan_of)


def visible_code(step: str) -> Iterator[tuple[str, str]]:
    """The code that the student's notebook shows, with a name for each piece: cells, and listings in the text."""
    for index, cell in enumerate(bank.cells_of(step)):
        name = str(cell.metadata.get("nbgrader", {}).get("grade_id", index))
        if cell.cell_type == "code":
            yield name, _REGION.sub("", cell.source)
        for listing in _LISTING.findall(cell.source) if cell.cell_type == "markdown" else ():
            yield name, listing


@pytest.mark.parametrize("step", STEPS)
def test_no_visible_test_needs_a_builtin_that_a_notebook_often_hides(step: str) -> None:
    """`sum = 0`, and what `from torch import *` and `from numpy import *` bring."""
    hidden = set(dir(builtins)) & ({*torch.__all__, *np.__all__} | {"list", "dict", "str", "len", "input", "print"})
    for name, source in visible_code(step):
        if name.startswith("test_"):
            used = {node.id for node in ast.walk(_parsed(source)) if isinstance(node, ast.Name)}
            assert not used & hidden, name


def shown_functions(step: str) -> set[tuple[str, str]]:
    """Every function and class that a cell shows, by its name, with all that its cell defines beside it.

    The exercises have docstrings, and nothing else has.
    """
    found = set()
    for _name, source in visible_code(step):
        defined = {
            node.name: ast.unparse(node)
            for node in ast.walk(_parsed(source))
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is None
        }
        found |= {(name, "\n".join(defined.values())) for name in defined}
    return found


def _parsed(source: str) -> ast.Module:
    try:
        return ast.parse("\n".join(line for line in source.splitlines() if not line.startswith(("%", "!"))))
    except SyntaxError:  # an exercise without its solution
        return ast.Module([], [])


@pytest.mark.parametrize("step", STEPS)
def test_a_visible_test_has_few_statements_in_short_lines(step: str) -> None:
    shown = {cell.grade_id: _REGION.sub("", cell.source) for cell in plan_of(step).cells if cell.kind == "test"}
    statements = {
        name: sum(isinstance(node, ast.stmt) for node in ast.walk(ast.parse(source))) for name, source in shown.items()
    }
    assert {name: count for name, count in statements.items() if count > MOST_STATEMENTS} == {}
    assert [line for source in shown.values() for line in source.splitlines() if len(line) > LONGEST] == []
    assert shown


@pytest.fixture
def _little_depth() -> Iterator[None]:
    """A function that takes the name of the one that it calls would call itself a thousand times."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(300 + len(inspect.stack(0)))
    yield
    sys.setrecursionlimit(before)


@pytest.mark.usefixtures("_little_depth")
@pytest.mark.parametrize("step", STEPS)
def test_no_function_that_the_notebook_shows_is_an_answer(step: str) -> None:
    plan = plan_of(step)
    exercises = [cell.grade_id for cell in plan.cells if cell.kind == "student" and cell.grade_id]
    shown = shown_functions(step)
    earned = [
        f"{name} as {exercise}"
        for name, source in sorted(shown)
        for exercise in exercises
        if run_plan(plan, {exercise: f"{source}\n{exercise} = {name}"}, [f"test_{exercise}"])[f"test_{exercise}"].error
        is None
    ]
    assert shown
    assert earned == []


@pytest.mark.parametrize(
    ("dw", "db", "mistake"),
    [
        ("x.T @ r", "2 * r.sum()", "factor.two"),
        ("2 * x.T @ r", "r.sum()", "factor.two"),
        ("-2 * x.T @ r", "2 * r.sum()", "gradient.sign"),
        ("2 * x.T @ r / len(y)", "2 * r.sum()", "mean.for_sum"),
        ("2 * x.T @ r", "2 * r.mean()", "bias.mean"),
        ("3 * x.T @ r", "2 * r.sum()", None),
    ],
)
def test_a_mistake_in_one_of_two_parts_is_named(dw: str, db: str, mistake: str | None) -> None:
    answer = f"def gradient(x, y, w, b):\n    r = x @ w + b - y\n    return {dw}, float({db})"
    error = run_plan(table.visible(plan_of("01_numpy")), {"gradient": answer}, ["test_gradient"])["test_gradient"].error
    assert error is not None
    assert set(keys(str(error))) == {mistake} - {None}


@pytest.mark.parametrize(
    ("model", "mistakes"),
    [
        ("lambda x: w @ x + b", set()),
        ("lambda x: torch.matmul(w, x) + b", set()),
        ("lambda x: x(w.T) + b", set()),
        ("lambda x: x @ w + b", {"transpose.missing"}),
        ("lambda x: x @ w.t_() + b", {"argument.changed"}),
        ("w.T", {"model.not_function"}),
    ],
)
def test_an_error_that_many_mistakes_end_in_names_none(model: str, mistakes: set[str]) -> None:
    answer = f"def linear_model(w, b):\n    return {model}"
    plan = table.visible(plan_of("02_tensors"))
    error = run_plan(plan, {"linear_model": answer}, ["test_linear_model"])["test_linear_model"].error
    assert error is not None
    assert set(keys(str(error))) == mistakes


def test_parts_that_were_called_twice_are_told_apart_too() -> None:
    answer = """def loss_gradients(x, y, w, b):
    w.grad = None
    loss = ((x @ w.T + b - y) ** 2).mean()
    loss.backward()
    return loss.item(), w.grad.clone(), b.grad.clone()
"""
    plan = table.visible(plan_of("03_autograd"))
    error = run_plan(plan, {"loss_gradients": answer}, ["test_loss_gradients"])["test_loss_gradients"].error
    assert set(keys(str(error))) == {"grad.bias_not_zeroed"}


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_the_visible_tests_see_nine_mistakes_in_ten(step: str) -> None:
    plan = table.visible(plan_of(step))
    seen: dict[str, list[bool]] = {}
    for answer in answers.load(bank.ROOT, step):
        if answer.mistake not in {None} | bank.by_search(step, answer.exercise):
            own = f"test_{answer.exercise}"
            error = run_plan(plan, {answer.exercise: answer.source}, [own])[own].error
            seen.setdefault(answer.exercise, []).append(error is not None)
    assert seen
    assert {
        name: f"{sum(found)} of {len(found)}" for name, found in seen.items() if sum(found) < 0.9 * len(found)
    } == {}


@pytest.mark.slow  # `make fresh` tells tables that are out of date; this computes them
def test_the_tables_of_known_mistakes_are_what_the_bank_gives() -> None:
    """`python -m autograder.authoring.known` brings it up to date."""
    for place, found in table.now(bank.ROOT):
        written = json.loads((bank.ROOT / place).read_text(encoding="utf-8"))
        assert not table.differ(json.loads(table.written(found)), written)


def faulty(step: str) -> dict[str, str]:
    """The code that an exercise gives to be repaired, by the exercise: from the listing or the cell that shows it."""
    exercises = {cell.grade_id for cell in plan_of(step).cells if cell.kind == "student" and cell.grade_id}
    found = {}
    for _name, source in visible_code(step):
        for node in _parsed(source).body:
            if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is None:
                node.name = node.name.replace("faulty_", "repaired_")
                found |= {node.name: ast.unparse(node)} if node.name in exercises else {}
    return found


@pytest.mark.parametrize("step", STEPS)
def test_the_test_of_unchanged_code_names_the_symptom_and_not_the_cure(step: str) -> None:
    unchanged = {one.exercise for one in answers.load(bank.ROOT, step) if one.mistake == "repair.unchanged"}
    for exercise, source in faulty(step).items():
        assert exercise in unchanged
        for plan in (plan_of(step), table.visible(plan_of(step))):
            error = run_plan(plan, {exercise: source}, [f"test_{exercise}"])[f"test_{exercise}"].error
            assert set(keys(str(error))) == {"repair.unchanged"}


def test_the_exercises_that_give_code_to_repair_are_found() -> None:
    found = [exercise for step in STEPS for exercise in faulty(step)]
    # The listing of Square is its `backward` alone. The bank holds the whole class.
    assert found == ["mean_gradient", "repaired_train", "repaired_loss", "repaired_train", "shuffle_together"]


@pytest.mark.parametrize(
    ("result", "mistake"),
    [("x, y", "type.not_tensor"), ("torch.tensor(x).float(), torch.tensor(y).float()", "column.missing")],
)
def test_a_wrong_type_is_told_before_what_the_numbers_would_tell(result: str, mistake: str) -> None:
    answer = f"def to_tensors(x, y):\n    return {result}"
    plan = table.visible(plan_of("02_tensors"))
    error = run_plan(plan, {"to_tensors": answer}, ["test_to_tensors"])["test_to_tensors"].error
    assert set(keys(str(error))) == {mistake}
