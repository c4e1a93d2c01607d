"""`except Name` in a test cell: what the student calls `Name` catches no failed check of the test's own.

A test that wants an exception often fails in the same `try` where none came:

    try:
        withdraw(account, 10)
        assert False, "no exception"
    except InsufficientFunds:
        pass

An answer with `InsufficientFunds = AssertionError` would pass. So a handler asks `caught` for its classes.
"""

import ast
import builtins
import dis
import sys
from typing import Any

_NAME = "__caught__"
_CHECKS = (AssertionError, Exception)  # what a test raises where a check has failed
_WIDE = {"AssertionError", "Exception", "BaseException"}  # a test that names one of these wants to catch its own too
_RAISE = dis.opmap["RAISE_VARARGS"]  # `raise` and `assert`


def caught(classes: Any) -> Any:
    """What the handler that runs now compares the exception with: nothing, if a line of its own `try` raised it.

    Only an AssertionError or a plain Exception counts. What a function raises that the test calls is caught as ever.
    """
    error = sys.exception()
    trace = error.__traceback__ if type(error) in _CHECKS else None  # type: ignore[union-attr]
    if trace is None or trace.tb_next is not None:
        return classes
    return () if trace.tb_frame.f_code.co_code[trace.tb_lasti] == _RAISE else classes


setattr(builtins, _NAME, caught)  # for the cells; a name that no cell has


class CatchingNoCheck(ast.NodeTransformer):
    """Rewrites the handlers of a test cell, but for those that name AssertionError or a class above it."""

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        self.generic_visit(node)
        classes = node.type
        if classes is not None and _WIDE.isdisjoint(one.id for one in ast.walk(classes) if isinstance(one, ast.Name)):
            asked = ast.Call(ast.Name(_NAME, ast.Load()), [classes], [])
            node.type = ast.fix_missing_locations(ast.copy_location(asked, classes))
        return node
