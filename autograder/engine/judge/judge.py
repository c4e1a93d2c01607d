"""The trusted side of one submission: it has the student's cells run, and runs the test cells itself.

One process a submission, forked from the engine's. Of the student's it sees plain data only (autograder.bridge). What a
test cell is worth is a value of its own beside the cell's outputs (autograder.engine.judge.verdict). The outputs say
the same in the form that nbgrader scores, for the courses that run the engine under nbgrader's own command.
"""

import mmap
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import CodeType
from typing import Any

from nbformat import NotebookNode

from autograder.bridge.lookalike import know_own_classes
from autograder.bridge.proxy import identity
from autograder.engine.job import Job, RunLimits
from autograder.engine.judge import doctests, empty, endings, importing, magics, replacing, verdict, waiting
from autograder.engine.judge.clock import Clock, OutOfTime
from autograder.engine.judge.ended import EndedCells
from autograder.engine.judge.groundwork import Groundwork
from autograder.engine.judge.hidden import HiddenParts, without_data
from autograder.engine.judge.judged import Judged
from autograder.engine.judge.main_module import Main
from autograder.engine.judge.namespace import Namespace
from autograder.engine.judge.own_classes import finder
from autograder.engine.judge.session import Connection, NotStarted, Session
from autograder.engine.judge.testcode import compiled, describe, execute, files_of_the_solution, text_of
from autograder.engine.mirror import seeds
from autograder.faults import StudentGone
from autograder.notebook.marks import drawn, is_test
from autograder.notebook.outputs import Output, Outputs, Room, Stream, clean, error_output, with_an_error
from autograder.notebook.plan import PlannedCell
from autograder.records import FAILED, Verdict
from autograder.seeding import derived
from course.helpers.language import N_
from course.helpers.reference import NotAtHand


