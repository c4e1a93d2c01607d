"""The student's process, as the judge sees it: it is started, brought to where the last one was, and ended."""

import gc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from types import CodeType
from typing import Any

from autograder.bridge.peer import Link
from autograder.bridge.places import Places
from autograder.bridge.proxy import asked_as
from autograder.bridge.wire import Wire
from autograder.engine.job import RunLimits
from autograder.engine.judge import endings
from autograder.engine.judge.clock import Clock, OutOfTime
from autograder.engine.judge.namespace import Namespace
from autograder.engine.mirror.figures import Figures
from autograder.engine.mirror.sources import code_of
from autograder.engine.mirror.warned import News
from autograder.faults import StudentGone
from autograder.seeding import derived

START = 120.0  # seconds in which the student side must be there; its walls may rise slowly on a busy machine
STARTS = 3  # attempts


@dataclass
class Connection:
    """A student side: the socket to it, and how to end it (which tells its exit code, −signal where one killed it)."""

    wire: Wire
    end: Callable[[], int]


class NotStarted(BaseException):
    """There is no student side to be had: the grader's fault, not the student's."""


class Session:
    """One student side after another, as one notebook needs them. `replay`: the cells that a new one runs first."""

    def __init__(
        self, connect: Callable[[], Connection], names: Namespace, clock: Clock, limits: RunLimits, seed: int
    ) -> None:
        self.connect, self.names, self.clock, self.limits, self.seed = connect, names, clock, limits, seed
        self.replay: list[str] = []
        self.figures = Figures(lambda name: self.link().request("pyplot", name))
        self.news = News(names, self.figures)
        self._process: Connection | None = None
        self._full = False  # then the link, and all that it has decoded, is dropped before the next one is made

    def link(self) -> Link:
        """The link to a student side that has run all cells so far, made anew where the last one ended."""
        link = self.names.link
        if link is not None and link.gone is None:
            return link
        if self.clock.is_over():
            raise OutOfTime
        if self._full:
            self.names.connect(None)
            gc.collect()
            self._full = False
        link = self._new()
        for source in self.replay:
            self.run(link, source)
        return link

    def run(self, link: Link, source: str, draw: bool = False) -> Any:
        """What a student side says of a cell that it has run: untrusted. `draw`: with its figures as pictures."""
        self.allow(link)
        return link.request("cell", source, draw)

    def allow(self, link: Link) -> None:
        """From now on the student side has the time of one cell."""
        link.deadline = self.clock.deadline()

    def is_alive(self) -> bool:
        """Whether the last student side can still be asked, as far as is known."""
        return self.names.link is not None and self.names.link.gone is None

    def is_well(self) -> bool:
        """After a failure: whether the student side can go on. If not, it is ended, and a new one will be made.

        It cannot go on where it was interrupted in the middle of a message, or where its memory is full.
        """
        link = self.names.link
        if link is None or link.gone is not None:
            return False
        with suppress(StudentGone, Exception):
            if link.request("well") is True:
                return True
        self.end()
        return False

    def give_up_for_memory(self) -> None:
        """What this student side has handed over fills the judge: ask it no more, drop it all before the next one."""
        if self.names.link is not None:
            self.names.link.gone = StudentGone("memory", "too much memory")
            self._full = True

    def end(self, raised: StudentGone | None = None, plainly: bool = False) -> str:
        """End the student side; why it is gone, in the readers' languages. `plainly`: in words that are ours alone.

        `raised`: what the judge has caught. It counts where the link does not know why it is gone.
        """
        process, self._process = self._process, None
        gone = self.names.link.gone if self.names.link is not None else None
        gone = gone or raised
        self.names.connect(None)
        status = process.end() if process is not None else 0
        cause, detail = (gone.reason, gone.detail) if gone is not None else (None, "")
        return endings.told(endings.Ending(status, cause, detail, self.clock.is_over()), self.limits, plainly)

    def tell_of_a_generator(self, step: str, which: str, value: Any) -> None:
        """What a test does with a global generator holds for the student's too: in one kernel they are the same."""
        if self.is_alive():
            self.names.untold.call(step, which, value)

    def _new(self) -> Link:
        """A student side in which nothing of the student's has run: what goes wrong so far is nobody's fault."""
        reason = ""
        for _attempt in range(STARTS):
            try:
                return self._started()
            except StudentGone:
                reason = self.end()
                if self.clock.is_over():
                    raise OutOfTime from None
        raise NotStarted(f"the student's process does not start: {reason}")

    def _started(self) -> Link:
        self._process = self.connect()
        link = Link(self._process.wire, judge=True)
        link.methods = self.names.plan.methods
        link.words = self.names.plan.words
        link.on_answer = self.news.hear
        link.code_of = self._code_of
        link.after_answer = self.news.warn
        self.names.connect(link)
        self.figures.open = 0
        link.deadline = self.clock.deadline(START)
        there = link.request("start", derived(self.seed, "student") % 2**32, self.clock.cell)
        link.places = Places(self.names.folder.root, there)
        return link

    def _code_of(self, remote: Any) -> CodeType:
        """For `inspect.getsource` and its like: the code of a student's function, from the cell that was handed in."""
        told = self.names.link.request("where", remote) if self.names.link is not None else None
        return code_of(self.replay, asked_as(remote), told)
