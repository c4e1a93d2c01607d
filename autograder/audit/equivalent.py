"""Mutants that do the same as the solution: shown by trying, or listed in a reviewed file with the reason.

Shown means: on a thousand inputs (`calls`), for two calls in a row each, the same kind of result with the same shapes,
dtypes and values (up to rounding), the same gradients, the same memory shared with the arguments, the same effect on
the arguments, or an exception of the same type. An optimizer (a class with `step`) takes a few steps. Another
class, and a function that gives a function back, are not tried so: they are listed.
"""

import contextlib
import copy
import io
import math
import random
import tomllib
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch

from autograder.audit.calls import Call, leaves, like, record, varied
from autograder.audit.exercises import AuditedStep, Exercise
from autograder.engine.judge.clock import OutOfTime, alarm
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.notebook.code import python_of

INPUTS = 1000
STEPS = 5  # of an optimizer
SECONDS = 180  # for all inputs of one mutant


def reviewed(path: Path) -> dict[tuple[str, str], str]:
    """The file's mutants with their reasons, by exercise and change. Raises CourseError for one that is incomplete."""
    if not path.is_file():
        return {}
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("equivalent", [])
    except tomllib.TOMLDecodeError as error:
        raise CourseError(
            [Fault(path, None, _("this is no TOML ({error})", error=error), _("mend the file"))]
        ) from None
    faults = [
        Fault(path, None, _("entry {number} is incomplete", number=number), _("give it exercise, change and reason"))
        for number, entry in enumerate(entries, 1)
        if not all(str(entry.get(name, "")).strip() for name in ("exercise", "change", "reason"))
    ]
    if faults:
        raise CourseError(faults)
    return {(one["exercise"], one["change"].strip("\n")): one["reason"].strip() for one in entries}


def shown(step: AuditedStep, exercise: Exercise, source: str, inputs: int = INPUTS) -> bool:
    """Whether `source` does what the exercise's solution does on all of so many inputs. Runs both in this process."""
    with _limited(SECONDS), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        calls = record(step, exercise)
        ours, others = _names(step, {}), _names(step, {exercise.name: source})
        rng = np.random.default_rng(0)
        if not calls:
            return False
        for i in range(inputs):
            call = varied(calls[i % len(calls)], rng)
            if not _alike(_tried(ours, call, i), _tried(others, call, i)):
                return False
        return True
    return False


