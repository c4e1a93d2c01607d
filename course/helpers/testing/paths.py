"""A test of an optimizer: where its steps lead. `expect.path`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from course.helpers import iterates
from course.helpers.compare import difference
from course.helpers.forbidden import forbidden
from course.helpers.testing import checks, known

Case = Mapping[str, Any]

# dtype → the tolerance, relative and absolute
_TOLERANCE = {torch.float64: 1e-6, torch.float32: 1e-4}


def path(optimizer: Callable[..., Any], cases: Case | Sequence[Case], *, gives: Any) -> None:
    """Check where the steps of `optimizer`, a class, lead its parameters.

    cases: of each, `params` are the values at the start, `gradients` for each step what `backward` would leave in
    each `.grad`; lists of numbers or tensors. Everything else are options: `optimizer([…], lr=0.1)`. `zero_grad()` is
    called before the first step and after each one. gives: the places after each step, all parameters in one row; a
    list of these for a list of cases; or a class (the reference) that takes the steps itself.

    Each case is tried in float64 and in float32, and a second time while another optimizer of the class steps beside
    it. `torch.optim` cannot be used meanwhile. Raises Wrong, with the name of the mistake where one is known.
    """
    caller = sys._getframe(1)
    several = [cases] if isinstance(cases, Mapping) else list(cases)
    wanted = gives if callable(gives) or not isinstance(cases, Mapping) else [gives]
    mark = known.fingerprint(several)
    if known.recorded is not None:
        known.record(mark, [_outcome(optimizer, case, torch.float64, caller.f_globals) for case in several])
        return
    exercise = next((one for one in caller.f_code.co_names if one in known.exercises()), "")
    for dtype, tolerance in _TOLERANCE.items():
        outcomes = [_outcome(optimizer, case, dtype, caller.f_globals) for case in several]
        for index, (case, got) in enumerate(zip(several, outcomes, strict=True)):
            mistake = known.named(exercise, mark, outcomes, rtol=tolerance, atol=tolerance)
            _raise(got, mistake, optimizer, case)
            beside = _outcome(optimizer, case, dtype, caller.f_globals, beside=True)
            _raise(beside, mistake, optimizer, case)
            same = difference(beside, got, rtol=0, atol=0) is None
            want = _walked(wanted, case, torch.float64) if callable(wanted) else _row(wanted[index])
            found = difference(got, want, rtol=tolerance, atol=tolerance)
            if found is not None:
                named = mistake or (None if same else "state.shared")
                checks.fail(*found.messages, of=_called(optimizer, case), mistake=named, **found.values)
            checks.that(same, of=_called(optimizer, case), mistake="state.shared")


def _row(values: Any) -> torch.Tensor:
    return torch.as_tensor(values, dtype=torch.float64)


def _walked(optimizer: Callable[..., Any], case: Case, dtype: torch.dtype, beside: bool = False) -> torch.Tensor:
    options = {name: value for name, value in case.items() if name not in ("params", "gradients")}
    start = [torch.as_tensor(value, dtype=dtype) for value in case["params"]]
    gradients = [[torch.as_tensor(value, dtype=dtype) for value in step] for step in case["gradients"]]
    return iterates.of(optimizer, start, gradients, called=_called(optimizer, case), beside=beside, **options)


def _outcome(
    optimizer: Callable[..., Any], case: Case, dtype: torch.dtype, namespace: dict[str, Any], beside: bool = False
) -> Any:
    try:
        with forbidden(namespace, "torch.optim"):
            return _walked(optimizer, case, dtype, beside)
    except Exception as error:
        return error


def _raise(outcome: Any, mistake: str | None, optimizer: Callable[..., Any], case: Case) -> None:
    if not isinstance(outcome, Exception):
        return
    if mistake is None or isinstance(outcome, AssertionError):
        raise outcome
    checks.fail(iterates.STOPPED, of=_called(optimizer, case), mistake=mistake, error=outcome)


def _called(optimizer: Callable[..., Any], case: Case) -> str:
    """`Momentum(params, lr=0.1, momentum=0.6)`."""
    options = [f"{name}={value}" for name, value in case.items() if name not in ("params", "gradients")]
    return f"{getattr(optimizer, '__name__', 'optimizer')}({', '.join(['params', *options])})"
