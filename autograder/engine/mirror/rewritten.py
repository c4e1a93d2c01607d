"""What the rewritten expressions of a test's code mean where the student's code runs.

A test cell's code is compiled with some expressions made calls of the judge's functions: see `engine.judge.classes` and
`engine.judge.handlers`. A function of the test's that runs beside the student's names has them too. There they mean
what they say, since all objects are of that process.
"""

import builtins
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import reduce
from types import FrameType
from typing import Any


def _named(frame: FrameType, path: str) -> Any:
    """What a name with dots means in this frame. Raises NameError."""
    name, *further = path.split(".")
    for names in (frame.f_locals, frame.f_globals, vars(builtins)):
        with suppress(KeyError):
            return reduce(getattr, further, names[name])
    raise NameError(f"name {name!r} is not defined")


def patterns(made: Callable[[Any], Any]) -> Any:
    """What stands before the dot in `case <this>.Point(x=1)`.

    The class is looked up only where the case is tried. `made` returns what the pattern has in its place. A library may
    look at all of `builtins`, this among them, and ask for its `__class__`.
    """

    class Patterns:
        def __getattribute__(self, path: str) -> Any:
            if path.startswith("__") and path.endswith("__"):
                return object.__getattribute__(self, path)
            return made(_named(sys._getframe(1), path))

    return Patterns()


MEANINGS: dict[str, Any] = {
    "__class_of__": lambda thing, _by_attribute: type(thing),
    "__super_of__": super,
    "__is_subclass__": issubclass,
    "__patterns__": patterns(lambda cls: cls),
    "__caught__": lambda classes: classes,
    "__held__": lambda manager, _last, _wants: manager,
}
