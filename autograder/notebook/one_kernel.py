"""A notebook's cells in one ordinary namespace, with no walls and no judge: the semantics that the engine must keep.

It is what a stock kernel does, without the kernel. The tests use it as the oracle for the engine; the benchmark
uses it as the limit. Never run a stranger's code with it.
"""

import contextlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from autograder.notebook.code import python_of
from autograder.notebook.plan import Plan


@dataclass
class Outcome:
    """What a test cell said: None where it passed, else the exception."""

    grade_id: str
    error: BaseException | None


def run_plan(plan: Plan, answers: dict[str, str], tests: Iterable[str] | None = None) -> dict[str, Outcome]:
    """Run the plan's setup and solution cells, `answers` (grade_id → source) in place of some, then the tests.

    Cells that only use the answers (experiments) are left out. A cell that raises goes on to the next one.
    """
    namespace: dict[str, Any] = {"__name__": "__main__"}
    outcomes: dict[str, Outcome] = {}
    wanted = None if tests is None else set(tests)
    for cell in plan.cells:
        if cell.kind == "student" and cell.grade_id is None:
            continue
        if cell.kind == "test" and wanted is not None and cell.grade_id not in wanted:
            continue
        source = answers.get(cell.grade_id or "", cell.source)
        error: BaseException | None = None
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                exec(compile(python_of(source), f"<{cell.grade_id}>", "exec"), namespace)
        except Exception as caught:
            error = caught
        if cell.kind == "test" and cell.grade_id:
            outcomes[cell.grade_id] = Outcome(cell.grade_id, error)
    return outcomes
