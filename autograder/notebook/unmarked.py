"""Answers that stand where nbgrader has no mark: a course may mark its test cells alone.

The judge takes an unmarked cell for the instructor's and runs its own copy of it. Where such a cell is there to be
filled in, the teacher is told before anything is graded.
"""

import ast
import re
from collections.abc import Iterator

from autograder.notebook.code import python_of
from autograder.notebook.plan import Plan

_ASKS = re.compile(
    r"#.*\b(your (code|answer|solution|work)|(code|answer|solution) here|to-?do|fill (this |it )?in|complete (this|the)"
    r"|(votre|ton|ta) (code|réponse|solution)|à compléter|à faire)\b",
    re.IGNORECASE,
)


def unmarked_answers(plan: Plan) -> list[tuple[str, str]]:
    """(grade_id of a test, name) where the test reads a name that only an unmarked cell binds, as if to be filled in.

    The cell assigns `...` or None to it, defines a function without a body, or says in a comment that an answer goes
    there. Imports and data that a setup cell gives are none.
    """
    elsewhere = plan.students.union(
        *(cell.names.stores for cell in plan.cells if cell.kind == "test" or not cell.unmarked)
    )
    asked = {
        name
        for cell in plan.cells
        if cell.kind == "setup" and cell.unmarked
        for name in _to_be_filled_in(cell.source) - {one.name for one in cell.names.imports} - elsewhere
    }
    tests = [(grade_id, cell) for grade_id, cell in plan.tests.items()]
    return [(grade_id, name) for grade_id, cell in tests for name in sorted(cell.names.reads & asked)]


def _to_be_filled_in(source: str) -> set[str]:
    try:
        tree = ast.parse(python_of(source))
    except Exception:  # as in autograder.notebook.code: whatever it is, no name is bound there
        return set()
    return {name for node in tree.body for name in _bound(node) if _is_stub(node) or _ASKS.search(source)}


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name))


def _is_stub(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return isinstance(node.value, ast.Constant) and node.value.value in (..., None)
    if isinstance(node, ast.ClassDef):
        parts = [part for part in node.body if isinstance(part, ast.FunctionDef)]
        return bool(parts) and any(map(_is_stub, parts))
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return all(map(_does_nothing, node.body))
    return False


def _does_nothing(node: ast.stmt) -> bool:
    if isinstance(node, ast.Raise):
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Return):
        return node.value is None or (isinstance(node.value, ast.Constant) and node.value.value in (..., None))
    return isinstance(node, ast.Pass)
