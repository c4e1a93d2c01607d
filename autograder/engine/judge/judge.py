"""The trusted side of one submission: it has the student's cells run, and runs the test cells itself.

One process a submission, forked from the worker. Of the student's it sees plain data only (autograder.bridge). What a
test cell is worth is a value of its own beside the cell's outputs (autograder.engine.judge.verdict). The outputs say
the same in the form that nbgrader scores, for the courses that run the engine under nbgrader's own command.
"""

import gc
import mmap
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import CodeType
from typing import Any

from nbformat import NotebookNode

from autograder.bridge.peer import Link, StudentGone
from autograder.bridge.places import Places
from autograder.bridge.proxy import asked_as
from autograder.bridge.wire import Wire
from autograder.coursedir.secret import derived
from autograder.engine.judge import magics, verdict
from autograder.engine.judge.ended import EndedCells
from autograder.engine.judge.groundwork import Groundwork
from autograder.engine.judge.hidden import HiddenParts, without_data
from autograder.engine.judge.judged import Judged
from autograder.engine.judge.namespace import BrokenSetup, Main, Namespace
from autograder.engine.judge.testcode import compiled, describe, text_of
from autograder.engine.mirror import seeds
from autograder.engine.mirror.crossing import written_by
from autograder.engine.mirror.figures import Figures
from autograder.engine.mirror.sources import code_of
from autograder.engine.mirror.warned import News
from autograder.messages import LOCALE
from autograder.notebook.marks import is_test
from autograder.notebook.outputs import Output, Outputs, Room, Stream, clean, error_output, with_an_error
from autograder.notebook.plan import Plan, PlannedCell
from autograder.records import FAILED, Verdict
from course.helpers.language import N_, each
from course.helpers.reference import NotAtHand

START = 120.0  # seconds in which the student side must be there; its walls may rise slowly on a busy machine
STARTS = 3  # attempts
GRACE = 3.0  # seconds beyond its limit in which the student side may still stop by itself


@dataclass(frozen=True)
class Limits:
    """Seconds a cell and a whole notebook may take (0: no limit), bytes of output kept of a cell and of all cells."""

    cell: float = 30.0
    notebook: float = 600.0
    output: int = 2**20
    outputs: int = 2**24


@dataclass
class Connection:
    """A student side: the socket to it, and how to end it (which tells its exit code, −signal where one killed it)."""

    wire: Wire
    end: Callable[[], int]


class _OutOfTime(StudentGone):
    """The clock rang in the judge."""

    def __init__(self) -> None:
        super().__init__("late")


class NotStarted(BaseException):
    """There is no student side to be had: the grader's fault, not the student's."""


