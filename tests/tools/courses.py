"""Grade other teachers' notebooks with stock nbgrader and with the autograder, and compare every score.

    python -m tests.tools.courses FOLDER [--jobs N] [--again]

FOLDER holds notebooks with nbgrader's marks and their solutions: `NAME.ipynb`, or `NAME.py` in percent format. A folder
`NAME/` holds the files that lie beside the notebook; without one, those that lie beside `NAME.ipynb` do. Of each
notebook four submissions are made: solved, untouched, half solved, and wrong. `NAME.student.py` adds a fifth: what a
student writes into the solution cells that it names, and, in order, into the code cells without a mark.

What stock nbgrader gives is kept in `FOLDER/stock.json`, and is asked again only for a notebook that has changed.
The exit code is 1 where a score differs. Notebooks run without walls under stock nbgrader: use it on a machine on
which you would run them yourself.
"""

import ast
import hashlib
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import jupytext
import nbformat
import typer
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from rich.console import Console
from rich.table import Table

from autograder.coursedir.folder import configuration
from tests.support import batch

BIN = Path(sys.executable).parent
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
CONFIG = "c = get_config()\nc.Execute.timeout = 60\nc.ClearSolutions.enforce_metadata = False\n"
RECORD = "stock.json"
REGION = re.compile(r"### (?:BEGIN|END) SOLUTION")
LEFT_ALONE = {"stock.json", "__pycache__", ".ipynb_checkpoints"}

Scores = dict[str, dict[str, float | None]]  # of one notebook: submission → test → points


@dataclass(frozen=True)
class Case:
    """A notebook with its solutions, the files beside it, and what a student writes into it."""

    name: str
    notebook: NotebookNode
    files: dict[str, bytes] = field(default_factory=dict)
    student: NotebookNode | None = None

    @property
    def digest(self) -> str:
        """Changes with everything that a score could depend on."""
        notebooks = [self.notebook, *([self.student] if self.student else [])]
        cells = [[(cell.cell_type, cell.source, marks(cell)) for cell in one.cells] for one in notebooks]
        sums = sorted((name, hashlib.sha256(content).hexdigest()) for name, content in self.files.items())
        return hashlib.sha256(json.dumps([cells, sums], sort_keys=True).encode()).hexdigest()


def marks(cell: NotebookNode) -> dict[str, Any]:
    """nbgrader's marks of a cell."""
    return cell.metadata.get("nbgrader") or {}


def read(folder: Path) -> list[Case]:
    """The notebooks in `folder`, in order."""
    cases = []
    for path in sorted([*folder.glob("*.py"), *folder.glob("*.ipynb")]):
        if path.name.endswith(".student.py"):
            continue
        notebook = jupytext.read(path)
        notebook.metadata["kernelspec"] = KERNEL
        notebook.metadata.pop("jupytext", None)
        for cell in notebook.cells:
            if given := marks(cell):
                plain = {"schema_version": 3, "task": False, "grade": False, "solution": False}
                cell.metadata["nbgrader"] = {**plain, "locked": not given.get("solution"), **given}
        own = path.with_name(f"{path.stem}.student.py")
        student = jupytext.read(own) if own.exists() else None
        cases.append(Case(path.stem, notebook, _files(path), student))
    return cases


def _files(path: Path) -> dict[str, bytes]:
    beside = path.with_suffix("")
    if beside.is_dir():
        found = [(one, one.relative_to(beside)) for one in sorted(beside.rglob("*"))]
    elif path.suffix == ".ipynb":
        found = [(one, one.relative_to(path.parent)) for one in sorted(path.parent.rglob("*"))]
        found = [(one, name) for one, name in found if one.suffix not in (".ipynb", ".py")]
    else:
        found = []
    return {
        str(name): one.read_bytes() for one, name in found if one.is_file() and not LEFT_ALONE.intersection(name.parts)
    }


# --- the submissions -------------------------------------------------------------------------------------------------


def solved(source: str) -> str:
    """The instructor's cell as a student would have written it."""
    return "\n".join(line for line in source.split("\n") if not REGION.search(line))


