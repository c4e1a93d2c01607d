"""The names a test cell sees: its own, and in between the student's, which live in another process."""

import builtins
import importlib
import marshal
from collections.abc import Callable
from types import ModuleType
from typing import Any

from autograder.bridge.link import Link
from autograder.bridge.remote import is_remote, remember_path
from autograder.terminal import Terminal
from autograder.textfiles import JudgesFolder

# With `open_names` an import in an unlocked cell is not seen; a student's own `np` could find anything close.
_MODULES = {"np": "numpy", "plt": "matplotlib.pyplot", "pd": "pandas", "nn": "torch.nn"} | {
    name: name for name in ("numpy", "torch", "math", "matplotlib", "pandas", "scipy")
}


class BrokenSetup(BaseException):
    """A test needs a name that the instructor's own cells failed to define: the grader's fault, not the student's."""


class Namespace(dict[str, Any]):
    """The globals of the judge's cells.

    `theirs` are the student's names: reading one asks the student side, storing or deleting one (nbgrader's own
    quickstart does it) shows there. With `open_names` every name that is otherwise unknown is the student's, except
    those that a few well-known modules go by; but
    never one in `broken`, which a setup cell would have defined had it not failed with that error.
    Python honours `__getitem__` of a dict's subclass for the global names of code and of its functions.
    """

    def __init__(self) -> None:
        super().__init__(__name__="__main__", __builtins__=builtins)
        self.theirs: frozenset[str] = frozenset()
        self.open_names = False
        self.broken: dict[str, str] = {}
        self.link: Link | None = None
        self._known: dict[str, Any] = {}
        self.terminal = Terminal()
        self.folder = JudgesFolder()
        self._bound: dict[str, Any] = {}  # by the test, and not yet told to the student side

    def connect(self, link: Link | None) -> None:
        """The names come from this student side from now on."""
        self.link = link
        self._known.clear()
        self._bound.clear()
        self.terminal.forget()
        self.folder.start_again()
        if link is not None:
            link.before_request = self.flush

    def flush(self) -> None:
        """Tell the student side what has been bound: together, before anything there could look at the names."""
        if self.link is None:
            return
        if self._bound:
            bound, self._bound = self._bound, {}
            modules = {name: value.__name__ for name, value in bound.items() if isinstance(value, ModuleType)}
            if modules:
                self.link.request("import", modules)
            self.link.request("bind", **{name: value for name, value in bound.items() if name not in modules})
        for name, lent in self.terminal.changes():
            self.link.request("terminal", name, lent)
        for name, content in self.folder.changes():
            self.link.request("file", name, content)

    def forget(self, names: list[str]) -> None:
        """The student side has bound these names anew."""
        for name in names:
            self._known.pop(name, None)

    def forget_all(self) -> None:
        self._known.clear()

    def __getitem__(self, name: str) -> Any:
        if name in self.theirs:
            return self._ask(name)
        if self.open_names and not super().__contains__(name) and not hasattr(builtins, name):
            if name in self.broken:
                raise BrokenSetup(f"{name}: {self.broken[name]}")
            if name in _MODULES:
                return importlib.import_module(_MODULES[name])
            return self._ask(name)
        return super().__getitem__(name)

    def _ask(self, name: str) -> Any:
        if name in self._known:
            return self._known[name]
        if self.link is None:
            raise NameError(f"name {name!r} is not defined")
        value = remember_path(self.link.request("name", name), name)
        if self.open_names:
            self.theirs |= {name}
        if is_remote(value):  # data may change in place; a function stays itself until it is bound anew
            self._known[name] = value
        return value

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self.theirs and self.link is not None:
            self._known[name] = self._bound[name] = value  # until the student side binds it anew
        else:
            super().__setitem__(name, value)

    def __delitem__(self, name: str) -> None:
        if name in self.theirs and self.link is not None:
            self._known.pop(name, None)
            self._bound.pop(name, None)
            self.link.request("unbind", name)
        else:
            super().__delitem__(name)

    def __contains__(self, name: object) -> bool:
        if isinstance(name, str) and (name in self.theirs or (self.open_names and not super().__contains__(name))):
            try:
                self._ask(name)
            except NameError:
                return False
            return True
        return super().__contains__(name)

    def keys(self) -> Any:
        """What `dir()` and `locals()` ask for: the student's names as well."""
        theirs = self.link.request("names") if self.link is not None else []
        return {**dict.fromkeys(super().keys()), **dict.fromkeys(theirs)}.keys()

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self else default  # noqa: SIM401 (that is this very method)

    def observe(self, probe: Callable[..., Any], *args: Any) -> Any:
        """What `course.helpers.observe` does here: run `probe` on the student side.

        Raises TypeError for a probe that holds more than plain data and modules.
        """
        if self.link is None:
            raise NameError("no student's code is running")
        if getattr(probe, "__globals__", None) is not self:
            return self.link.request("library", probe.__module__, probe.__qualname__, *args)
        if probe.__closure__:
            raise TypeError(f"observe({probe.__name__}): pass what it needs as arguments, it cannot close over names")
        needed = _global_names(probe.__code__) - self.theirs
        own = {name: dict.__getitem__(self, name) for name in needed if dict.__contains__(self, name)}
        modules = {name: value.__name__ for name, value in own.items() if isinstance(value, ModuleType)}
        plain = {name: value for name, value in own.items() if name not in modules}
        code = marshal.dumps(probe.__code__)
        return self.link.request("probe", code, probe.__name__, probe.__defaults__, modules, plain, *args)


def _global_names(code: Any) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if hasattr(constant, "co_names"):
            names |= _global_names(constant)
    return names
