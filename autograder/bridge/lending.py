"""Which requests about the objects of a test the judge's end answers, and which it refuses."""

import contextlib
import functools
from types import FunctionType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, NonCallableMock

import numpy as np
import torch

from autograder.bridge import subclasses
from autograder.bridge.lookalike import is_own_class
from autograder.bridge.proxy import is_remote
from autograder.faults import Malformed

# Frames and code objects would lead from a lent function to everything in the judge.
_HIDDEN = ("_", "gi_", "cr_", "ag_", "f_", "tb_", "co_", "func_")
_TELLING = ("__name__", "__qualname__", "__doc__")  # what functools.wraps copies
# With these a student could make the test's own module run the student's code, or read the judge's old memory.
_HOOKS = ("register_", "add_module", "set_submodule", "append", "extend", "insert", "compile", "to_empty")
_HOOKED = (torch.nn.Module, torch.optim.Optimizer)
# Objects that give access to the function they wrap.
_WRAPPERS = (functools.partial, functools.partialmethod, np.vectorize)
_OF_LOOPS = frozenset(("asyncio", "_asyncio", "uvloop", "selectors", "socket", "_socket", "ssl"))
_SERVES = frozenset(
    ("await", "call", "get", "method", "set", "special", "vjp", "transformed", "derivative", "signature", "flags")
)
NOT_SERVED = frozenset((
    *("class", "del", "dir", "copy", "isinstance", "issubclass", "derive", "super", "replace"),
))  # fmt: skip
SPECIALS = frozenset((
    *("__iter__", "__next__", "__len__", "__getitem__", "__contains__", "__enter__", "__exit__"),
    *("__aiter__", "__anext__", "__aenter__", "__aexit__", "__fspath__"),
))  # fmt: skip


def is_kept(value: Any) -> bool:
    """Whether the judge keeps the object to itself: event loops, tasks and sockets, and what ends a test's blocks."""
    root = type(value).__module__.partition(".")[0]
    of_a_loop = root in _OF_LOOPS and not isinstance(value, type | FunctionType | BaseException)
    return of_a_loop or isinstance(value, contextlib.ExitStack | contextlib.AsyncExitStack)


def demand_lent(op: Any, args: Any) -> None:
    """Raises Malformed unless a request of the student side is about an object that was lent to it, by its number.

    A builtin that the student side names is refused: `type("Yes", (), {"__eq__": …})` would make a class in the judge.
    """
    if op not in _SERVES:
        raise Malformed(f"{op!r} is not served here")
    target = args[0] if type(args) is list and args else None
    if op != "vjp" and not (type(target) is list and target[:1] == ["r"]):
        raise Malformed(f"{op!r} of something that was not lent")


def may_be_set(thing: Any, name: str, value: Any) -> bool:
    """Whether an answer may set this attribute of a test's object: a plain attribute of a simple object."""
    if isinstance(thing, _HOOKED) and is_remote(value):
        return False
    cls = type(thing)
    own_class = cls.__module__ == "__main__" or cls is SimpleNamespace or is_own_class(cls)
    simple = own_class and not isinstance(thing, type)
    own = vars(thing) if hasattr(thing, "__dict__") else {}
    return simple and not is_hidden(thing, name) and (name in own or not hasattr(cls, name))


def is_hidden(thing: Any, name: str) -> bool:
    """Whether the student side may not read this attribute of a test's object."""
    return (
        (name.startswith(_HIDDEN) and name not in _TELLING)
        or name == "mro"
        or isinstance(thing, _WRAPPERS)
        or subclasses.is_hidden(thing, name)
        or (isinstance(thing, _HOOKED) and name.startswith(_HOOKS))
        # With `configure_mock` and the like an answer could decide the test's own `assert_called_with`.
        or (isinstance(thing, NonCallableMock) and hasattr(MagicMock, name))
    )
