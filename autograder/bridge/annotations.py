"""Types as annotations have them, `list[int]`, `Optional[str]` or `int | None`, as plain data."""

import functools
import operator
import types
import typing
from typing import Any

from autograder.bridge import values
from autograder.bridge.library_objects import TYPES
from autograder.faults import Malformed

_NAMES = frozenset((
    *("List", "Dict", "Set", "FrozenSet", "Tuple", "Type", "Union", "Iterable", "Iterator", "Sequence"),
    *("Mapping", "MutableMapping", "Collection", "Generator", "Deque", "DefaultDict", "Counter", "Literal", "Final"),
))  # fmt: skip
_PLAIN = frozenset((*TYPES.values(), type(None), type(Ellipsis)))


def encode(value: Any, others: values.Others, depth: int) -> list[Any] | None:
    """`["an", name, arguments]`. None for any other value, and for a type with a student's class in it."""
    if value is Any:
        return ["an", "Any", []]
    name = _name_of(value)
    if name is None or not all(map(_is_plain, arguments := typing.get_args(value))):
        return None
    return ["an", name, [values.encode(one, others, depth + 1) for one in arguments]]


def _name_of(value: Any) -> str | None:
    if type(value) is types.UnionType:
        return "|"
    if type(value) is types.GenericAlias:
        origin = value.__origin__
        return origin.__name__ if TYPES.get(origin.__name__) is origin else None
    if type(value).__module__ != "typing":
        return None
    origin = typing.get_origin(value)
    of_a_form = origin in (typing.Union, typing.Literal, typing.Final)
    name = getattr(origin if of_a_form else value, "_name", None)
    return name if name in _NAMES and typing.get_args(value) else None


def _is_plain(value: Any) -> bool:
    if isinstance(value, type):
        return value in _PLAIN or value is Any
    return value is None or value is Any or isinstance(value, int | str | types.EllipsisType) or bool(_name_of(value))


def decode(rest: list[Any], others: values.Others, depth: int) -> Any:
    """The type of a document that `encode` has made. Raises Malformed for any other document."""
    name, documents = rest
    if name == "Any":
        return Any
    arguments = tuple(values.decode(one, others, depth + 1) for one in documents)
    if not arguments or not all(isinstance(one, type) or _is_plain(one) for one in arguments):
        raise Malformed("not an annotation")
    if name == "|":
        return functools.reduce(operator.or_, arguments)
    if name in TYPES:
        return types.GenericAlias(TYPES[name], arguments)
    if type(name) is not str or name not in _NAMES:
        raise Malformed("not an annotation")
    return getattr(typing, name)[arguments if len(arguments) > 1 else arguments[0]]
