"""`with forbid("torch.autograd"): ...` — for exercises that are to be done by hand.

The block runs with the forbidden part switched off where the student's code runs; a use of it raises
`Forbidden` there. It is found at the point where PyTorch itself does the work, so a function imported
under another name is found as well.
"""

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

import torch
from torch.autograd import forward_ad
from torch.autograd.variable import Variable

from course.helpers.language import each
from course.helpers.mistakes import MISTAKES

_MISTAKE = {"torch.autograd": "autograd.used", "torch.optim": "optim.used"}
# A stack for each: blocks may stand in one another.
_undo: dict[str, list[list[Callable[[], None]]]] = {name: [] for name in _MISTAKE}


class Forbidden(AssertionError):
    """The student's code used what the exercise forbids."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows: the notebook's line that did it, without PyTorch's behind it, and the message."""
        walked = list(traceback.walk_tb(self.__traceback__))
        lines = traceback.StackSummary.extract(iter(walked))
        own = [f"→ {line.line}" for (frame, _), line in zip(walked, lines, strict=True) if _of_notebook(frame)]
        return [*own[-1:], str(self)]


def _of_notebook(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") == "__main__"


def _refuse(what: str) -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> Any:
        key = _MISTAKE[what]
        raise Forbidden("\n\n".join(f"✗ {key} — {text}" for text in each(MISTAKES[key])))

    return refuse


def _replace(owner: Any, name: str, value: Any) -> Callable[[], None]:
    if name not in vars(owner):  # inherited: what is put here is taken away again
        setattr(owner, name, value)
        return lambda: delattr(owner, name)
    before = getattr(owner, name)
    setattr(owner, name, value)
    return lambda: setattr(owner, name, before)


class _NoEngine:
    """In the place of autograd's engine, to which `backward`, `grad` and `torch.func` all come."""

    def __init__(self, refuse: Callable[..., Any]) -> None:
        self.run_backward = refuse


def _optimizers() -> list[type]:
    found = {cls for cls in vars(torch.optim).values() if isinstance(cls, type)}
    return [cls for cls in found if issubclass(cls, torch.optim.Optimizer) and cls is not torch.optim.Optimizer]


def _kernels() -> list[tuple[ModuleType, str]]:
    """Where the functional forms (`torch.optim.sgd.sgd`) do the work, whatever name they were imported under."""
    modules = {sys.modules[cls.__module__] for cls in _optimizers()}
    beginnings = ("_single_tensor_", "_multi_tensor_", "_fused_")
    return [(module, name) for module in modules for name in vars(module) if name.startswith(beginnings)]


def begin(what: str) -> None:
    """Switch `what` ("torch.autograd" or "torch.optim") off in this process. Raises ValueError for anything else."""
    if what not in _MISTAKE:
        raise ValueError(f"forbid({what!r}): one of {', '.join(_MISTAKE)}")
    refuse = _refuse(what)
    if what == "torch.autograd":
        undo = [
            _replace(Variable, "_execution_engine", _NoEngine(refuse)),
            _replace(forward_ad, "make_dual", refuse),
        ]
    else:
        undo = [_replace(cls, name, refuse) for cls in _optimizers() for name in ("__init__", "step")]
        undo += [_replace(module, name, refuse) for module, name in _kernels()]
    _undo[what].append(undo)


def end(what: str) -> None:
    """Undo the last `begin(what)`; where there is none (a process that was started afterwards), nothing."""
    if _undo[what]:
        for undo in reversed(_undo[what].pop()):
            undo()


@contextmanager
def forbidden(namespace: dict[str, Any], what: str) -> Iterator[None]:
    """`forbid`, for a test cell whose names are these."""
    run = getattr(namespace, "observe", None) or (lambda function, *args: function(*args))
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
    return forbidden(sys._getframe(1).f_globals, what)
