"""In a student's own kernel: a word when a visible test passes, no stale answer, short errors.

`step` hangs on to the kernel of Jupyter. Nothing here runs while a class is graded: the judge has no such kernel, and
a test cell with its hidden part is left alone.
"""

import sys
from contextlib import suppress
from types import TracebackType
from typing import Any

from course.helpers.language import N_, sentence
from course.helpers.testing import errors, known
from course.helpers.testing.cells import bound_by
from course.helpers.testing.checks import Wrong
from course.helpers.testing.imported import Imported
from course.helpers.testing.places import frames, in_check
from course.helpers.testing.progress import Progress


class NotAnswered(Wrong):
    """The exercise has no answer yet."""


class NotDefined:
    """Stands for an answer whose cell did not define it: whatever is asked of it, it says so."""

    def __init__(self, error: Wrong) -> None:
        object.__setattr__(self, "_error", error)

    def __getattribute__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__") and name != "__name__":
            return object.__getattribute__(self, name)
        raise object.__getattribute__(self, "_error")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise object.__getattribute__(self, "_error")

    def __repr__(self) -> str:
        return str(object.__getattribute__(self, "_error"))


class Follower:
    """Watches the cells of one kernel."""

    def __init__(self, shell: Any, step: str) -> None:
        self.shell, self.step = shell, step
        self.progress = Progress(step)
        self._before: dict[str, Any] = {}  # the answers as they were before the cell that runs
        self._cells: dict[str, dict[str, Any]] = {}  # by the cell's id: the answers that it has left
        self._lost: set[str] = set()  # names that a cell would have bound, had it not ended before
        self._running = ""
        self._imported = Imported(shell.user_ns, {one.name for one in self.progress.exercises})

    def hang_on(self) -> None:
        self.shell.events.register("pre_run_cell", self._begin)
        self.shell.events.register("post_run_cell", self._end)
        self.shell.set_custom_exc((Exception,), self._show)
        self.shell.ast_transformers.append(self._imported)

    def let_go(self) -> None:
        self.shell.events.unregister("pre_run_cell", self._begin)
        self.shell.events.unregister("post_run_cell", self._end)
        self.shell.set_custom_exc((), None)
        self.shell.ast_transformers.remove(self._imported)

    def _begin(self, info: Any) -> None:
        self._running = info.raw_cell or ""
        self._imported.at_test = self.progress.tested_by(self._running) is not None
        names = self.shell.user_ns
        self._before = {one.name: names[one.name] for one in self.progress.exercises if one.name in names}

    def _end(self, result: Any) -> None:
        source = result.info.raw_cell or ""
        self._imported.at_test = False
        self._lost = (self._lost - bound_by(source)) | (set() if result.success else bound_by(source))
        tested = self.progress.tested_by(source)
        if tested is None:
            self._look_at_answers(source, result)
        elif result.success:
            self.progress.note(tested, "passed")
            print(self.progress.success(tested))
        else:
            error = result.error_in_exec
            unanswered = isinstance(error, NotAnswered) or self._stub(error) == tested
            self.progress.note(tested, "unanswered" if unanswered else "failed")

    def _look_at_answers(self, source: str, result: Any) -> None:
        """An answer whose cell has not defined it anew is none: the old one would pass in its place."""
        cell, names = getattr(result.info, "cell_id", None), self.shell.user_ns
        named = set(self.progress.answered_by(source))
        # What another cell has defined since is no concern of this one.
        gone = {name for name, left in self._cells.get(cell or "", {}).items() if names.get(name) is left} - named
        for name in sorted(named | gone):
            if name in named and (result.success or names.get(name) is not self._before.get(name)):
                self.progress.answer(name, source)
            else:
                self.progress.answer(name, "")
                names[name] = NotDefined(self._why(name, result, name in named))
        if cell:
            self._cells[cell] = {name: names.get(name) for name in named}

    def _why(self, name: str, result: Any, named: bool) -> Wrong:
        error = result.error_before_exec or result.error_in_exec
        if not named:
            return Wrong(sentence(N_("✗ {name}: the cell that defined it does not define it any more."), name=name))
        if self._stub(error) == name:
            return NotAnswered(_unanswered(name))
        number = self.shell.execution_count - 1 if result.execution_count is None else result.execution_count
        told = N_("✗ {name}: its cell [{number}] ended with {error}. Correct that cell, run it, then run this one.")
        return Wrong(sentence(told, name=name, number=number, error=type(error).__name__))

    def _show(
        self,
        shell: Any,
        kind: type[BaseException],
        error: BaseException,
        tb: TracebackType,
        tb_offset: int | None = None,
    ) -> None:
        """Show the error, in few lines where these say more than a traceback."""
        text = "" if isinstance(error, Wrong) else self._in_short(error)
        if text:
            with suppress(AttributeError):  # an exception without a dictionary
                error._render_traceback_ = lambda: [text]  # type: ignore[attr-defined]
        shell.showtraceback((kind, error, tb), tb_offset=tb_offset, running_compiled_code=True)

    def _in_short(self, error: BaseException) -> str:
        """What stands in the place of a traceback: "" where nothing does."""
        names = {one.name for one in self.progress.exercises}
        tested = self.progress.tested_by(self._running)
        missing = self._stub(error)
        if missing is not None:
            if missing == tested or missing in self.progress.answered_by(self._running):
                return _unanswered(missing)
            return sentence(N_("○ {name} is not answered yet, and this cell needs it."), name=missing)
        if isinstance(error, NameError) and error.name in names:
            return sentence(N_("○ {name} is not defined: run the cell of this exercise first."), name=error.name)
        if isinstance(error, NameError) and error.name in self._lost:
            told = N_("○ {name} is not defined: an earlier cell that defines it did not run to its end.")
            return sentence(told, name=error.name)
        if said := self._imported.explained(error):
            return said
        return errors.in_short(error, self.shell.user_ns) if tested or in_check(error) else ""

    def _stub(self, error: BaseException | None) -> str | None:
        """The exercise without an answer over which the cell ended, if that is why."""
        if not isinstance(error, NotImplementedError) or str(error):
            return None
        met = frames(error, self.shell.user_ns)
        outer = met[-1][0].co_qualname.partition(".")[0] if met else ""
        if outer == "<module>":
            return next(iter(self.progress.answered_by(self._running)), None)
        return outer if any(outer == one.name for one in self.progress.exercises) else None


def _unanswered(name: str) -> str:
    return sentence(N_("○ {name}: not answered yet."), name=name)


_followed: Follower | None = None


def step(name: str) -> None:
    """Say which step this notebook is. The first code cell does.

    A test finds the step's solutions and mistakes by that. The student's own kernel, if this is one, is followed.
    """
    known.step(name)
    _follow(name)


def progress() -> None:
    """Print the table of the step: what is passed, failed, unanswered, and marked by a person."""
    if _followed is not None:
        print(_followed.progress.table())


def _follow(step: str) -> None:
    global _followed
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if getattr(shell, "kernel", None) is None or (_followed is not None and _followed.step == step):
        return
    if _followed is not None:
        _followed.let_go()
    _followed = Follower(shell, step)
    _followed.hang_on()
