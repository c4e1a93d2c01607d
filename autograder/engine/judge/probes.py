"""A test's own function on its way to the student side: `course.helpers.observe`."""

import copy
import marshal
from collections.abc import Set
from types import FunctionType, ModuleType
from typing import Any

from autograder.bridge.containers import KINDS


def described(probe: FunctionType, names: dict[str, Any], students: Set[str]) -> tuple[Any, ...]:
    """Its code, name and defaults, and what it reads of the test's `names`: modules by their names, and values.

    Raises TypeError for a probe that closes over names.
    """
    if probe.__closure__:
        raise TypeError(f"observe({probe.__name__}): pass what it needs as arguments, it cannot close over names")
    needed = _global_names(probe.__code__) - students
    own = {name: dict.__getitem__(names, name) for name in needed if dict.__contains__(names, name)}
    modules = {name: value.__name__ for name, value in own.items() if isinstance(value, ModuleType)}
    # As copies: a list of the test's would be one object on both sides, and the probe runs beside the student's code.
    plain = {name: _copy(value) for name, value in own.items() if name not in modules}
    return marshal.dumps(probe.__code__), probe.__name__, probe.__defaults__, modules, plain


def _copy(value: Any) -> Any:
    return copy.deepcopy(value) if type(value) in KINDS or type(value) is tuple else value


def _global_names(code: Any) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            names |= _global_names(constant)
    return names
