"""The reference solutions of a course, read from the one place where they are written: the instructor's notebooks.

Of no use to a student: it needs `source/`, which only instructors have.
"""

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

SOURCE = Path(__file__).resolve().parents[2] / "source"

_provided: Mapping[str, Sequence[Any]] | None = None
_loaded: dict[str, SimpleNamespace] = {}


class NotAtHand(FileNotFoundError):
    """The solutions that a test asks for are not there: it cannot mark anybody."""


def provide(notebooks: Mapping[str, Sequence[Any]]) -> None:
    """From now on take the solutions from these cells of the instructor's notebooks, and from nowhere else.

    notebooks: the cells of each notebook, by its name. A grader calls this with those of the course that it grades.
    Nothing is run before it is asked for.
    """
    global _provided
    _provided = dict(notebooks)
    _loaded.clear()


def load(step: str) -> SimpleNamespace:
    """The names that the solution cells of the step's notebook define, with the imports they need.

    Each name of the step's table in the curriculum is an attribute: `load("03_autograd").train`. The cells are those
    that `provide` has named, else those of `source/<step>/<step>.py` beside this package. Run once per process.

    Raises NotAtHand (a FileNotFoundError) where there are none.
    """
    if step not in _loaded:
        _loaded[step] = _run(step, _cells(step))
    return _loaded[step]


def _cells(step: str) -> Sequence[Any]:
    if _provided is not None:
        if step not in _provided:
            problem = f"the course that is graded has no solutions of {step} at hand, and a test uses them"
            raise NotAtHand(f"{problem}; put source/{step} back into the course folder, then grade again")
        return _provided[step]
    path = SOURCE / step / f"{step}.py"
    if not path.is_file():
        raise NotAtHand(f"{path}: the reference solutions come with the instructor's copy of the course only")
    import jupytext  # which only instructors need

    return list(jupytext.read(path).cells)


def _run(step: str, cells: Sequence[Any]) -> SimpleNamespace:
    namespace: dict[str, object] = {"__name__": f"reference_{step}"}
    for cell in cells:
        if cell.cell_type != "code":
            continue
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            exec(compile(cell.source, f"<{step}:{marks.get('grade_id')}>", "exec"), namespace)
        elif not marks.get("grade"):
            _run_imports(cell.source, namespace)
    return SimpleNamespace(**{name: value for name, value in namespace.items() if not name.startswith("__")})


def _run_imports(source: str, namespace: dict[str, object]) -> None:
    """Only the imports: an experiment's cell would draw its figures."""
    lines = [line for line in source.splitlines() if not line.startswith(("%", "!"))]
    imports = [node for node in ast.parse("\n".join(lines)).body if isinstance(node, ast.Import | ast.ImportFrom)]
    exec(compile(ast.Module(body=list(imports), type_ignores=[]), "<imports>", "exec"), namespace)
