"""The reference solutions, read from the one place where they are written: the solution cells of `source/`.

Of no use to a student: it needs `source/`, which only instructors have.
"""

import ast
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import jupytext

SOURCE = Path(__file__).resolve().parents[2] / "source"


@cache
def load(step: str) -> SimpleNamespace:
    """The names that the solution cells of `source/<step>/<step>.py` define, with the imports they need.

    Each name of the step's table in the curriculum is an attribute: `load("03_autograd").train`.
    Loaded once per process.

    Raises FileNotFoundError where the source is not at hand (a student's copy of the course).
    """
    path = SOURCE / step / f"{step}.py"
    if not path.is_file():
        raise FileNotFoundError(f"{path}: the reference solutions come with the instructor's copy of the course only")
    namespace: dict[str, object] = {"__name__": f"reference_{step}"}
    for cell in jupytext.read(path).cells:
        if cell.cell_type != "code":
            continue
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            exec(compile(cell.source, f"{path}:{marks.get('grade_id')}", "exec"), namespace)
        elif not marks.get("grade"):
            _run_imports(cell.source, namespace)
    return SimpleNamespace(**{name: value for name, value in namespace.items() if not name.startswith("__")})


def _run_imports(source: str, namespace: dict[str, object]) -> None:
    """Only the imports: an experiment's cell would draw its figures."""
    lines = [line for line in source.splitlines() if not line.startswith(("%", "!"))]
    imports = [node for node in ast.parse("\n".join(lines)).body if isinstance(node, ast.Import | ast.ImportFrom)]
    exec(compile(ast.Module(body=list(imports), type_ignores=[]), "<imports>", "exec"), namespace)
