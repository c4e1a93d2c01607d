"""A function that a test replaces is replaced for the student's code too, as in one kernel.

with unittest.mock.patch("builtins.input", return_value="4"):
    assert ask() == 4

This holds for `print`, `input`, `sys.stdin`, `sys.argv`, the functions of `random`, `numpy.random` and `time`, and the
functions of pyplot that draw and show. It also holds for environment variables and the levels of loggers, and for what
`unittest.mock.patch` puts into any other module, `os` and its like left out.
"""

import importlib
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from operator import is_
from types import ModuleType
from typing import Any
from unittest.mock import _patch

PLACES: dict[str, tuple[str, ...]] = {
    **{"builtins": ("input", "print"), "sys": ("stdin", "argv"), "random": (), "numpy.random": (), "time": ()},
    "matplotlib.pyplot": ("show", "savefig", "figure", "subplots", "plot", "scatter", "bar", "hist", "imshow"),
}
# Modules that the student side itself works with between two lines of an answer, and those that only the judge has.
_NOT_PATCHED = frozenset((
    *("__main__", "builtins", "autograder", "course", "os", "posixpath", "sys", "io", "socket", "signal", "threading"),
    *("gc", "importlib", "traceback", "linecache", "warnings", "logging", "asyncio", "torch", "numpy", "IPython"),
))  # fmt: skip
ENVIRONMENT = "os.environ"
LEVELS = "logging"
Change = tuple[str, str, Any]  # module, name, new value. None: the original is back.


class Terminal:
    """The judge's functions and settings, and which replacements the student side knows."""

    def __init__(self) -> None:
        self._own: dict[str, dict[str, Any]] = {}  # module → name → original
        self._stdin = sys.stdin
        self._told: dict[str, dict[str, Any]] = {}
        self._environment: dict[Any, Any] = {}
        self._levels: dict[str, int] = {}
        self._told_levels: dict[str, int] = {}

    def look(self) -> None:
        """Take the present state as the one that the student side has too."""
        for module, names in PLACES.items():
            found = vars(importlib.import_module(module))
            self._own[module] = {name: found[name] for name in names or found if not name.startswith("_")}
        self._environment = dict(_environment())
        logging.Logger.setLevel = self._noting(logging.Logger.setLevel)  # type: ignore[method-assign]
        _patch.__enter__ = self._noting_patches(_patch.__enter__)  # type: ignore[method-assign]
        self.forget()

    def changes(self) -> Iterator[Change]:
        """Yields the replacements since the last look."""
        for module, told in self._told.items():
            space = vars(sys.modules[module])
            reads = module == "builtins" and sys.stdin is not self._stdin
            if not reads and all(map(is_, map(space.get, told), told.values())):
                continue
            for name, own in self._own[module].items():
                now: Any = space.get(name)
                if name == "input" and now is own and reads:
                    now = _read_line
                if now is not told[name]:
                    told[name] = now
                    yield module, name, None if now is own else now
        if _environment() != self._environment:
            before, self._environment = self._environment, dict(_environment())
            for name in {*before, *self._environment}:
                if before.get(name) != self._environment.get(name):
                    text = os.fsdecode(name)
                    yield ENVIRONMENT, text, os.environ.get(text)
        if self._levels != self._told_levels:
            changed = self._levels.items() - self._told_levels.items()
            self._told_levels = dict(self._levels)
            yield from ((LEVELS, name, level) for name, level in changed)

    def restore(self) -> None:
        """Undo the replacements of a test cell. Environment variables and levels stay, as in one kernel."""
        for module, own in self._own.items():
            vars(sys.modules[module]).update(own)
        sys.stdin = self._stdin

    def forget(self) -> None:
        """Begin with a new student side, which knows no replacement."""
        self._told = {module: dict(own) for module, own in self._own.items()}
        self._told_levels = {}

    def _noting(self, own: Callable[..., None]) -> Callable[..., None]:
        def set_level(logger: logging.Logger, level: Any) -> None:
            own(logger, level)
            self._levels[logger.name] = logger.level

        return set_level

    def _noting_patches(self, own: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def enter(patch: Any) -> Any:
            entered = own(patch)
            module = getattr(patch.target, "__name__", None) if isinstance(patch.target, ModuleType) else None
            if module in sys.modules and _may_be_patched(module, patch.attribute):
                for state in (self._own, self._told):
                    state.setdefault(module, {}).setdefault(patch.attribute, patch.temp_original)
            return entered

        return enter


def replace(own: dict[tuple[str, str], Any], change: Change) -> None:
    """On the student side: make a replacement of the test's. `own` keeps the originals."""
    module, name, value = change
    if module == LEVELS:
        logging.getLogger(None if name == "root" else name).setLevel(value)
    elif module == ENVIRONMENT:
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    else:
        place = importlib.import_module(module)
        before = own.setdefault((module, name), getattr(place, name))
        setattr(place, name, before if value is None else value)


def _may_be_patched(module: str, name: str) -> bool:
    root = module.partition(".")[0]
    return not name.startswith("_") and root not in _NOT_PATCHED


def _environment() -> Mapping[Any, Any]:
    """The environment in its stored form, which is faster to compare, or the dict that a test has put in its place."""
    kept: Mapping[Any, Any] = getattr(os.environ, "_data", os.environ)
    return kept


def _read_line(prompt: object = "") -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line.rstrip("\n")
