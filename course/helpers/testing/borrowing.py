"""An exercise that would do another one's whole work is out of reach while that one is tested."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any

from course.helpers.observe import rebound, tell
from course.helpers.testing.checks import own_loop

# A stack: blocks may stand in one another.
_emptied: list[list[tuple[FunctionType, CodeType]]] = []


@contextmanager
def without(namespace: dict[str, Any], names: Sequence[str]) -> Iterator[None]:
    """For the length of a block, whoever calls the exercises `names` is told to write the loop (`own_loop`).

    The names are bound to `own_loop`, and the functions themselves refuse: a second name for one would reach it.
    """
    if not names:
        yield
        return
    known = [name for name in names if name in namespace]
    tell(namespace, empty, known, [namespace[name] for name in known])
    try:
        with rebound(namespace, dict.fromkeys(names, own_loop)):
            yield
    finally:
        tell(namespace, fill)


def empty(names: Sequence[str], functions: Sequence[Any]) -> None:
    """Have each of the functions refuse that was defined under its name.

    Another function under that name is left alone: it may be the exercise that is tested, which has two names.
    """
    undo = []
    for name, function in zip(names, functions, strict=True):
        if isinstance(function, FunctionType) and function.__name__ == name:
            before = function.__code__
            # A function made inside another one may have variables of that one. Its new code must have as many.
            function.__code__ = _refuse.__code__.replace(co_freevars=before.co_freevars)
            undo.append((function, before))
    _emptied.append(undo)


def fill() -> None:
    """Undo the last `empty`. A process that was started after it has nothing to undo."""
    for function, code in _emptied.pop() if _emptied else ():
        function.__code__ = code


def _refuse(*_: Any, **__: Any) -> Any:
    """Stands in a function of the student's, whose names it has: so it imports what it needs."""
    from course.helpers.testing.checks import own_loop

    return own_loop()
