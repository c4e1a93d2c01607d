"""What `isinstance` is told of a remote object: the library class that its class derives from, unless that is data."""

import sys
from functools import cache
from types import BuiltinFunctionType, FunctionType, GeneratorType, MethodType, new_class

import numpy as np
import torch

from autograder.bridge import trust


def marker_of(name: str, bases: tuple[str, ...]) -> type | None:
    """A class for `isinstance` alone: derived from the first of `bases` that a library here defines.

    A library may be imported later than the object came.
    """
    found = next(filter(None, map(library_class, bases)), None)
    return None if found is None else _derived(name, found)


def library_class(base: str) -> type | None:
    """The class of that name (`module:qualname`) that a library here defines, if it is not one of data."""
    if base in _NAMELESS:
        return _NAMELESS[base]
    found = named_class(base)
    return None if found in (None, object, type) or issubclass(found, _DATA) or trust.is_data(found) else found


def named_class(base: str) -> type | None:
    """The class of that name that a library here defines, also one of data: what an annotation names."""
    module, _, qualname = base.partition(":")
    found = getattr(sys.modules.get(module), qualname, None) if module.partition(".")[0] in _MARKED else None
    return found if isinstance(found, type) else None


@cache
def _derived(name: str, base: type) -> type:
    try:
        return new_class(name, (base,))
    except Exception:  # a class that cannot be derived from: a function's, a generator's
        return base


_NAMELESS = {
    "builtins:function": FunctionType,
    "builtins:method": MethodType,
    "builtins:generator": GeneratorType,
    "builtins:builtin_function_or_method": BuiltinFunctionType,
}
_MARKED = (
    *("torch", "builtins", "types", "collections", "abc", "functools", "enum", "pandas", "matplotlib", "numpy"),
    *("sklearn", "scipy"),
)
BUFFERS = (np.ndarray, torch.Tensor, torch.UntypedStorage, torch.TypedStorage)
# Data comes as data: no object of a student's may pass for it.
_DATA = (
    *(int, float, complex, str, bytes, bytearray, memoryview, list, tuple, dict, set, frozenset),
    *(np.generic, *BUFFERS),
)
