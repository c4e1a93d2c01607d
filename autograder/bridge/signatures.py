"""The signature of a remote function, for `inspect.signature(f)`."""

import inspect
from collections.abc import Callable
from types import CodeType
from typing import Any


class _Default:
    """The default of a parameter that is not a plain value. Its repr is the text that the other side prints."""

    def __init__(self, text: str) -> None:
        self.text = str(text)

    def __repr__(self) -> str:
        return self.text


def describe(function: Any) -> list[Any]:
    """[name, kind, default, annotation] of each parameter, then the annotation of the returned value."""
    signature = inspect.signature(function)
    return [
        *(
            [p.name, int(p.kind), p.default is not p.empty, _plain_or_repr(p.default), _annotation(p.annotation)]
            for p in signature.parameters.values()
        ),
        _annotation(signature.return_annotation),
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


def _annotation(value: Any) -> list[Any]:
    return [] if value is inspect.Signature.empty else [value]


def _plain_or_repr(value: Any) -> list[Any]:
    plain = value is None or type(value) in (bool, int, float, str)
    return [plain, value if plain else repr(value)]
