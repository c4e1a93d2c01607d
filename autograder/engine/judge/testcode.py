"""A test cell as code: compiled once for a whole class, its failure told."""

import ast
import inspect
import linecache
import traceback
from contextlib import suppress
from functools import cache
from os import sep
from sysconfig import get_path
from types import CodeType
from typing import Any

from autograder.bridge import awaiting
from autograder.engine.judge.classes import AskingForClasses
from autograder.engine.judge.handlers import CatchingNoCheck
from autograder.engine.judge.hidden import hidden_lines
from autograder.engine.mirror.crossing import written_by
from autograder.messages import LOCALE
from autograder.notebook.code import names_of, python_of
from autograder.notebook.plan import Plan
from course.helpers.language import LOCALE as HELPERS
from course.helpers.language import catalogue, languages

# The autograder, the course's helpers, Python and its packages: no student has written their frames.
_NOT_THEIRS = (
    *(f"{folder}{sep}" for folder in (LOCALE.parent, HELPERS.parent)),
    *(f"{get_path(name)}{sep}" for name in ("stdlib", "platstdlib", "purelib", "platlib")),
    "<frozen ",
)


def read_sentences() -> None:
    """Read the catalogues of the reader's languages in the engine's process, before it forks a judge.

    A judge that read them itself would take 40 ms for it.
    """
    for language in languages():
        for folder in (LOCALE, HELPERS):
            catalogue(folder, language)


def prepare(plan: Plan) -> None:
    """Read and compile the instructor's cells in the engine's process, once for all judges that are forked from it."""
    plan.prepare()
    files_of_the_solution(plan)
    for cell in plan.cells:
        with suppress(SyntaxError, ValueError):  # that judge will say so
            if cell.kind == "test":
                compiled(cell.source, f"<{cell.grade_id}>")
                hidden_lines(cell.source)
                plan.statements(cell)
            elif cell.kind == "setup":
                compiled(cell.source, "<setup>")
    for source in plan.experiments:
        names_of(source)


def files_of_the_solution(plan: Plan) -> frozenset[str]:
    """The names of the files that the instructor's own solution writes."""
    return written_by(tuple(cell.source for cell in plan.cells if cell.kind == "student"))


def compiled_statement(statement: ast.stmt, filename: str) -> CodeType:
    """The code of one statement of a test cell."""
    return compile(ast.Module([statement], []), filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


def execute(code: CodeType, namespace: dict[str, Any]) -> Any:
    """Run it, or evaluate the expression. It may await something outside a function, as in a notebook."""
    value = eval(code, namespace)
    return awaiting.run(value, alone=True) if code.co_flags & inspect.CO_COROUTINE else value


def compiled(source: str, filename: str) -> tuple[CodeType, CodeType | None]:
    """A cell's code, and its last expression's where its value is to be shown."""
    code, body, last = _compiled(source, filename)
    # Each time: another notebook's test of the same name has its lines there, and they may be hidden ones.
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    return body, last


@cache
def _compiled(source: str, filename: str) -> tuple[str, CodeType, CodeType | None]:
    code = python_of(source)
    tree = ast.parse(code, filename)
    tree = CatchingNoCheck().visit(AskingForClasses(code, filename).visit(tree))
    last = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        expression = tree.body.pop()
        assert isinstance(expression, ast.Expr)
        last = compile(ast.Expression(expression.value), filename, "eval", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return code, compile(tree, filename, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), last


def text_of(error: BaseException) -> str:
    """str(error), which may ask an object of the student's: `assert got == want, got`."""
    try:
        return str(error)
    except BaseException as failure:  # also the StudentGone of a student side that ends over it
        return f"<str() of the exception raised {type(failure).__name__}>"


def describe(error: BaseException, filename: str, reasons: list[str]) -> tuple[str, str, list[str]]:
    """(name, value, traceback lines): the `reasons`, where in the test it happened, where in the answer, and what."""
    name, value = type(error).__name__, text_of(error)
    lines = []
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == filename:
            lines.append(f"{filename} line {frame.lineno}:    {frame.line}")
    remote = getattr(error, "remote_traceback", "")
    if remote and (part := _students_part(remote)):
        lines.append(part)
    return name, value, [*reasons, *getattr(error, "__notes__", []), *lines, f"{name}: {value}"]


def _students_part(text: str) -> str:
    """Of the student side's traceback, the frames of the notebook and of files beside it."""
    parts = text.split('  File "')
    own = [part for part in parts if part and not part.startswith(_NOT_THEIRS)]
    return "".join(f'  File "{part}' for part in own).rstrip()
