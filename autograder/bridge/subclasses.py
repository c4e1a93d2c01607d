"""Objects of a student's subclass of a built-in type: `class Stack(list)`, `Point(NamedTuple)`, `Celsius(float)`.

The content of such an object crosses as plain data. Its methods stay on the student's side. The methods of the built-in
type run here on the content, so the student's code answers no comparison with plain data. All other methods and
calls of the object are asked of the other side. So is a method of the built-in type that the instructor's class defines
too.
"""

from enum import Enum, EnumType
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.bridge import containers, values
from autograder.bridge.claims import COMPARISONS
from autograder.bridge.lookalike import own_class
from autograder.bridge.operators import SPECIAL
from autograder.bridge.proxy import BEHIND, Remote, identity
from autograder.faults import Malformed

MUTABLE = (list, dict, set)
_SIMPLE = (str, bytes, float, complex, int)
_TYPES = (*MUTABLE, tuple, frozenset, *_SIMPLE)
# A tuple's items may change. An int and bytes allow no weak reference.
KNOWN_AGAIN = (*MUTABLE, str, float, complex)
_CONTENTS: dict[Any, Any] = {
    str: lambda value: str.__getitem__(value, slice(None)),
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    tuple: lambda value: tuple.__getitem__(value, slice(None)),
    frozenset: lambda value: frozenset().union(frozenset.__iter__(value)),
    int: int.__pos__,
    float: float.__pos__,
    complex: complex.__pos__,
}


def is_grown(value: Any) -> bool:
    """On the student's side: whether `value` is such an object and has methods or attributes besides its content."""
    if type(value) in _TYPES or not isinstance(value, _TYPES):
        return False
    if not {*COMPARISONS, "__hash__"}.issuperset(own_names(type(value))) or getattr(value, "__dict__", None):
        return True
    # Such a class, also one of a library, gives a dict's keys as attributes.
    return any("__getattr__" in vars(base) for base in type(value).__mro__)


def is_of_a_test(value: Any) -> bool:
    """On the judge's side: whether `value` is a text or number of a class that the test defines."""
    own = isinstance(value, _SIMPLE) and type(value).__module__ == "__main__"
    return own and not isinstance(value, Enum | np.generic)


def is_member(value: Enum) -> bool:
    """Whether this is a named member of an enumeration that a cell defines."""
    return type(value).__module__ == "__main__" and type(value).__members__.get(value.name) is value


def member(qualname: Any, name: Any) -> Enum | None:
    """This side's member of an enumeration that both sides have. None where this side has none of that name."""
    cls = own_class("__main__", qualname) if type(qualname) is str and type(name) is str else None
    return cls.__members__.get(name) if isinstance(cls, EnumType) else None


def is_hidden(value: Any, name: str) -> bool:
    """Whether an attribute of a lent text or number belongs to the built-in type, which the other side has itself."""
    return (
        isinstance(value, _SIMPLE) and name not in own_names(type(value)) and name not in getattr(value, "__dict__", ())
    )


def as_base_type(value: Any) -> Any:
    """The content of an instance of a plain type's subclass, as that plain type. Anything else stays as it is."""
    base: Any
    for base in (*_SIMPLE, frozenset):
        if isinstance(value, base) and type(value) is not base and not isinstance(value, np.generic):
            return content_of(value, base)
    return value


def content_of(value: Any, base: Any) -> Any:
    """The content of an instance of a subclass of `base`, an immutable built-in type, as an object of `base`.

    `base(value)` would ask the student's own `__str__`, `__int__` or `__iter__`, which may say something else.
    """
    return _CONTENTS[base](value)


def encode_content(value: Any, others: values.Others, depth: int) -> Any:
    """The document of the content of an object of an immutable built-in type's subclass."""
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return values.encode_named_tuple(value, others, depth)
    base = next(base for base in type(value).__mro__ if base in _CONTENTS)
    return values.encode(content_of(value, base), others, depth)


def own_names(cls: type) -> list[str]:
    """The public names and special methods that the student's classes among the bases of `cls` define, sorted."""
    theirs = {name for base in cls.__mro__ if base.__module__ == "__main__" for name in vars(base)}
    fields = getattr(cls, "_fields", ())
    wanted = {*SPECIAL, "__missing__"} - ({"__repr__"} if fields else set())
    return sorted(name for name in theirs - {*fields} if name in wanted or not name.startswith("_"))


def grow(content: Any, names: list[str], type_name: str, remote: Remote) -> Any:
    """An object with the content `content` and the methods of `remote`. Raises Malformed for other contents."""
    link = identity(remote)[0]
    asked = {*names} & {*link.methods, "__call__"} if link.judge else names
    base: Any = type(content)
    if not issubclass(base, _TYPES):
        raise Malformed("no content that could have methods")
    cls = _class(base, tuple(sorted(asked)), type_name, type(remote)._of)
    grown = cls.__new__(cls, *(() if isinstance(content, MUTABLE) else (content,)))
    if isinstance(content, MUTABLE):
        containers.replace_content(grown, content)
    grown.__dict__[BEHIND] = remote
    return grown


def behind(value: Any) -> Any:
    """The remote object that belongs to a grown value. Any other value is returned as it is."""
    return vars(value)[BEHIND] if isinstance(value, _Grown) else value


class _Grown:
    """The part that all grown values have in common."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(behind(self), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(behind(self), name, value)

    def __copy__(self) -> Any:
        return behind(self).__copy__()

    def __deepcopy__(self, memo: object) -> Any:
        return behind(self).__deepcopy__(memo)

    def __reduce__(self) -> Any:
        raise TypeError("a student's object cannot be pickled")


@lru_cache(1000)
def _class(base: type, asked: tuple[str, ...], name: str, of: tuple[bool, int]) -> Any:
    # __getattr__ finds the names that the built-in type lacks.
    body: dict[str, Any] = {
        method: _forwarded(base, method) for method in asked if hasattr(base, method) or method.startswith("__")
    }
    body |= {"__module__": "__main__", "_of": of}
    if base.__hash__ is not None:
        body["__hash__"] = base.__hash__
    if issubclass(base, tuple):
        body["__new__"] = lambda cls, content: tuple.__new__(cls, content)
    return type(name, (_Grown, base), body)


def _forwarded(base: type, name: str) -> Any:
    if name in COMPARISONS:

        def compare(self: Any, other: Any) -> Any:
            """The student's method compares two of the student's objects. It compares nothing else."""
            if isinstance(other, _Grown):
                return identity(behind(self))[0].request("special", behind(self), name, behind(other))
            return getattr(base, name)(self, other)

        return compare
    if name == "__call__":
        return lambda self, *args, **kwargs: behind(self)(*args, **kwargs)
    if name.startswith("__"):
        return lambda self, *args: identity(behind(self))[0].request("special", behind(self), name, *args)
    return property(lambda self: getattr(behind(self), name))
