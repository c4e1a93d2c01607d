"""What the grader concludes from an instructor's notebook: what runs where, and whose each name is."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.authoring import steps
from autograder.coursedir.assignment import reading_of
from autograder.coursedir.folder import configuration
from autograder.messages import _
from autograder.notebook.plan import Plan, PlannedCell
from autograder.notebook.planner import make_plan


def tell(course: Path, wanted: Sequence[str]) -> None:
    """Print a table for each notebook of the steps. Raises CourseError for a name that is no step."""
    out, reading = Console(), reading_of(configuration(course))
    for name, notebook in _notebooks(course, wanted):
        out.print(table(name, notebook, make_plan(notebook, reading=reading)))


def table(name: str, notebook: NotebookNode, plan: Plan) -> Table:
    """One row a code cell: what it is, where it runs, whose the names are that it binds."""
    found = Table(title=name, title_justify="left", title_style="bold")
    found.add_column(_("cell"), overflow="fold", min_width=10)
    found.add_column(_("kind"), no_wrap=True)
    found.add_column(_("the student's"), overflow="fold", min_width=10)
    found.add_column(_("the grader's"), overflow="fold", min_width=10)
    planned = iter(plan.cells)
    for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
        if cell.source in plan.experiments:
            found.add_row(Text(_first_line(cell.source)), _("not run"), "", "")
        else:
            found.add_row(*_row(next(planned), plan))
    return found


def _row(cell: PlannedCell, plan: Plan) -> tuple[Text, str, Text, Text]:
    kinds = {"setup": _("setup"), "student": _("student"), "test": _("test")}
    theirs = cell.theirs | cell.given
    ours = cell.names.stores - theirs if cell.kind != "student" else frozenset[str]()
    unmarked = _("no mark")
    kind = kinds[cell.kind] + (f" ({unmarked})" if cell.unmarked and cell.kind == "student" else "")
    return Text(cell.grade_id or _first_line(cell.source)), kind, _names(theirs), _names(ours & plan.trusted)


def _names(names: frozenset[str]) -> Text:
    return Text(", ".join(sorted(names)))


def _first_line(source: str) -> str:
    line = next((line.strip() for line in source.splitlines() if line.strip()), "")
    return line if len(line) <= 30 else f"{line[:29]}…"


def _notebooks(course: Path, wanted: Sequence[str]) -> Iterator[tuple[str, NotebookNode]]:
    """The instructor's notebooks of the steps: the text they are made of, or the notebooks of another course."""
    for name in wanted or steps.names(course):
        folder = course / "source" / name
        paths = [] if (folder / f"{name}.py").is_file() else sorted(folder.glob("*.ipynb"))
        for path in paths:
            yield f"{name}/{path.stem}", nbformat.read(path, as_version=4)
        if not paths:
            (step,) = steps.read_all(course, [name])
            yield name, nbformat.v4.new_notebook(cells=list(step.cells))
