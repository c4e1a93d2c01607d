"""Which names a cell changes without binding them: `stock['pears'] = 3`, `queue.append(x)`."""

import ast
from collections.abc import Iterator

# Of a list, a dict, a set or an array; pandas' with `inplace=True` are all those.
_CHANGING = {
    *("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse"),
    *("update", "setdefault", "popitem", "add", "discard", "fill", "resize", "put", "itemset"),
    *("intersection_update", "difference_update", "symmetric_difference_update"),
}

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def changed_in_place(tree: ast.Module) -> frozenset[str]:
    """The names whose objects the cell's statements change, those inside its functions and classes left out."""
    found: set[str | None] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            found.add(_base(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            in_place = any(keyword.arg == "inplace" for keyword in node.keywords)
            if node.func.attr in _CHANGING or in_place:
                found.add(_base(node.func))
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):  # for its effect: `account.pay(3)`
            found.add(_base(node.value.func) if isinstance(node.value.func, ast.Attribute) else None)
        waiting += ast.iter_child_nodes(node)
    return frozenset(name for name in found if name is not None)


def changed_by_functions(tree: ast.Module) -> frozenset[str]:
    """The global names whose objects the cell's functions change when they are called.

    A method of an object counts only where it changes a list, a dict or a set.
    """
    return frozenset(name for node in ast.walk(tree) if isinstance(node, _FUNCTIONS) for name in _changed(node))


def _changed(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    inside = [node for statement in function.body for node in ast.walk(statement)]
    arguments = {node.arg for node in ast.walk(function.args) if isinstance(node, ast.arg)}
    stored = {node.id for node in inside if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
    declared = {name for node in inside if isinstance(node, ast.Global) for name in node.names}
    local = arguments | (stored - declared)
    for node in inside:
        changes = isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del)
        calls = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CHANGING
        name = _base(node if changes else node.func) if changes or calls else None  # type: ignore[attr-defined]
        if name is not None and name not in local:
            yield name


def _base(node: ast.AST) -> str | None:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
