"""An assignment as the instructor made it: read once, then sent to the workers as plain data."""

import hashlib
import json
import stat
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

import msgspec
import nbformat
from nbformat import NotebookNode
from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Notebook as NotebookRow
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions, OverwriteCells
from nbgrader.utils import is_grade, is_solution
from traitlets.config import Config

from autograder.coursedir.grading import Grading
from autograder.coursedir.settings import Course, Preprocessors, preprocessors
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.notebook.outline import Landmark, outline
from autograder.notebook.plan import Reading
from autograder.records import ValueKind


@dataclass(frozen=True)
class SourceCell:
    """One of the instructor's cells as nbgrader's gradebook has it. `points` is None where it is not graded."""

    grade_id: str
    cell_type: str
    source: str
    checksum: str | None
    locked: bool
    grade: bool
    solution: bool
    task: bool
    points: float | None


@dataclass(frozen=True)
class NotebookSource:
    """A notebook of the assignment. `cells` are in the notebook's order.

    `plan` is the JSON of the notebook that says what runs where: the instructor's source or, where that is not at
    hand, the gradebook's cells alone. `reading` says how it is marked. `outline`: all cells as students got them.
    `gives` and `failing`: what the instructor's own solution came to (autograder.batch.rehearsal), that is of which
    kind a test's value is, and the tests that it fails, which mark nobody.
    """

    name: str
    kernelspec: dict[str, object]
    cells: tuple[SourceCell, ...]
    plan: str
    reading: Reading
    outline: tuple[Landmark, ...] = ()
    gives: dict[str, ValueKind] = field(default_factory=dict)
    failing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Assignment:
    """All that a worker needs to grade any submission of an assignment, except the submission.

    `files` are the instructor's, `handed_out` the names of those that replace a submission's file of the same name.
    """

    name: str
    notebooks: dict[str, NotebookSource]
    files: dict[str, bytes] = field(default_factory=dict)
    handed_out: frozenset[str] = frozenset()
    preprocessors: Preprocessors = field(default_factory=Preprocessors)
    add_missing_cells: bool = False
    missing_cell_notification: str = ""

    @property
    def outlines(self) -> dict[str, tuple[Landmark, ...]]:
        """Its notebooks as they were handed out, by name."""
        return {name: source.outline for name, source in self.notebooks.items()}


def encode(assignment: Assignment) -> bytes:
    """The assignment as bytes, the same bytes for the same assignment."""
    return msgspec.msgpack.encode(assignment, order="deterministic")


def read_assignment(course: Course, row: AssignmentRow) -> Assignment:
    """Read an assignment from the gradebook's row and, where it is at hand, the source folder.

    Raises CourseError where there is nothing to grade by or a notebook's kernel is not Python.
    """
    folder = Path(course.directory.format_path(course.directory.source_directory, ".", row.name))
    if not row.notebooks:
        raise _not_generated(folder, row.name)
    notebooks = {notebook.name: read_notebook(notebook, folder, course.config) for notebook in row.notebooks}
    files = source_files(course.directory, row.name)
    excluded = course.converter.exclude_overwriting.get(row.name, [])
    overwrite = OverwriteCells(parent=course.converter)
    return Assignment(
        name=row.name,
        notebooks=notebooks,
        files={name: path.read_bytes() for name, path in files.items()},
        handed_out=frozenset(files) - frozenset(excluded),
        preprocessors=preprocessors(course),
        add_missing_cells=overwrite.add_missing_cells,
        missing_cell_notification=overwrite.missing_cell_notification,
    )


def source_files(directory: CourseDirectory, name: str) -> dict[str, Path]:
    """The files beside the instructor's notebooks that nbgrader lays beside the student's, by relative name."""
    folder = Path(directory.format_path(directory.source_directory, ".", name))
    ignored = [*directory.ignore, "*.ipynb"]
    found = {}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder)
        if any(fnmatch(part, pattern) for part in relative.parts for pattern in ignored):
            continue
        if stat.S_ISREG(path.stat().st_mode):
            found[str(relative)] = path
    return found