class _Wrong(ast.NodeTransformer):
    """Numbers are one more, sums are differences, products are sums."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        is_number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        return ast.Constant(node.value + 1) if is_number else node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        other = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult}.get(type(node.op))
        return ast.BinOp(node.left, other(), node.right) if other else node

    def visit_Return(self, node: ast.Return) -> ast.AST:
        changed = self.generic_visit(node)
        return changed if node.value is not None and _numbers(node.value) else ast.Return(ast.Constant(None))


def _numbers(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.BinOp) for node in ast.walk(tree))


def wrong(source: str) -> str:
    """The instructor's answer with its arithmetic changed; nothing at all where it cannot be read."""
    try:
        return ast.unparse(ast.fix_missing_locations(_Wrong().visit(ast.parse(solved(source)))))
    except (SyntaxError, ValueError):
        return "pass"


def submissions(case: Case, released: NotebookNode) -> dict[str, NotebookNode]:
    """What is handed in of `released`, the notebook as students get it."""
    answers = [cell.source for cell in case.notebook.cells if _is_answer(cell)]
    places = [place for place, cell in enumerate(case.notebook.cells) if _is_answer(cell)]
    made: dict[str, NotebookNode] = {
        "solved": _filled(released, dict(zip(places, map(solved, answers), strict=True))),
        "untouched": _filled(released, {}),
        "half": _filled(released, dict(list(zip(places, map(solved, answers), strict=True))[::2])),
        "wrong": _filled(released, dict(zip(places, map(wrong, answers), strict=True))),
    }
    if case.student is not None:
        made["student"] = _written(released, case.student, made["solved"])
    return made


