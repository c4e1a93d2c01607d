"""An instructor's notebook as students got it: the text of each cell, by which it is known when its marks are lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions
from traitlets.config import Config

from autograder.notebook.code import names_of
from autograder.notebook.editions import editions, is_bilingual
from autograder.notebook.marks import is_solution


@dataclass(frozen=True)
class Landmark:
    """A cell as it was handed out. `grade_id`: nbgrader's, None for a cell without marks.

    `answer`: whether it is to be filled in; `names`: those by which an answer in code is known. `editions`: its code in
    each language, where the notebook says things twice.
    """

    grade_id: str | None
    text: str
    answer: bool = False
    names: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()


def outline(cells: Sequence[NotebookNode], sources: dict[str, str], config: Config | None) -> tuple[Landmark, ...]:
    """The instructor's `cells` in order. `sources`: what the gradebook has of the marked ones, by grade_id."""
    clearing = [cls(config=config or Config(), enforce_metadata=False) for cls in (ClearHiddenTests, ClearMarkScheme)]
    solutions = ClearSolutions(config=config or Config(), enforce_metadata=False)
    bilingual = is_bilingual(cells)
    found = []
    for cell in cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        marked = grade_id in sources
        shown = NotebookNode(cell | {"source": sources[grade_id] if marked else cell.source})
        try:
            for step in clearing if marked else [solutions, *clearing]:
                shown, _resources = step.preprocess_cell(shown, {"language": "python"}, 0)
        except RuntimeError:
            pass  # a region without an end: nbgrader would not have handed this out
        answer = marked and bool(cell.metadata.nbgrader.get("solution"))
        names = names_of(shown.source).stores or names_of(cell.source).stores if is_solution(cell) else ()
        others = editions(shown.source) if bilingual and cell.cell_type == "code" else ()
        found.append(Landmark(grade_id if marked else None, shown.source, answer, tuple(sorted(names)), others))
    return tuple(found)
