"""The calls of a test: the arguments that each gets, what comes of it, and whether that is what was asked."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from functools import partial
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np
import torch

from course.helpers import describe
from course.helpers.compare import NOT_OF_KIND, OTHER_TYPE, WANT_GOT, Difference, difference
from course.helpers.forbidden import forbidden
from course.helpers.language import Word, _
from course.helpers.observe import call_each, observe_each
from course.helpers.testing import checks
from course.helpers.testing.stops import stop
from course.helpers.testing.values import Optimizer, arguments, comparable, content, copied, is_leaf

Case = Mapping[str, Any]

DTYPES = ("float64", "float32")


class Test(NamedTuple):
    """Whose test this is: the exercise, what messages call its function, the notebook's names, the test's file name."""

    exercise: str
    name: str
    namespace: dict[str, Any]
    filename: str


# What messages call the parts that no test has named.
RESULT = (Word(_("result")),)
# Told by the kind of the entries alone, as the mistakes `type.…` are.
_KINDS_OF_LOSSES = ("losses.tensor", "losses.not_floats")
GRADIENTS = Word(_("gradients"))


class How(NamedTuple):
    """How the results are compared, and what else is asked: see `calls`."""

    names: tuple[str, ...]
    changes: tuple[str, ...] = ()
    times: int = 1
    dtypes: tuple[str, ...] = DTYPES
    watched: bool = False
    exactly: bool = False
    fresh: bool = False
    forbids: str = ""
    any_result: bool = False
    gradients: str = ""
    rtol: float = 1e-4
    atol: float = checks.ATOL


def how_asked(names: tuple[str, ...], changes: tuple[str, ...], **options: Any) -> How:
    """The options of `calls`. The names of the gradients and of the changed arguments follow those of the result."""
    if options.get("gradients"):
        names = (*(names or RESULT), GRADIENTS)
    if changes:
        names = changes if options.get("any_result") else (*(names or RESULT), *changes)
    return How(names, changes, **options)


class Call:
    """A call on copies of the arguments: what they were, what they are now, and what came."""

    def __init__(self, case: Case, name: str, how: How) -> None:
        self.how = how
        self.before = {key: copied(value) for key, value in case.items()}
        self.after = arguments(case)
        self.kept = {
            key: [(parameter, parameter.dtype) for parameter in self.after[key].parameters() if parameter.requires_grad]
            for key in how.changes
            if isinstance(self.after[key], torch.nn.Module)
        }
        self.called = _called(name, self.before, how.times)
        self.results: list[Any] = []
        self.outcome: Any = None

    def take(self, came: Any) -> None:
        """`came`: what the function has returned, or its exception."""
        try:
            if not isinstance(came, Exception) and self._has_gone_back():
                came = checks.wrong(of=self.called, mistake="backward.inside")
            self.outcome = came if isinstance(came, Exception) else _parts(came, self.after, self.how)
        except Exception as error:
            self.outcome = error
        self.results.append(self.outcome)

    def _has_gone_back(self) -> bool:
        """Whether the function has called backward(): the test asks for the gradients without filling .grad."""
        model = self.after[self.how.gradients] if self.how.gradients else None
        return model is not None and any(parameter.grad is not None for parameter in model.parameters())

    def look(self) -> None:
        """After the last time: what the outcome is, and whether the arguments are still what they must be."""
        if self.how.times > 1 and not isinstance(self.outcome, Exception):
            self.outcome = self.results
        lost = [key for key, value in self.before.items() if is_leaf(value) and not is_leaf(self.after[key])]
        if lost and not isinstance(self.outcome, checks.Wrong):
            self.outcome = checks.wrong(of=self.called, mistake="leaf.lost")
        for key, parameters in self.kept.items():
            mistake = _lost(parameters, list(self.after[key].parameters()))
            if mistake is not None and not isinstance(self.outcome, Exception):
                self.outcome = checks.wrong(of=self.called, mistake=mistake)

    def check(self, want: Any, known_mistake: Callable[..., str | None], test: Test) -> None:
        """Raise Wrong unless this is what was asked; `known_mistake` looks for the name of the mistake."""
        if isinstance(self.outcome, checks.Wrong):
            raise self.outcome
        failed = isinstance(self.outcome, Exception)
        for key, value in self.after.items():
            # A test's own function may change them. A function or an optimizer cannot be compared. An error in the
            # first call is told before a changed argument. An error in a later call can come from the change.
            kept = key not in self.how.changes and not self.how.watched and comparable(self.before[key])
            if kept and (not failed or len(self.results) > 1):
                checks.same(key, value, self.before[key], of=self.called)
        if isinstance(self.outcome, Exception):
            stop(
                self.outcome,
                known_mistake(),
                called=self.called,
                namespace=test.namespace,
                test=test.filename,
                watched=self.how.watched,
            )
        try:
            for turn in range(self.how.times):
                got, wanted = (self.outcome, want) if self.how.times == 1 else (self.outcome[turn], want[turn])
                _compare(got, wanted, self.called, self.how)
        except checks.Wrong as wrong:
            own, (messages, values) = wrong.mistake, wrong.said
            of_kind = own if str(own).startswith(("type.", *_KINDS_OF_LOSSES)) else None
            # A value of the right type may have the number that an answer of another type gives.
            untold = () if OTHER_TYPE in messages else NOT_OF_KIND.values()
            by_value, in_part = partial(known_mistake, kinds=False), partial(known_mistake, in_part=True)
            keys = (way() for way in (known_mistake, lambda: own, by_value, in_part))
            named = of_kind or next((key for key in keys if key and key not in untold), None)
            if "part" in values:
                part = values["part"]
                # A part that is None may lack a return only where it is the whole result or a call, as `model(x)` is.
                reason = values["reason"] if part == RESULT[0] or str(part).endswith(")") else None
                values = {**values, "part": self.parameters().get(str(part), part), "reason": reason}
            checks.fail(*messages, mistake=named, **values)

    def parameters(self) -> dict[str, str]:
        """What messages call a model's parameters: their place in the list of them → `model[0].bias`."""
        names = {}
        for key in (*self.how.changes, *filter(None, [self.how.gradients])):
            model = self.after[key]
            if isinstance(model, torch.nn.Module):
                for index, (name, _parameter) in enumerate(model.named_parameters()):
                    code = key + "".join(f"[{one}]" if one.isdigit() else f".{one}" for one in name.split("."))
                    names[f"{key}[{index}]"] = code
                    if key == self.how.gradients:
                        names[f"gradients[{index}]"] = f"{code}.grad"
        return names


