"""In a visible test a name is what the first code cell has imported, whatever the notebook has bound to it since.

A student may call a value of their own `data` or `backward`. A class is graded with the first code cell's names, so the
visible test has to find them too; the answer goes on with the student's.
"""

import ast
from collections.abc import Iterable
from inspect import ismodule
from typing import Any

from course.helpers.language import N_, sentence
from course.helpers.testing.cells import bound_in

_SET_ASIDE = "_imported_"  # what stands before such a name, for the test alone


class Imported(ast.NodeTransformer):
    """Changes the cells of a notebook with these names, while it is `at_test`.

    Make it at the end of the first code cell. answers: names that are no imports, whatever is bound to them.
    """

    def __init__(self, namespace: dict[str, Any], answers: Iterable[str]) -> None:
        self.at_test = False
        self._namespace = namespace
        self._known = {
            name: value
            for name, value in namespace.items()
            if not name.startswith("_") and name not in answers and _comes_from_elsewhere(value)
        }
        self._own: set[str] = set()  # what the test itself binds

    def visit_Module(self, node: ast.Module) -> ast.AST:
        """The cell as it shall run."""
        if not self.at_test:
            return node
        self._own = bound_in(node) | {one.arg for one in ast.walk(node) if isinstance(one, ast.arg)}
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """The name itself, or another one for what it stood for."""
        if node.id not in self._own and self._is_lost(node.id):
            self._namespace[_SET_ASIDE + node.id] = self._known[node.id]
            node.id = _SET_ASIDE + node.id
        return node

    def explained(self, error: BaseException) -> str:
        """What is said of an error that a lost name explains: something of an import was asked of another value."""
        if not isinstance(error, AttributeError) or not error.name:
            return ""
        lost = ((name, value) for name, value in self._known.items() if self._is_lost(name))
        asked = (name for name, value in lost if error.obj is self._namespace.get(name) and hasattr(value, error.name))
        name = next(asked, None)
        told = N_(
            "✗ The first code cell has imported {name}, and a later cell has given this name another value. Choose"
            " another name there, then run the first code cell again."
        )
        return "" if name is None else sentence(told, name=name)

    def _is_lost(self, name: str) -> bool:
        return name in self._known and self._namespace.get(name) is not self._known[name]


def _comes_from_elsewhere(value: Any) -> bool:
    return ismodule(value) or getattr(value, "__module__", "__main__") != "__main__"
