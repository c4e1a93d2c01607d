"""Arguments of a call: copied, cast, looked at."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import numpy as np
import torch


class Optimizer:
    """An argument that is made anew for each call: an optimizer of the argument `model`, on the copy of that call.

        case = {"model": model, "optimizer": expect.optimizer(torch.optim.SGD, lr=0.01), ...}

    first: what the first parameter has in place of `settings`; it is then a group of its own.
    """

    def __init__(self, kind: Callable[..., Any], *, first: Mapping[str, Any] | None = None, **settings: Any) -> None:
        self.kind, self.first, self.settings = kind, first, settings

    def __repr__(self) -> str:
        shown = [f"{key}={value!r}" for key, value in self.settings.items()]
        shown += [] if self.first is None else [f"first={dict(self.first)!r}"]
        return f"{self.kind.__name__}({', '.join(shown)})"

    def of(self, model: torch.nn.Module) -> Any:
        one, *others = model.parameters()
        groups = [one, *others] if self.first is None else [{"params": [one], **self.first}, {"params": others}]
        return self.kind(groups, **self.settings)


def arguments(case: Mapping[str, Any]) -> dict[str, Any]:
    """Copies of the arguments, with the optimizers that belong to them."""
    found = {key: copied(value) for key, value in case.items()}
    return {key: value.of(found["model"]) if isinstance(value, Optimizer) else value for key, value in found.items()}


def content(value: Any) -> Any:
    """What an argument holds now: of a model, copies of its parameters."""
    return [copied(p) for p in value.parameters()] if isinstance(value, torch.nn.Module) else copied(value)


def copied(value: Any) -> Any:
    """A copy of models, arrays, tensors (with their `requires_grad` and `.grad`), also in lists, tuples and dicts."""
    if isinstance(value, torch.nn.Module):
        return deepcopy(value)
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


def in_dtype(value: Any, dtype: str) -> Any:
    """The value with its floating-point arrays, tensors and parameters in this dtype; itself where it has none."""
    if isinstance(value, torch.nn.Module):
        return deepcopy(value).to(getattr(torch, dtype)) if any(True for _ in value.parameters()) else value
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(dtype)
    if isinstance(value, torch.Tensor) and value.is_floating_point():
        cast = value.detach().to(getattr(torch, dtype), copy=True).requires_grad_(value.requires_grad)
        if value.grad is not None:
            cast.grad = value.grad.to(cast.dtype)
        return cast
    if type(value) in (list, tuple):
        return type(value)(in_dtype(part, dtype) for part in value)
    return value


def is_leaf(value: Any) -> bool:
    """Whether this is a tensor that a descent can change: a leaf that requires a gradient."""
    return isinstance(value, torch.Tensor) and value.is_leaf and value.requires_grad


def comparable(value: Any) -> bool:
    """Whether one can see that this value has changed: not of a function or an optimizer."""
    if isinstance(value, list | tuple):
        return all(comparable(part) for part in value)
    if isinstance(value, dict):
        return all(comparable(part) for part in value.values())
    return value is None or isinstance(value, bool | int | float | str | np.generic | np.ndarray | torch.Tensor)
