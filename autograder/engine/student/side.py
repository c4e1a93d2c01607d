"""The student side: runs a submission's cells behind the walls and answers the judge's requests.

Nothing of the judge's is here: no hidden test, no expected value, no solution. A student's code may do to this
process what it likes; the judge believes nothing but the plain data that it decodes itself.
"""

import importlib
import marshal
import mmap
import os
import signal
import socket
import sys
import threading
import types
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

from autograder.bridge import exceptions, values
from autograder.bridge.library_objects import by_name
from autograder.bridge.lookalike import know_own_classes
from autograder.bridge.peer import Link
from autograder.bridge.together import Came, call_each
from autograder.bridge.wire import AHEAD, Wire
from autograder.engine.mirror import seeds
from autograder.engine.mirror.files import StudentsFolder
from autograder.engine.mirror.logs import Heard
from autograder.engine.mirror.rewritten import MEANINGS
from autograder.engine.mirror.sources import digest_of
from autograder.engine.mirror.streams import replace
from autograder.engine.student import modules
from autograder.engine.student.shell import Shell
from autograder.notebook.outputs import Outputs, Stream
from course.helpers.language import languages

_ABSENT = object()
_SPARE = 32 << 20  # bytes, without which the next cell would fail for what this one has left behind


class _Nobodys(Warning):
    """A category that nobody warns of."""


_ENGINE = os.path.dirname(os.path.dirname(os.path.dirname(__file__)))
_LATE = {"en": "out of time", "fr": "temps écoulé"}  # no catalogue can be read behind the walls


class TimedOut(KeyboardInterrupt):
    """The cell, or the call of a student's function, took longer than it may."""


