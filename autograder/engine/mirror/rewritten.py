"""What the rewritten expressions of a test's code mean where the student's code runs.

A test cell's code is compiled with some expressions made calls of the judge's functions: see `engine.judge.classes` and
`engine.judge.handlers`. A function of the test's that runs beside the student's names has them too. There they mean
what they say, since all objects are of that process.
"""

import builtins
import sys
from contextlib import suppress
from functools import reduce
from types import FrameType
from typing import Any


def named(frame: FrameType, path: str) -> Any:
    """What a name with dots means in this frame. Raises NameError."""
    name, *further = path.split(".")
    for names in (frame.f_locals, frame.f_globals, vars(builtins)):
        with suppress(KeyError):
            return reduce(getattr, further, names[name])
    raise NameError(f"name {name!r} is not defined")


class _Patterns:
    """`case <this>.Point(x=1)` is `case Point(x=1)`."""

    def __getattribute__(self, path: str) -> Any:
        return named(sys._getframe(1), path)


MEANINGS: dict[str, Any] = {
    "__class_of__": lambda thing, _by_attribute: type(thing),
    "__super_of__": super,
    "__is_subclass__": issubclass,
    "__patterns__": _Patterns(),
    "__caught__": lambda classes: classes,
    "__held__": lambda manager, _last, _wants: manager,
}
