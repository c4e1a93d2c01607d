"""What `%matplotlib inline`, `%time` and their like become in the instructor's cells, where there is no IPython."""

import builtins
import re
from types import SimpleNamespace
from typing import Any

import IPython
import IPython.display
from IPython.core import getipython
from IPython.utils.capture import capture_output

from autograder.notebook.code import python_of

_RUN = ("time", "timeit", "prun", "capture")  # by these the code is run all the same
_NOTHING = ("matplotlib", "config", "pylab", "load_ext", "reload_ext", "autoreload", "precision", "autosave")
_FORGETTING = ("reset", "reset_selective", "who", "whos", "who_ls", "xdel")  # of a session that nobody looks at here


def stand_in(names: dict[str, Any]) -> list[str]:
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

    What is neither run nor known to change nothing raises NameError: a test must not pass because it did not run.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self.user_ns = self._names = names
        # Libraries look at these: matplotlib wants to draw after a cell.
        self.events = SimpleNamespace(register=_nothing, unregister=_nothing)
        self.config: dict[str, Any] = {}
        self.display_pub: Any = None  # that `capture_output` puts its own in the place of

    def run_line_magic(self, name: str, line: str, *_: Any, **__: Any) -> None:
        if name in _RUN:
            self._run(re.sub(r"^(\s*-\S+)*\s*", "", line))
        elif name not in _NOTHING + _FORGETTING:
            raise NameError(f"%{name} cannot be used in a test")

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name not in _RUN:
            raise NameError(f"%%{name} cannot be used in a test")
        if name != "capture":
            self._run(cell)
            return
        with capture_output() as captured:
            self._run(cell)
        for kept in re.findall(r"(?:^|\s)([^\W\d]\w*)", line)[:1]:
            self._names[kept] = captured

    def enable_gui(self, gui: Any = None) -> None:
        """There is none."""

    def system(self, *_: Any, **__: Any) -> None:
        """`!command`: nothing is run."""

    def _run(self, source: str) -> None:
        exec(compile(python_of(source), "<magic>", "exec"), self._names)
