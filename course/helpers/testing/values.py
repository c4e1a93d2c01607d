"""Arguments of a call: copied, cast, looked at."""

from typing import Any

import numpy as np
import torch


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


def in_dtype(value: Any, dtype: str) -> Any:
    """The value with its floating-point arrays and tensors in this dtype; itself where it has none."""
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
