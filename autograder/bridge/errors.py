"""Exceptions across the bridge: a type's name, a message, a traceback's text. No object of the other side's."""

import contextlib
import sys
import traceback
from functools import cache
from typing import Any

from autograder.bridge import values
from autograder.bridge.wire import Refused

# Instances of these packages' exception classes are made again on this side, so that `except` finds them.
_ROOTS = {*sys.stdlib_module_names, "torch", "numpy", "matplotlib", "pandas", "scipy", "sklearn", "sympy"}
_LONGEST = 20_000
MOST_WARNINGS = 100  # that come with one answer


class RemoteError(Exception):
    """An exception of the other side whose type has no counterpart here."""


def describe(error: BaseException, with_traceback: bool = True) -> list[Any]:
    """[names of the type and its bases, message, traceback text, attributes that are plain data]."""
    try:
        message = str(error)
    except BaseException as failure:
        message = f"<str() of the exception raised {type(failure).__name__}>"
    text = "".join(traceback.format_tb(error.__traceback__)) if with_traceback else ""
    return [names_of(type(error)), _printable(message), _printable(text), _attributes(error) if with_traceback else []]


def names_of(cls: type[BaseException]) -> list[str]:
    """The names of an exception's class and its bases."""
    return [f"{base.__module__}.{base.__qualname__}" for base in cls.__mro__ if base is not object][:20]


def _attributes(error: BaseException) -> list[Any]:
    found = []
    for name, value in list(getattr(error, "__dict__", {}).items())[:20]:
        with contextlib.suppress(Refused):
            found.append([name, values.encode(value)])
    return found


def rebuild(document: Any) -> BaseException:
    """The exception again, of the nearest type that this side has. Its `remote_traceback` is the other side's text."""
    names, message, text, attributes = document
    if type(names) is not list or not all(type(n) is str for n in names) or type(message) is not str:
        raise Refused("not an exception")
    error = _instance(tuple(names[:20]), message)
    for name, content in attributes:
        if type(name) is str and name.isidentifier() and not hasattr(error, name):
            setattr(error, name, values.decode(content))
    error.remote_traceback = text if type(text) is str else ""  # type: ignore[attr-defined]
    return error


def _instance(names: tuple[str, ...], message: str) -> BaseException:
    cls = class_for(names)
    try:
        error = cls(message)
    except Exception:
        error = RemoteError(message)
    return error if str(error) == message or isinstance(error, KeyError) else RemoteError(message)


@cache
def class_for(names: tuple[str, ...]) -> type[BaseException]:
    """The first type that exists here; under its own name, where it is the student's."""
    for index, name in enumerate(names):
        module, _, last = name.rpartition(".")
        if module.partition(".")[0] not in _ROOTS:
            continue
        found = getattr(sys.modules.get(module), last, None)
        if isinstance(found, type) and issubclass(found, Exception):
            return found if index == 0 else _named(names[0], found)
        if found in (KeyboardInterrupt, SystemExit):
            return _named(f"{found.__name__}.", RemoteError)
    return RemoteError


def _named(name: str, base: type[Exception]) -> type[BaseException]:
    short = name.rpartition(".")[2] or name.rstrip(".")
    return type(short if short.isidentifier() else "RemoteError", (base,), {})


def _printable(text: str) -> str:
    return text[:_LONGEST].encode("utf-8", "replace").decode()
