"""What a cell came to: the judge hands it over as soon as the cell has run."""

from collections.abc import Iterable
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from autograder.notebook.outputs import Output
from autograder.records import Executed, Verdict


@dataclass(frozen=True)
class Judged:
    """One code cell that has run.

    `index`: its place among the notebook's cells. `replay`: whether a student side that is made anew runs the cell
    again, to be as far as the last one was. `verdict`: what it is worth, where it is a test.
    """

    index: int
    outputs: list[Output]
    replay: bool = False
    verdict: Verdict | None = None


def executed(notebook: NotebookNode, judged: Iterable[Judged]) -> Executed:
    """The notebook with the outputs of its cells, which are put in place, and the verdicts."""
    verdicts = {}
    for result in judged:
        cell = notebook.cells[result.index]
        cell.execution_count = result.index + 1
        cell.outputs = [nbformat.from_dict(output) for output in result.outputs]
        if result.verdict is not None:
            verdicts[cell.metadata.nbgrader.grade_id] = result.verdict
    return Executed(notebook, verdicts)
