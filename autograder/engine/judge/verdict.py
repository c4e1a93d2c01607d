"""What a test cell is worth. The type of its last value decides, once; nothing is read back from its outputs.

An int or a float of Python, NumPy or PyTorch is that many points. An error is none. Any other value is full points, as
nbgrader has it, unless the instructor's own solution gives a number there. A value that supports arithmetic but is no
such number (an array, a table, a complex number, a fraction, an object of the student's) is full points only where the
instructor's solution is known to give no number either.
"""

import math
from contextlib import suppress
from enum import Enum
from typing import Any

import numpy as np
import torch

from autograder.bridge.proxy import is_remote
from autograder.bridge.subclasses import behind
from autograder.records import ValueKind, Verdict

LONGEST = 20_000  # characters of a value that is shown
# A value with one of these methods can be used in a test's arithmetic.
_CALCULATING = ("__float__", "__complex__", "__array__", "__rmul__")
_TEXTS = (str, bytes, bytearray, list, tuple)  # they have `__rmul__`, and are nobody's number


def judge(value: Any, most: float, wanted: ValueKind | None) -> Verdict:
    """The verdict on a test cell of `most` points that ended with `value`, None where it ended without one.

    `wanted`: what the instructor's own solution gives there; None where that is not known.
    """
    number = real_number(value)
    if number is not None:
        points = _as_float(number)
        return Verdict(points, "number") if 0 <= points <= most else Verdict(0.0, "no score")
    if wanted == "number" or (wanted is None and _calculates(value)):
        return Verdict(0.0, "no score")
    return Verdict(most, "other")


def real_number(value: Any) -> int | float | None:
    """The number that `value` is: Python's, NumPy's, PyTorch's, also an array of one element. Else None."""
    value = _single(value)
    kind = type(value)
    if not issubclass(kind, int | float | np.floating) or issubclass(kind, bool | Enum):
        return None
    # Of a class derived from `int` or `float` only the content counts.
    return int.__int__(value) if issubclass(kind, int) else float(np.float64(value))


def _single(value: Any) -> Any:
    """The element of an array of one element; any other value as it is.

    `type` is asked, not `isinstance`: a remote object may say of itself that it is anything.
    """
    if issubclass(type(value), np.generic | np.ndarray | torch.Tensor):
        with suppress(Exception):  # a tensor without data
            return value.item() if math.prod(value.shape) == 1 else value
    return value


def shown(value: Any, verdict: Verdict) -> str:
    """The value as the cell shows it, so that nbgrader, which reads that text, comes to the same points."""
    number = real_number(value)
    if verdict.gave == "number" and number is not None:
        return repr(number)
    text = repr(value)
    text = text if len(text) <= LONGEST else text[:LONGEST] + " …"
    try:
        float(text or "0")
    except ValueError:
        return text
    return f"<{type(value).__name__} {text}>"


def named(value: Any) -> str:
    """In short, for the sentence that says why it is no score: a number, or what kind of value it is."""
    number = real_number(value)
    return type(value).__name__ if number is None else f"{_as_float(number):g}"


def _as_float(number: int | float) -> float:
    try:
        return float(number)
    except OverflowError:  # a larger integer than any float
        return math.inf if number > 0 else -math.inf


def _calculates(value: Any) -> bool:
    """Whether a student's value may have become this where the test works with numbers."""
    if is_remote(value) or behind(value) is not value:
        return True
    kind = type(_single(value))
    return kind is not bool and not issubclass(kind, _TEXTS) and any(hasattr(kind, name) for name in _CALCULATING)