def _is_answer(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and (bool(marks(cell).get("solution")) or bool(REGION.search(cell.source)))


def _filled(released: NotebookNode, answers: dict[int, str]) -> NotebookNode:
    made = nbformat.from_dict(released)
    for place, source in answers.items():
        made.cells[place].source = source
    return made


def _written(released: NotebookNode, student: NotebookNode, otherwise: NotebookNode) -> NotebookNode:
    made = nbformat.from_dict(released)
    code = [cell for cell in student.cells if cell.cell_type == "code"]
    named = {marks(cell)["grade_id"]: cell.source for cell in code if marks(cell)}
    unnamed = iter([cell.source for cell in code if not marks(cell)])
    for cell, other in zip(made.cells, otherwise.cells, strict=True):
        if marks(cell).get("solution"):
            cell.source = named.get(marks(cell)["grade_id"], other.source)
        elif cell.cell_type == "code" and not marks(cell):
            cell.source = next(unnamed, cell.source)
    return made


# --- the two graders -------------------------------------------------------------------------------------------------


def lay_out(course: Path, cases: list[Case]) -> None:
    """A course with an assignment for each case, in which everything has been handed in."""
    course.mkdir(parents=True)
    (course / "nbgrader_config.py").write_text(CONFIG)
    for case in cases:
        source = course / "source" / case.name
        source.mkdir(parents=True)
        nbformat.write(case.notebook, str(source / f"{case.name}.ipynb"))
        _write(source, case.files)
        batch.generate(course, case.name)
        released = nbformat.read(course / "release" / case.name / f"{case.name}.ipynb", as_version=4)
        for student, notebook in submissions(case, released).items():
            folder = course / "submitted" / student / case.name
            folder.mkdir(parents=True)
            nbformat.write(notebook, str(folder / f"{case.name}.ipynb"))
            _write(folder, case.files)


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _run(course: Path, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "COURSE_LANG": "en"}
    return subprocess.run([str(BIN / program), *arguments], cwd=course, env=environment, capture_output=True, text=True)


def scores(course: Path) -> dict[str, Scores]:
    """notebook → submission → test → automatic points. A submission that was not graded is not there."""
    found: dict[str, Scores] = {}
    with sqlite3.connect(course / "gradebook.db") as database:
        for notebook, student, test, points in database.execute(
            """SELECT n.name, s.student_id, c.name, g.auto_score FROM grade g JOIN base_cell c ON c.id = g.cell_id
               JOIN submitted_notebook sn ON sn.id = g.notebook_id JOIN notebook n ON n.id = sn.notebook_id
               JOIN submitted_assignment s ON s.id = sn.assignment_id"""
        ):
            found.setdefault(notebook, {}).setdefault(student, {})[test] = points
    return found


def by_stock(cases: list[Case], tell: Callable[[str], None] = lambda name: None) -> dict[str, Scores]:
    """What nbgrader's own autograde gives."""
    with tempfile.TemporaryDirectory(prefix="stock-") as folder:
        course = Path(folder, "course")
        lay_out(course, cases)
        for case in cases:
            tell(case.name)
            _autograde(course, case.name)
        return scores(course)


def _autograde(course: Path, assignment: str) -> None:
    """nbgrader autograde, in this process: its start would take longer than the grading."""
    config = configuration(course)
    config.CourseDirectory.assignment_id = assignment
    converter = Autograde(coursedir=CourseDirectory(config=config), config=config)
    converter.log.setLevel("CRITICAL")
    with suppress(NbGraderException):  # which says at the end that a submission could not be graded
        converter.start()


@dataclass(frozen=True)
class Ours:
    """What `autograder grade` gives, and all that it says."""

    scores: dict[str, Scores]
    said: str
    code: int


def by_autograder(cases: list[Case], jobs: int, config: str = "") -> Ours:
    """config: lines for the course's nbgrader_config.py."""
    with tempfile.TemporaryDirectory(prefix="ours-") as folder:
        course = Path(folder, "course")
        lay_out(course, cases)
        (course / "nbgrader_config.py").write_text(f"{CONFIG}{config}\n")
        done = _run(course, "autograder", "grade", "--jobs", str(jobs))
        return Ours(scores(course), done.stdout + done.stderr, done.returncode)


def recorded(folder: Path, cases: list[Case], again: bool, tell: Callable[[str], None]) -> dict[str, Scores]:
    """Stock nbgrader's scores: those on record for notebooks that have not changed, new ones for the others."""
    path = folder / RECORD
    known = {} if again or not path.exists() else json.loads(path.read_text())
    new = [case for case in cases if known.get(case.name, {}).get("digest") != case.digest]
    if new:
        found = by_stock(new, tell)
        known |= {case.name: {"digest": case.digest, "scores": found.get(case.name, {})} for case in new}
        path.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    return {case.name: known[case.name]["scores"] for case in cases}


def differences(stock: dict[str, Scores], ours: dict[str, Scores]) -> list[tuple[str, str, str, Any, Any]]:
    """(notebook, submission, test, stock's points, the autograder's), where the two are not the same."""
    found = []
    for notebook in sorted(stock.keys() | ours.keys()):
        one, other = stock.get(notebook, {}), ours.get(notebook, {})
        for student in sorted(one.keys() | other.keys()):
            mine, yours = one.get(student, {}), other.get(student, {})
            for test in sorted(mine.keys() | yours.keys()):
                pair = mine.get(test, "not graded"), yours.get(test, "not graded")
                if pair[0] != pair[1]:
                    found.append((notebook, student, test, *pair))
    return found


app = typer.Typer(add_completion=False)


@app.command()
def main(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False)], jobs: int = 2, again: bool = False
) -> None:
    console = Console()
    cases = read(folder)
    if not cases:
        console.print(f"{folder}: no notebook here (NAME.ipynb, or NAME.py in percent format)")
        raise typer.Exit(2)
    stock = recorded(folder, cases, again, lambda name: console.print(f"stock nbgrader: {name}"))
    ours = by_autograder(cases, jobs)
    found = differences(stock, ours.scores)
    table = Table("notebook", "submissions", "scores", "different")
    for case in cases:
        count = sum(len(tests) for tests in stock[case.name].values())
        differ = sum(one[0] == case.name for one in found)
        table.add_row(case.name, str(len(stock[case.name])), str(count), str(differ) if differ else "-")
    console.print(table)
    if found:
        detail = Table("notebook", "submission", "test", "stock", "autograder")
        for row in found:
            detail.add_row(*map(str, row))
        console.print(detail)
        console.print(ours.said, markup=False)
    raise typer.Exit(bool(found))


if __name__ == "__main__":
    app()
