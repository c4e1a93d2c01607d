"""A test as a call and what it gives: `expect.calls`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial, wraps
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
import torch

from course.helpers import reference
from course.helpers.compare import difference
from course.helpers.forbidden import forbidden
from course.helpers.language import _
from course.helpers.observe import observe_in, rebound
from course.helpers.testing import checks, known
from course.helpers.testing.values import Optimizer, arguments, comparable, content, copied, in_dtype, is_leaf

Case = Mapping[str, Any]

DTYPES = ("float64", "float32")
# How PyTorch words what goes wrong with a leaf, and the mistake that it is.
_REFUSED = {
    "leaf Variable that requires grad is being used in an in-place operation": "leaf.in_graph",
    "does not require grad and does not have a grad_fn": "graph.cut",
}


class _How(NamedTuple):
    """How the results are compared, and what else is asked: see `calls`."""

    names: tuple[str, ...]
    changes: tuple[str, ...] = ()
    times: int = 1
    dtypes: tuple[str, ...] = DTYPES
    watched: bool = False
    exactly: bool = False
    fresh: bool = False
    forbids: str = ""
    rtol: float = 1e-4
    atol: float = checks.ATOL


def calls(
    function: Callable[..., Any],
    cases: Case | Sequence[Case],
    *,
    gives: Any,
    given: Sequence[str] = (),
    without: Sequence[str] = (),
    names: tuple[str, ...] = (),
    changes: tuple[str, ...] = (),
    **how: Any,
) -> None:
    """Check what `function` gives for each of `cases`: its arguments by name, in the function's order.

    gives: the value for one case, a list of values for a list of cases, or a function (the reference) that computes
    it from copies of the arguments in double precision. given: the exercises that the student's code finds correct,
    where the solutions are at hand; in a student's own kernel their own functions are used. without: exercises that
    would do this one's whole work; to call one is a mistake. names: of the parts of the result; a part whose name
    ends with `losses` is a list of losses, each compared at its own size. changes: arguments that are changed in
    place; their new values follow what the function returns, as further parts: of a model, the list of its parameters.

    how: `times`: how often the function is called on the same arguments; with more than one, the result is a list of
    these results. `dtypes`: each case is tried with its floating-point arrays and tensors in each of these; () leaves
    them as they are. `exactly`: tensors must have the wanted dtype. `fresh`: the result shares no memory with the
    arguments. `forbids`: "torch.autograd" or "torch.optim", which the student's code cannot use meanwhile. `rtol`,
    `atol`: as `close` has them.

    A function gets copies. Raises Wrong where an argument changes that is not in `changes`, where a leaf is one no
    longer, and where a result is not the wanted one. An exception of the function's is raised as it is, unless it is
    that of a known mistake.
    """
    caller = sys._getframe(1)
    if changes:
        names = (*(names or ("result",)), *changes)
    exercise = _exercise(caller.f_code.co_names, function)
    with _among(caller.f_globals, given, without):
        _check(function, exercise, caller.f_globals, cases, gives, _How(names, changes, **how))


def observed(
    probe: Callable[..., Any],
    cases: Case | Sequence[Case],
    *,
    gives: Any,
    given: Sequence[str] = (),
    without: Sequence[str] = (),
    names: tuple[str, ...] = (),
    **how: Any,
) -> None:
    """The same for a function of the test's own that runs beside the student's names: see `course.helpers.observe`."""
    caller = sys._getframe(1)
    watched = wraps(probe)(partial(observe_in, caller.f_globals, probe))
    exercise = _exercise(probe.__code__.co_names, probe)
    with _among(caller.f_globals, given, without):
        _check(watched, exercise, caller.f_globals, cases, gives, _How(names, watched=True, **how))


def after_change(function: Callable[..., Any], *arguments: Any) -> Any:
    """What `function(*arguments)` has given, when the numbers in the arguments have changed since."""
    result = function(*arguments)
    for value in arguments:
        if isinstance(value, np.ndarray | torch.Tensor):
            value += 100
    return result


def _among(namespace: dict[str, Any], given: Sequence[str], without: Sequence[str]) -> AbstractContextManager[None]:
    return rebound(namespace, _lent(given) | dict.fromkeys(without, checks.own_loop))


def _check(
    function: Callable[..., Any],
    exercise: str,
    namespace: dict[str, Any],
    cases: Case | Sequence[Case],
    gives: Any,
    how: _How,
) -> None:
    several = [cases] if isinstance(cases, Mapping) else list(cases)
    mark = known.fingerprint(several)
    if known.recorded is not None:
        known.record(mark, [_Call(function, case, namespace, how).outcome for case in several])
        return
    for dtype in _tried(several, how.dtypes):
        made = [_Call(function, _cast(case, dtype), namespace, how) for case in several]
        for index, call in enumerate(made):
            want = _wanted(gives, cases, index, how)
            call.check(want, partial(_mistake, exercise, mark, made, how))
            if how.fresh:
                later = observe_in(namespace, after_change, function, *copied(list(call.before.values())))
                shared = difference(later, want, rtol=how.rtol, atol=how.atol) is not None
                checks.that(not shared, of=call.called, mistake="memory.shared")


class _Call:
    """One call on copies of the arguments: what they were, what they are now, and what came."""

    def __init__(self, function: Callable[..., Any], case: Case, namespace: dict[str, Any], how: _How) -> None:
        self.how = how
        self.before = {key: copied(value) for key, value in case.items()}
        self.after = arguments(case)
        kept = {key: list(self.after[key].parameters()) for key in how.changes if _is_model(self.after[key])}
        self.called = _called(getattr(function, "__name__", "function"), self.before, how.times)
        self.outcome: Any
        try:
            with forbidden(namespace, how.forbids) if how.forbids else nullcontext():
                self.outcome = _result(function, self.after, how)
        except Exception as error:
            self.outcome = error
        lost = [key for key, value in self.before.items() if is_leaf(value) and not is_leaf(self.after[key])]
        if lost and not isinstance(self.outcome, checks.Wrong):
            self.outcome = checks.wrong(of=self.called, mistake="leaf.lost")
        for key, parameters in kept.items():
            now = list(self.after[key].parameters())
            if len(now) != len(parameters) or any(one is not other for one, other in zip(now, parameters, strict=True)):
                self.outcome = checks.wrong(of=self.called, mistake="parameter.replaced")

    def check(self, want: Any, known_mistake: Callable[..., str | None]) -> None:
        """Raise Wrong unless this is what was asked; `known_mistake` looks for the name of the mistake."""
        if isinstance(self.outcome, checks.Wrong):
            raise self.outcome
        if isinstance(self.outcome, Exception):
            self._raise(self.outcome, known_mistake())
        for key, value in self.after.items():
            # A test's own function may change them. A function or an optimizer cannot be compared.
            if key not in self.how.changes and not self.how.watched and comparable(self.before[key]):
                checks.same(key, value, self.before[key], of=self.called)
        try:
            for turn in range(self.how.times):
                got, wanted = (self.outcome, want) if self.how.times == 1 else (self.outcome[turn], want[turn])
                _compare(got, wanted, self.called, self.how)
        except checks.Wrong as wrong:
            named = known_mistake() or wrong.mistake or known_mistake(kinds=False)
            if named == wrong.mistake:
                raise
            messages, values = wrong.said
            checks.fail(*messages, mistake=named, **values)

    def _raise(self, error: Exception, named: str | None) -> None:
        mistake = named or next((key for words, key in _REFUSED.items() if words in str(error)), None)
        if mistake is None:
            raise error
        checks.fail(_("Python stopped: {error}"), of=self.called, mistake=mistake, error=error)


def _is_model(value: Any) -> bool:
    return isinstance(value, torch.nn.Module)


def _cast(case: Case, dtype: str | None) -> Case:
    return case if dtype is None else {key: in_dtype(value, dtype) for key, value in case.items()}


def _result(function: Callable[..., Any], given: Mapping[str, Any], how: _How) -> Any:
    results = []
    for _time in range(how.times):
        result = function(*given.values())
        if how.changes:
            own = how.names[: -len(how.changes)]
            parts = [result] if len(own) == 1 else checks.results(result, *own)
            result = (*parts, *(content(given[key]) for key in how.changes))
        results.append(result)
    return results[0] if how.times == 1 else results


def _wanted(gives: Any, cases: Case | Sequence[Case], index: int, how: _How) -> Any:
    if callable(gives):
        case = cases if isinstance(cases, Mapping) else cases[index]
        return _result(gives, arguments(_cast(case, "float64")), how)
    return gives if isinstance(cases, Mapping) else gives[index]


def _compare(got: Any, want: Any, of: str, how: _How) -> None:
    if how.names == ("losses",):
        checks.losses(got, want, of=of, rtol=how.rtol)
        return
    names = tuple(name for name in how.names if not name.endswith("losses"))
    if names != how.names:
        parts = dict(zip(how.names, zip(checks.results(got, *how.names, of=of), want, strict=True), strict=True))
        for name in how.names:
            if name not in names:
                one, other = parts.pop(name)
                checks.losses(one, other, of=of if name == "losses" else f"{of}: {name}", rtol=how.rtol)
        got, want = [one for one, _other in parts.values()], [other for _one, other in parts.values()]
    checks.close(got, want, of=of, names=names, rtol=how.rtol, atol=how.atol)
    if how.exactly:
        several = isinstance(want, list | tuple)
        for one, other in zip(got, want, strict=True) if several else [(got, want)]:
            checks.that(one.dtype == other.dtype, of=of, mistake="dtype.wrong")


def _mistake(exercise: str, mark: str, made: Sequence[_Call], how: _How, kinds: bool = True) -> str | None:
    outcomes = [call.outcome for call in made]
    return known.named(exercise, mark, outcomes, kinds=kinds, rtol=how.rtol, atol=how.atol)


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


def _exercise(mentioned: Sequence[str], function: Callable[..., Any]) -> str:
    """Which exercise this is, by the test's own code: a student's function may say of itself what it likes."""
    own = [one for one in mentioned if one in known.exercises()]
    return own[0] if len(own) == 1 else getattr(function, "__name__", "")


def _tried(cases: Sequence[Case], dtypes: tuple[str, ...]) -> tuple[str | None, ...]:
    """The dtypes to try; one turn where no case has an array or a tensor that they would change."""
    found = any(in_dtype(value, dtype) is not value for case in cases for value in case.values() for dtype in dtypes)
    return dtypes if found else (None,)


def _shown(value: Any) -> str:
    is_shape = type(value) is tuple and all(type(size) is int for size in value)
    if is_shape or type(value) in (int, float, str, bool, Optimizer):
        return f"={value!r}"
    return f"={value.__name__}" if isinstance(value, FunctionType | type) else ""


def _called(name: str, arguments: Mapping[str, Any], times: int) -> str:
    """`descend(x, y, w, b, lr=0.1), x (4, 2) float64`."""
    shown = [f"{key}{_shown(value)}" for key, value in arguments.items()]
    repeated = f" × {times}" if times > 1 else ""
    return f"{name}({', '.join(shown)}){repeated}" + next(
        (
            f", {key} {tuple(value.shape)} {str(value.dtype).removeprefix('torch.')}"
            for key, value in arguments.items()
            if isinstance(value, np.ndarray | torch.Tensor)
        ),
        "",
    )
