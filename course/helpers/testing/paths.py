"""A test of an optimizer: where its steps lead. `expect.path`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import torch

from course.helpers import iterates
from course.helpers.compare import difference
from course.helpers.forbidden import forbidden
from course.helpers.observe import observe_each
from course.helpers.testing import checks, known
from course.helpers.testing.stops import stop

Case = Mapping[str, Any]

# dtype → the tolerance, relative and absolute
_TOLERANCE = {torch.float64: 1e-6, torch.float32: 1e-4}


def path(optimizer: Callable[..., Any], cases: Case | Sequence[Case], *, gives: Any) -> None:
    """Check where the steps of `optimizer`, a class, lead its parameters.

    cases: of each, `params` are the values at the start, `gradients` for each step what `backward` would leave in
    each `.grad`; lists of numbers or tensors. Everything else are options: `optimizer([…], lr=0.1)`. `zero_grad()` is
    called before the first step and after each one. gives: the places after each step, all parameters in one row; a
    list of these for a list of cases; or a class (the reference) that takes the steps itself.

    Each case is tried in float64 and in float32. It is tried a second time while another optimizer of the class steps
    beside it, with an iterator of the parameters in place of their list. `torch.optim` cannot be used meanwhile.

    Raises Wrong, with the name of the mistake where one is known.
    """
    caller = sys._getframe(1)
    namespace, test = caller.f_globals, caller.f_code.co_filename
    name = getattr(optimizer, "__name__", "optimizer")
    several = [cases] if isinstance(cases, Mapping) else list(cases)
    wanted = gives if callable(gives) or not isinstance(cases, Mapping) else [gives]
    mark = known.fingerprint(several)
    walks = partial(_outcomes, optimizer, name, several)
    if known.recorded is not None:
        known.record(mark, walks(torch.float64, namespace)[0])
        return
    exercise = next((one for one in caller.f_code.co_names if one in known.exercises()), "")
    for dtype, tolerance in _TOLERANCE.items():
        alone, besides = walks(dtype, namespace)
        mistake = known.named(exercise, mark, alone, rtol=tolerance, atol=tolerance)
        for index, (case, got, beside) in enumerate(zip(several, alone, besides, strict=True)):
            of = _called(name, case)
            if isinstance(got, checks.Wrong):
                raise got
            if isinstance(got, Exception):
                stop(got, mistake, called=of, namespace=namespace, test=test, watched=True)
            stopped = isinstance(beside, Exception)
            same = not stopped and difference(beside, got, rtol=0, atol=0) is None
            apart = "params.exhausted" if stopped or _still(beside, case) else "state.shared"
            want = _wanted(wanted, name, case) if callable(wanted) else _row(wanted[index])
            found = difference(got, want, rtol=tolerance, atol=tolerance)
            if found is not None:
                named = mistake or ("argument.not_updated" if _still(got, case) else None if same else apart)
                checks.fail(*found.messages, of=of, mistake=named, **found.values)
            if isinstance(beside, checks.Wrong) and beside.mistake != "argument.not_updated":
                raise beside
            checks.that(same, of=of, mistake=apart)


def places(optimizer: Callable[..., Any], case: Case, namespace: dict[str, Any]) -> torch.Tensor:
    """Where the steps of `optimizer` lead on a case of `path`, for a test cell whose names are these."""
    ((came,), _beside) = _outcomes(optimizer, "optimizer", [case], torch.float64, namespace)
    if isinstance(came, Exception):
        raise came
    return came


def _row(values: Any) -> torch.Tensor:
    return torch.as_tensor(values, dtype=torch.float64)


def _walk(optimizer: Callable[..., Any], case: Case, dtype: torch.dtype, beside: bool = False) -> iterates.Walk:
    options = {name: value for name, value in case.items() if name not in ("params", "gradients")}
    start = [torch.as_tensor(value, dtype=dtype) for value in case["params"]]
    gradients = [[torch.as_tensor(value, dtype=dtype) for value in step] for step in case["gradients"]]
    return iterates.Walk(optimizer, start, gradients, options, beside)


def _wanted(optimizer: Callable[..., Any], name: str, case: Case) -> torch.Tensor:
    steps = _walk(optimizer, case, torch.float64)
    iterates.walk(*steps.arguments)
    return steps.places(None, _called(name, case))


def _outcomes(
    optimizer: Callable[..., Any], name: str, cases: Sequence[Case], dtype: torch.dtype, namespace: dict[str, Any]
) -> tuple[list[Any], list[Any]]:
    """What came of the steps of each case, alone and beside others, all of them taken where the student's code runs."""
    walks = [_walk(optimizer, case, dtype, beside) for beside in (False, True) for case in cases]
    with forbidden(namespace, "torch.optim"):
        stopped = observe_each(namespace, iterates.walk, [walk.arguments for walk in walks])
    names = [_called(name, case) for case in cases] * 2
    found = [_outcome(walk, *came) for walk, *came in zip(walks, stopped, names, strict=True)]
    return found[: len(cases)], found[len(cases) :]


def _outcome(walk: iterates.Walk, stopped: Any, called: str) -> Any:
    try:
        return walk.places(stopped, called)
    except Exception as error:
        return error


def _still(places: torch.Tensor, case: Case) -> bool:
    """Whether the parameters stay where they are at the start."""
    start = iterates.flat([torch.as_tensor(value) for value in case["params"]])
    return bool((places - start).abs().max() < 1e-6)


def _called(name: str, case: Case) -> str:
    """`Momentum(params, lr=0.1, momentum=0.6)`."""
    options = [f"{key}={value}" for key, value in case.items() if key not in ("params", "gradients")]
    return f"{name}({', '.join(['params', *options])})"
