"""Exceptions across the bridge, as the names of their classes, a message and the text of a traceback.

No object of the other side crosses with an exception.
"""

import contextlib
import traceback
from functools import cache
from typing import Any

from autograder.bridge import trust, values
from autograder.faults import Malformed, Unsendable

_LONGEST = 20_000
MOST_WARNINGS = 100  # in one answer


class RemoteError(Exception):
    """An exception of the other side whose class is not on the list in `trust`."""


def describe(error: BaseException, with_traceback: bool = True) -> list[Any]:
    """[names of the class and its bases, message, text of the traceback, plain attributes, arguments or None].

    Without a traceback the attributes and the arguments are left out too.
    """
    try:
        message = str(error)
    except BaseException as failure:
        message = f"<str() of the exception raised {type(failure).__name__}>"
    text = "".join(traceback.format_tb(error.__traceback__)) if with_traceback else ""
    attributes, arguments = (_attributes(error), _arguments(error)) if with_traceback else ([], None)
    return [names_of(type(error)), _printable(message), _printable(text), attributes, arguments]


def names_of(cls: type[BaseException]) -> list[str]:
    """The names of an exception's class and its bases."""
    return [f"{base.__module__}.{base.__qualname__}" for base in cls.__mro__ if base is not object][:20]


def _attributes(error: BaseException) -> list[Any]:
    found = []
    for name, value in list(getattr(error, "__dict__", {}).items())[:20]:
        with contextlib.suppress(Unsendable):
            found.append([name, values.encode(value)])
    return found


def _arguments(error: BaseException) -> Any:
    """The document of the exception's arguments, or None where they are not plain.

    An OSError has the name of its file as a third argument.
    """
    arguments: list[Any] = list(error.args)
    if isinstance(error, OSError) and len(arguments) == 2 and error.filename is not None:
        arguments.append(error.filename)
    with contextlib.suppress(Unsendable):
        document = values.encode(tuple(arguments))
        return document if len(repr(document)) <= _LONGEST else None
    return None


def rebuild(document: Any) -> BaseException:
    """The exception, of the nearest class that this side has. Its `remote_traceback` is the other side's text.

    Raises Malformed for a document of another form.
    """
    names, message, text, attributes, arguments = document
    if type(names) is not list or not all(type(n) is str for n in names) or type(message) is not str:
        raise Malformed("not an exception")
    error = _instance(tuple(names[:20]), message, () if arguments is None else values.decode(arguments))
    for name, content in attributes:
        if type(name) is str and name.isidentifier() and not name.startswith("__") and not hasattr(error, name):
            setattr(error, name, values.decode(content))
    error.remote_traceback = text if type(text) is str else ""  # type: ignore[attr-defined]
    return error


def to_raise(document: Any) -> BaseException:
    """The exception to raise on this side.

    A StopIteration becomes a RuntimeError, since it would end a loop of the test.
    """
    error = rebuild(document)
    if isinstance(error, StopIteration | StopAsyncIteration):
        return RuntimeError(f"the student's code raised StopIteration: {error}")
    return error


def not_to_be_sent(error: Unsendable) -> list[Any]:
    """The document of the TypeError that is sent instead of a value that cannot be sent."""
    return describe(TypeError(f"this cannot be handed back: {error}"), False)


def _instance(names: tuple[str, ...], message: str, arguments: Any) -> BaseException:
    cls = class_for(names)
    if type(arguments) is not tuple:
        raise Malformed("not an exception's arguments")
    with contextlib.suppress(Exception):
        error = cls(*arguments)
        if arguments and str(error) == message:
            return error
    with contextlib.suppress(Exception):
        error = cls(message)
        if str(error) == message or isinstance(error, KeyError):
            return error
    # Some constructors take other arguments than a message, for example json.JSONDecodeError's.
    body = {"__init__": Exception.__init__, "__str__": lambda self: self.args[0], "__module__": cls.__module__}
    try:
        return type(cls.__name__, (cls,), body)(message)  # type: ignore[no-any-return]
    except Exception:
        return RemoteError(message)


@cache
def class_for(names: tuple[str, ...]) -> type[BaseException]:
    """The first class among `names` that `trust` lists. A student's class is made as a subclass of it.

    Where no class is listed, the result is a RemoteError. An exception such as `unittest.SkipTest` or
    `asyncio.CancelledError` would steer the program that runs the test. So would a student's class derived from one.
    """
    for index, name in enumerate(names):
        found: type[Exception] | None = trust.error_class(name)
        if found is not None:
            if found is Exception and not all(one.startswith("__main__.") for one in names[:index]):
                break
            return found if index == 0 else _named(names[0], found)
    ends = [name for name in names if name in ("builtins.KeyboardInterrupt", "builtins.SystemExit")]
    return _named([*ends, *names, "RemoteError"][0], RemoteError)


def _named(name: str, base: type[Exception]) -> type[BaseException]:
    short = name.rpartition(".")[2]
    return type(short if short.isidentifier() else base.__name__, (base,), {"__module__": base.__module__})


def _printable(text: str) -> str:
    return text[:_LONGEST].encode("utf-8", "replace").decode()
