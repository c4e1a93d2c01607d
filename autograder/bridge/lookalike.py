"""The class that `isinstance` sees for a remote object: the library class that its class derives from.

A class of data is never such a class.
"""

import sys
from collections.abc import Callable, Mapping
from functools import cache
from types import (
    AsyncGeneratorType,
    BuiltinFunctionType,
    CoroutineType,
    FunctionType,
    GeneratorType,
    MethodType,
    new_class,
)

import numpy as np
import torch

from autograder.bridge import trust


def marker_of(name: str, bases: tuple[str, ...]) -> type | None:
    """A class for `isinstance`, derived from the first of `bases` that a library here defines, else None.

    The libraries are looked up on each call, since one may be imported after the object has arrived.
    """
    found = next(filter(None, map(library_class, bases)), None)
    return found if found is None or is_own_class(found) else _derived(name, found)


def know_own_classes(find: Callable[[str, str], type | None]) -> None:
    """From now on, in this process, these classes count as a library's: both sides have them.

    find: returns this side's class with a module and a qualified name. None for one that only one side has.
    """
    global _find
    _find = find


def own_class(module: str, qualname: str) -> type | None:
    """This side's class of setup cells, or of a module beside the notebook, that the other side has too."""
    return _find(module, qualname)


def is_own_class(cls: type) -> bool:
    """Whether it is such a class."""
    return _find(cls.__module__, cls.__qualname__) is cls


def library_class(base: str) -> type | None:
    """The class with the name `module:qualname` in a library of this process. None for a class of data."""
    if base in NAMELESS:
        return NAMELESS[base]
    found = named_class(base)
    return None if found in (None, object, type) or issubclass(found, OF_DATA) or trust.is_data(found) else found


def named_class(base: str) -> type | None:
    """The class with this name in a library of this process, for annotations. Classes of data are included."""
    module, _, qualname = base.partition(":")
    known = module.partition(".")[0] in _MARKED
    found = getattr(sys.modules.get(module), qualname, None) if known else _find(module, qualname)
    return found if isinstance(found, type) else None


def contains_by_key(bases: tuple[str, ...]) -> bool:
    """Whether a class with these bases has `in` from collections.abc.Mapping, which asks `__getitem__`."""
    found = (cls for cls in map(named_class, bases) if cls is not None and "__contains__" in vars(cls))
    return next(found, None) is Mapping


@cache
def _derived(name: str, base: type) -> type:
    try:
        return new_class(name, (base,))
    except Exception:  # some classes allow no subclass, such as those of functions and generators
        return base


NAMELESS = {
    "builtins:function": FunctionType,
    "builtins:method": MethodType,
    "builtins:generator": GeneratorType,
    "builtins:coroutine": CoroutineType,
    "builtins:async_generator": AsyncGeneratorType,
    "builtins:builtin_function_or_method": BuiltinFunctionType,
}
_find: Callable[[str, str], type | None] = lambda module, qualname: None  # noqa: E731
_MARKED = (
    *("torch", "builtins", "types", "collections", "abc", "functools", "enum", "re", "pandas", "matplotlib", "numpy"),
    *("sklearn", "scipy", "IPython", "ipywidgets"),
)
BUFFERS = (np.ndarray, torch.Tensor, torch.UntypedStorage, torch.TypedStorage)
# Data crosses as data, so no student's object may pass for it.
OF_DATA = (
    *(int, float, complex, str, bytes, bytearray, memoryview, list, tuple, dict, set, frozenset),
    *(np.generic, *BUFFERS),
)
