"""`np.empty` and `torch.empty` in a test are zeros.

An answer that gets such an array reads what lay in the judge's memory before: results of hidden tests, for example.
"""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch


def stand_in() -> None:
    """From now on, in this process."""
    np.empty = _zeroed(np.empty, _fill_array)  # type: ignore[misc]
    np.empty_like = _zeroed(np.empty_like, _fill_array)
    torch.empty, torch.empty_like = _zeroed(torch.empty, _fill_tensor), _zeroed(torch.empty_like, _fill_tensor)
    torch.Tensor.new_empty = _zeroed(torch.Tensor.new_empty, _fill_tensor)  # type: ignore[method-assign]


def _zeroed(own: Callable[..., Any], fill: Callable[[Any], None]) -> Callable[..., Any]:
    @functools.wraps(own)  # by its name the student side has its own
    def zeroed(*args: Any, **kwargs: Any) -> Any:
        made = own(*args, **kwargs)
        fill(made)
        return made

    return zeroed


def _fill_array(array: Any) -> None:
    if isinstance(array, np.ndarray) and not array.dtype.hasobject and array.size:
        np.ndarray.fill(array, np.zeros((), array.dtype)[()])


def _fill_tensor(tensor: torch.Tensor) -> None:
    with torch.no_grad():
        tensor.zero_()
