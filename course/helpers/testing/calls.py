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
from course.helpers.observe import rebound
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
    where the solutions are at hand; in a student's own kernel their own functions are used. names: of the parts of
    the result; the part called `losses` is a list of losses, each compared at its own size. changes: arguments that
    are changed in place; their new values follow what the function returns, as further parts. times: how often the
    function is called on the same arguments; with more than one, the result is a list of these results. dtypes:
    each case is tried with its floating-point arrays and tensors in each of these; () leaves them as they are.
    mistakes: called with the wanted value and the case's arguments, it gives key → the value of that mistake, for
    calls that the table of known mistakes does not have.

    A function gets copies. Raises Wrong where an argument changes that is not in `changes`, where a leaf is one no
    longer, and where a result is not the wanted one (`close` says how values are compared). An exception of the
    function's is raised as it is, unless it is that of a known mistake.
    """
    caller = sys._getframe(1)
    several = [cases] if isinstance(cases, Mapping) else list(cases)
    mark = known.fingerprint(several)
    name = _name_of(function, caller)
    with rebound(caller.f_globals, _lent(given)):
        if known.recorded is not None:
            known.record(mark, [_Call(function, name, case, changes, times).outcome for case in several])
            return
        for dtype in dtypes or (None,):
            made = [_Call(function, name, _cast(case, dtype), changes, times) for case in several]
            known_mistake = partial(_mistake, name, mark, made, rtol, atol)
            for index, call in enumerate(made):
                want = _wanted(gives, cases, index, changes, times)
                told = mistakes(want, *call.before.values()) if mistakes is not None else {}
                call.check(want, names, told, known_mistake, rtol, atol)


class _Call:
    """One call on copies of the arguments: what they were, what they are now, and what came."""

    def __init__(self, function: Callable[..., Any], name: str, case: Case, changes: tuple[str, ...], times: int):
        self.before = {key: copied(value) for key, value in case.items()}
        self.after = {key: copied(value) for key, value in case.items()}
        self.changes = changes
        self.called = _called(name, self.before, times)
        self.outcome: Any
        try:
            self.outcome = _result(function, self.after, changes, times)
        except Exception as error:
            self.outcome = error

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
            elif isinstance(value, torch.Tensor) and self.before[key].requires_grad:
                checks.that(value.is_leaf and value.requires_grad, of=self.called, mistake="leaf.lost")
        try:
            _compare(self.outcome, want, names, self.called, mistakes, rtol, atol)
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


def _name_of(function: Callable[..., Any], caller: FrameType) -> str:
    """What the test calls it by: a student's function may say of itself what it likes."""
    own = [name for name in caller.f_code.co_names if name in known.exercises()]
    return own[0] if len(own) == 1 else getattr(function, "__name__", "function")


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


def _comparable(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return all(_comparable(part) for part in value)
    if isinstance(value, dict):
        return all(_comparable(part) for part in value.values())
    return value is None or isinstance(value, bool | int | float | str | np.generic | np.ndarray | torch.Tensor)
