"""A test's class that derives from a student's: `class Square(Shape): …`.

The student side makes the class, below its own. The test's functions stay in the test and are lent as its methods, so
`self` is a remote object in them. `super()` in such a method asks the student side.
"""

from collections.abc import Callable
from types import FunctionType, new_class
from typing import Any

# What Python itself puts into the body of a class.
_OF_PYTHON = frozenset((
    *("__module__", "__qualname__", "__orig_bases__", "__classcell__", "__annotations__", "__dict__", "__weakref__"),
    *("__firstlineno__", "__static_attributes__"),
))  # fmt: skip


class _Deriving(type):
    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **keywords: Any) -> Any:
        """Ask the student side for the class, where one of the bases is the student's."""
        if not bases:
            return super().__new__(cls, name, bases, body)
        given = body["__orig_bases__"]
        links = [object.__getattribute__(base, "_link") for base in given if hasattr(type(base), "_of")]
        if len(links) < len(given):
            raise TypeError(f"{name}: a class of a test that derives from a student's has no bases of the test's own")
        members = [_described(key, value) for key, value in body.items() if key not in _OF_PYTHON]
        made = links[0].request("derive", name, tuple(given), tuple(members), tuple(keywords.items()))
        if getattr(made, "__module__", None) == "builtins":
            raise TypeError(f"{name}: not a class of the student's")
        if "__classcell__" in body:
            body["__classcell__"].cell_contents = made
        return made

    def __init__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any], **keywords: Any) -> None:
        super().__init__(name, bases, body)


class Derived(metaclass=_Deriving):
    """Stands for a student's class among the bases of a test's class."""


def _described(name: str, value: Any) -> tuple[Any, ...]:
    if isinstance(value, FunctionType):
        return "function", name, value
    if isinstance(value, staticmethod | classmethod):
        return "static" if isinstance(value, staticmethod) else "class", name, value.__func__
    if isinstance(value, property):
        return "property", name, value.fget, value.fset, value.fdel
    return "value", name, value


def serve(name: str, bases: tuple[Any, ...], members: tuple[Any, ...], keywords: tuple[Any, ...]) -> Any:
    """The class with these members, as `_described` says them. The bases are this side's own classes."""
    body = {key: _MADE[kind](*parts) for kind, key, *parts in members} | {"__module__": "__main__"}
    return new_class(name, bases, dict(keywords), lambda space: space.update(body))


def _function(lent: Any) -> Any:
    return None if lent is None else lambda *args, **kwargs: lent(*args, **kwargs)


_MADE: dict[str, Callable[..., Any]] = {
    "function": _function,
    "static": lambda lent: staticmethod(_function(lent)),
    "class": lambda lent: classmethod(_function(lent)),
    "property": lambda *parts: property(*map(_function, parts)),
    "value": lambda value: value,
}


class Super:
    """`super()` in a method of such a class: what the bases of `cls` have."""

    def __init__(self, cls: Any, first: Any) -> None:
        object.__setattr__(self, "_of", (cls, first))

    def __getattribute__(self, name: str) -> Any:
        cls, first = object.__getattribute__(self, "_of")
        return object.__getattribute__(cls, "_link").request("super", cls, first, name)


def inherited(cls: type, first: Any, name: str) -> Any:
    """An attribute that the bases of `cls` have, bound to `first`: an object of this side, or a class."""
    return getattr(super(cls, first), name)
