"""Remarks to the teacher where a submission changes the course's helpers, or looks for objects that it was not given.

What a test has worked out beside an answer, the helpers work out in the process that runs the student's code. Code in
that process can put a function of its own in their place. What is handed in is read here for the means to do so.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import suppress
from types import MappingProxyType

from nbformat import NotebookNode

from autograder.faults import Reason
from autograder.notebook.code import python_of
from autograder.notebook.forbid_review import own_modules
from autograder.notebook.plan import Plan
from course.helpers.language import N_

_NONE: Mapping[str, bytes] = MappingProxyType({})
_COURSE, _HELPERS = "course", "course.helpers"
_SETTERS = ("setattr", "delattr", "__setattr__", "__delattr__")
_LOOK_FOR_ALL = ("get_objects", "get_referrers", "get_referents")  # gc's
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_LONGEST = 60  # characters that are shown of one place


def remarks(
    notebook: NotebookNode, plan: Plan, files: Mapping[str, bytes] = _NONE, given: Mapping[str, bytes] = _NONE
) -> list[Reason]:
    """A remark where `notebook` does such things; else none.

    Only cells that the instructor has not written are read, and the Python modules among `files`, which the student has
    handed in beside the notebook, that are not as they were `given`.
    """
    names: set[str] = set()
    found: set[str] = set()
    for cell in notebook.cells:
        nodes = _nodes(cell.source) if cell.cell_type == "code" else []
        if plan.own_code([cell]):
            found |= _told(nodes, names)
        names = _named(nodes, names)
    for module in own_modules(files, given):
        found |= _told(_nodes(module), set())
    means = ", ".join(sorted(found))
    message = N_("the submission changes helpers of the course, which tests use, or could ({means}): read its code")
    return [Reason(message, {"means": means})] if means else []


def _nodes(source: str) -> list[ast.stmt]:
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.parse(python_of(source)).body
    return []


def _told(body: Iterable[ast.AST], names: Set[str]) -> set[str]:
    return {ast.unparse(node)[:_LONGEST] for node in _found(body, names)}


def _of_scope(body: Iterable[ast.AST]) -> list[ast.AST]:
    """All nodes of a function's body or a cell, without those inside of its functions and classes."""
    found, waiting = [], list(body)
    while waiting:
        node = waiting.pop()
        found.append(node)
        if not isinstance(node, _SCOPES):
            waiting += ast.iter_child_nodes(node)
    return found


def _imported(nodes: Iterable[ast.AST]) -> set[str]:
    """The names that these bind to the helpers, or to something of theirs."""
    names = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{_COURSE}."):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            named = [alias for alias in node.names if f"{alias.name}.".startswith(f"{_HELPERS}.")]
            names |= {alias.asname or _COURSE for alias in named}
    return names


def _named(body: Iterable[ast.AST], outer: Set[str]) -> set[str]:
    """The names of this scope that have the helpers or something of theirs; `outer` are those from outside."""
    nodes = _of_scope(body)
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    names = set(outer) - stored | _imported(nodes)
    while more := _second_names(nodes, names | (set(outer) & stored)) - names:
        names |= more
    return names


def _found(body: Iterable[ast.AST], outer: Set[str]) -> Iterator[ast.expr]:
    """The places in this scope, and in those inside it, that change what one of the names has, or could."""
    nodes, names = _of_scope(body), _named(body, outer)
    for node in nodes:
        if isinstance(node, _SCOPES):
            arguments = {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
            inner = node.body if isinstance(node.body, list) else [node.body]
            yield from _found([*inner, *getattr(node, "decorator_list", [])], names - arguments)
        elif isinstance(node, ast.expr) and _changes(node, names):
            yield node


def _second_names(nodes: Iterable[ast.AST], names: Set[str]) -> set[str]:
    """What else has the same object: `other = layers`, `for module in (layers, descents)`."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.Assign):
            targets, values = node.targets, [node.value]
        elif isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple | ast.List):
            targets, values = [node.target], node.iter.elts
        else:
            continue
        if any(_base(value) in names for value in values):
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def _changes(node: ast.expr, names: Set[str]) -> bool:
    if isinstance(node, ast.Constant):  # `sys.modules["course.helpers.layers"]`
        return isinstance(node.value, str) and f"{node.value}.".startswith(f"{_HELPERS}.")
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return _base(node) in names
    if isinstance(node, ast.Attribute):
        return node.attr in _LOOK_FOR_ALL or (node.attr == "__dict__" and _base(node) in names)
    if not isinstance(node, ast.Call):
        return isinstance(node, ast.Name) and node.id in _LOOK_FOR_ALL
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return called in (*_SETTERS, "vars") and any(_base(one) in names for one in node.args[:1])


def _base(node: ast.AST) -> str | None:
    """The name that `layers`, `layers.used` and `getattr(layers, "used").__code__` begin with."""
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("getattr", "vars") and node.args:
            node = node.args[0]
        else:
            return None
    return node.id
