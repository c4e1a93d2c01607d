"""A question that a person marks: what it asks, its marking scheme and a model answer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearMarkScheme, ClearSolutions
from traitlets.config import Config

from autograder.coursedir.assignment import Assignment, SourceCell
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.notebook.marks import grade_id_of, is_unmarked
from course.helpers.language import languages


@dataclass(frozen=True)
class Question:
    """`asked` and `scheme`: the instructor's texts, a Markdown text each. `model`: the instructor's own answer."""

    assignment: str
    notebook: str
    name: str
    points: float
    asked: tuple[str, ...]
    scheme: tuple[str, ...]
    model: str
    is_code: bool


def find(assignment: Assignment, name: str, config: Config, course: Path) -> Question:
    """The question `name`. Raises CourseError where it is none that a person marks."""
    known = [(book.name, cell) for book in assignment.notebooks.values() for cell in book.cells if _by_hand(cell)]
    for book, cell in known:
        if cell.grade_id == name:
            cells = nbformat.reads(assignment.notebooks[book].plan, as_version=4).cells
            return _read(assignment.name, book, cell, cells, config)
    names = ", ".join(cell.grade_id for _book, cell in known)
    problem = _("{assignment} has no question {name} that a person marks", assignment=assignment.name, name=name)
    remedy = _("choose one of: {names}", names=names) if names else _("autograder grade marks all of it")
    raise CourseError([Fault(course, None, problem, remedy)])


def answer_to(question: Question, cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The cells of a submission that hold the answer: the question's own, or those behind a task."""
    for index, cell in enumerate(cells):
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade_id") == question.name:
            return list(_behind(cells[index + 1 :])) if marks.get("task") else [cell]
    return []


def _by_hand(cell: SourceCell) -> bool:
    return cell.task or (cell.grade and cell.solution)


def _behind(cells: Sequence[NotebookNode]) -> Iterator[NotebookNode]:
    for cell in cells:
        if not is_unmarked(cell):
            return
        yield cell


def _read(assignment: str, book: str, cell: SourceCell, cells: Sequence[NotebookNode], config: Config) -> Question:
    place = next(at for at, one in enumerate(cells) if grade_id_of(one) == cell.grade_id)
    scheme = ClearMarkScheme(config=config)
    marks = (scheme.begin_mark_scheme_delimeter, scheme.end_mark_scheme_delimeter)
    texts = [cell.source] if cell.task else [one.source for one in _above(cells[:place])]
    parts = [_parted(text, *marks) for text in texts]
    solution = ClearSolutions(config=config)
    marks = (solution.begin_solution_delimeter, solution.end_solution_delimeter)
    own = "" if cell.task else cells[place].source
    model = "\n".join(line for line in own.split("\n") if not any(mark in line for mark in marks)).strip()
    return Question(
        assignment=assignment,
        notebook=book,
        name=cell.grade_id,
        points=cell.points or 0.0,
        asked=tuple(asked for asked, _scheme in parts if asked),
        scheme=tuple(scheme for _asked, scheme in parts if scheme),
        model=model if own != cell.source else "",  # the gradebook has what students got
        is_code=cell.cell_type == "code",
    )


def _above(cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """The question's text: the locked cells right above the answer; where there are none, the one above it."""
    found: list[NotebookNode] = []
    for cell in reversed(cells):
        if cell.cell_type != "markdown" or cell.metadata.get("nbgrader", {}).get("solution"):
            break
        found.insert(0, cell)
    locked = [cell for cell in found if cell.metadata.get("nbgrader", {}).get("locked")]
    twins = 2 if found and found[-1].metadata.get("lang") else 1
    return [cell for cell in locked or found[-twins:] if cell.metadata.get("lang") in (None, *languages())]


def _parted(text: str, begin: str, end: str) -> tuple[str, str]:
    """A text without its marking scheme, and the scheme."""
    region = re.compile(rf"^[^\n]*{re.escape(begin)}[^\n]*\n(.*?)^[^\n]*{re.escape(end)}[^\n]*$", re.M | re.S)
    schemes = [found[1].strip() for found in region.finditer(text)]
    return region.sub("", text).strip(), "\n\n".join(schemes)
