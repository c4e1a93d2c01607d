"""The smallest input on which an answer is not what the reference is, found by hypothesis.

It is looked for after the marks are written, on a student side of its own that has seen no test. The reference runs in
the judge. Of what the answer gives, only plain numbers in the reference's shape are told, and the key of a mistake of
the bank.
"""

import builtins
import os
import signal
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import torch
from hypothesis.errors import Flaky

from autograder.engine.judge import drawn, naming
from autograder.engine.judge.clock import alarm
from autograder.engine.judge.namespace import Namespace
from autograder.faults import StudentGone
from autograder.records import Example
from course.helpers import reference
from course.helpers.compare import numbers
from course.helpers.observe import rebound
from course.helpers.testing import checks, known
from course.helpers.testing.one_call import Call, How, Test, how_asked, made, result
from course.helpers.testing.values import arguments

SECONDS = 1.0  # on the clock, for one exercise
NAMING = 0.5  # seconds on the clock, for the mistake's name
LATER = 0.5  # seconds more, after which the judge is interrupted
LATEST = 3.0  # seconds of the processor, after which its process is ended
LONGEST = 400  # characters of each text that is told


def search(names: Namespace, notebook: str, exercise: str, mark: str) -> None:
    """Print `mark` and the smallest example that was found, as JSON; nothing where there is none.

    Where the bank knows the mistake, the same once more with its key. names: those of the cell that runs this.
    """
    one = Search(names, notebook, exercise)
    with _silence():
        found = one.run()
    if found is None:
        return
    print(mark, msgspec.json.encode(found).decode())
    with _silence():
        key = one.name()
    if key:
        print(mark, msgspec.json.encode(replace(found, mistake=key)).decode())


def note(names: Namespace, notebook: str, exercise: str) -> None:
    """Take into the recording that is under way what the answer gives on the fixed inputs."""
    one = Search(names, notebook, exercise)
    known.record(one.fingerprint, one.outcomes())


@contextmanager
def _silence() -> Iterator[None]:
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        yield


class _Over(BaseException):
    """The time for one exercise is over."""


class Search:
    """The search for one exercise. Raises what the reference raises on an input that is drawn."""

    def __init__(self, names: Namespace, notebook: str, exercise: str) -> None:
        self._names, self._exercise = names, exercise
        self._inputs = drawn.declared(exercise)
        self._solved = reference.load(notebook)
        right = getattr(self._solved, exercise)
        self._right = self._inputs.through(right, {}) if self._inputs.through else right
        self._how = _how(self._inputs)
        self._fixed = naming.fixed(self._inputs)
        self.fingerprint = known.fingerprint(self._fixed)
        self._found: list[Example] = []  # all inputs on which the answer was wrong
        self._until = time.monotonic() + SECONDS

    def run(self) -> Example | None:
        try:
            with _bounded(SECONDS), self._lent():
                return self._found[-1] if drawn.smallest(self._is_wrong) else None
        except (_Over, Flaky):
            pass
        except StudentGone:
            self._lose()
        return min(self._found, key=lambda one: (len(one.call), one.call), default=None)

    def name(self) -> str:
        """The key of the mistake, if the bank has exactly one that gives the same on the fixed inputs."""
        entries = drawn.unseen(self._exercise, self.fingerprint)
        if not entries:
            return ""
        try:
            with _bounded(NAMING):
                if self._names.link is not None:
                    self._names.link.deadline = time.monotonic() + NAMING
                wanted = [self.wanted(case) for case in self._fixed]
                return naming.decided(entries, self.outcomes(), wanted, self._how)
        except StudentGone:
            self._lose()
            return ""

    def outcomes(self) -> list[Any]:
        """What the answer gives on the fixed inputs: values, and the exceptions that it has ended with."""
        with self._lent():
            return [call.outcome for call in self._made(self._fixed)]

    def _lose(self) -> None:
        if self._names.link is not None:  # it may have been interrupted in the middle of a message
            self._names.link.gone = StudentGone("late")

    def _made(self, cases: list[drawn.Case]) -> list[Call]:
        answer = self._names[self._exercise]
        called = self._inputs.through(answer, self._names) if self._inputs.through else answer
        return made(called, cases, self._test(), self._how)

    def _test(self) -> Test:
        return Test(self._exercise, self._exercise, self._names, "<example>")

    def _lent(self) -> AbstractContextManager[None]:
        return rebound(self._names, {name: getattr(self._solved, name) for name in self._inputs.given})

    def wanted(self, case: drawn.Case) -> Any:
        """What the reference gives for this input."""
        return result(self._right, arguments(case), self._how)

    def _is_wrong(self, draw: drawn.Draw) -> bool:
        left = self._until - time.monotonic()
        if left < 0:
            raise _Over
        case = self._inputs.draw(draw)
        call = _shown_call(self._exercise, case, self._inputs.shown, self._how.times)
        want = self.wanted(case)
        wanted = self._plainly(want, want)
        assert isinstance(wanted, str)
        if self._names.link is not None:
            self._names.link.deadline = self._until
        try:
            (tried,) = self._made([case])
        except StudentGone:
            if left > SECONDS / 2 and time.monotonic() >= self._until:
                self._found = [Example(call, _cut(wanted), how="endless")]
            raise
        try:
            tried.check(want, lambda **_how: None, self._test())
        except Exception as error:
            self._found.append(self._example(call, tried.outcome, error, want, wanted))
            return True
        return False

    def _example(self, call: str, outcome: Any, error: Exception, want: Any, wanted: str) -> Example:
        """What to tell of a call that was found wrong for the reason `error`."""
        if isinstance(error, checks.Wrong) and error.mistake in ("argument.changed", "argument.requires_grad"):
            return Example(call, _cut(wanted), how="changed")
        if isinstance(outcome, AssertionError):  # what a helper of the course has found
            return Example(call, _cut(wanted), how="other")
        if isinstance(outcome, Exception):
            kind = next(cls.__name__ for cls in type(outcome).__mro__ if getattr(builtins, cls.__name__, None) is cls)
            return Example(call, _cut(wanted), kind, "error")
        gave = self._plainly(outcome, want)
        if gave is False:
            return Example(call, _cut(wanted), how="shape")
        if gave is None or gave == wanted:  # the same numbers: their type is what is wrong
            return Example(call, _cut(wanted), how="type")
        return Example(call, _cut(wanted), _cut(str(gave)))

    def _plainly(self, value: Any, like: Any) -> str | bool | None:
        """`_plain` of what a call gives, or of what several calls give, one after another."""
        times, names = self._how.times, self._how.names
        if times == 1:
            return _plain(value, like, names)
        if type(value) is not list or len(value) != times:  # not all of the calls have come to an end
            return None
        parts = [_plain(one, other, names) for one, other in zip(value, like, strict=True)]
        odd = next((part for part in parts if not isinstance(part, str)), "")
        return "; ".join(map(str, parts)) if isinstance(odd, str) else odd


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """In there an answer has no more time than this, whatever the judge is doing with what it gave."""
    signal.setitimer(signal.ITIMER_PROF, LATEST)
    try:
        with alarm(seconds + LATER):
            yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _how(inputs: drawn.Inputs) -> How:
    """As `expect.calls` reads its options."""
    how = dict(inputs.how)
    return how_asked(how.pop("names", ()), how.pop("changes", ()), **how)


