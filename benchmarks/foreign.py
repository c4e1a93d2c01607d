"""Other courses, small classes of light notebooks: both command lines, start-up included, and the same marks.

They are nbgrader's own quickstart and those in `benchmarks/courses`, whose notebooks are written for this.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from benchmarks.classes import scores, stock
from tests.tools import courses

COURSES = Path(__file__).with_name("courses")
CLASSES = 2  # of each submission so many
Make = Callable[[Path], None]  # makes a course folder in which everything has been handed in


@dataclass(frozen=True)
class Compared:
    """One course: how many notebooks, the seconds of both, how many scores are there and how many differ."""

    name: str
    notebooks: int
    stock: float
    ours: float
    scores: int
    different: int


def all_courses() -> dict[str, tuple[str, Make]]:
    """By name: the assignment, and what makes the course."""
    cases = courses.read(COURSES)
    made = {case.name: (case.name, lambda folder, case=case: courses.lay_out(folder, [case])) for case in cases}
    return {"nbgrader's quickstart": ("ps1", quickstart), **made}


def quickstart(folder: Path) -> None:
    """The course that `nbgrader quickstart` makes. Its students hand in both notebooks."""
    _nbgrader(folder.parent, "quickstart", folder.name)
    _nbgrader(folder, "generate_assignment", "ps1")
    for path in sorted((folder / "source/ps1").glob("*.ipynb")):
        released = nbformat.read(folder / "release/ps1" / path.name, as_version=4)
        # A header stands above the first cell of what is released.
        source = nbformat.read(path, as_version=4)
        source.cells = [*released.cells[: len(released.cells) - len(source.cells)], *source.cells]
        for student, notebook in courses.submissions(courses.Case(path.stem, source), released).items():
            own = folder / "submitted" / student / "ps1"
            own.mkdir(parents=True, exist_ok=True)
            nbformat.write(notebook, str(own / path.name))


def _nbgrader(folder: Path, *arguments: str) -> None:
    # It starts alembic by its name to make a gradebook.
    environment = {**os.environ, "PATH": f"{courses.BIN}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def compare(folder: Path, name: str, assignment: str, make: Make) -> Compared:
    """Make the course in `folder`, and have both grade it."""
    ours, theirs = folder / "autograder", folder / "nbgrader"
    make(ours)
    for own in sorted((ours / "submitted").iterdir()):
        for again in range(1, CLASSES):
            shutil.copytree(own, own.with_name(f"{own.name}-{again}"))
    shutil.copytree(ours, theirs)
    begin = time.perf_counter()
    command = [sys.executable, "-m", "autograder", "grade", assignment]
    subprocess.run(command, cwd=ours, check=False, capture_output=True)
    our_seconds = time.perf_counter() - begin
    students, notebooks = (len(list((ours / "submitted").glob(these))) for these in ("*", "*/*/*.ipynb"))
    stock_seconds = stock(theirs, [assignment], students)
    got, want = scores(ours, [assignment]), scores(theirs, [assignment])
    keys = got.keys() | want.keys()
    different = sum(got.get(key, "not graded") != want.get(key, "not graded") for key in keys)
    return Compared(name, notebooks, stock_seconds, our_seconds, len(keys), different)


def table(rows: list[Compared]) -> Table:
    """Both sides and their ratio, a line for each course."""
    made = Table(title="other courses, start-up included", title_justify="left")
    made.add_column("course", overflow="fold")
    for heading in ("note-\nbooks", "nbgrader\ns", "autograder\ns", "times", "scores", "differ"):
        made.add_column(heading, justify="right")
    for row in rows:
        numbers = (row.notebooks, f"{row.stock:.1f}", f"{row.ours:.1f}", f"{row.stock / row.ours:.1f}")
        made.add_row(row.name, *map(str, numbers), str(row.scores), str(row.different))
    return made


def tell(folder: Path) -> int:
    """Print the table; 1 where a score differs, or nothing was scored."""
    rows = []
    for i, (name, (assignment, make)) in enumerate(all_courses().items()):
        own = folder / f"foreign-{i}"
        own.mkdir(parents=True, exist_ok=True)
        rows.append(compare(own, name, assignment, make))
    Console().print(table(rows))
    return any(row.different or not row.scores for row in rows)
