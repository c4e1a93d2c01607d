"""A test as a call and what it gives: `expect.calls`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FrameType
from typing import Any

import numpy as np
import torch

from course.helpers import describe, reference
from course.helpers.language import _
from course.helpers.observe import observe_in, rebound
from course.helpers.testing import checks, known

Case = Mapping[str, Any]

DTYPES = ("float64", "float32")
# How PyTorch words what goes wrong with a leaf, and the mistake that it is.
_REFUSED = {
    "leaf Variable that requires grad is being used in an in-place operation": "leaf.in_graph",
    "does not require grad and does not have a grad_fn": "graph.cut",
}


def calls(
    function: Callable[..., Any],
    cases: Case | Sequence[Case],
    *,
    gives: Any,
    given: Sequence[str] = (),
    without: Sequence[str] = (),
    names: tuple[str, ...] = (),
    changes: tuple[str, ...] = (),
    times: int = 1,
    dtypes: tuple[str, ...] = DTYPES,
    rtol: float = 1e-4,
    atol: float = checks.ATOL,
    mistakes: Callable[..., Mapping[str, Any]] | None = None,
) -> None:
    """Check what `function` gives for each of `cases`: its arguments by name, in the function's order.

    gives: the value for one case, a list of values for a list of cases, or a function (the reference) that computes
    it from copies of the arguments in double precision. given: the exercises that the student's code finds correct,
    where the solutions are at hand; in a student's own kernel their own functions are used. without: exercises that
    would do this one's whole work; to call one is a mistake. names: of the parts of the result; the part called
    `losses` is a list of losses, each compared at its own size. changes: arguments that are changed in place; their
    new values follow what the function returns, as further parts. times: how often the
    function is called on the same arguments; with more than one, the result is a list of these results. dtypes:
    each case is tried with its floating-point arrays and tensors in each of these; () leaves them as they are.
    mistakes: called with the wanted value and the case's arguments, it gives key → the value of that mistake, for
    calls that the table of known mistakes does not have.

    A function gets copies. Raises Wrong where an argument changes that is not in `changes`, where a leaf is one no
    longer, and where a result is not the wanted one (`close` says how values are compared). An exception of the
    function's is raised as it is, unless it is that of a known mistake.
    """
    caller = sys._getframe(1)
    mentioned = caller.f_code.co_names
    _calls(
        caller, mentioned, function, function, cases, gives, given, without, names, changes, times, dtypes, rtol, atol,
        mistakes,
    )  # fmt: skip


def observed(
    probe: Callable[..., Any],
    cases: Case | Sequence[Case],
    *,
    gives: Any,
    given: Sequence[str] = (),
    without: Sequence[str] = (),
    names: tuple[str, ...] = (),
    dtypes: tuple[str, ...] = DTYPES,
    rtol: float = 1e-4,
    atol: float = checks.ATOL,
    mistakes: Callable[..., Mapping[str, Any]] | None = None,
) -> None:
    """The same for a function of the test's own that runs beside the student's names: see `course.helpers.observe`."""
    caller = sys._getframe(1)
    watched = partial(observe_in, caller.f_globals, probe)
    _calls(
        caller,
        probe.__code__.co_names,
        probe,
        watched,
        cases,
        gives,
        given,
        without,
        names,
        (),
        1,
        dtypes,
        rtol,
        atol,
        mistakes,
    )


def _calls(
    caller: FrameType,
    mentioned: Sequence[str],
    named: Callable[..., Any],
    function: Callable[..., Any],
    cases: Case | Sequence[Case],
    gives: Any,
    given: Sequence[str],
    without: Sequence[str],
    names: tuple[str, ...],
    changes: tuple[str, ...],
    times: int,
    dtypes: tuple[str, ...],
    rtol: float,
    atol: float,
    mistakes: Callable[..., Mapping[str, Any]] | None,
) -> None:
    several = [cases] if isinstance(cases, Mapping) else list(cases)
    mark = known.fingerprint(several)
    name = getattr(named, "__name__", "function")
    exercise = _exercise(mentioned, name)
    if changes:
        names = (*(names or ("result",)), *changes)
    with rebound(caller.f_globals, _lent(given) | dict.fromkeys(without, checks.own_loop)):
        if known.recorded is not None:
            known.record(mark, [_Call(function, name, case, changes, times).outcome for case in several])
            return
        for dtype in _tried(several, dtypes):
            made = [_Call(function, name, _cast(case, dtype), changes, times) for case in several]
            known_mistake = partial(_mistake, exercise, mark, made, rtol, atol)
            for index, call in enumerate(made):
                want = _wanted(gives, cases, index, changes, times)
                told = mistakes(want, *call.before.values()) if mistakes is not None else {}
                call.check(want, names, told, known_mistake, rtol, atol)


class _Call:
    """One call on copies of the arguments: what they were, what they are now, and what came."""

    def __init__(self, function: Callable[..., Any], name: str, case: Case, changes: tuple[str, ...], times: int):
        self.before = {key: copied(value) for key, value in case.items()}
        self.after = {key: copied(value) for key, value in case.items()}
        self.changes, self.times = changes, times
        self.called = _called(name, self.before, times)
        self.outcome: Any
        try:
            self.outcome = _result(function, self.after, changes, times)
        except Exception as error:
            self.outcome = error
        lost = [key for key, value in self.before.items() if _is_leaf(value) and not _is_leaf(self.after[key])]
        if lost and not isinstance(self.outcome, checks.Wrong):
            self.outcome = checks.wrong(of=self.called, mistake="leaf.lost")

    def check(
        self,
        want: Any,
        names: tuple[str, ...],
        mistakes: Mapping[str, Any],
        known_mistake: Callable[[], str | None],
        rtol: float,
        atol: float,
    ) -> None:
        if isinstance(self.outcome, checks.Wrong):
            raise self.outcome
        if isinstance(self.outcome, Exception):
            self._raise(self.outcome, known_mistake())
        for key, value in self.after.items():
            if key not in self.changes:
                self._same(key, value)
        try:
            for turn in range(self.times):
                got, wanted = (self.outcome, want) if self.times == 1 else (self.outcome[turn], want[turn])
                _compare(got, wanted, names, self.called, mistakes, rtol, atol)
        except checks.Wrong as wrong:
            named = known_mistake()
            if named is None or named == wrong.mistake:
                raise
            messages, values = wrong.said
            checks.fail(*messages, mistake=named, **values)

    def _same(self, key: str, value: Any) -> None:
        """An argument is what it was; what cannot be compared (a function, an optimizer) is not looked at."""
        before = self.before[key]
        if not _comparable(before):
            return
        if not checks.identical(value, before):
            self._changed(key, describe.value(before), describe.value(value))
        asked, now = (getattr(one, "requires_grad", None) for one in (before, value))
        if asked != now:
            self._changed(f"{key}.requires_grad", asked, now)

    def _changed(self, name: str, want: object, got: object) -> None:
        was, now = _("{name} was: {want}"), _("{name} is:  {got}")
        checks.fail(was, now, of=self.called, mistake="argument.changed", name=name, want=want, got=got)

    def _raise(self, error: Exception, named: str | None) -> None:
        mistake = named or next((key for words, key in _REFUSED.items() if words in str(error)), None)
        if mistake is None:
            raise error
        checks.fail(_("Python stopped: {error}"), of=self.called, mistake=mistake, error=error)


def copied(value: Any) -> Any:
    """A copy of arrays and tensors (with their `requires_grad` and `.grad`), alone or in lists, tuples and dicts."""
    if isinstance(value, torch.Tensor):
        copy = value.detach().clone().requires_grad_(value.requires_grad)
        if value.grad is not None:
            copy.grad = value.grad.clone()
        return copy
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) in (list, tuple):
        return type(value)(copied(part) for part in value)
    if type(value) is dict:
        return {key: copied(part) for key, part in value.items()}
    return value


def _cast(case: Case, dtype: str | None) -> Case:
    return case if dtype is None else {key: _in_dtype(value, dtype) for key, value in case.items()}


def _in_dtype(value: Any, dtype: str) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(dtype)
    if isinstance(value, torch.Tensor) and value.is_floating_point():
        cast = value.detach().to(getattr(torch, dtype), copy=True).requires_grad_(value.requires_grad)
        if value.grad is not None:
            cast.grad = value.grad.to(cast.dtype)
        return cast
    if type(value) in (list, tuple):
        return type(value)(_in_dtype(part, dtype) for part in value)
    return value


def _result(function: Callable[..., Any], arguments: Mapping[str, Any], changes: tuple[str, ...], times: int) -> Any:
    results = []
    for _time in range(times):
        result = function(*arguments.values())
        if changes:
            result = (result, *(copied(arguments[key]) for key in changes))
        results.append(result)
    return results[0] if times == 1 else results


def _wanted(gives: Any, cases: Case | Sequence[Case], index: int, changes: tuple[str, ...], times: int) -> Any:
    if callable(gives):
        case = cases if isinstance(cases, Mapping) else cases[index]
        return _result(gives, {key: copied(value) for key, value in _cast(case, "float64").items()}, changes, times)
    return gives if isinstance(cases, Mapping) else gives[index]


def _compare(
    got: Any, want: Any, names: tuple[str, ...], of: str, mistakes: Mapping[str, Any], rtol: float, atol: float
) -> None:
    if "losses" not in names:
        checks.close(got, want, of=of, names=names, mistakes=mistakes, rtol=rtol, atol=atol)
        return
    if len(names) == 1:
        checks.losses(got, want, of=of, mistakes=mistakes, rtol=rtol)
        return
    at = names.index("losses")
    parts = list(checks.results(got, *names, of=of))
    checks.losses(parts.pop(at), want[at], of=of, rtol=rtol)
    wanted = [part for index, part in enumerate(want) if index != at]
    rest = tuple(name for name in names if name != "losses")
    checks.close(parts, wanted, of=of, names=rest, mistakes=mistakes, rtol=rtol, atol=atol)


def _mistake(name: str, mark: str, made: Sequence[_Call], rtol: float, atol: float) -> str | None:
    return known.named(name, mark, [call.outcome for call in made], rtol=rtol, atol=atol)


def _lent(given: Sequence[str]) -> dict[str, Any]:
    """The reference's functions of these names; nothing where the solutions are not at hand."""
    step = known.current()
    if not given or step is None:
        return {}
    try:
        right = reference.load(step)
    except reference.NotAtHand:
        return {}
    return {name: getattr(right, name) for name in given}


