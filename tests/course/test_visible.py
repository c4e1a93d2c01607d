"""What a student sees of a test: few lines, no answer, and the names of the bank's mistakes."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from autograder.authoring import known as table
from autograder.notebook.one_kernel import run_plan
from course.helpers.testing import known
from tests.tools import bank

STEPS = ["01_numpy", "02_tensors", "03_autograd", "04_custom_function"]  # whose tests are calls
MOST_LINES = 6

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
def test_a_visible_test_has_at_most_six_lines(step: str) -> None:
    lengths = {
        cell.grade_id: len([line for line in _REGION.sub("", cell.source).splitlines() if line.strip()])
        for cell in plan_of(step).cells
        if cell.kind == "test"
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}
    assert lengths


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


def test_the_table_of_known_mistakes_is_what_the_bank_gives() -> None:
    """`python -m autograder.authoring.known` brings it up to date."""
    found = json.loads(table.written(table.table(bank.ROOT)))
    assert not table.differ(found, json.loads(known.TABLE.read_text(encoding="utf-8")))