class Judge:
    """Goes through one notebook and fills in its outputs."""

    def __init__(
        self,
        job: Job,
        connect: Callable[[], Connection],
        limits: RunLimits,
        until: float,
        place: mmap.mmap,
        judged: Mapping[int, Judged],
        lost: Mapping[int, int],
    ) -> None:
        """`until`: the time.monotonic() at which the notebook's time is over. `place`: where the judge notes at which
        cell it is. `judged`: what earlier judges of this notebook made of its cells. `lost`: the cell at which the last
        one ended, by which signal; it is failed.
        """
        self.plan = plan = job.plan
        self.cells = job.notebook.cells
        self.drawn = drawn(self.cells)
        self.seed, self.modules = job.seed, job.modules
        self.limits = limits
        self.clock = Clock(limits.cell, until)
        self.names = Namespace(plan)
        self.names.folder.open_to_answers = files_of_the_solution(plan)
        self.student = Session(connect, self.names, self.clock, limits, job.seed)
        self.groundwork = Groundwork(plan, self.names, self._run_instructors)
        self.ended = EndedCells()
        self.hidden = HiddenParts(plan)
        self.room = Room(limits.output, limits.outputs)
        for result in judged.values():
            self.room.fill(result.outputs)
        self.seconds = {"cells": 0.0, "judge": 0.0}
        self.place, self.judged, self.lost = place, judged, lost

    def run(self) -> Iterator[Judged]:
        """Run the code cells in order and give what each came to. Raises NotAtHand and NotStarted.

        A cell that an earlier judge has judged is not judged again: a test runs once for one mark. A student's cell is
        run again where a student side needs it.
        """
        # Not the student's seed, nor one that follows from it: what the tests draw is not to be foreseen. Not the
        # earlier judge's either, or the tests behind a crash would draw what the first ones drew.
        seeds.seed_all(derived(self.seed, "judge", len(self.judged)) % 2**32)
        left_out = self._left_out()
        self.student.figures.stand_in()
        inputs = magics.stand_in(self.names)
        importing.ask_the_student(self.names, self.modules, self._students_module)
        know_own_classes(finder(self.names, self.plan, self.modules))
        doctests.refuse()
        replacing.stand_in()
        waiting.note(self.names.wait)
        empty.stand_in()
        sys.modules["__main__"] = Main(self.names)
        replay = self.student.replay
        with seeds.forwarded(self.student.tell_of_a_generator):
            self.names.terminal.look()
            for index, cell in enumerate(self.cells):
                inputs += [cell.source] if cell.cell_type == "code" else []
                if index in self.judged:
                    if self.judged[index].replay:
                        replay += self._handed(cell) if is_test(cell) else [cell.source]
                elif cell.cell_type == "code":
                    before = len(replay)
                    outputs, decided = (_not_run(), None) if index in left_out else self._run(index, cell)
                    self.room.fill(outputs)
                    yield Judged(index, outputs, replay=len(replay) > before, verdict=decided)

    def _handed(self, test: NotebookNode) -> tuple[str, ...]:
        planned = self.plan.tests.get(test.metadata.nbgrader.grade_id)
        return planned.handed if planned is not None else ()

    def _students_module(self, name: str) -> Any:
        """The student's module of this name. Raises ImportError where there is none, or where no test runs."""
        if self.names.link is None or self.names.alone:
            raise ImportError(name)
        module = self.names.link.request("module", name)
        self.names.link.modules[identity(module)[1]] = name
        return module

    def _left_out(self) -> frozenset[int]:
        """The experiments that need not run; none where the student's cells are too long to look through."""
        try:
            with self.clock.alarm():
                return self.plan.left_out(self.cells)
        except OutOfTime:
            return frozenset()

    def _run(self, index: int, cell: NotebookNode) -> tuple[list[Output], Verdict | None]:
        test = is_test(cell)
        if index in self.lost:
            return self._lost(cell, *endings.judge_lost(self.lost[index], self.limits)), FAILED if test else None
        self.place[:8] = index.to_bytes(8, "little")
        self.clock.begin_cell()
        begin = time.perf_counter()
        result = self._test(cell) if test else (self._student_cell(cell, index in self.drawn), None)
        self.seconds["judge" if test else "cells"] += time.perf_counter() - begin
        return result

    # The student's cells

    def _lost(self, cell: NotebookNode, name: str, reason: str) -> list[Output]:
        if not is_test(cell):
            self.ended.by_its_process(cell.source, reason)
        return [error_output(name, reason)]

    def _student_cell(self, cell: NotebookNode, draw: bool) -> list[Output]:
        if not cell.source.strip():
            return []
        try:
            done, outputs = self.student.run(self.student.link(), cell.source, draw)
        except StudentGone as gone:
            return self._lost(cell, "DeadKernelError", self.student.end(gone))
        except Exception as error:  # an answer that no student side of ours gives, so somebody else wrote it
            malformed = StudentGone("malformed", type(error).__name__)
            return self._lost(cell, "DeadKernelError", self.student.end(malformed))
        self.names.forget_all()
        if done is not True and not self.student.is_well():
            self.ended.by_its_process(cell.source, endings.killed())
            return with_an_error(outputs, self.room.outputs())
        self.student.replay.append(cell.source)
        if done is True:
            return clean(outputs, self.room.outputs())
        outputs = with_an_error(outputs, self.room.outputs())
        self.ended.by_error(cell.source, outputs)
        return outputs

    # The tests

    def _test(self, cell: NotebookNode) -> tuple[list[Output], Verdict]:
        grade_id = cell.metadata.nbgrader.grade_id
        self.groundwork.reach(grade_id)
        planned = self.plan.tests.get(grade_id)
        self.student.news.forget_warnings()
        outputs, decided, text = self.room.outputs(self.hidden.is_running), FAILED, ""
        try:
            with self.groundwork.below(grade_id), self._handing_over(planned), self.names.testing(planned):
                self.student.allow(self.student.link())
                with self._streams_to(outputs):
                    body, last = compiled(cell.source, f"<{grade_id}>")
                    self.hidden.know(cell, last)
                    value = self._execute(body, last)
                    most = float(cell.metadata.nbgrader.get("points") or 0)
                    found = verdict.judge(value, most, self.plan.gives.get(grade_id))
                    text = "" if value is None else verdict.shown(value, found)
                self.names.terminal.restore()
                if not self.student.is_alive():  # a test that caught everything must not pass over it
                    raise StudentGone
            decided = found
            if decided.gave == "no score":
                reason = endings.say(
                    N_("The test's last value is no number of points: {value}"), value=verdict.named(value)
                )
                if self.hidden.at_the_end:
                    outputs.withhold(reason)
                    reason = endings.say(N_("The test's last value is no number of points."))
                outputs.error("NoScore", reason, reason.split("\n"))
            elif text and decided.gave == "other" and self.hidden.at_the_end:
                outputs.withhold(text)
            elif text:
                outputs.result(text)
        except StudentGone as gone:
            reason = self.student.end(gone, plainly=self.hidden.may_have_ended(cell, gone))
            outputs.error("DeadKernelError", reason, reason.split("\n"))
        except (NotAtHand, NotStarted):
            raise
        except BaseException as error:
            decided = Verdict(0.0, "no setup", self.names.missed) if self.names.missed else FAILED
            reasons = self._reasons(error)
            told = describe(error, f"<{grade_id}>", reasons)
            if self.hidden.failed(error):
                outputs.withhold("\n".join(told[2]))
                told = without_data(error, reasons)
            outputs.error(*told)
            if isinstance(error, MemoryError):
                self.student.give_up_for_memory()
            self.student.is_well()
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
            if test is not None and not isinstance(error, NotAtHand):
                if error is not None:
                    self.groundwork.complete(test, error)
                self._hand_over(test, gone=isinstance(error, StudentGone))

    def _hand_over(self, test: PlannedCell, gone: bool) -> None:
        self.student.replay += test.handed
        if not test.given or gone or self.names.link is None:
            return
        with suppress(StudentGone, Exception):  # what the student's code makes of it is asked for by the next cell
            for source in test.handed:
                self.student.run(self.names.link, source)
            self.names.give(test)

    def _run_instructors(self, code: CodeType) -> None:
        with self._streams_to(Outputs(self.limits.output)):
            self._execute(code, None)

    def _execute(self, body: CodeType, last: CodeType | None) -> Any:
        """Run the cell; the value of its last expression, None where it ends with none."""
        execute(body, self.names)
        return execute(last, self.names) if last is not None else None

    @contextmanager
    def _streams_to(self, outputs: Outputs) -> Iterator[None]:
        """In there what is printed goes to `outputs`, and time is limited."""
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = Stream(outputs, "stdout"), Stream(outputs, "stderr")
        try:
            with self.clock.alarm():
                yield
        finally:
            sys.stdout, sys.stderr = before
            pyplot = sys.modules.get("matplotlib.pyplot")
            if pyplot is not None:
                pyplot.close("all")

    def _reasons(self, error: BaseException) -> list[str]:
        """Why a name is missing: the cell that would have bound it ended before. Why a file is: it was left out."""
        with suppress(OutOfTime), self.clock.alarm():
            if isinstance(error, FileNotFoundError):
                return self.names.folder.why(text_of(error))
            return self.ended.why(text_of(error)) if isinstance(error, NameError) else []
        return []


def _not_run() -> list[Output]:
    told = endings.say(N_("Not run while grading: no mark depends on this cell."))
    return [{"output_type": "stream", "name": "stdout", "text": told + "\n"}]
