"""`except Name` and `with name` in a test cell: what a student writes there hides no failed check of the test's own.

A test that wants an exception often fails in the same `try` where none came:

    try:
        withdraw(account, 10)
        assert False, "no exception"
    except InsufficientFunds:
        pass

An answer with `InsufficientFunds = AssertionError` would pass. So a handler asks `caught` for its classes. In the same
way a student's context manager could hide that its block has failed, or has ended before its checks. So `held` stands
for it. It also stands for `pytest.raises(InsufficientFunds)` and its like.
"""

import ast
import builtins
import dis
import sys
from typing import Any

from autograder.bridge.proxy import is_remote
from autograder.faults import NotBelieved

_CAUGHT, _HELD = "__caught__", "__held__"
_CHECKS = (AssertionError, Exception)  # what a test raises where a check has failed
_WIDE = {"AssertionError", "Exception", "BaseException"}  # a test that names one of these wants to catch its own too
_RAISE = dis.opmap["RAISE_VARARGS"]  # `raise` and `assert`
_WANTING = {"raises", "suppress", "assertRaises", "assertRaisesRegex", "assert_raises", "assert_raises_regex"}
_INSIDE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def caught(classes: Any) -> Any:
    """What the handler that runs now compares the exception with: nothing, if it is a failed check of the test's own.

    A plain Exception is one where a line of its own `try` raised it. What a function raises that the test calls is
    caught as ever, but for AssertionError: `assertEqual`, `assert_allclose`.
    """
    return () if _is_a_failed_check(sys.exception()) else classes


def _is_a_failed_check(error: BaseException | None) -> bool:
    if isinstance(error, NotBelieved):
        return True
    if type(error) not in _CHECKS or hasattr(error, "remote_traceback"):
        return False
    trace = error.__traceback__  # type: ignore[union-attr]
    if trace is None or trace.tb_next is not None:
        return type(error) is AssertionError
    return trace.tb_frame.f_code.co_code[trace.tb_lasti] == _RAISE


class _Held:
    """A context manager that suppresses no failed check, and nothing that has ended a student's block too early."""

    def __init__(self, manager: Any, last: int) -> None:
        """`last`: the line of the last check in the block, or 0."""
        self._manager, self._last = manager, last

    def _hides(self, error: Any, trace: Any) -> bool:
        return _is_a_failed_check(error) or (is_remote(self._manager) and trace.tb_lineno <= self._last)

    def __enter__(self) -> Any:
        return type(self._manager).__enter__(self._manager)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> Any:
        if error is None or not self._hides(error, trace):
            return type(self._manager).__exit__(self._manager, kind, error, trace)
        if is_remote(self._manager):  # it ends, and is not told what the test expects
            type(self._manager).__exit__(self._manager, AssertionError, AssertionError(), None)
        return False

    async def __aenter__(self) -> Any:
        return await type(self._manager).__aenter__(self._manager)

    async def __aexit__(self, kind: Any, error: Any, trace: Any) -> Any:
        if error is None or not self._hides(error, trace):
            return await type(self._manager).__aexit__(self._manager, kind, error, trace)
        if is_remote(self._manager):
            await type(self._manager).__aexit__(self._manager, AssertionError, AssertionError(), None)
        return False


def held(manager: Any, last: int, wants: bool) -> Any:
    """What a `with` statement of a test enters. `wants`: the manager is there for an exception that the test wants."""
    is_one = hasattr(type(manager), "__enter__") or hasattr(type(manager), "__aenter__")
    return _Held(manager, last) if is_one and (wants or (last and is_remote(manager))) else manager


setattr(builtins, _CAUGHT, caught)  # for the cells; names that no cell has
setattr(builtins, _HELD, held)


class CatchingNoCheck(ast.NodeTransformer):
    """Rewrites the handlers and `with` statements of a test cell, but for those that name AssertionError or wider."""

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.generic_visit(node)
        if node.type is not None and not _is_wide(node.type):
            node.type = _asked(_CAUGHT, node.type)
        return node

    def visit_With(self, node: ast.With | ast.AsyncWith) -> ast.AST:
        last = max((one.end_lineno or 0 for one in _checks(node.body)), default=0)
        self.generic_visit(node)
        for item in node.items:
            manager = item.context_expr
            if not _is_wide(manager):
                item.context_expr = _asked(_HELD, manager, ast.Constant(last), ast.Constant(_wants(manager)))
        return node

    visit_AsyncWith = visit_With


def _asked(name: str, node: ast.expr, *more: ast.expr) -> ast.expr:
    return ast.fix_missing_locations(ast.copy_location(ast.Call(ast.Name(name, ast.Load()), [node, *more], []), node))


def _is_wide(node: ast.AST) -> bool:
    return not _WIDE.isdisjoint(one.id for one in ast.walk(node) if isinstance(one, ast.Name))


def _wants(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and _name(node.func) in _WANTING


def _name(function: ast.expr) -> str:
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _checks(body: list[ast.stmt]) -> list[Any]:
    """The checks of a block, those inside functions left out."""
    found: list[Any] = []
    waiting: list[tuple[ast.AST, bool]] = [(node, False) for node in body]
    while waiting:
        node, below_if = waiting.pop()
        if not isinstance(node, _INSIDE):
            found += [node] if _is_check(node, below_if) else []
            waiting += [(one, below_if or isinstance(node, ast.If)) for one in ast.iter_child_nodes(node)]
    return found


def _is_check(node: ast.AST, below_if: bool) -> bool:
    """An assert that can hold, a `raise` below an `if`, and a call of `assertEqual` or `assert_allclose`."""
    if isinstance(node, ast.Assert):
        return not isinstance(node.test, ast.Constant)
    if isinstance(node, ast.Raise):
        return below_if
    return isinstance(node, ast.Call) and _name(node.func).startswith("assert")