def _lost(before: Sequence[tuple[torch.nn.Parameter, torch.dtype]], now: Sequence[torch.nn.Parameter]) -> str | None:
    """The mistake where a parameter that was to change is another one now, learns no more, or has another dtype."""
    if len(now) < len(before) or not all(any(one is other for other in now) for one, _dtype in before):
        return "parameter.replaced"
    if not all(one.requires_grad for one, _dtype in before):
        return "parameters.frozen"
    return None if all(one.dtype == dtype for one, dtype in before) else "dtype.wrong"


def made(function: Callable[..., Any], cases: Sequence[Case], test: Test, how: How) -> list[Call]:
    """The calls of these cases. Where the function lives in another process, it is asked once for all of them."""
    calls = [Call(case, test.name, how) for case in cases]
    each = observe_each if how.watched else call_each
    with forbidden(test.namespace, how.forbids) if how.forbids else nullcontext():
        for _time in range(how.times):
            going = [call for call in calls if not isinstance(call.outcome, Exception)]
            came = each(test.namespace, function, [tuple(call.after.values()) for call in going])
            for call, one in zip(going, came, strict=True):
                call.take(one)
    for call in calls:
        call.look()
    return calls


def result(function: Callable[..., Any], given: Mapping[str, Any], how: How) -> Any:
    """What the calls give, and then what is in the arguments that they change; a list of these for several calls."""
    results = [_parts(function(*given.values()), given, how) for _time in range(how.times)]
    return results[0] if how.times == 1 else results


