"""The signature of a remote function, for `inspect.signature(f)`.

Of a test's own function an answer learns its parameters, and the defaults and annotations that are plain. For
`f.__code__.co_argcount` it gets a code object that has these parameters and does nothing.
"""

import inspect
from collections.abc import Callable
from types import CodeType, FunctionType, MethodType
from typing import Any

_TYPES = (int, float, complex, bool, str, bytes, list, tuple, dict, set, frozenset, object, type)
_KINDS_OF_CODE = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_EMPTY: CodeType = (lambda: None).__code__
PARTS = frozenset(("__defaults__", "__kwdefaults__", "__annotations__"))  # what a signature tells as well


class _Default:
    """The default of a parameter that is not a plain value. Its repr is the text that the other side prints."""

    def __init__(self, text: str) -> None:
        self.text = str(text)

    def __repr__(self) -> str:
        return self.text


def describe(function: Any) -> list[Any]:
    """[name, kind, default, annotation] of each parameter, then the annotation of the returned value."""
    return _described(inspect.signature(function), _plain_or_repr, lambda value: True)


def describe_lent(function: Any) -> list[Any]:
    """As `describe`, of a test's own function: what is not plain is left out. Raises TypeError for any other object."""
    inner = function.__func__ if type(function) is MethodType else function
    if type(inner) is not FunctionType:
        raise TypeError("the signature of a test's object that is no function")
    signature = inspect.signature(function, follow_wrapped=False)
    return _described(signature, lambda value: [True, value] if _is_plain(value) else [False, "..."], _is_told)


def flags_of_lent(function: Any) -> int:
    """Whether a test's own function is a generator or a coroutine, as flags of its code."""
    return function.__code__.co_flags & _KINDS_OF_CODE if type(function) is FunctionType else 0


def _described(
    signature: inspect.Signature, default: Callable[[Any], list[Any]], annotated: Callable[[Any], bool]
) -> list[Any]:
    def annotation(value: Any) -> list[Any]:
        return [] if value is inspect.Signature.empty or not annotated(value) else [value]

    return [
        *(
            [p.name, int(p.kind), p.default is not p.empty, default(p.default), annotation(p.annotation)]
            for p in signature.parameters.values()
        ),
        annotation(signature.return_annotation),
    ]


def no_code(remote: Any) -> CodeType:
    """The default of `Objects.code_of`: this side does not know the source of the other side's functions."""
    raise AttributeError("__code__ of a remote object")


def rebuild(described: list[Any], annotation: Callable[[Any], Any]) -> inspect.Signature:
    """The signature from the list that `describe` returns. `annotation` turns a remote annotation into this side's."""
    *told, returned = described
    empty, parameters = inspect.Parameter.empty, []
    for name, kind, has_default, default, annotated in told:
        plain, value = default
        shown = empty if not has_default else value if plain else _Default(value)
        declared = annotation(annotated[0]) if annotated else empty
        kind = inspect._ParameterKind(kind)
        parameters.append(inspect.Parameter(name, kind, default=shown, annotation=declared))
    return inspect.Signature(parameters, return_annotation=annotation(returned[0]) if returned else empty)


def _is_plain(value: Any) -> bool:
    return value is None or type(value) in (bool, int, float, str)


def _is_told(annotation: Any) -> bool:
    return type(annotation) is str or annotation is None or any(annotation is one for one in _TYPES)


def _plain_or_repr(value: Any) -> list[Any]:
    plain = _is_plain(value)
    return [plain, value if plain else repr(value)]


def part_as_told(remote: Any, name: str) -> Any:
    """`__defaults__` and the like of a test's function, from its signature. Raises AttributeError for other objects."""
    signature = _told(remote, name)
    parameters = list(signature.parameters.values())
    if name == "__annotations__":
        found = {p.name: p.annotation for p in parameters} | {"return": signature.return_annotation}
        return {key: one for key, one in found.items() if one is not inspect.Signature.empty}
    given = [p for p in parameters if p.default is not p.empty]
    if name == "__defaults__":
        return tuple(p.default for p in given if p.kind in _POSITIONAL) or None
    return {p.name: p.default for p in given if p.kind is p.KEYWORD_ONLY} or None


def code_as_told(remote: Any) -> CodeType:
    """A code object that has the parameters of a test's function and does nothing.

    Raises AttributeError for other objects.
    """
    parameters = list(_told(remote, "__code__").parameters.values())
    names = {kind: tuple(p.name for p in parameters if p.kind is kind) for kind in inspect._ParameterKind}
    only, usual, starred, keyword, rest = (names[kind] for kind in sorted(names))
    varnames = (*only, *usual, *keyword, *starred, *rest)
    flags = (inspect.CO_VARARGS if starred else 0) | (inspect.CO_VARKEYWORDS if rest else 0)
    return _EMPTY.replace(
        co_argcount=len(only + usual), co_posonlyargcount=len(only), co_kwonlyargcount=len(keyword),
        co_nlocals=len(varnames), co_varnames=varnames, co_name=remote.__name__, co_filename="<test>",
        co_flags=_EMPTY.co_flags | flags | object.__getattribute__(remote, "_link").request("flags", remote),
    )  # fmt: skip


def _told(remote: Any, name: str) -> inspect.Signature:
    if object.__getattribute__(remote, "_type_name") != FunctionType.__name__:
        raise AttributeError(name)
    return remote.__signature__  # type: ignore[no-any-return]
