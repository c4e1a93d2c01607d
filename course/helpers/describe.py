"""Values in words, short enough for an error message."""

from typing import Any

import numpy as np
import torch

_LONGEST = 400
_SHORT = 100
# The modules that no name shows: the language's own, and the notebook itself.
_UNNAMED = ("builtins", "__main__")


def kind(value: Any) -> str:
    """The type as a student names it: `float`, `torch.Tensor`, `numpy.ndarray`, `Model` of a notebook's own class."""
    cls = type(value)
    return cls.__name__ if cls.__module__ in _UNNAMED else f"{cls.__module__}.{cls.__qualname__}"


def value(thing: Any) -> str:
    """The value with its type, shape and dtype: `tensor (1,) float32 [0.5]`, `0.5 (float)`; a list bare: `[0.5, 1]`."""
    if isinstance(thing, torch.Tensor):
        with torch._C.DisableTorchFunctionSubclass():  # a subclass's own methods are not asked
            return f"tensor {tuple(thing.shape)} {str(thing.dtype).removeprefix('torch.')}{_of_tensor(thing)}"
    if isinstance(thing, np.ndarray):
        return f"array {thing.shape} {thing.dtype}{_of_array(np.asarray(thing))}"
    if isinstance(thing, bool | np.bool_) or thing is None:
        return str(thing)
    if isinstance(thing, float | np.floating):
        return f"{thing:.7g} ({kind(thing)})"
    if isinstance(thing, np.integer):
        return f"{thing} ({kind(thing)})"
    if isinstance(thing, list | tuple):
        left, right = "[]" if isinstance(thing, list) else "()"
        shown = [f"{v:.6g}" if type(v) is float else value(v) for v in thing[:6]]
        alone = "," * (isinstance(thing, tuple) and len(thing) == 1)  # as Python shows a tuple of one
        return _cut(left + ", ".join(shown + ["…"] * (len(thing) > 6)) + alone + right)
    return _cut(f"{_repr(thing)} ({kind(thing)})")


def plain(thing: Any) -> str | None:
    """A short list or tuple of whole numbers, strings and such lists as Python shows it; None of anything else."""
    return text if _is_plain(thing) and len(text := _repr(thing)) <= _SHORT else None


def _is_plain(thing: Any) -> bool:
    if type(thing) in (list, tuple):
        return all(type(part) in (int, str) or _is_plain(part) for part in thing)
    return False


def _of_tensor(tensor: torch.Tensor) -> str:
    try:
        whole = not (tensor.is_floating_point() or tensor.is_complex())
        dense = tensor.detach().to_dense().cpu()
        return _of_array((dense if whole or tensor.is_complex() else dense.to(torch.float64)).numpy())
    except Exception:  # a tensor without numbers, as on the device "meta"
        return ""


def _of_array(array: np.ndarray) -> str:
    text = np.array2string(array, precision=5, threshold=24, edgeitems=2, suppress_small=True, separator=", ")
    return _cut("\n" + text if "\n" in text else " " + text)


def _repr(thing: Any) -> str:
    try:
        return repr(thing)
    except Exception as error:  # a student's own __repr__
        return f"<repr raised {type(error).__name__}>"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
