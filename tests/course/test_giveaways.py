"""No answer of an exercise stands in what students see of its step: not in a text, a listing, an example or a test.

Code is compared as it is written, whatever its names: a statement is its syntax tree with the names of variables in
the order in which they come. An answer is given away where one cell shows all of its statements, or nearly all.
"""

import ast
import re
from collections.abc import Iterator
from copy import deepcopy

import pytest

from autograder.authoring import answers, steps
from tests.tools import bank

STEPS = steps.names(bank.ROOT)

ENOUGH = 0.75  # of an answer's code
LEAST = 5  # nodes of a statement that says something; `losses = []` has fewer

_REGION = re.compile(r"(?ms)^ *### BEGIN (SOLUTION|HIDDEN TESTS)$.*?^ *### END \1$\n?")
_SCHEME = re.compile(r"(?ms)^=== BEGIN MARK SCHEME ===$.*?^=== END MARK SCHEME ===$")
_LISTING = re.compile(r"(?ms)^ *```python\n(.*?)^ *```$")
_INLINE = re.compile(r"`([^`\n]+)`")

Pieces = dict[str, int]  # a statement or an expression, as it is compared → its number of nodes


class _Anonymous(ast.NodeTransformer):
    """Variables are numbered as they come; the names that the course and the libraries give stay."""

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}

    def visit_Name(self, node: ast.Name) -> ast.Name:
        if node.id in ("torch", "np", "len", "float", "sum", "zip", "range", "ValueError"):
            return node
        return ast.Name(self.numbers.setdefault(node.id, f"v{len(self.numbers)}"))


def _compared(node: ast.AST) -> tuple[str, int]:
    count = sum(not isinstance(part, ast.expr_context | ast.operator | ast.Load) for part in ast.walk(node))
    return ast.dump(_Anonymous().visit(deepcopy(node))), count


def pieces_of(code: str) -> Pieces:
    """The statements of `code` that hold no others, and what they return or assign; {} for what is no Python."""
    try:
        tree = ast.parse("\n".join(line for line in code.splitlines() if not line.startswith(("%", "!"))))
    except SyntaxError:
        return {}
    return dict(_pieces(tree))


def _pieces(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if isinstance(node, ast.Return | ast.Assign | ast.AugAssign | ast.Expr) and not docstring and node.value:
            piece, count = _compared(node.value)  # `return x @ w` shows the same as `p = x @ w`
            if isinstance(node, ast.AugAssign):
                piece += f" {type(node.op).__name__}="
            if count >= LEAST:
                yield piece, count


def expressions_of(code: str) -> Pieces:
    """Each expression within `code`: what an answer's statement may be a part of."""
    try:
        tree = ast.parse("\n".join(line for line in code.splitlines() if not line.startswith(("%", "!"))))
    except SyntaxError:
        return {}
    found = pieces_of(code)
    for node in ast.walk(tree):
        if isinstance(node, ast.expr):
            piece, count = _compared(node)
            if count >= LEAST:
                found[piece] = count
    return found


def shown(step: str) -> Iterator[tuple[str, str, str]]:
    """All code that students see: the cell, the repair whose text it belongs to, and the code."""
    exercise = ""
    for index, cell in enumerate(bank.cells_of(step)):
        marks = cell.metadata.get("nbgrader", {})
        place = str(marks.get("grade_id", f"cell {index}"))
        if cell.cell_type == "code":
            yield place, exercise, _REGION.sub("", cell.source)
            exercise = "" if marks.get("solution") else exercise
            continue
        if marks.get("solution"):
            continue
        text = _SCHEME.sub("", cell.source)
        repair = re.search(r"^## \w+ \d+ — `(\w+)`: find the bug", text, re.MULTILINE)
        exercise = (
            repair[1] if repair else "" if text.startswith("## ") and cell.metadata.get("lang") == "en" else exercise
        )
        for listing in _LISTING.findall(text):
            yield place, exercise, listing
        for code in _INLINE.findall(_LISTING.sub("", text)):
            yield place, "", code


def given_away(step: str) -> list[str]:
    """Each answer that a cell shows, with the cell."""
    places: dict[str, Pieces] = {}
    listings: dict[str, Pieces] = {}  # of a repair: the code with the mistake, which its own text shows
    for place, exercise, code in shown(step):
        found = expressions_of(code)
        if exercise:
            listings.setdefault(exercise, {}).update(found)
        places.setdefault(place, {}).update(found)
    faults = set()
    for answer in right(step):
        own = listings.get(answer.exercise, {}) | places.get(answer.exercise, {})
        pieces = {piece: count for piece, count in pieces_of(answer.source).items() if piece not in own}
        if not pieces:
            continue
        for place, seen in places.items():
            if sum(count for piece, count in pieces.items() if piece in seen) >= ENOUGH * sum(pieces.values()):
                faults.add(f"{place} shows {answer.exercise}: {answer.label}")
    return sorted(faults)


def right(step: str) -> list[answers.Answer]:
    """The right answers of the bank, and the solutions."""
    solutions = [
        answers.Answer(step, cell.grade_id, "right", "the solution", cell.source)
        for cell in bank.plan_of(step).cells
        if cell.kind == "student" and cell.grade_id
    ]
    return solutions + [one for one in answers.load(bank.ROOT, step) if one.verdict == "right"]


@pytest.mark.parametrize("step", STEPS)
def test_nothing_that_a_student_sees_is_an_answer(step: str) -> None:
    assert given_away(step) == []


def test_an_answer_is_found_whatever_its_names() -> None:
    answer = pieces_of("def predict(x, w, b):\n    return x @ w + b\n")
    assert set(answer) <= set(expressions_of("print((p @ q + r).mean())"))
    assert not set(answer) <= set(expressions_of("p @ q - r"))