def read_notebook(row: NotebookRow, folder: Path, config: Config | None = None) -> NotebookSource:
    """The gradebook's notebook, and what of it is at hand in the source `folder`. Raises CourseError."""
    kernelspec = json.loads(row.kernelspec) if row.kernelspec else {}
    path = folder / f"{row.name}.ipynb"
    source = _source_notebook(path)
    _demand_python(kernelspec or {}, source, path)
    order = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in source.cells] if source else []
    position = {grade_id: place for place, grade_id in enumerate(order)}
    cells = sorted(_source_cells(row), key=lambda cell: position.get(cell.grade_id, len(position)))
    if source is None:
        plan = nbformat.v4.new_notebook(cells=[new_cell(cell) for cell in cells])
    else:
        plan = _as_generated(source, {cell.grade_id: cell for cell in cells})
    landmarks = outline(plan.cells, {cell.grade_id: cell.source for cell in cells}, config)
    reading = reading_of(config, open_names=source is None)
    return NotebookSource(row.name, kernelspec or {}, tuple(cells), nbformat.writes(plan), reading, landmarks)


def reading_of(config: Config | None, open_names: bool = False) -> Reading:
    """How the course marks its cells, by nbgrader's configuration."""
    solutions, tests = ClearSolutions(config=config), ClearHiddenTests(config=config)
    return Reading(
        "student" if Grading(config=config).unmarked == "student" else "setup",
        solutions.begin_solution_delimeter,
        (tests.begin_test_delimeter, tests.end_test_delimeter),
        open_names,
    )


def _source_cells(row: NotebookRow) -> list[SourceCell]:
    graded = {cell.name: cell.max_score for cell in row.grade_cells}
    tasks = {cell.name: cell.max_score for cell in row.task_cells}
    solutions = {cell.name for cell in row.solution_cells}
    return [
        SourceCell(
            grade_id=cell.name,
            cell_type=cell.cell_type,
            source=cell.source or "",
            checksum=cell.checksum,
            locked=bool(cell.locked),
            grade=cell.name in graded,
            solution=cell.name in solutions,
            task=cell.name in tasks,
            points=graded.get(cell.name, tasks.get(cell.name)),
        )
        for cell in row.source_cells
    ]


def _as_generated(source: NotebookNode, cells: dict[str, SourceCell]) -> NotebookNode:
    """The source notebook with its locked cells as `generate_assignment` last put them into the gradebook.

    The gradebook decides, as it does for nbgrader: a source edited since then is not yet the assignment.
    """
    for cell in source.cells:
        known = cells.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if known is None and (is_grade(cell) or is_solution(cell)):
            del cell.metadata["nbgrader"]
        elif known is not None and known.locked:
            cell.source = known.source
        cell.pop("attachments", None)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return source


def new_cell(cell: SourceCell) -> NotebookNode:
    """The instructor's cell, as a cell of a notebook. Its id depends on nothing but its name."""
    make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    cell_id = hashlib.sha256(cell.grade_id.encode()).hexdigest()[:8]
    return make(cell.source, metadata={"nbgrader": marks(cell)}, id=cell_id)


def marks(cell: SourceCell) -> NotebookNode:
    """nbgrader's cell metadata for the instructor's cell."""
    marked = {
        "schema_version": 3,
        "grade_id": cell.grade_id,
        "grade": cell.grade,
        "solution": cell.solution,
        "task": cell.task,
        "locked": cell.locked,
        "cell_type": cell.cell_type,
    }
    if cell.points is not None:
        marked["points"] = cell.points
    if cell.checksum is not None:
        marked["checksum"] = cell.checksum
    return nbformat.from_dict(marked)


def _source_notebook(path: Path) -> NotebookNode | None:
    if not path.exists():
        return None
    try:
        return nbformat.read(path, as_version=4)
    except Exception as error:
        problem = _("it is not a notebook: {error}", error=error)
        raise CourseError([Fault(path, None, problem, _("build it anew"))]) from error


def _demand_python(kernelspec: dict[str, object], source: NotebookNode | None, path: Path) -> None:
    info = source.metadata.get("language_info", {}) if source else {}
    language = str(kernelspec.get("language") or info.get("name") or "python").lower()
    if language not in ("python", "ipython"):
        problem = _("its kernel is {kernel}, and only Python can be graded", kernel=kernelspec.get("name") or language)
        raise CourseError([Fault(path, None, problem, _("grade this assignment with nbgrader autograde"))])


def _not_generated(folder: Path, name: str) -> CourseError:
    problem = _("the gradebook has no notebook of assignment {name}", name=name)
    return CourseError([Fault(folder, None, problem, _("run nbgrader generate_assignment {name} first", name=name))])
