"""A student's notebook as the commands read it."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbformat import NotebookNode

from course.helpers.language import LANGUAGES, N_, in_language, languages

# What a cell holds until somebody answers it.
ASKS = ("YOUR CODE HERE", "YOUR ANSWER HERE")
_STUB = "raise NotImplementedError()"
HANDED_IN = "hand-in"  # the folder of files that are ready to hand in

LOST_CELLS = N_(
    "Cells of these exercises are lost: {names}. Copy your answers into a new copy of the notebook; what has no cell "
    "cannot be marked."
)
STRANGE = N_("Nothing in this notebook is marked: is it one of the course's?")


class Unusable(Exception):
    """The file cannot be used; the message says why, in the reader's language."""


class Exercise(NamedTuple):
    """What is marked: its name, its points, the cells of its answer and of its test, None where a cell is lost.

    A person marks an exercise without a test.
    """

    name: str
    points: float
    answer: NotebookNode | None
    test: NotebookNode | None
    by_hand: bool

    @property
    def lost(self) -> bool:
        return self.answer is None or (self.test is None and not self.by_hand)

    @property
    def unanswered(self) -> bool:
        """Whether the answer's cell is empty, or as it was handed out."""
        source = self.answer.source if self.answer is not None else ""
        return not source.strip() or (any(word in source for word in ASKS) and (self.by_hand or _STUB in source))


def say(message: str, /, **values: object) -> str:
    """A message in the reader's first language."""
    return in_language(message, languages()[0]).format(**values)


def find(name: str | None) -> Path:
    """The notebook that is meant: a file, a step's folder, or with None the only notebook here. Raises Unusable."""
    path = Path(name or ".")
    if path.is_dir():
        found = sorted(path.glob("*.ipynb"))
        if len(found) != 1:
            made = {".ipynb_checkpoints", HANDED_IN}
            there = sorted(str(one) for one in path.glob("**/*.ipynb") if not made & set(one.parts))
            raise Unusable(say(N_("Name one notebook. Here are: {names}"), names=", ".join(there) or "—"))
        return found[0]
    if not path.is_file():
        raise Unusable(say(N_("There is no file {name} here."), name=path))
    return path


def read(path: Path) -> NotebookNode:
    """Raises Unusable where it is no notebook."""
    try:
        notebook = nbformat.from_dict(json.loads(path.read_text(encoding="utf-8")))
        sources = [(cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]
    except (OSError, ValueError, AttributeError, TypeError, KeyError):
        raise Unusable(say(N_("{name} is no notebook, or only a part of one."), name=path.name)) from None
    for cell, (_kind, source, _metadata) in zip(notebook.cells, sources, strict=True):
        if isinstance(source, list):  # a file may hold a text as its lines
            cell.source = "".join(source)
    return notebook


def course_of(notebook: NotebookNode) -> dict[str, Any]:
    """What the kit has noted: the step, what is marked in it, the language. Nothing in a notebook from elsewhere."""
    noted = notebook.metadata.get("course")
    return dict(noted) if isinstance(noted, dict) else {}


def language_of(notebook: NotebookNode) -> str | None:
    language = course_of(notebook).get("language")
    return language if language in LANGUAGES else None


def language_at(name: str | None) -> str | None:
    """The language of the notebook that is meant, or of those that are there: a kit speaks one language."""
    path = Path(name or ".")
    for one in [path] if path.is_file() else sorted([*path.glob("*.ipynb"), *path.glob("*/*.ipynb")]):
        try:
            return language_of(read(one))
        except Unusable:
            continue
    return None


def exercises(notebook: NotebookNode) -> list[Exercise]:
    """What is marked in the notebook, in order; then what should be there and is not."""
    cells = {}
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader")
        if isinstance(marks, dict) and isinstance(marks.get("grade_id"), str):
            cells[marks["grade_id"]] = cell
    found = {
        name: _points(cell.metadata.nbgrader.get("points"))
        for name, cell in cells.items()
        if cell.metadata.nbgrader.get("grade")
    }
    noted = course_of(notebook).get("graded")
    for name, points in (noted if isinstance(noted, dict) else {}).items():
        found.setdefault(str(name), _points(points))
    return [_exercise(name, points, cells) for name, points in found.items()]


def _points(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _exercise(name: str, points: float, cells: dict[str, NotebookNode]) -> Exercise:
    own = name.removeprefix("test_")
    by_hand = own == name
    test = None if by_hand else cells.get(name)
    return Exercise(own, points, cells.get(own), test, by_hand)
