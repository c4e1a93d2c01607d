"""The exercises of a course as the audit sees them: a solution, the tests that judge it, the exercises it needs."""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions

from autograder.authoring import steps as percent
from autograder.coursedir.settings import Course
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.notebook.marks import grade_id_of, is_experiment, is_solution, is_test
from autograder.notebook.plan import Plan
from autograder.notebook.planner import make_plan


@dataclass(frozen=True)
class Exercise:
    """A solution cell that tests look at.

    `defines`: the names that the cell stores. `tests`: the grade_ids of the tests that use one of them. `needs`: the
    exercises that this one's solution or its tests use, and those that they use in turn. `stub`: the cell as students
    get it.
    """

    step: str
    name: str
    source: str
    stub: str
    defines: frozenset[str]
    tests: tuple[str, ...]
    needs: frozenset[str]

    def __str__(self) -> str:
        return f"{self.step}/{self.name}"


@dataclass(frozen=True)
class AuditedStep:
    """A notebook of the course, its exercises, and what of it has to run for its tests: `cells`.

    `visible`: the plan without the hidden parts of the tests.
    """

    name: str
    path: Path
    plan: Plan = field(repr=False)
    cells: tuple[NotebookNode, ...] = field(repr=False)
    exercises: tuple[Exercise, ...] = field(repr=False)
    visible: Plan = field(repr=False)

    @property
    def tests(self) -> tuple[str, ...]:
        return tuple(self.plan.tests)


def read(course: Course, wanted: Sequence[str] = ()) -> list[AuditedStep]:
    """The steps `wanted`, or all: percent format where there is such a file, else the notebooks.

    A folder of several notebooks gives a step for each, `folder/notebook`. Raises CourseError where there are none.
    """
    known = percent.names(course.root)
    sources = course.root / "source"
    if not known:
        remedy = _("run this in a course folder, or name one with --course")
        raise CourseError([Fault(sources, None, _("there are no steps here"), remedy)])
    if strangers := [name for name in wanted if name not in known]:
        remedy = _("choose one of: {names}", names=", ".join(known))
        raise CourseError([Fault(sources / name, None, _("there is no such step"), remedy) for name in strangers])
    return [
        _step(course, name, path, notebook)
        for folder in wanted or known
        for name, path, notebook in _notebooks(course, folder)
    ]


def _notebooks(course: Course, folder: str) -> Iterator[tuple[str, Path, NotebookNode]]:
    text = course.root / "source" / folder / f"{folder}.py"
    if text.is_file():
        step = percent.read(text)
        yield folder, text, nbformat.v4.new_notebook(cells=list(step.cells))
        return
    paths = sorted(text.parent.glob("*.ipynb"))
    if not paths:
        remedy = _("write it in jupytext's percent format, or remove the folder")
        raise CourseError([Fault(text, None, _("the step's source is missing"), remedy)])
    for path in paths:
        name = folder if len(paths) == 1 else f"{folder}/{path.stem}"
        yield name, path, nbformat.read(path, as_version=4)


def _step(course: Course, name: str, path: Path, notebook: NotebookNode) -> AuditedStep:
    plan = make_plan(notebook)
    released, _resources = ClearSolutions(config=course.config).preprocess(deepcopy(notebook), {})
    shown, _resources = ClearHiddenTests(config=course.config).preprocess(deepcopy(notebook), {})
    stubs = {grade_id_of(cell): cell.source for cell in released.cells if is_solution(cell)}
    solutions = {cell.grade_id: cell for cell in plan.cells if cell.kind == "student" and cell.grade_id}
    uses = _uses(plan)
    exercises = []
    for grade_id, cell in solutions.items():
        tests = tuple(test for test in plan.tests if grade_id in uses[test])
        needs = set().union(*(_reached(uses, user) for user in (grade_id, *tests)))
        if tests:
            defines = cell.names.stores
            stub = stubs[grade_id]
            needed = frozenset(needs & solutions.keys()) - {grade_id}
            exercises.append(Exercise(name, grade_id, cell.source, stub, defines, tests, needed))
    return AuditedStep(name, path, plan, tuple(_needed_cells(notebook)), tuple(exercises), make_plan(shown))


def _uses(plan: Plan) -> dict[str, set[str]]:
    """grade_id → the solutions whose names this cell reads. Helpers between the exercises count as their users do."""
    owner: dict[str, set[str]] = {}
    uses: dict[str, set[str]] = {}
    for cell in plan.cells:
        used = set().union(*(owner.get(name, set()) for name in cell.names.reads - cell.names.stores))
        if cell.grade_id:
            uses[cell.grade_id] = used - {cell.grade_id}
        if cell.kind == "student":
            owner |= dict.fromkeys(cell.names.stores, {cell.grade_id} if cell.grade_id else used)
    return uses


def _reached(uses: dict[str, set[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = set(uses[start])
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= uses[name] - found
    return found


def _needed_cells(notebook: NotebookNode) -> list[NotebookNode]:
    """The code cells without the experiments: student cells that are no exercise and store nothing that is read later.

    A name that the reader stores itself is not the experiment's.
    """
    kept: list[NotebookNode] = []
    read: set[str] = set()
    plan = make_plan(notebook).cells
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and not is_experiment(cell)]
    for cell, planned in reversed(list(zip(code, plan, strict=True))):
        if planned.kind == "student" and not is_solution(cell) and not planned.names.stores & read:
            continue
        read |= planned.names.reads - planned.names.stores
        kept.append(_bare(cell))
    return kept[::-1]


def _bare(cell: NotebookNode) -> NotebookNode:
    metadata = {"nbgrader": cell.metadata.nbgrader} if is_test(cell) or is_solution(cell) else {}
    return nbformat.v4.new_code_cell(cell.source, metadata=metadata)