def _names(step: AuditedStep, answers: dict[str, str]) -> dict[str, Any]:
    """What the step's own cells and solutions, some of them replaced, define."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in step.plan.cells:
        if cell.kind == "setup" or (cell.kind == "student" and cell.grade_id):
            source = python_of(answers.get(cell.grade_id or "", cell.source))
            with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
                exec(compile(source, f"<{cell.grade_id}>", "exec"), names)
    return names


def _tried(names: Mapping[str, Any], call: Call, seed: int) -> list[Any]:
    """What two calls in a row with the same arguments give and leave behind."""
    given = args, kwargs = copy.deepcopy((call.args, call.kwargs))
    function: Any = names.get(call.name)
    if isinstance(function, type):
        function = function.apply if hasattr(function, "apply") else _walk(function)  # type: ignore[attr-defined]
    found: list[Any] = []
    for turn in range(2):
        random.seed(seed + turn)
        np.random.seed(seed + turn)
        torch.manual_seed(seed + turn)
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                result = function(*args, **kwargs)
        except Exception as error:
            return [*found, type(error)]
        found += [_kept(result), _gradients(result, given), _sharing(result, given)]
    return [*found, _kept(given)]


def _walk(optimizer: type[Any]) -> Callable[..., list[Any]]:
    """What makes an optimizer and takes steps with it: where the parameters are after each."""

    def walk(parameters: list[torch.Tensor], *args: Any, **kwargs: Any) -> list[Any]:
        found: list[Any] = []
        stepping = optimizer(parameters, *args, **kwargs)
        for turn in range(STEPS):
            stepping.zero_grad()
            found += [p.grad is None or bool((p.grad == 0).all()) for p in parameters]
            for p in parameters:
                p.grad = torch.randn_like(p) * (turn != 1)  # a gradient of 0 once
            stepping.step()
            found += [p.detach().clone() for p in parameters]
        return found

    return walk


def _kept(value: Any) -> Any:
    """A copy that later changes do not reach, and that can be compared."""
    if isinstance(value, list | tuple):
        return like(value, list(map(_kept, value)))
    if isinstance(value, dict):
        return {key: _kept(part) for key, part in value.items()}
    if isinstance(value, torch.nn.Module):
        state = {name: tensor.detach().clone() for name, tensor in value.state_dict().items()}
        return (repr(value), value.training, [p.requires_grad for p in value.parameters()], state)
    if isinstance(value, torch.Tensor):
        return (value.requires_grad, str(value.device), value.detach().clone())
    if isinstance(value, torch.Generator):
        return value.get_state()
    if isinstance(value, np.ndarray):
        return value.copy()
    if hasattr(value, "__dict__") and not isinstance(value, type) and not callable(value):
        return (type(value).__qualname__, _kept(vars(value)))
    return value


def _gradients(result: Any, given: Any) -> list[Any]:
    """Of the results' sum, weighed at random, with respect to whatever in the arguments requires gradients."""
    inputs = [leaf for leaf in _tensors(given) if leaf.requires_grad]
    outputs = [leaf for leaf in leaves(result) if isinstance(leaf, torch.Tensor) and leaf.requires_grad]
    if not inputs or not outputs:
        return []
    weighed = sum((output * torch.randn_like(output)).sum() for output in outputs)
    try:
        return list(torch.autograd.grad(weighed, inputs, allow_unused=True))  # type: ignore[arg-type]
    except RuntimeError as error:
        return [type(error)]


def _tensors(value: Any) -> Iterator[torch.Tensor]:
    for leaf in leaves(value):
        if isinstance(leaf, torch.nn.Module):
            yield from leaf.parameters()
        elif isinstance(leaf, torch.Tensor):
            yield leaf


def _sharing(result: Any, given: Any) -> list[list[bool]]:
    """Which results lie in the memory of which arguments."""
    arguments = [*_tensors(given), *(leaf for leaf in leaves(given) if isinstance(leaf, np.ndarray))]
    results = [leaf for leaf in leaves(result) if isinstance(leaf, torch.Tensor | np.ndarray)]
    return [[_memory(one) == _memory(other) for other in arguments] for one in results]


def _memory(value: Any) -> int:
    if isinstance(value, torch.Tensor):
        return int(value.untyped_storage().data_ptr())
    while isinstance(value.base, np.ndarray):
        value = value.base
    return int(value.__array_interface__["data"][0])


def _alike(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, torch.Tensor):
        if one.dtype != other.dtype or one.shape != other.shape or one.device != other.device:
            return False
        return one.is_meta or _near(one.detach().cpu().numpy(), other.detach().cpu().numpy())
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and _near(one, other)
    if isinstance(one, float):
        return one == other or (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-5)
    # Functions and other objects: equal only where they are the same one.
    return one is other or bool(isinstance(one, int | str | bytes | np.generic) and one == other)


def _near(one: np.ndarray, other: np.ndarray) -> bool:
    rounding = 1e-9 if one.dtype == np.float64 else 1e-5
    if one.dtype.kind != "f":
        return bool(np.array_equal(one, other))
    finite = one[np.isfinite(one)]
    size = float(np.abs(finite).max()) if finite.size else 0.0
    return bool(np.allclose(one, other, rtol=rounding, atol=rounding * size, equal_nan=True))


@contextlib.contextmanager
def _limited(seconds: int) -> Iterator[None]:
    """Leave the block after so many seconds."""
    with contextlib.suppress(OutOfTime), alarm(seconds):
        yield
