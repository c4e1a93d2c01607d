"""`with forbid("torch.autograd"): ...` — for exercises that are to be done by hand.

The block runs with the forbidden part switched off where the student's code runs; a use of it raises
`Forbidden` there. It is found at the point where PyTorch itself does the work, so a function imported
under another name is found as well.
"""

import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType, FunctionType
from typing import Any

import torch
from torch.autograd import forward_ad
from torch.autograd.variable import Variable

from course.helpers.language import each
from course.helpers.mistakes import MISTAKES
from course.helpers.observe import tell

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


def _no_derivative(*_: Any, **__: Any) -> Any:
    """Stands in a function of PyTorch's, whose names it has: so it imports what it needs."""
    from course.helpers.forbidden import _refuse

    _refuse("torch.autograd")()


def _no_step(*_: Any, **__: Any) -> Any:
    """The same for torch.optim."""
    from course.helpers.forbidden import _refuse

    _refuse("torch.optim")()


def _emptied(function: Any, stand_in: Callable[..., Any]) -> Callable[[], None]:
    """Let the function itself refuse, so that whoever has imported it before is refused as well."""
    before = function.__code__
    function.__code__ = stand_in.__code__
    return lambda: setattr(function, "__code__", before)


class _NoEngine:
    """In the place of autograd's engine, to which `backward`, `grad` and `torch.func` all come."""

    def __init__(self, refuse: Callable[..., Any]) -> None:
        self.run_backward = refuse


def _optimizers() -> list[type]:
    found = {cls for cls in vars(torch.optim).values() if isinstance(cls, type)}
    return [cls for cls in found if issubclass(cls, torch.optim.Optimizer) and cls is not torch.optim.Optimizer]


def _kernels() -> list[FunctionType]:
    """Where the functional forms (`torch.optim.sgd.sgd`) do the work."""
    modules = {sys.modules[cls.__module__] for cls in _optimizers()}
    beginnings = ("_single_tensor_", "_multi_tensor_", "_fused_")
    named = (value for module in modules for name, value in vars(module).items() if name.startswith(beginnings))
    return [value for value in named if isinstance(value, FunctionType)]


# A whole step of an optimizer as one operation.
_FUSED = ("_fused_adagrad_", "_fused_adam_", "_fused_adamw_", "_fused_sgd_")


def _operations() -> list[Any]:
    """The same below `torch`. They stay where they are: what PyTorch imports later looks them up."""
    packets = [getattr(torch.ops.aten, name) for name in _FUSED if hasattr(torch.ops.aten, name)]
    return [*packets, *(getattr(packet, name) for packet in packets for name in packet.overloads())]


def begin(what: str) -> None:
    """Switch `what` ("torch.autograd" or "torch.optim") off in this process."""
    refuse = _refuse(what)
    if what == "torch.autograd":
        undo = [
            _replace(Variable, "_execution_engine", _NoEngine(refuse)),
            _emptied(forward_ad.make_dual, _no_derivative),
        ]
    else:
        undo = [_replace(cls, name, refuse) for cls in _optimizers() for name in ("__init__", "step")]
        undo += [_replace(torch, name, refuse) for name in _FUSED if hasattr(torch, name)]
        undo += [_replace(operation, "_op", refuse) for operation in _operations()]
        undo += [_emptied(kernel, _no_step) for kernel in _kernels()]
    _undo[what].append(undo)


def end(what: str) -> None:
    """Undo the last `begin(what)`; where there is none (a process that was started afterwards), nothing."""
    if _undo[what]:
        for undo in reversed(_undo[what].pop()):
            undo()


@contextmanager
def forbidden(namespace: dict[str, Any], what: str) -> Iterator[None]:
    """`forbid`, for a test cell whose names are these. Raises ValueError for what cannot be forbidden."""
    if what not in _MISTAKE:
        raise ValueError(f"forbid({what!r}): one of {', '.join(_MISTAKE)}")
    # What a test lends is computed with the test's own autograd, which would answer in the student's place.
    link = getattr(namespace, "link", None) if what == "torch.autograd" else None
    tell(namespace, begin, what)
    try:
        with nullcontext() if link is None else link.without_gradients():
            yield
    finally:
        tell(namespace, end, what)


def forbid(what: str) -> Any:
    """For the length of a `with` block, the student's code cannot use `what`: "torch.autograd" or "torch.optim".

    Under the judge it is switched off in the student's process only: the test's own code goes on using it.
    In one ordinary kernel it is off for both, so compute what the test needs of it outside the block.
    """
    return forbidden(sys._getframe(1).f_globals, what)
