"""What `%matplotlib inline`, `%time`, `name?`, `!ls` and their like become in the instructor's cells."""

import builtins
import os
import re
import runpy
import shlex
import time
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import IPython
import IPython.display
from IPython.core import getipython
from IPython.core.magics.execution import TimeitResult
from IPython.utils.capture import capture_output
from IPython.utils.text import SList

from autograder.engine.judge.namespace import Namespace
from autograder.engine.judge.testcode import compiled, execute

_RUN = ("time", "timeit", "prun", "capture")  # by these the code is run all the same
# They set how a page shows things, show help or the session, keep it, or install what would be here already.
_NOTHING = frozenset((
    "matplotlib", "config", "pylab", "load_ext", "reload_ext", "unload_ext", "autoreload", "precision", "autosave",
    "xmode", "pprint", "colors", "automagic", "gui", "pinfo", "pinfo2", "pdoc", "pdef", "pfile", "psource",
    "psearch", "lsmagic", "magic", "quickref", "page", "pycat", "history", "hist", "recall", "rerun", "notebook",
    "reset", "reset_selective", "who", "whos", "who_ls", "xdel", "logstart", "logstop", "logon", "logoff",
    "logstate", "store", "load", "loadpy", "save", "macro", "alias", "unalias", "alias_magic", "rehashx", "dhist",
    "bookmark", "pip", "conda", "mamba", "micromamba", "uv",
))  # fmt: skip
_SHELL = ("sx", "system", "sc")
_SHOWN = ("html", "HTML", "latex", "javascript", "js", "markdown", "svg", "SVG")


def stand_in(names: Namespace) -> list[str]:
    """What IPython gives a cell, in this process from now on: `get_ipython`, `display` and `In`.

    Nothing is drawn or rendered here; what a test displays is printed. Returns the list `In`, to which the caller adds
    the text of each cell.
    """
    inputs = [""]
    for name in ("In", "_ih"):
        dict.__setitem__(names, name, inputs)
    shell = Magics(names)
    for module in (builtins, IPython, getipython):
        module.get_ipython = lambda: shell  # type: ignore[attr-defined]
    builtins.display = IPython.display.display  # type: ignore[attr-defined]
    return inputs


def _nothing(*_: Any) -> None:
    pass


class Magics:
    """In the place of IPython's shell. `names`: the namespace in which code is run.

    A magic that nobody knows here does nothing in a setup cell. In a test it raises NameError: a test must not pass
    because it did not run.
    """

    def __init__(self, names: Namespace) -> None:
        self.user_ns = self._names = names
        # Libraries look at these: matplotlib wants to draw after a cell.
        self.events = SimpleNamespace(register=_nothing, unregister=_nothing)
        self.config: dict[str, Any] = {}
        self.display_pub: Any = None  # that `capture_output` puts its own in the place of
        self._own: dict[str, Callable[..., Any]] = {}  # the cells' own magics, by "%name" and "%%name"
        self._lines = {"cd": _cd, "pwd": lambda _: os.getcwd(), "env": _env, "set_env": _set_env, "run": self._run_file}

    def run_line_magic(self, name: str, line: str, *_: Any, **__: Any) -> Any:
        if f"%{name}" in self._own:
            return self._own[f"%{name}"](line)
        if name in _RUN:
            options = re.match(r"(\s*-\S+)*\s*", line)
            assert options is not None
            value, taken = self._timed(line[options.end() :])
            if name == "timeit":
                return taken if "o" in re.findall(r"-(\w)", options[0]) else None
            return value if name == "time" else None
        if name in self._lines:
            return self._lines[name](line)
        if name in _SHELL:
            return SList()
        if name not in _NOTHING:
            self._refuse(f"%{name}")
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if f"%%{name}" in self._own:
            self._own[f"%%{name}"](line, cell)
        elif name == "capture":
            with capture_output() as captured:
                self.ex(cell)
            for kept in re.findall(r"(?:^|\s)([^\W\d]\w*)", line)[:1]:
                self._names[kept] = captured
        elif name in _RUN:
            self.ex(cell)
        elif name not in _SHOWN:
            self._refuse(f"%%{name}")

    def register_magic_function(
        self, function: Callable[..., Any], kind: str = "line", name: str | None = None
    ) -> None:
        """What `@register_line_magic`, `@register_cell_magic` and `@register_line_cell_magic` do."""
        for mark, kinds in (("%", ("line", "line_cell")), ("%%", ("cell", "line_cell"))):
            if kind in kinds:
                self._own[mark + (name or function.__name__)] = function

    def run_cell(self, source: str, *_: Any, **__: Any) -> Any:
        """An error ends the cell: a kernel shows it, which is no points either."""
        return SimpleNamespace(success=True, result=self.ex(source), error_in_exec=None, error_before_exec=None)

    def ex(self, source: str) -> Any:
        """Run it. The value of its last expression."""
        body, last = compiled(source, "<magic>")
        execute(body, self._names)
        return execute(last, self._names) if last is not None else None

    ev = ex

    def enable_gui(self, gui: Any = None) -> None:
        """There is none."""

    def show_usage(self) -> None:
        """`?`: nobody reads it here."""

    def system(self, *_: Any, **__: Any) -> None:
        """`!command`: nothing is run."""

    def getoutput(self, *_: Any, **__: Any) -> Any:
        """`x = !command`: nothing is run."""
        return SList()

    def _timed(self, source: str) -> tuple[Any, TimeitResult]:
        begin = time.perf_counter()
        value = self.ex(source)
        taken = time.perf_counter() - begin
        return value, TimeitResult(1, 1, taken, taken, [taken], 0.0, 3)

    def _run_file(self, line: str) -> None:
        """`%run helper.py`. A file that an answer has written is not run."""
        path = next((word for word in shlex.split(line) if not word.startswith("-")), "")
        if not path.endswith(".py"):
            self._refuse(f"%run {path}")
            return
        found = runpy.run_path(path, run_name="__main__")
        for name in [name for name in found if not name.startswith("__")]:
            self._names[name] = found[name]

    def _refuse(self, magic: str) -> None:
        if not self._names.alone:
            raise NameError(f"{magic} cannot be used in a test")


def _cd(line: str) -> None:
    with suppress(OSError):  # IPython says so, and the cell goes on
        os.chdir(os.path.expanduser(line.replace("-q", "").strip().strip("'\"") or "~"))


def _env(line: str) -> Any:
    """A variable, all of them, or set one."""
    if re.search(r"[=\s]", line.strip()):
        _set_env(line)
        return None
    return os.environ[line.strip()] if line.strip() else dict(os.environ)


def _set_env(line: str) -> None:
    name, _mark, value = line.partition("=" if "=" in line else " ")
    os.environ[name.strip()] = value.strip()
