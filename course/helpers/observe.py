"""Two verbs for test cells: `given` replaces a student's name for a while, `observe` watches from inside.

In one ordinary kernel both are a few lines of Python. Under the judge, the namespace a test cell runs
in is not a plain dict: storing a name there reaches the student's process, and its `observe` method
sends the probe across. Nothing here needs to know which of the two it is.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from course.helpers import settings

_ABSENT = object()


@contextmanager
def rebound(namespace: dict[str, Any], names: dict[str, Any]) -> Iterator[None]:
    """For the length of a block, `namespace` has these names; the old values come back at the end."""
    before = {name: namespace[name] if name in namespace else _ABSENT for name in names}  # noqa: SIM401
    for name, value in names.items():
        namespace[name] = value
    try:
        yield
    finally:
        for name, value in before.items():
            if value is not _ABSENT:
                namespace[name] = value
            elif name in namespace:
                del namespace[name]


def given(**names: Any) -> Any:
    """For the length of a `with` block, the student's code finds `names` bound to these values.

    This is follow-through: `with given(gradient=reference.load("01_numpy").gradient): descend(...)`
    tests the student's `descend` as if their `gradient` were right, whatever it is. The old values
    (or their absence) come back at the end, also after an exception.
    """
    return rebound(sys._getframe(1).f_globals, names)


def observe(probe: Callable[..., Any], *args: Any) -> Any:
    """Run `probe(*args)` beside the student's names and return what it returns.

    `probe` is a function of the test's own that uses only its arguments, imported modules, plain values
    and the student's names; it returns plain data (numbers, strings, lists, tuples, dicts, arrays,
    tensors). It sees more than a remote call can show, such as an optimizer's trajectory, but it runs
    where the student's code runs: whatever it returns, a student could have returned.
    """
    return observe_in(sys._getframe(1).f_globals, probe, *args)


def observe_in(namespace: dict[str, Any], probe: Callable[..., Any], *args: Any) -> Any:
    """`observe`, for a test cell whose names are these."""
    watch = getattr(namespace, "observe", None)
    return probe(*args) if watch is None else watch(probe, *args)


def tell(namespace: dict[str, Any], function: Callable[..., None], *args: Any) -> None:
    """Have `function`, one of the helpers' own, run where the student's code runs, before the next line of it."""
    there = getattr(namespace, "tell", None)
    function(*args) if there is None else there(function, *args)


def observe_each(namespace: dict[str, Any], probe: Callable[..., Any], several: Sequence[Sequence[Any]]) -> list[Any]:
    """`observe_in` for each of these arguments: what came of each, a value or the exception that it ended with.

    PyTorch's switches are put back afterwards.
    """
    together = getattr(namespace, "observe_each", None)
    with _usual_settings(namespace):
        return _one_by_one(probe, several) if together is None else together(probe, several)


def call_each(namespace: dict[str, Any], function: Callable[..., Any], several: Sequence[Sequence[Any]]) -> list[Any]:
    """The same for a function of the student's, which the test calls."""
    together = getattr(namespace, "call_each", None)
    with _usual_settings(namespace):
        came = None if together is None else together(function, several)
        return _one_by_one(function, several) if came is None else came


@contextmanager
def _usual_settings(namespace: dict[str, Any]) -> Iterator[None]:
    tell(namespace, settings.begin)
    try:
        yield
    finally:
        tell(namespace, settings.end)


def _one_by_one(function: Callable[..., Any], several: Sequence[Sequence[Any]]) -> list[Any]:
    came: list[Any] = []
    for arguments in several:
        try:
            came.append(function(*arguments))
        except Exception as error:
            came.append(error)
    return came