def _parts(came: Any, given: Mapping[str, Any], how: How) -> Any:
    """What a call gives, as it is compared: with the gradients and the changed arguments as further parts."""
    if how.gradients and isinstance(came, torch.Tensor):
        parameters = list(given[how.gradients].parameters())
        found = torch.autograd.grad(came.sum(), parameters, allow_unused=True, materialize_grads=True)
        came = (came.detach(), list(found))
    elif how.gradients:
        came = (came, None)
    if how.changes:
        own = how.names[: -len(how.changes)]
        parts = [] if how.any_result else [came] if len(own) == 1 else checks.results(came, *own)
        came = (*parts, *(content(given[key]) for key in how.changes))
    return came


def share_memory(
    function: Callable[..., Any], calls: Sequence[Call], wanted: Sequence[Any], test: Test
) -> list[Difference | None]:
    """Of each call: what of its result, or of what it has changed, follows the arguments when their numbers change
    afterwards; None where nothing does.

    Raises what the function raises.
    """
    how = calls[0].how
    several = [(function, arguments(call.before), how.changes) for call in calls]
    found = []
    for later, want in zip(observe_each(test.namespace, _after_change, several), wanted, strict=True):
        if isinstance(later, Exception):
            raise later
        parts = later[1:] if how.any_result else later
        got = parts if how.changes else parts[0]
        found.append(difference(got, want, how.names, rtol=how.rtol, atol=how.atol))
    return found


def _after_change(function: Callable[..., Any], given: dict[str, Any], changes: tuple[str, ...]) -> list[Any]:
    came = function(*given.values())
    for key, value in given.items():
        if key not in changes and isinstance(value, np.ndarray | torch.Tensor):
            value += 100
    return [came, *(content(given[key]) for key in changes)]


def _compare(got: Any, want: Any, of: str, how: How) -> None:
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
        names, ones, others = (how.names, got, want) if several else (("",), [got], [want])
        for name, one, other in zip(names, ones, others, strict=True):
            if one.dtype != other.dtype:
                shown = {"want": describe.value(other), "got": describe.value(one)}
                messages = (_("In {part}:"), *WANT_GOT) if name else WANT_GOT
                checks.fail(*messages, of=of, mistake="dtype.wrong", part=name, **shown)


def _shown(value: Any) -> str:
    is_shape = type(value) is tuple and all(type(size) is int for size in value)
    if is_shape or value is None or type(value) in (int, float, str, bool, Optimizer, torch.device):
        return f"={value!r}"
    if isinstance(value, torch.nn.Module) and hasattr(value, "reduction"):  # a loss; its repr leaves the reduction out
        return f"={type(value).__name__}({'' if value.reduction == 'mean' else f'reduction={value.reduction!r}'})"
    if isinstance(value, FunctionType | type):
        return f"={getattr(value, '_shown_as', value.__name__)}"
    shown = describe.plain(value)
    return f"={shown}" if shown is not None else ""


def _called(name: str, arguments: Mapping[str, Any], times: int) -> str:
    """`descend(x, y, w, b, lr=0.1), x (4, 2) float64, y (4,), w (2,)`: a dtype that does not change is shown once."""
    shown = [f"{key}{_shown(value)}" for key, value in arguments.items()]
    repeated = f" × {times}" if times > 1 else ""
    arrays = [f"{name}({', '.join(shown)}){repeated}"]
    last = ""
    for key, value in arguments.items():
        if isinstance(value, np.ndarray | torch.Tensor):
            dtype = str(value.dtype).removeprefix("torch.")
            arrays.append(f"{key} {tuple(value.shape)}" + f" {dtype}" * (dtype != last))
            last = dtype
    return ", ".join(arrays)
