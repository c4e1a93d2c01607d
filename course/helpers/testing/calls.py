"""A test as a call and what it gives: `expect.calls`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import FrameType, FunctionType
from typing import Any

from course.helpers import reference
from course.helpers.language import _
from course.helpers.observe import rebound
from course.helpers.testing import borrowing, checks, known
from course.helpers.testing.one_call import Call, Case, How, Test, how_asked, made, result, share_memory
from course.helpers.testing.values import arguments, in_dtype


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
    place; their new values follow what the function returns, as further parts: of a model, the list of its parameters,
    which must stay the same objects and go on requiring a gradient.

    how: `times`: how often the function is called on the same arguments; with more than one, the result is a list of
    these results. `dtypes`: each case is tried with its floating-point arrays and tensors in each of these; () leaves
    them as they are. `exactly`: tensors must have the wanted dtype. `fresh`: the result shares no memory with the
    arguments, nor does what it changes with the others. `any_result`: what the function returns is its own affair,
    and what it changes is all that is compared. `gradients`: an argument that is a model; the gradients that it gets
    from the result follow as a further part. `forbids`: "torch.autograd" or "torch.optim", which the student's code
    cannot use meanwhile. `rtol`, `atol`: as `close` has them.

    A function gets copies. Raises Wrong where an argument changes that is not in `changes`, where a leaf is one no
    longer, and where a result is not the wanted one. An exception of the function's is raised as it is, with the call
    as its note, unless it is that of a known mistake.
    """
    caller = sys._getframe(1)
    test = _test(caller, caller.f_code.co_names, function)
    with borrowing.without(caller.f_globals, without), rebound(caller.f_globals, _lent(given)):
        _check(function, test, cases, gives, how_asked(names, changes, **how))


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
    test = _test(caller, probe.__code__.co_names, probe)
    with borrowing.without(caller.f_globals, without), rebound(caller.f_globals, _lent(given)):
        _check(probe, test, cases, gives, How(names, watched=True, **how))


def _check(
    function: Callable[..., Any],
    test: Test,
    cases: Case | Sequence[Case],
    gives: Any,
    how: How,
) -> None:
    several = [cases] if isinstance(cases, Mapping) else list(cases)
    mark = known.fingerprint(several)
    if known.recorded is not None:
        known.record(mark, [call.outcome for call in made(function, several, test, how)])
        return
    for dtype in _tried(several, how.dtypes):
        calls_made = made(function, [_cast(case, dtype) for case in several], test, how)
        wanted = [_wanted(gives, cases, index, how) for index in range(len(several))]
        if dtype is not None and not how.exactly:  # what is expected is shown in the dtype of this call
            wanted = [in_dtype(want, dtype) for want in wanted]
        for call, want in zip(calls_made, wanted, strict=True):
            call.check(want, partial(_mistake, test.exercise, mark, calls_made, wanted, how), test)
        if how.fresh:
            for call, shared in zip(calls_made, share_memory(function, calls_made, wanted, test), strict=True):
                if shared is not None:
                    mistake = "parameter.aliased" if how.changes else "memory.shared"
                    part = shared.values.get("part", "")
                    where = [_("It is {part}.")] if part else []
                    checks.fail(*where, of=call.called, mistake=mistake, part=call.parameters().get(str(part), part))


def _cast(case: Case, dtype: str | None) -> Case:
    return case if dtype is None else {key: in_dtype(value, dtype) for key, value in case.items()}


def _wanted(gives: Any, cases: Case | Sequence[Case], index: int, how: How) -> Any:
    if callable(gives):
        case = cases if isinstance(cases, Mapping) else cases[index]
        return result(gives, arguments(_cast(case, "float64")), how)
    return gives if isinstance(cases, Mapping) else gives[index]


def _mistake(
    exercise: str,
    mark: str,
    several: Sequence[Call],
    wanted: Sequence[Any],
    how: How,
    *,
    kinds: bool = True,
    in_part: bool = False,
) -> str | None:
    outcomes = [call.outcome for call in several]
    if in_part:
        return known.in_part(exercise, mark, outcomes, wanted, times=how.times, rtol=how.rtol, atol=how.atol)
    return known.named(exercise, mark, outcomes, wanted=None if kinds else wanted, rtol=how.rtol, atol=how.atol)


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


def _test(caller: FrameType, mentioned: Sequence[str], function: Callable[..., Any]) -> Test:
    """Which exercise this is, by the test's own code: a student's function may say of itself what it likes."""
    if type(function) is FunctionType and function.__code__.co_filename == caller.f_code.co_filename:
        mentioned = function.__code__.co_names  # a function of the test's own, which calls the answer
        name = function.__name__
    else:
        name = ""
    own = [one for one in mentioned if one in known.exercises()]
    if not name or name == "<lambda>":
        name = own[0] if len(own) == 1 else getattr(function, "__name__", "function")
    return Test(own[0] if len(own) == 1 else name, name, caller.f_globals, caller.f_code.co_filename)


def _tried(cases: Sequence[Case], dtypes: tuple[str, ...]) -> tuple[str | None, ...]:
    """The dtypes to try; one turn where no case has an array or a tensor that they would change."""
    found = any(in_dtype(value, dtype) is not value for case in cases for value in case.values() for dtype in dtypes)
    return dtypes if found else (None,)
