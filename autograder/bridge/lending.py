"""What the judge's end serves of the things that a test has handed over, and what it does not."""

import functools
from types import SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, NonCallableMock

import numpy as np
import torch

from autograder.bridge import subclasses
from autograder.bridge.proxy import is_remote
from autograder.faults import Malformed

# A function's frames and code would lead from an exported object to all that the judge knows.
_HIDDEN = ("_", "gi_", "cr_", "ag_", "f_", "tb_", "co_", "func_")
_TELLING = ("__name__", "__qualname__", "__doc__")  # what functools.wraps copies
# By these a student could have the test's own module compute with the student's code.
_HOOKS = ("register_", "add_module", "set_submodule", "append", "extend", "insert", "compile")
_HOOKED = (torch.nn.Module, torch.optim.Optimizer)
# What a library keeps behind a function of the test's making.
_WRAPPERS = (functools.partial, functools.partialmethod, np.vectorize)
_SERVES = frozenset(("call", "get", "method", "set", "special", "vjp", "transformed", "derivative"))
NOT_SERVED = frozenset(("class", "del", "dir", "copy", "isinstance", "issubclass", "signature"))
SPECIALS = frozenset(("__iter__", "__next__", "__len__", "__getitem__", "__contains__", "__enter__", "__exit__"))


def demand_lent(op: Any, args: Any) -> None:
    """The student side asks for something of the judge's: only of what was lent to it, by the number it was lent under.

    A builtin named by the other side is none: `type("Yes", (), {"__eq__": …})` would be made here, of the judge's own.
    """
    if op not in _SERVES:
        raise Malformed(f"{op!r} is not served here")
    target = args[0] if type(args) is list and args else None
    if op != "vjp" and not (type(target) is list and target[:1] == ["r"]):
        raise Malformed(f"{op!r} of something that was not lent")


def may_be_set(thing: Any, name: str, value: Any) -> bool:
    """Whether an answer may give this attribute of a test's object a new value: a plain one of a simple object."""
    if isinstance(thing, _HOOKED) and is_remote(value):
        return False
    cls = type(thing)
    simple = (cls.__module__ == "__main__" or cls is SimpleNamespace) and not isinstance(thing, type)
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
        # `configure_mock` and its like would answer the test's own `assert_called_with`.
        or (isinstance(thing, NonCallableMock) and hasattr(MagicMock, name))
    )
