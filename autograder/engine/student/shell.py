"""IPython as a student knows it from the notebook, without a kernel around it.

Made once in the template, before any fork: no history, no threads, no event loop. Figures are rendered only in the
cells that a person marks (autograder.engine.student.pictures). In the others they show as the line of text that a
notebook keeps beside the picture.
"""

import builtins
import fnmatch
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets.config import Config

from autograder.engine.student import pictures
from autograder.engine.student.no_processes import ProcessRefused, explain, not_run
from autograder.engine.without_proc import look_elsewhere
from autograder.notebook.outputs import Outputs, Stream

# These magics talk to a notebook's page, or set how it shows things.
_OF_THE_PAGE = frozenset(
    (
        "autosave",
        "clear",
        "cls",
        "config",
        "connect_info",
        "edit",
        "less",
        "man",
        "more",
        "notebook",
        "qtconsole",
        "subshell",
    )
)
_INSTALLERS = frozenset(("conda", "mamba", "micromamba", "pip", "uv"))


class _Memory(dict[str, Any]):
    """What `%cd`, `%bookmark` and `%store` remember: IPython keeps it in the user's home, here it is the session's."""

    def keys(self, pattern: str = "*") -> list[str]:  # type: ignore[override]
        return fnmatch.filter(super().keys(), pattern)

    def __delitem__(self, key: str) -> None:
        self.pop(key, None)


class _Publisher(DisplayPublisher):
    """`display(...)`: into the cell's outputs."""

    outputs: Outputs

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        self.outputs.display("display_data", data, metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear()


class _Result(DisplayHook):
    """The value of a cell's last expression: into the cell's outputs."""

    outputs: Outputs

    def start_displayhook(self) -> None:
        pass

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self.outputs.display("execute_result", format_dict, md_dict or {}, self.prompt_count)

    def finish_displayhook(self) -> None:
        pass

    def log_output(self, format_dict: dict[str, Any]) -> None:
        pass


class Shell(InteractiveShell):
    """One student's session."""

    outputs: Outputs

    def __init__(self, largest_output: int) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        config.InteractiveShell.xmode = "Plain"  # the others take seconds over a deep recursion
        config.InteractiveShell.cache_size = 100
        config.InteractiveShell.logstart = False
        self.outputs = Outputs(largest_output)
        super().__init__(config=config, display_pub_class=_Publisher, displayhook_class=_Result)
        for cls in (InteractiveShell, Shell):
            setattr(cls, "_instance", self)  # noqa: B010  IPython's stubs say that it is None
        for part in (self.display_pub, self.displayhook):
            assert isinstance(part, _Publisher | _Result)
            part.outputs = self.outputs
        builtins.get_ipython = lambda: self  # type: ignore[attr-defined]
        self.db = _Memory()
        assert self.extension_manager is not None
        self.extension_manager.load_extension("storemagic")  # a kernel has it too

    def init_history(self) -> None:
        super().init_history()
        assert self.history_manager is not None
        self.history_manager.enabled = False

    def init_display_pub(self) -> None:
        self.display_pub = _Publisher(parent=self, shell=self)
        self.display_pub.outputs = self.outputs

    @contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        """IPython 9 keeps all that is printed a second time, for its history, without bounds. Here it does not."""
        yield

    def enable_gui(self, gui: Any = None) -> None:
        """There is none."""

    def enable_matplotlib(self, gui: Any = None) -> tuple[None, str]:
        """Figures are kept as they would be, without being drawn."""
        return None, "agg"

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        if magic_name in _OF_THE_PAGE:
            return None
        return super().run_line_magic(magic_name, line, _stack_depth + 1)

    def show_usage_error(self, exc: BaseException) -> None:
        """A magic that is not there or was called wrongly ends the cell; `%tb` only shows it once more."""
        if sys.exc_info()[1] is exc:
            self.outputs.error("UsageError", str(exc), [f"UsageError: {exc}"])
        else:
            super().show_usage_error(exc)

    def ask_exit(self) -> None:
        """`exit` and `quit` end a cell, not the session."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        try:
            text = str(evalue)
        except BaseException as error:
            text = f"<str() of the exception raised {type(error).__name__}>"
        self.outputs.error(etype.__name__, text, stb)

    def run(self, source: str, draw: bool = False) -> bool:
        """Run one cell; its outputs are in `outputs`. Returns whether it ended without an error.

        `draw`: its figures are pictures.
        """
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = Stream(self.outputs, "stdout"), Stream(self.outputs, "stderr")
        try:
            with pictures.wanted(self) if draw else nullcontext():
                done = self.run_cell(source, store_history=True).success
                pictures.show_figures(self.outputs, draw)
            return done
        finally:
            sys.stdout, sys.stderr = before


class WalledShell(Shell):
    """A session behind the walls: what would start a program is named in the output, and the cell goes on."""

    def system(self, cmd: str) -> None:
        not_run(f"!{cmd}")
        self.user_ns["_exit_code"] = 126  # a shell's number for what it may not run

    system_piped = system_raw = system

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        self.system(cmd)
        return SList() if split else ""

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Any:
        if magic_name in _INSTALLERS:
            not_run(f"%{magic_name} {line}")
            return None
        try:
            return super().run_line_magic(magic_name, line, _stack_depth + 1)
        except ProcessRefused:
            not_run(f"%{magic_name} {line}")

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Any:
        try:
            return super().run_cell_magic(magic_name, line, cell)
        except ProcessRefused:
            not_run(f"%%{magic_name} {line}")


def no_input(prompt: str = "") -> str:
    """In the place of `input`: nobody is there to answer."""
    raise RuntimeError("input() waits for an answer, and nobody is there to give one")


def make_shell(largest_output: int, walls: bool) -> Shell:
    """In the template, before any fork: what every submission begins with. `walls`: whether it runs behind them."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.show = lambda *args, **kwargs: None  # the cell's end shows them
    plt.switch_backend = partial(_switch_backend, plt.switch_backend)
    builtins.input = no_input  # type: ignore[assignment]
    sys.argv = ["ipython"]
    if not walls:
        return Shell(largest_output)
    explain()
    look_elsewhere()
    return WalledShell(largest_output)


def _switch_backend(own: Callable[[str], None], name: str) -> None:
    """A backend that needs a screen, or is not installed, is left out."""
    try:
        own(name)
    except ImportError:
        own("agg")