def _plain(value: Any, like: Any, names: tuple[str, ...] = ()) -> str | bool | None:
    """The numbers of a value that is of the same kind and shape as `like`, its parts with these names.

    None where it is of another kind, False where it has another shape. No method of the value's is asked.
    """
    if isinstance(like, list | tuple):
        if type(value) not in (list, tuple):
            return None
        if len(value) != len(like):
            return False
        parts = [_plain(one, other) for one, other in zip(value, like, strict=True)]
        odd = next((part for part in parts if not isinstance(part, str)), "")
        if isinstance(odd, str) and isinstance(like, tuple) and len(names) == len(like):
            return ", ".join(f"{name}={part}" for name, part in zip(names, parts, strict=True))
        left, right = "[]" if isinstance(like, list) else "()"
        alone = "," * (isinstance(like, tuple) and len(like) == 1)
        return left + ", ".join(map(str, parts)) + alone + right if isinstance(odd, str) else odd
    if like is None or isinstance(like, bool | np.bool_):
        return str(value) if type(value) in (bool, np.bool_, type(None)) and type(value) is type(like) else None
    if not any(issubclass(type(value), kinds) and isinstance(like, kinds) for kinds in _KINDS):
        return None
    found, wanted = numbers(value), numbers(like)
    if found is None or wanted is None:
        return None
    return _shown(found.tolist(), _is_whole(like)) if found.shape == wanted.shape else False


_KINDS = ((np.ndarray,), (torch.Tensor,), (int, float, np.integer, np.floating))


def _is_whole(like: Any) -> bool:
    if isinstance(like, torch.Tensor):
        return not like.is_floating_point()
    return np.asarray(like).dtype.kind in "iu"


def _shown(value: Any, whole: bool) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_shown(one, whole) for one in value) + "]"
    text = f"{value + 0.0:.6g}"  # −0 is 0
    return text if whole or not text.lstrip("-").isdigit() else f"{text}."


class _Argument:
    """An argument in the text of a call, or a part of it: `{model.weight}`."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __getattr__(self, name: str) -> "_Argument":
        return _Argument(getattr(self._value, name))

    def __format__(self, _spec: str) -> str:
        return str(_plain(self._value, self._value))


def _shown_call(exercise: str, case: drawn.Case, shown: str, times: int) -> str:
    shown = shown or f"{exercise}({', '.join(f'{name}={{{name}}}' for name in case)})"
    text = shown.format(**{name: _Argument(value) for name, value in case.items()})
    return _cut(f"{text} × {times}" if times > 1 else text)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
