"""Values in words, short enough for an error message."""

from typing import Any

import numpy as np
import torch

_LONGEST = 400


def kind(value: Any) -> str:
    """The type as a student names it: `float`, `torch.Tensor`, `numpy.ndarray`."""
    cls = type(value)
    return cls.__name__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"


def value(thing: Any) -> str:
    """The value with its type, shape and dtype: `tensor (2, 3) float32 [[…]]`."""
    if isinstance(thing, torch.Tensor):
        dtype = str(thing.dtype).removeprefix("torch.")
        return f"tensor {_shape(thing.shape)} {dtype} {_numbers(thing.detach().cpu().numpy())}"
    if isinstance(thing, np.ndarray):
        return f"array {_shape(thing.shape)} {thing.dtype} {_numbers(thing)}"
    if isinstance(thing, bool | np.bool_) or thing is None:
        return str(thing)
    if isinstance(thing, float):
        return f"{thing:.7g} (float)"
    if isinstance(thing, list | tuple):
        left, right = "[]" if isinstance(thing, list) else "()"
        shown = [f"{v:.6g}" if isinstance(v, float) else value(v) for v in thing[:6]]
        return left + ", ".join(shown + ["…"] * (len(thing) > 6)) + right
    return _cut(f"{_repr(thing)} ({kind(thing)})")


def _shape(shape: Any) -> str:
    return str(tuple(int(n) for n in shape))


def _numbers(array: np.ndarray) -> str:
    text = np.array2string(array, precision=5, threshold=24, edgeitems=2, suppress_small=True)
    return _cut("\n" + text if "\n" in text else text)


def _repr(thing: Any) -> str:
    try:
        return repr(thing)
    except Exception as error:  # a student's own __repr__
        return f"<repr raised {type(error).__name__}>"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
