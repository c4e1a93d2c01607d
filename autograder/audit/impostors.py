"""Answers of nobody's making, which no test may accept: nothing at all, a constant, what equals everything."""

import re
from collections.abc import Iterable, Iterator

from autograder.audit.exercises import Exercise

CONSTANTS = ("None", "True", "0", "1.0", "float('nan')", "''", "[]", "()", "{}", "(0.0, 0.0, [0.0])")

# It answers every question with yes and every request with itself.
_EQUAL = """
class AlwaysEqual:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __bool__(self): return True
    def __hash__(self): return 0
    def __float__(self): return 0.0
    def __int__(self): return 0
    def __index__(self): return 0
    def __len__(self): return 3
    def __iter__(self): return iter([AlwaysEqual(), AlwaysEqual(), AlwaysEqual()])
    def __getattr__(self, name): return AlwaysEqual()
    def __getitem__(self, key): return AlwaysEqual()
    def __call__(self, *args, **kwargs): return AlwaysEqual()
    def __lt__(self, other): return True
    __le__ = __gt__ = __ge__ = __lt__
    def __add__(self, other): return self
    def __neg__(self): return self
    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __pow__ = __matmul__ = __add__
    __abs__ = __neg__
"""

# The solution's own results in another type, each part by itself.
_RETYPED = """
import functools as __functools
import numpy as __numpy
import torch as __torch

def __retyped(value):
    if isinstance(value, bool): return int(value)
    if isinstance(value, float): return repr(value)
    if isinstance(value, int): return float(value)
    if isinstance(value, __numpy.ndarray): return value.tolist()
    if isinstance(value, __torch.Tensor): return value.detach().numpy()
    if isinstance(value, list): return tuple(value)
    return None if value is None else repr(value)

def __part(value, part):
    if not isinstance(value, tuple): return __retyped(value)
    return tuple(__retyped(one) if i == part else one for i, one in enumerate(value))

def __wrong(answer, part):
    if isinstance(answer, type):
        for name, method in list(vars(answer).items()):
            if callable(getattr(method, "__func__", method)) and not isinstance(method, type):
                static = isinstance(method, staticmethod)
                wrapped = __wrong(getattr(method, "__func__", method), part)
                setattr(answer, name, staticmethod(wrapped) if static else wrapped)
        return answer
    @__functools.wraps(answer)
    def call(*args, **kwargs): return __part(answer(*args, **kwargs), part)
    return call
"""


def of(exercise: Exercise, parts: int, others: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(what it is, its source) of each.

    parts: how many results the solution gives, 0 where it gives none. others: the names of the step's other exercises,
    any of which a test may lend.
    """
    yield "as handed out", exercise.stub
    yield "an empty cell", ""
    yield "a syntax error", "def (:\n"
    yield "NotImplementedError", _saying(exercise, "raise NotImplementedError()")
    for constant in CONSTANTS:
        yield f"always {constant}", _saying(exercise, f"return {constant}")
    for other in others:
        calls = f"return {other}(*args, **kwargs)"
        yield f"whatever {other} gives", "\n".join(_calling(name, calls) for name in sorted(exercise.defines))
    yield "equal to everything", _EQUAL + _saying(exercise, "return AlwaysEqual()")
    for part in range(parts):
        wrapped = [f"{name} = __wrong({name}, {part})" for name in sorted(exercise.defines)]
        which = f"result {part + 1} of {parts}" if parts > 1 else "the result"
        yield f"{which} in another type", "\n".join([exercise.source, _RETYPED, *wrapped])


def _saying(exercise: Exercise, statement: str) -> str:
    """The cell with this one statement as the student's part: between the marks, or as the whole of every function."""
    marked = re.compile(r"^([ \t]*)#+ *BEGIN SOLUTION.*?END SOLUTION[^\n]*$", re.DOTALL | re.MULTILINE)
    if marked.search(exercise.source) and re.search(r"^\s+#+ *BEGIN SOLUTION", exercise.source, re.MULTILINE):
        return marked.sub(lambda found: found[1] + statement, exercise.source)
    return "\n".join(_calling(name, statement) for name in sorted(exercise.defines))


def _calling(name: str, statement: str) -> str:
    return f"def {name}(*args, **kwargs):\n    {statement}"
