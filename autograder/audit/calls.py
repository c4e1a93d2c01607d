"""What the tests pass to a solution: recorded in one ordinary namespace, then varied.

Random arguments drawn out of nowhere would only show that a solution refuses them. So the tests' own calls are taken as
they come, and their numbers, and the sizes of their axes together, are drawn anew.
"""

import copy
import copyreg
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import numpy as np
import torch

from autograder.audit.exercises import AuditedStep, Exercise
from autograder.notebook.one_kernel import run_plan

MOST = 80  # calls of one exercise that are kept


@dataclass(frozen=True)
class Call:
    """`name(*args, **kwargs)`, the arguments as they were; `parts`: how many results there were, 0 for None."""

    name: str
    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    parts: int = 0


_log: list[Call] = []


def _generator(state: torch.Tensor) -> torch.Generator:
    generator = torch.Generator()
    generator.set_state(state)
    return generator


# What `copy.deepcopy` makes of a generator: another one in the same state.
copyreg.pickle(torch.Generator, lambda generator: (_generator, (generator.get_state(),)))


def record(step: AuditedStep, exercise: Exercise) -> list[Call]:
    """The calls that the tests make: of functions, of `apply` of a torch.autograd.Function, of optimizers."""
    _log.clear()
    hooks = [f"{name} = __calls.recorded({name!r}, {name})" for name in sorted(exercise.defines)]
    source = "\n".join([exercise.source, "import autograder.audit.calls as __calls", *hooks])
    run_plan(step.plan, {exercise.name: source}, exercise.tests)
    return list(_log)


def recorded(name: str, value: Any) -> Any:
    """`value`, its calls written down."""
    if isinstance(value, type):
        if issubclass(value, torch.autograd.Function):
            setattr(value, "apply", staticmethod(_recorded(name, value.apply)))  # noqa: B010
        elif hasattr(value, "step"):
            setattr(value, "__init__", _recorded(name, value.__init__, bound=True))  # type: ignore[misc]  # noqa: B010
        return value
    return _recorded(name, value) if callable(value) else value


def _recorded(name: str, function: Callable[..., Any], bound: bool = False) -> Callable[..., Any]:
    """`function`, its calls written down; `bound`: without their first argument."""

    @wraps(function)
    def calling(*args: Any, **kwargs: Any) -> Any:
        try:
            before = copy.deepcopy((args[bound:], kwargs)) if len(_log) < MOST else None
        except Exception:  # a tensor in the middle of a graph, a generator: not this call
            before = None
        result = function(*args, **kwargs)
        if before is not None:
            parts = len(result) if isinstance(result, tuple) else int(result is not None)
            _log.append(Call(name, *before, parts))
        return result

    return calling


def varied(call: Call, rng: np.random.Generator) -> Call:
    """The call with other numbers, and other sizes where all its arguments are data. A third stays as it was."""
    args, kwargs = copy.deepcopy((call.args, call.kwargs))
    if rng.random() < 1 / 3:
        return Call(call.name, args, kwargs)
    sizes: dict[int, int] = {}
    if _is_data((args, kwargs)) and rng.random() < 0.7:
        found = sorted({size for leaf in leaves((args, kwargs)) for size in getattr(leaf, "shape", ())})
        sizes = {size: int(rng.integers(1, 8)) for size in found if size > 0}
    new_args, new_kwargs = _drawn((args, kwargs), sizes, float(rng.choice([0.1, 1.0, 10.0])), rng)
    return Call(call.name, new_args, new_kwargs)


def leaves(value: Any) -> list[Any]:
    """All that is in tuples, lists and dicts, in order."""
    if isinstance(value, list | tuple):
        return [leaf for part in value for leaf in leaves(part)]
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in leaves(part)]
    return [value]


def like(value: Any, parts: list[Any]) -> Any:
    """The parts in a sequence of the same kind as `value`: a named tuple takes them one by one."""
    return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)


def _is_data(value: Any) -> bool:
    plain = (np.ndarray, np.generic, torch.Tensor, torch.Generator, torch.dtype, int, float, str, type(None))
    return all(isinstance(leaf, plain) for leaf in leaves(value))


def _drawn(value: Any, sizes: dict[int, int], scale: float, rng: np.random.Generator) -> Any:
    if isinstance(value, list | tuple):
        return like(value, [_drawn(part, sizes, scale, rng) for part in value])
    if isinstance(value, dict):
        return {key: _drawn(part, sizes, scale, rng) for key, part in value.items()}
    if isinstance(value, torch.Tensor):
        return _tensor(value, sizes, scale, rng)
    if isinstance(value, np.ndarray):
        return _array(value.dtype, _shape(value, sizes), scale, rng)
    if isinstance(value, torch.nn.Module):
        for parameter in value.parameters():
            parameter.data = _tensor(parameter, {}, scale, rng).data
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if isinstance(value, float):
        return type(value)(value * rng.uniform(0.1, 2.0))
    return sizes[value] if value in sizes and rng.random() < 0.5 else int(rng.integers(0, 7))


def _tensor(value: torch.Tensor, sizes: dict[int, int], scale: float, rng: np.random.Generator) -> torch.Tensor:
    drawn = torch.from_numpy(_array(np.dtype(float), _shape(value, sizes), scale, rng)).to(value.dtype)
    drawn.requires_grad_(value.requires_grad)
    if value.grad is not None:
        drawn.grad = torch.from_numpy(_array(np.dtype(float), drawn.shape, scale, rng)).to(value.dtype)
    return drawn


def _array(dtype: np.dtype, shape: tuple[int, ...], scale: float, rng: np.random.Generator) -> np.ndarray:
    drawn = rng.normal(0, scale, size=shape) if dtype.kind == "f" else rng.integers(0, 10, size=shape)
    return np.asarray(drawn).astype(dtype)


def _shape(value: Any, sizes: dict[int, int]) -> tuple[int, ...]:
    return tuple(sizes.get(size, size) for size in value.shape)