def _exercise(mentioned: Sequence[str], name: str) -> str:
    """Which exercise this is, by the test's own code: a student's function may say of itself what it likes."""
    own = [one for one in mentioned if one in known.exercises()]
    return own[0] if len(own) == 1 else name


def _tried(cases: Sequence[Case], dtypes: tuple[str, ...]) -> tuple[str | None, ...]:
    """The dtypes to try; one turn where no case has an array or a tensor that they would change."""
    found = any(_in_dtype(value, dtype) is not value for case in cases for value in case.values() for dtype in dtypes)
    return dtypes if found else (None,)


def _called(name: str, arguments: Mapping[str, Any], times: int) -> str:
    """`descend(x, y, w, b, lr=0.1), x (4, 2) float64`."""
    shown = [f"{key}={value!r}" if type(value) in (int, float, str, bool) else key for key, value in arguments.items()]
    repeated = f" × {times}" if times > 1 else ""
    return f"{name}({', '.join(shown)}){repeated}" + next(
        (
            f", {key} {tuple(value.shape)} {str(value.dtype).removeprefix('torch.')}"
            for key, value in arguments.items()
            if isinstance(value, np.ndarray | torch.Tensor)
        ),
        "",
    )


def _is_leaf(value: Any) -> bool:
    return isinstance(value, torch.Tensor) and value.is_leaf and value.requires_grad


def _comparable(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_comparable(part) for part in value)
    if isinstance(value, dict):
        return all(_comparable(part) for part in value.values())
    return value is None or isinstance(value, bool | int | float | str | np.generic | np.ndarray | torch.Tensor)