class Judge:
    """Goes through one notebook and fills in its outputs."""

    def __init__(
        self,
        plan: Plan,
        connect: Callable[[], Connection],
        limits: Limits,
        seed: int,
        until: float,
        place: mmap.mmap,
        judged: Mapping[int, Judged],
        lost: Mapping[int, int],
    ) -> None:
        """`until`: the time.monotonic() at which the notebook's time is over. `place`: where the judge notes at which
        cell it is. `judged`: what earlier judges of this notebook made of its cells. `lost`: the cell at which the last
        one ended, by which signal; it is failed.
        """
        self.plan = plan
        self.connect = connect
        self.limits = limits
        self.seed = seed
        self.names = Namespace(plan)
        self.names.folder.open_to_answers = written_by(cell.source for cell in plan.cells if cell.kind == "student")
        self.groundwork = Groundwork(plan, self.names, self._run_instructors)
        self.replay: list[str] = []
        self.student: Connection | None = None
        self.ended = EndedCells()
        self.hidden = HiddenParts(plan)
        self.room = Room(limits.output, limits.outputs)
        for result in judged.values():
            self.room.fill(result.outputs)
        self.full = False  # of what the student side has handed over, which goes with its link
        self.seconds = {"cells": 0.0, "judge": 0.0}
        self.until, self.place, self.judged, self.lost = until, place, judged, lost
        self.figures = Figures(lambda name: self._student().request("pyplot", name))
        self.news = News(self.names, self.figures)

    def run(self, cells: list[NotebookNode]) -> Iterator[Judged]:
        """Run the code cells among `cells` in order and give what each came to. Raises BrokenSetup and NotAtHand.

        A cell that an earlier judge has judged is not judged again: a test runs once for one mark. A student's cell is
        run again where a student side needs it.
        """
        # Not the student's seed, nor one that follows from it: what the tests draw is not to be foreseen. Not the
        # earlier judge's either, or the tests behind a crash would draw what the first ones drew.
        seeds.seed_all(derived(self.seed, "judge", len(self.judged)) % 2**32)
        left_out = self._left_out(cells)
        self.figures.stand_in()
        magics.stand_in(self.names)
        sys.modules["__main__"] = Main(self.names)
        with seeds.forwarded(self._tell_seed):
            self.names.terminal.look()
            for index, cell in enumerate(cells):
                if index in self.judged:
                    if self.judged[index].replay:
                        self.replay += self._handed(cell) if is_test(cell) else [cell.source]
                elif cell.cell_type == "code":
                    before = len(self.replay)
                    outputs, decided = (_not_run(), None) if index in left_out else self._run(index, cell)
                    self.room.fill(outputs)
                    yield Judged(index, outputs, replay=len(self.replay) > before, verdict=decided)

    def _handed(self, test: NotebookNode) -> tuple[str, ...]:
        planned = self.plan.tests.get(test.metadata.nbgrader.grade_id)
        return planned.handed if planned is not None else ()

    def _left_out(self, cells: list[NotebookNode]) -> frozenset[int]:
        """The experiments that need not run; none where the student's cells are too long to look through."""
        try:
            with self._alarm():
                return self.plan.left_out(cells)
        except _OutOfTime:
            return frozenset()

    @contextmanager
    def _alarm(self) -> Iterator[None]:
        """Raise _OutOfTime in what takes longer than a cell may."""
        if self.limits.cell:
            signal.signal(signal.SIGALRM, _ring)
            signal.setitimer(signal.ITIMER_REAL, self.limits.cell + 2 * GRACE)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def _tell_seed(self, which: str, value: int) -> None:
        """A test that seeds a global generator seeds the student's too: in one kernel they are the same."""
        if self.names.link is not None and self.names.link.gone is None:
            with suppress(StudentGone):  # in a setup cell it is no fault of the setup's; after a test it is asked for
                self.names.link.request("seed", which, value)

    def _run(self, index: int, cell: NotebookNode) -> tuple[list[Output], Verdict | None]:
        test = is_test(cell)
        if self.lost.get(index) == signal.SIGPROF:
            reason = _say(N_("Stopped: it took longer than {seconds:g} s."), seconds=self.limits.cell)
            return self._lost(cell, "TimeoutError", reason), FAILED if test else None
        if index in self.lost:
            name = signal.Signals(self.lost[index]).name
            reason = _say(N_("The test crashed over what the code gave it ({signal})."), signal=name)
            return self._lost(cell, "DeadKernelError", reason), FAILED if test else None
        self.place[:8] = index.to_bytes(8, "little")
        if self.limits.cell:
            # Python's own signal handlers wait for the end of a step, which a student's numbers may put off for ever
            # (10 ** n, a set of a million colliding keys). This one has no handler: it ends the process.
            signal.setitimer(signal.ITIMER_PROF, self.limits.cell + 3 * GRACE)
        begin = time.perf_counter()
        result = self._test(cell) if test else (self._student_cell(cell), None)
        self.seconds["judge" if test else "cells"] += time.perf_counter() - begin
        return result

    # The student's cells

    def _lost(self, cell: NotebookNode, name: str, reason: str) -> list[Output]:
        if not is_test(cell):
            self.ended.by_its_process(cell.source, reason)
        return [error_output(name, reason)]

    def _student_cell(self, cell: NotebookNode) -> list[Output]:
        if not cell.source.strip():
            return []
        try:
            link = self._student()
            self._allow(link)
            done, outputs = link.request("cell", cell.source)
        except (StudentGone, Exception) as error:
            # Not a StudentGone: an answer that no student side of ours gives, so somebody else wrote it.
            if self.names.link is not None and not isinstance(error, StudentGone):
                self.names.link.gone = StudentGone("malformed", type(error).__name__)
            return self._lost(cell, "DeadKernelError", self._end_student())
        self.names.forget_all()
        if done is not True and not self._is_well():
            reason = _say(N_("The process was killed: too much memory or processor time."))
            self.ended.by_its_process(cell.source, reason)
            return with_an_error(outputs, self.room.outputs())
        self.replay.append(cell.source)
        if done is True:
            return clean(outputs, self.room.outputs())
        outputs = with_an_error(outputs, self.room.outputs())
        self.ended.by_error(cell.source, outputs)
        return outputs

    def _student(self) -> Link:
        """The link to a student side that has run all cells so far, made anew where the last one ended."""
        if self.names.link is not None and self.names.link.gone is None:
            return self.names.link
        if time.monotonic() > self.until:
            raise _OutOfTime
        if self.full:
            self.names.connect(None)
            gc.collect()
            self.full = False
        for attempt in range(1, STARTS + 1):
            try:
                link = self._started()
                break
            except StudentGone:
                reason = self._end_student()
                if time.monotonic() > self.until:
                    raise _OutOfTime from None
                if attempt == STARTS:
                    raise NotStarted(f"the student's process does not start: {reason}") from None
        for source in self.replay:
            self._allow(link)
            link.request("cell", source)
        return link

    def _started(self) -> Link:
        """A new student side. Nothing of the student's has run in it: what goes wrong so far is nobody's fault."""
        self.student = self.connect()
        link = Link(self.student.wire, judge=True)
        link.methods = self.plan.methods
        link.on_answer = self.news.hear
        link.code_of = self._code_of
        link.after_answer = self.news.warn
        self.names.connect(link)
        self.figures.open = 0
        link.deadline = min(time.monotonic() + START, self.until)
        there = link.request("start", derived(self.seed, "student") % 2**32, self.limits.cell)
        link.places = Places(self.names.folder.root, there)
        return link

    def _code_of(self, remote: Any) -> CodeType:
        """For `inspect.getsource` and its like: the code of a student's function, from the cell that was handed in."""
        told = self.names.link.request("where", remote) if self.names.link is not None else None
        return code_of(self.replay, asked_as(remote), told)

    def _allow(self, link: Link) -> None:
        seconds = self.limits.cell + GRACE if self.limits.cell else float("inf")
        deadline = min(time.monotonic() + seconds, self.until)
        link.deadline = None if deadline == float("inf") else deadline

    def _end_student(self, plainly: bool = False) -> str:
        """End the student side; why it is gone, in the readers' languages. `plainly`: in words that are ours alone."""
        connection, self.student = self.student, None
        gone = self.names.link.gone if self.names.link is not None else None
        self.names.connect(None)
        status = connection.end() if connection is not None else 0
        if time.monotonic() > self.until:
            return _say(N_("The notebook took longer than {seconds:g} s."), seconds=self.limits.notebook)
        if gone is not None and gone.reason == "late":
            return _say(N_("Stopped: it took longer than {seconds:g} s."), seconds=self.limits.cell)
        if gone is not None and gone.reason in ("malformed", "memory"):
            if plainly:
                return _say(N_("What the code gave back could not be read."))
            return _say(N_("What the code gave back could not be read ({why})."), why=gone.detail[:200])
        if status == -signal.SIGKILL:
            return _say(N_("The process was killed: too much memory or processor time."))
        if plainly:  # an answer chooses the number
            return _say(N_("The process crashed.")) if status < 0 else _say(N_("The process ended itself."))
        if status < 0:
            known = {int(one): one.name for one in signal.Signals}  # not the real-time signals
            return _say(N_("The process crashed ({signal})."), signal=known.get(-status, -status))
        return _say(N_("The process ended itself (exit code {code})."), code=status)

    # The tests

    def _test(self, cell: NotebookNode) -> tuple[list[Output], Verdict]:
        grade_id = cell.metadata.nbgrader.grade_id
        self.groundwork.reach(grade_id)
        planned = self.plan.tests.get(grade_id)
        self.news.forget_warnings()
        outputs, decided, text = self.room.outputs(self.hidden.is_running), FAILED, ""
        try:
            with self.groundwork.below(grade_id), self._handing_over(planned), self.names.testing(planned):
                self._allow(self._student())
                with self._streams_to(outputs):
                    body, last = compiled(cell.source, f"<{grade_id}>")
                    self.hidden.know(cell, last)
                    value = self._execute(body, last)
                    most = float(cell.metadata.nbgrader.get("points") or 0)
                    found = verdict.judge(value, most, self.plan.gives.get(grade_id))
                    text = "" if value is None else verdict.shown(value, found)
                self.names.terminal.restore()
                self.names.flush()
                self._check_alive()
            decided = found
            if decided.gave == "no score":
                reason = _say(N_("The test's last value is no number of points: {value}"), value=verdict.named(value))
                if self.hidden.at_the_end:
                    outputs.withhold(reason)
                    reason = _say(N_("The test's last value is no number of points."))
                outputs.error("NoScore", reason, reason.split("\n"))
            elif text and decided.gave == "other" and self.hidden.at_the_end:
                outputs.withhold(text)
            elif text:
                outputs.result(text)
        except StudentGone as gone:
            reason = self._end_student(plainly=self.hidden.may_have_ended(cell, gone))
            outputs.error("DeadKernelError", reason, reason.split("\n"))
        except (BrokenSetup, NotAtHand, NotStarted):
            raise
        except BaseException as error:
            reasons = self._reasons(error)
            told = describe(error, f"<{grade_id}>", reasons)
            if self.hidden.failed(error):
                outputs.withhold("\n".join(told[2]))
                told = without_data(error, reasons)
            outputs.error(*told)
            if isinstance(error, MemoryError) and self.names.link is not None:
                self.names.link.gone, self.full = StudentGone("memory", "too much memory"), True
            self._is_well()
        finally:
            self.names.terminal.restore()
            if self.names.link is not None:
                self.names.link.withdraw()
        items = outputs.take()
        for item in items:  # nbgrader scores any text on stderr as zero: a warning costs nobody a point here
            if item.get("name") == "stderr":
                item["name"] = "stdout"
        return items, decided

    @contextmanager
    def _handing_over(self, test: PlannedCell | None) -> Iterator[None]:
        """When the test is over, what it has bound goes over to cells of the student's that read it."""
        error: BaseException | None = None
        try:
            yield
        except BaseException as caught:
            error = caught
            raise
        finally:
            if test is not None and not isinstance(error, BrokenSetup | NotAtHand):
                if error is not None:
                    self.groundwork.complete(test, error)
                self._hand_over(test, gone=isinstance(error, StudentGone))

    def _hand_over(self, test: PlannedCell, gone: bool) -> None:
        self.replay += test.handed
        if not test.given or gone or self.names.link is None:
            return
        with suppress(StudentGone, Exception):  # what the student's code makes of it is asked for by the next cell
            for source in test.handed:
                self._allow(self.names.link)
                self.names.link.request("cell", source)
            self.names.give(test)

    def _run_instructors(self, code: CodeType) -> None:
        with self._streams_to(Outputs(self.limits.output)):
            self._execute(code, None)

    def _execute(self, body: CodeType, last: CodeType | None) -> Any:
        """Run the cell; the value of its last expression, None where it ends with none."""
        exec(body, self.names)
        return eval(last, self.names) if last is not None else None

    @contextmanager
    def _streams_to(self, outputs: Outputs) -> Iterator[None]:
        """In there what is printed goes to `outputs`, and time is limited."""
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = Stream(outputs, "stdout"), Stream(outputs, "stderr")
        try:
            with self._alarm():
                yield
        finally:
            sys.stdout, sys.stderr = before
            pyplot = sys.modules.get("matplotlib.pyplot")
            if pyplot is not None:
                pyplot.close("all")

    def _reasons(self, error: BaseException) -> list[str]:
        """Why a name is missing: the cell that would have bound it ended before. Why a file is: it was left out."""
        with suppress(_OutOfTime), self._alarm():
            if isinstance(error, FileNotFoundError):
                return self.names.folder.why(text_of(error))
            return self.ended.why(text_of(error)) if isinstance(error, NameError) else []
        return []

    def _check_alive(self) -> None:
        """A test that caught everything must not pass over a student side that is gone."""
        if self.names.link is None or self.names.link.gone is not None:
            raise StudentGone

    def _is_well(self) -> bool:
        """After a failure: whether the student side can go on. If not, there will be a new one.

        Interrupted in the middle of a message it understands the next one no more; or its memory is full, and what the
        next cell asks for would be missing.
        """
        link = self.names.link
        if link is None or link.gone is not None:
            return False
        with suppress(StudentGone, Exception):
            if link.request("well") is True:
                return True
        self._end_student()
        return False


def _not_run() -> list[Output]:
    told = _say(N_("Not run while grading: no mark depends on this experiment."))
    return [{"output_type": "stream", "name": "stdout", "text": told + "\n"}]


def _say(message: str, **values: object) -> str:
    return "\n".join(each(message, folder=LOCALE, values=values))


def _ring(signum: int, frame: Any) -> None:
    raise _OutOfTime
