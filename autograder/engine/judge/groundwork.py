"""What a test cell finds of the instructor's own, whatever a submission does to the cells above it.

The judge goes through the instructor's notebook, in the instructor's order. Of an earlier test that has not run
(deleted, moved, ended early) it runs what the test defines: imports, functions, constants.
"""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any

from autograder.engine.judge.namespace import Namespace
from autograder.engine.judge.testcode import compiled, compiled_statement
from autograder.faults import StudentGone
from autograder.notebook.code import Statement
from autograder.notebook.plan import Plan, PlannedCell
from course.helpers.reference import NotAtHand


class Groundwork:
    """`run` runs code in `names`, within the time that a cell has."""

    def __init__(self, plan: Plan, names: Namespace, run: Callable[[CodeType], None]) -> None:
        self.plan, self.names, self.run = plan, names, run
        self._ahead = list(plan.cells)
        self._untested = frozenset[str]()  # what setup cells would have bound, had an answer not failed a test
        self._passed: dict[str, Any] = {}  # by test that had not run when its place was passed: the state before it

    def reach(self, grade_id: str) -> None:
        """Run what stands above this test in the instructor's notebook and has not run yet."""
        if grade_id not in self.plan.tests or grade_id in self._passed:
            return
        while self._ahead:
            cell = self._ahead.pop(0)
            if cell.kind == "test" and cell.grade_id == grade_id:
                return
            self._pass(cell)

    @contextmanager
    def below(self, grade_id: str) -> Iterator[None]:
        """With the names as they are where this test stands in the instructor's notebook.

        A test that was moved down does not find what later tests have bound, and leaves nothing to them.
        """
        if grade_id not in self._passed:
            yield
            return
        after = self.names.state()
        self.names.bring_back(self._passed.pop(grade_id))
        try:
            yield
        finally:
            self.names.bring_back(after)

    def complete(self, test: PlannedCell, error: BaseException) -> None:
        """Define what the test would have defined behind the line at which it ended."""
        lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if _is_own(frame, test)]
        self._define(test, behind=lines[0] or 0 if lines else 0)

    def _pass(self, cell: PlannedCell) -> None:
        if cell.kind == "setup":
            self._set_up(cell)
        elif cell.kind == "test":
            self._passed[str(cell.grade_id)] = self.names.state()
            self._define(cell)
        self.names.owners.passes(cell)

    def _set_up(self, cell: PlannedCell) -> None:
        try:
            body, last = compiled(cell.source, "<setup>")
            self.run(body)
            if last is not None:
                self.run(last)
        except (Exception, SystemExit) as error:
            # Without what a test would have bound, had the answer not failed it, it is no fault of the cell's.
            if (cell.names.reads & (self.plan.tested | self._untested)) - self.names.own():
                self._untested |= cell.names.stores
                return
            earlier = self.names.broken.get(error.name or "") if isinstance(error, NameError) else None
            reason = earlier or f"{type(error).__name__}: {error}"  # the first cell's that failed
            self.names.broken |= dict.fromkeys(cell.names.stores, reason)

    def _define(self, test: PlannedCell, behind: int = 0) -> None:
        for statement in self.plan.statements(test):
            if statement.line > behind and statement.names.defines:
                self._define_one(statement, f"<{test.grade_id}>")

    def _define_one(self, statement: Statement, filename: str) -> None:
        """Run it, unless it needs the student: then what it binds is not known."""
        if not self.names.have(statement.names.now):
            return
        before, refused = self.names.state(), self.names.refused
        try:
            self.run(compiled_statement(statement.tree, filename))
        except NotAtHand:
            raise
        except (Exception, SystemExit, StudentGone):  # StudentGone: out of time
            self.names.bring_back(before)
        if self.names.refused > refused:  # by a helper that it calls, which has perhaps swallowed the NameError
            self.names.bring_back(before)


def _is_own(frame: traceback.FrameSummary, test: PlannedCell) -> bool:
    return frame.filename == f"<{test.grade_id}>"