class Student:
    """One submission's process, from its first request to its last."""

    def __init__(self, shell: Shell, connection: socket.socket) -> None:
        self.shell = shell
        self.names: dict[str, Any] = shell.user_ns
        self.seconds = 0.0
        self.printed = Outputs(shell.outputs.largest)
        self.looked_up: dict[str, int] = {}
        self.replaced: dict[str, Any] = {}  # by tests, since the last cell
        self.folder = StudentsFolder()
        know_own_classes(partial(modules.own_class, self.folder.root, self.names))
        self.warned: list[list[Any]] = []
        self.showwarning = warnings.showwarning
        self.figures = 0  # that the judge knows to be open
        self.own: dict[tuple[str, str], Any] = {}  # what tests have put something else in the place of
        self.testing = False
        self.logs = Heard(lambda: self.testing)
        self.link = Link(Wire(connection, ahead=AHEAD), judge=False)
        self.link.around = self._in_a_test
        self.link.to_answer = self._news
        self.link.on_answer = self.hear
        kept = seeds.Kept()
        self.along: dict[str, Callable[..., Any]] = {
            "bind": self.bind,
            "import": self.imported,
            "unbind": self.unbind,
            "restore": self.restore,
            "file": self.folder.take,
            "terminal": self.terminal,
            "seed": seeds.seed,
            "state": seeds.set_state,
            "keep_state": kept.keep,
            "go_back": kept.go_back,
            "library": self.helper,
        }
        self.link.extra = {
            "start": self.start,
            "cell": self.cell,
            "well": self.well,
            "name": self.name,
            "names": self.all_names,
            "where": self.where,
            "named": self.named,
            "probe": self.probe,
            "library": self.library,
            "pyplot": self.pyplot,
            "module": partial(modules.lent, self.folder.root),
        }

    def start(self, seed: int, seconds: float) -> str:
        """Seed every generator; allow each cell and each call so many seconds (0: no limit). The working directory."""
        seeds.seed_all(seed)
        self.seconds = seconds
        return self.folder.root

    def hear(self, steps: list[list[Any]]) -> None:
        """What the judge has done since its last message: see `autograder.engine.mirror.names`."""
        for what, *arguments in steps:
            self.along[what](*(values.decode(argument, self.link) for argument in arguments))

    def cell(self, source: str, draw: bool) -> tuple[bool, list[Any]]:
        """Run one cell: whether it ended without an error, and its outputs. `draw`: with its figures as pictures."""
        self.replaced.clear()
        warnings.showwarning = self.showwarning
        done = self.shell.run(source, draw)
        self.showwarning = warnings.showwarning
        return done, self.shell.outputs.take()

    def well(self) -> bool:
        """After a failure: whether there is memory to go on with. Raises OSError where there is none.

        A mapping, since every failed test asks: bytes would be written to, which takes 20 ms.
        """
        with mmap.mmap(-1, _SPARE):
            return True

    def name(self, name: str, may_be: list[list[str]]) -> tuple[str, Any]:
        """What the student has bound to `name`: a value, a module by its name, or one of the library things `may_be`.

        Raises NameError.
        """
        if name not in self.names:
            raise NameError(f"name {name!r} is not defined")
        value = self.names[name]
        self.looked_up[name] = id(value)
        if isinstance(value, types.ModuleType):
            return "module", value.__name__
        for module, thing in may_be:
            if thing and getattr(sys.modules.get(module), thing, _ABSENT) is value:
                return "thing", [module, thing]
        return "value", value

    def bind(self, name: str, value: Any) -> None:
        """A test has bound the name."""
        self.replaced.setdefault(name, self.names.get(name, _ABSENT))
        self.names[name] = value
        self.looked_up[name] = id(value)

    def imported(self, name: str, module: str) -> None:
        """A test has imported the module under this name. What is not there to be imported is the test's alone."""
        with suppress(Exception):  # the student may have a file of that name, with anything in it
            self.bind(name, importlib.import_module(module))

    def unbind(self, name: str) -> None:
        self.replaced.setdefault(name, self.names.get(name, _ABSENT))
        self.names.pop(name, None)
        self.looked_up.pop(name, None)

    def restore(self, name: str) -> None:
        """A test has put back what it had replaced or deleted."""
        if self.replaced.get(name, _ABSENT) is not _ABSENT:
            self.names[name] = self.replaced[name]

    def where(self, function: Any) -> list[Any]:
        """Which of the cells' functions it is: its qualified name, and a digest of its code."""
        code = function.__code__
        return [code.co_qualname, digest_of(code)]

    def named(self, thing: Any) -> list[Any] | None:
        """The module and the name of a function that a module has: the judge may have the same module."""
        module, name = getattr(thing, "__module__", None), getattr(thing, "__qualname__", None)
        found = getattr(sys.modules.get(module or ""), name or "", _ABSENT)
        return [module, name] if found is thing else None

    def all_names(self) -> list[str]:
        """What `dir()` shows of the student's."""
        return [name for name in self.names if isinstance(name, str)]

    def terminal(self, module: str, name: str, value: Any) -> None:
        """A test has replaced `input`, `time.sleep` or their like, or put the old one back (None)."""
        replace(self.own, (module, name, value))

    def probe(self, code: bytes, name: str, defaults: Any, modules: dict[str, str], plain: Any, several: Any) -> Came:
        """Run a test's own function beside the student's names, on each of these arguments."""
        for module in modules.values():
            __import__(module)
        space = dict(self.names) | {alias: sys.modules[module] for alias, module in modules.items()} | plain | MEANINGS
        function = types.FunctionType(marshal.loads(code), space, name, defaults)
        return call_each(function, several)

    def library(self, module: str, name: str, several: Any) -> Came:
        """Run a function of the course's helpers here, on each of these arguments."""
        return call_each(by_name(module, name), several)

    def helper(self, module: str, name: str, *arguments: Any) -> None:
        """The same once, for what it does here."""
        by_name(module, name)(*arguments)

    def pyplot(self, name: str) -> Any:
        """The current figure or axes, the numbers of the open figures; or close them."""
        import matplotlib.pyplot as plt

        return plt.close("all") if name == "close" else getattr(plt, name)()

    @contextmanager
    def _in_a_test(self) -> Iterator[None]:
        """While the judge waits: what is printed or warned is handed over with the answer, and time runs."""
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = Stream(self.printed, "stdout"), Stream(self.printed, "stderr")
        warnings.showwarning = self._warn
        warnings.simplefilter("ignore", _Nobodys)  # as any new filter, it has what was warned of before forgotten
        self.testing = True
        signal.setitimer(signal.ITIMER_REAL, self.seconds, 1.0)  # again and again, for code that goes on all the same
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self.testing = False
            sys.stdout, sys.stderr = before
            warnings.showwarning = self.showwarning

    def _warn(
        self, message: Warning | str, category: type[Warning], filename: str, lineno: int, *_: Any, **__: Any
    ) -> None:
        """A warning is the judge's to show, to record or to raise: what filters there are is for the test to say."""
        if len(self.warned) < exceptions.MOST_WARNINGS:
            self.warned.append([exceptions.lineage_of(category), str(message)[:2000], lineno])

    def _news(self) -> list[Any] | None:
        """With each answer: the looked-up names that were bound anew, what was printed, files, warnings, figures."""
        stale = [name for name, key in self.looked_up.items() if id(self.names.get(name, _ABSENT)) != key]
        for name in stale:
            del self.looked_up[name]
        pyplot = sys.modules.get("matplotlib.pyplot")
        known, self.figures = self.figures, len(pyplot.get_fignums()) if pyplot is not None else 0
        warned, self.warned = self.warned, []
        printed = [[item["name"], item["text"]] for item in self.printed.take() if "text" in item]
        files = self.folder.changes()
        logged = self.logs.take()
        if not (stale or printed or files or warned or logged or known != self.figures):
            return None
        return [stale, printed, files, warned, self.figures, logged]


def _out_of_time(signum: int, frame: Any) -> None:
    try:
        told = " / ".join(_LATE[language] for language in languages())
    except ValueError:  # the answer has set another COURSE_LANG
        told = _LATE["en"]
    raise TimedOut(told)


def _show_of_a_thread(ended: threading.ExceptHookArgs, /) -> None:
    """What Python shows of an error in a thread, without the engine's own lines and paths."""
    trace = before = ended.exc_traceback
    while trace is not None:
        if before is not None and trace.tb_frame.f_code.co_filename.startswith(_ENGINE):
            before.tb_next = trace.tb_next
        else:
            before = trace
        trace = trace.tb_next
    threading.__excepthook__(ended)


def live(shell: Shell, connection: socket.socket) -> None:
    """The whole life of a submission's process."""
    signal.signal(signal.SIGALRM, _out_of_time)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.excepthook = _show_of_a_thread
    sys.path.insert(0, os.getcwd())
    Student(shell, connection).link.serve_forever()
