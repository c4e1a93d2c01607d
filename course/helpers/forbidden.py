"""`with forbid("torch.autograd"): ...` — for exercises that are to be done by hand.

The block runs with the forbidden part switched off where the student's code runs; a use of it raises
`Forbidden` there. It is found at the point where PyTorch itself does the work, so a function imported
under another name is found as well.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.autograd import forward_ad
from torch.autograd.variable import Variable

from course.helpers.language import each
from course.helpers.mistakes import MISTAKES

_MISTAKE = {"torch.autograd": "autograd.used", "torch.optim": "optim.used"}
_undo: dict[str, list[Callable[[], None]]] = {}


class Forbidden(AssertionError):
    """The student's code used what the exercise forbids."""


def _refuse(what: str) -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> Any:
        key = _MISTAKE[what]
        raise Forbidden("\n\n".join(f"✗ {key} — {text}" for text in each(MISTAKES[key])))

    return refuse


def _replace(owner: Any, name: str, value: Any) -> Callable[[], None]:
    before = getattr(owner, name)
    setattr(owner, name, value)
    return lambda: setattr(owner, name, before)


class _NoEngine:
    """In the place of autograd's engine, to which `backward`, `grad` and `torch.func` all come."""

    def __init__(self, refuse: Callable[..., Any]) -> None:
        self.run_backward = refuse


def _optimizers() -> list[type]:
    found = [cls for cls in vars(torch.optim).values() if isinstance(cls, type)]
    return [cls for cls in found if issubclass(cls, torch.optim.Optimizer) and cls is not torch.optim.Optimizer]


def begin(what: str) -> None:
    """Switch `what` ("torch.autograd" or "torch.optim") off in this process. Raises ValueError for anything else."""
    if what not in _MISTAKE:
        raise ValueError(f"forbid({what!r}): one of {', '.join(_MISTAKE)}")
    refuse = _refuse(what)
    if what == "torch.autograd":
        _undo[what] = [
            _replace(Variable, "_execution_engine", _NoEngine(refuse)),
            _replace(forward_ad, "make_dual", refuse),
        ]
    else:
        _undo[what] = [_replace(cls, name, refuse) for cls in _optimizers() for name in ("__init__", "step")]
        for module, name in ((torch.optim.sgd, "sgd"), (torch.optim.adam, "adam")):
            _undo[what].append(_replace(module, name, refuse))


def end(what: str) -> None:
    """Switch it on again."""
    for undo in reversed(_undo.pop(what, [])):
        undo()


@contextmanager
def _without(watch: Callable[..., Any] | None, what: str) -> Iterator[None]:
    run = watch or (lambda function, *args: function(*args))
    run(begin, what)
    try:
        yield
    finally:
        run(end, what)


def forbid(what: str) -> Any:
    """For the length of a `with` block, the student's code cannot use `what`: "torch.autograd" or "torch.optim".

    Under the judge it is switched off in the student's process only: the test's own code goes on using it.
    In one ordinary kernel it is off for both, so compute what the test needs of it outside the block.
    """
    return _without(getattr(sys._getframe(1).f_globals, "observe", None), what)
