"""An object of a student's own subclass of a built-in type: its content is plain data here, its methods stay there.

`class Stack(list)`, `class Point(NamedTuple)`, `class Celsius(float)`. What the built-in type can do is done here with
the content, so that no comparison with plain data is the student's to answer; for what it has beyond that, the other
side is asked. A method of the built-in type's own is the student's only where the instructor's class defines it too.
"""

from enum import Enum
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.bridge.operators import COMPARISONS, SPECIAL
from autograder.bridge.proxy import BEHIND, Remote, identity
from autograder.faults import Malformed

MUTABLE = (list, dict, set)
_SIMPLE = (str, bytes, float, complex, int)
_TYPES = (*MUTABLE, tuple, frozenset, *_SIMPLE)


def is_grown(value: Any) -> bool:
    """On the student's side: whether `value` is such an object, with more to it than its content."""
    if type(value) in _TYPES or not isinstance(value, _TYPES):
        return False
    return not {*COMPARISONS, "__hash__"}.issuperset(own_names(type(value))) or bool(getattr(value, "__dict__", None))


def is_of_a_test(value: Any) -> bool:
    """On the judge's side: a text or number of a class that the test defines, for whose methods it is asked."""
    own = isinstance(value, _SIMPLE) and type(value).__module__ == "__main__"
    return own and not isinstance(value, Enum | np.generic)


def is_hidden(value: Any, name: str) -> bool:
    """Whether the attribute of a lent text or number is the built-in type's, which the other side has itself."""
    return (
        isinstance(value, _SIMPLE) and name not in own_names(type(value)) and name not in getattr(value, "__dict__", ())
    )


def as_base_type(value: Any) -> Any:
    """An instance of a subclass of a plain type as that plain type; anything else as it is."""
    base: Any
    for base in _SIMPLE:
        if isinstance(value, base) and type(value) is not base and not isinstance(value, np.generic):
            return base.__new__(base, value)
    if isinstance(value, frozenset) and type(value) is not frozenset:
        return frozenset(value)
    return value


def own_names(cls: type) -> list[str]:
    """What the student's classes among the bases of `cls` add to the built-in type."""
    theirs = {name for base in cls.__mro__ if base.__module__ == "__main__" for name in vars(base)}
    fields = getattr(cls, "_fields", ())
    wanted = {*SPECIAL, "__missing__"} - ({"__repr__"} if fields else set())
    return sorted(name for name in theirs - {*fields} if name in wanted or not name.startswith("_"))


def grow(content: Any, names: list[str], type_name: str, remote: Remote) -> Any:
    """`content`, a plain value, with `remote` behind it."""
    link = identity(remote)[0]
    asked = link.methods.intersection(names) if link.judge else names
    base: Any = type(content)
    if not issubclass(base, _TYPES):
        raise Malformed("no content that could have methods")
    cls = _class(base, tuple(sorted(asked)), type_name, type(remote)._of)
    grown = cls.__new__(cls, *(() if isinstance(content, MUTABLE) else (content,)))
    if isinstance(content, MUTABLE):
        replace_content(grown, content)
    grown.__dict__[BEHIND] = remote
    return grown


def behind(value: Any) -> Any:
    """The remote object behind a grown one; any other value itself."""
    return vars(value)[BEHIND] if isinstance(value, _Grown) else value


def replace_content(value: Any, new: Any) -> None:
    """Put another content in a list, dict or set in place, by the built-in type's own methods."""
    if isinstance(value, list):
        list.__setitem__(value, slice(None), new)
        return
    kind: Any = dict if isinstance(value, dict) else set
    kind.clear(value)
    kind.update(value, new)


class _Grown:
    """What all grown values have beside their content."""

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
    # What the built-in type lacks is found by __getattr__.
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
            """Two of the student's are compared by the student's method."""
            if isinstance(other, _Grown):
                return identity(behind(self))[0].request("special", behind(self), name, behind(other))
            return getattr(base, name)(self, other)

        return compare
    if name.startswith("__"):
        return lambda self, *args: identity(behind(self))[0].request("special", behind(self), name, *args)
    return property(lambda self: getattr(behind(self), name))
