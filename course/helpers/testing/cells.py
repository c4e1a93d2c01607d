"""What a cell's text tells without running it."""

import ast
import json
import re
from collections.abc import Set
from contextlib import suppress
from hashlib import sha256
from typing import Any


def digest(source: str) -> str:
    """A digest of the cell's code; "" where it is no Python.

    It does not change with the layout and the comments, nor with the version of Python.
    """
    with suppress(RecursionError):  # a sum of thousands of terms
        if (tree := _tree(source)) is not None:
            return sha256(json.dumps(_content(tree)).encode()).hexdigest()[:12]
    return ""


def bound_by(source: str) -> Set[str]:
    """The names that the cell gives a value: assigned, defined or imported."""
    tree = _tree(source)
    return set() if tree is None else bound_in(tree)


def bound_in(tree: ast.AST) -> set[str]:
    """The same for the tree of a cell. It has the names of functions inside of others too, but no arguments."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
    return found


def defines(name: str, source: str) -> bool:
    """Whether the cell defines this name. By the text, as a cell with a syntax error has no tree."""
    return re.search(rf"(?m)^(?:async\s+)?(?:def|class)\s+{name}\b|^{name}\s*(?::[^=\n]*)?=(?!=)", source) is not None


def _tree(source: str) -> ast.Module | None:
    with suppress(SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.parse("\n".join(line for line in source.splitlines() if not line.startswith(("%", "!"))))
    return None


def _content(node: Any) -> Any:
    """A tree as plain data. Fields without a value are left out: which ones there are depends on Python's version."""
    if isinstance(node, ast.AST):
        fields = {name: _content(value) for name, value in ast.iter_fields(node) if value is not None and value != []}
        return [type(node).__name__, fields]
    return [_content(one) for one in node] if isinstance(node, list) else repr(node)
