"""Exceptions across the bridge, as the names of their classes, a message and the text of a traceback.

No object of the other side crosses with an exception.
"""

import contextlib
import sys
import traceback
from collections.abc import Callable
from functools import lru_cache
from types import FrameType
from typing import Any

from autograder.bridge import trust, values
from autograder.faults import Malformed, Unsendable

_LONGEST = 20_000
MOST_WARNINGS = 100  # in one answer
_MOST_BASES = 20
_MOST_NOTES = 20
_DEEPEST = 5  # causes of causes
Given = Callable[[str], type[Exception] | None]  # the class of this name that the instructor has given, if any
_EXITS = {"SystemExit", "BaseException"}


def nothing_given(name: str) -> None:
    """The `Given` of whoever has no classes of the instructor's."""


class RemoteError(Exception):
    """An exception of the other side whose class is not on the list in `trust`."""


def describe_thrown(error: BaseException) -> list[Any]:
    """The document of an exception that a test throws into a student's generator. The test gives its arguments away."""
    return [lineage_of(type(error)), _printable(str(error)), "", _attributes(error), _arguments(error), [], None]


def describe(error: BaseException, with_traceback: bool = True, depth: int = 0) -> list[Any]:
    """[class, message, text of the traceback, plain attributes, arguments or None, notes, cause or None].

    Without a traceback there are no attributes, no notes and no cause either.
    """
    try:
        message = str(error)
    except BaseException as failure:
        message = f"<str() of the exception raised {type(failure).__name__}>"
    told = [lineage_of(type(error)), _printable(message)]
    if not with_traceback:
        return [*told, "", [], _arguments(error), [], None]
    text = "".join(traceback.format_tb(error.__traceback__))
    cause = error.__cause__ if depth < _DEEPEST else None
    told += [_printable(text), _attributes(error), _arguments(error), _notes(error)]
    return [*told, None if cause is None else describe(cause, True, depth + 1)]


def lineage_of(cls: type[BaseException]) -> list[Any]:
    """`[name, *places of its bases in this list]` for an exception class and each class that it derives from."""
    classes = [base for base in cls.__mro__ if issubclass(base, BaseException)][:_MOST_BASES]
    return [
        [f"{one.__module__}.{one.__qualname__}", *(classes.index(base) for base in one.__bases__ if base in classes)]
        for one in classes
    ]


def _attributes(error: BaseException) -> list[Any]:
    found = []
    for name, value in list(_own(error).items())[:20]:
        with contextlib.suppress(Unsendable):
            found.append([name, values.encode(value)])
    return found


def _own(error: BaseException) -> dict[str, Any]:
    """Its attributes. No method of its class is asked, which could raise anything."""
    return BaseException.__getattribute__(error, "__dict__")  # type: ignore[no-any-return]


def _notes(error: BaseException) -> list[str]:
    notes = _own(error).get("__notes__")
    return [_printable(note) for note in notes[:_MOST_NOTES] if type(note) is str] if type(notes) is list else []


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


def rebuild(document: Any, may_exit: bool = False, depth: int = 0, given: Given = nothing_given) -> BaseException:
    """The exception, of the nearest class that this side has. Its `remote_traceback` is the other side's text.

    `may_exit`: whether a SystemExit is made again. Raises Malformed for a document of another form.
    """
    lineage, message, text, attributes, arguments, notes, cause = document
    if type(message) is not str or type(notes) is not list or depth > _DEEPEST:
        raise Malformed("not an exception")
    cls = class_for(lineage, may_exit, given)
    error = _instance(cls, message, None if arguments is None else values.decode(arguments))
    for name, content in attributes:
        if type(name) is str and name.isidentifier() and not name.startswith("__") and not hasattr(error, name):
            setattr(error, name, values.decode(content))
    for note in notes[:_MOST_NOTES]:
        error.add_note(note)
    if cause is not None:
        error.__cause__ = rebuild(cause, may_exit, depth + 1, given)
    error.remote_traceback = text if type(text) is str else ""  # type: ignore[attr-defined]
    return error


def to_raise(document: Any, given: Given = nothing_given) -> BaseException:
    """The exception to raise on this side.

    A StopIteration becomes a RuntimeError, since it would end a loop of the test.
    """
    error = rebuild(document, _is_exit_awaited(), given=given)
    if isinstance(error, StopIteration | StopAsyncIteration):
        return RuntimeError(f"the student's code raised StopIteration: {error}")
    return error


def _is_exit_awaited() -> bool:
    """Whether a function or cell of a test that is running now names a class that catches a SystemExit.

    Only such a test gets one. For any other test it is an error as any other, which also `except Exception` catches.
    A notebook has no `__file__`, unlike a program.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        module = dict.get(frame.f_globals, "__name__"), dict.get(frame.f_globals, "__file__")
        if module == ("__main__", None) and not _EXITS.isdisjoint(frame.f_code.co_names):
            return True
        frame = frame.f_back
    return False


def not_to_be_sent(error: Unsendable) -> list[Any]:
    """The document of the TypeError that is sent instead of a value that cannot be sent."""
    return describe(TypeError(f"this cannot be handed back: {error}"), False)


def _instance(cls: type[BaseException], message: str, arguments: Any) -> BaseException:
    if type(arguments) not in (tuple, type(None)):
        raise Malformed("not an exception's arguments")
    if arguments is not None:
        with contextlib.suppress(Exception):
            error = cls(*arguments)
            if str(error) == message:
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


def class_for(lineage: Any, may_exit: bool = False, given: Given = nothing_given) -> type[BaseException]:
    """The class that a `lineage_of` describes. Raises Malformed for a document of another form.

    A class that `trust` lists is this side's own. Any other one is made here, below the classes that stand for its
    bases. Below no listed class it is a RemoteError. So is a library's class that only Exception is above. An exception
    such as `unittest.SkipTest` or `asyncio.CancelledError` would steer the program that runs the test. So would a
    student's class derived from one.
    """
    if type(lineage) is not list or not 0 < len(lineage) <= _MOST_BASES:
        raise Malformed("not an exception's class")
    classes: list[type[BaseException]] = []  # from the last one on
    for place in reversed(range(len(lineage))):
        if type(lineage[place]) is not list or not lineage[place]:
            raise Malformed("not an exception's class")
        name, *above = lineage[place]
        if type(name) is not str or not all(type(one) is int and place < one < len(lineage) for one in above):
            raise Malformed("not an exception's class")
        found: type[BaseException] | None = trust.error_class(name) or given(name)
        if may_exit and name == "builtins.SystemExit":
            found = SystemExit
        if found is None:
            bases = tuple(dict.fromkeys(classes[len(lineage) - 1 - one] for one in above)) or (RemoteError,)
            if Exception in bases and not name.startswith("__main__."):
                bases = (RemoteError,)
            found = _made(name, bases)
        classes.append(found)
    return classes[-1]


@lru_cache(1000)
def _made(name: str, bases: tuple[type[BaseException], ...]) -> type[BaseException]:
    """The one class of this name below these bases, so that a test's `except Base` catches all that derive from it."""
    short = name.rpartition(".")[2]
    short = short if short.isidentifier() else bases[0].__name__
    try:
        return type(short, bases, {"__module__": bases[0].__module__})
    except TypeError:  # a listed class in the place of another one can leave no order of the bases
        return type(short, (RemoteError,), {"__module__": RemoteError.__module__})


def _printable(text: str) -> str:
    return text[:_LONGEST].encode("utf-8", "replace").decode()
