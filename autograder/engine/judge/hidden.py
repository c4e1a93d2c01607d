"""The hidden parts of test cells: what is said while one of them runs is for the teacher alone.

An answer can print what it is given, or raise it. So what is printed and what fails in a hidden part is kept in an
output of its own, which feedback leaves out (`autograder.plugins.clearing`), and the student is told of the failure
without it.
"""

import builtins
import sys
import traceback
from functools import cache
from types import CodeType

from nbformat import NotebookNode

from autograder.messages import LOCALE
from autograder.notebook.code import python_of
from autograder.notebook.plan import Plan, Reading
from course.helpers.expect import Wrong
from course.helpers.language import N_, each
from course.helpers.mistakes import MISTAKES

_BEGIN, _END = Reading().hidden


@cache
def hidden_lines(source: str) -> frozenset[int]:
    """The numbers of the lines of a test cell that students are not shown, as its compiled code has them."""
    found, inside = set(), False
    code = python_of(source)
    for number, line in enumerate(code.split("\n"), 1):
        inside = inside or _BEGIN in line
        if inside:
            found.add(number)
        inside = inside and _END not in line
    return frozenset(found)


class HiddenParts:
    """Those of the instructor's test cells."""

    def __init__(self, plan: Plan) -> None:
        self._tests = {f"<{grade_id}>": cell.source for grade_id, cell in plan.tests.items()}
        self.at_the_end = False  # whether the last value of the cell that runs comes out of a hidden line

    def know(self, cell: NotebookNode, last: CodeType | None) -> None:
        """The test cell that is to run, and its last expression."""
        filename = f"<{cell.metadata.nbgrader.grade_id}>"
        self._tests[filename] = cell.source
        self.at_the_end = last is not None and self._holds(filename, last.co_firstlineno)

    def is_running(self) -> bool:
        """Whether a hidden line has called, directly or not, what now runs."""
        frames = traceback.walk_stack(sys._getframe(1))
        return any(self._holds(frame.f_code.co_filename, line) for frame, line in frames)

    def failed(self, error: BaseException) -> bool:
        """Whether the error came out of a hidden line."""
        frames = traceback.walk_tb(error.__traceback__)
        return any(self._holds(frame.f_code.co_filename, line) for frame, line in frames)

    def may_have_ended(self, cell: NotebookNode, fault: BaseException) -> bool:
        """Whether the student's process may have ended because of what a hidden line of this test gave it.

        A thread can end it some lines later, or when the test is over.
        """
        filename = f"<{cell.metadata.nbgrader.grade_id}>"
        hidden = hidden_lines(cell.source)
        lines = [line for frame, line in traceback.walk_tb(fault.__traceback__) if frame.f_code.co_filename == filename]
        return bool(hidden) and (not lines or max(lines) >= min(hidden))

    def _holds(self, filename: str, line: int) -> bool:
        return filename in self._tests and line in hidden_lines(self._tests[filename])


def without_data(error: BaseException, reasons: list[str]) -> tuple[str, str, list[str]]:
    """What a student is told of a hidden check that failed: name, value and lines of the error.

    That is its kind and the mistake by name, and nothing that an answer or the hidden part has put into words.
    """
    kind = next(cls.__name__ for cls in type(error).__mro__ if getattr(builtins, cls.__name__, None) is cls)
    told = each(N_("A hidden check of this test failed ({kind})."), folder=LOCALE, values={"kind": kind})
    key = error.mistake if type(error) is Wrong else None
    mistakes = [f"✗ {key} — {text}" for text in each(MISTAKES[key])] if key in MISTAKES else []
    return kind, "\n".join([*told, *mistakes]), [*reasons, *told, *mistakes]
