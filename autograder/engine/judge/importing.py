"""`import bank` in a test, where the student has written bank.py.

The judge runs no module of a student's. So the test gets the module of the student side, whose functions and classes
are remote objects. The judge's own modules come first.
"""

import builtins
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any


class Joined:
    """A module of the instructor's with modules of the student's in it: `from stores import bookstore`."""

    def __init__(self, module: Any, more: dict[str, Any]) -> None:
        self.__dict__.update(more)
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


def ask_the_student(names: Mapping[str, Any], beside: Set[str], module: Callable[[str], Any]) -> None:
    """From now on, in this process, for imports in code whose globals are `names`.

    `beside`: the instructor's own modules. module: returns the student's module of this name. Raises ImportError where
    there is none.
    """

    def may_be_the_students(name: str) -> bool:
        """Whether the judge has no module of this name, but for a package of the instructor's."""
        top = name.partition(".")[0]
        if top in beside:
            return "." in name
        spec = None if top in sys.modules else importlib.util.find_spec(top)
        here = spec is not None and spec.origin is not None and os.path.dirname(spec.origin) == os.getcwd()
        return top not in sys.modules and (spec is None or here)

    own, own_module = builtins.__import__, importlib.import_module

    def importing(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if globals is not names or level:
            return own(name, globals, locals, fromlist or (), level)
        try:
            found = own(name, globals, locals, fromlist or (), level)
        except ImportError as missing:
            if not may_be_the_students(name):
                raise
            try:
                found = module(name)
                top, _, rest = name.partition(".")
                if fromlist or not rest:
                    return found
                return Joined(own(top), {rest: found}) if top in beside else module(top)
            except ImportError:
                raise missing from None
        more = {}
        for one in fromlist or ():
            if one != "*" and not hasattr(found, one) and name.partition(".")[0] in beside:
                try:
                    more[one] = module(f"{name}.{one}")
                except ImportError:
                    continue
        return Joined(found, more) if more else found

    def import_module(name: str, package: str | None = None) -> Any:
        try:
            return own_module(name, package)
        except ImportError as missing:
            if sys._getframe(1).f_globals is not names or not may_be_the_students(name):
                raise
            try:
                return module(name)
            except ImportError:
                raise missing from None

    builtins.__import__, importlib.import_module = importing, import_module
