"""What is the instructor's stays so in the feedback: hidden tests and marking schemes, which autograding restores.

`c.GenerateFeedback.preprocessors` in nbgrader_config.py names these two. Their like in nbgrader refuse a notebook in
which a student has written such a mark in a cell of their own.
"""

from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests as StockClearHiddenTests
from nbgrader.preprocessors import ClearMarkScheme as StockClearMarkScheme
from nbgrader.utils import is_locked

from autograder.notebook.outputs import WITHHELD


class _InstructorsCells:
    """Beside one of nbgrader's preprocessors: only the instructor's own cells are looked at."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        if not is_locked(cell):
            return cell, resources
        return super().preprocess_cell(cell, resources, cell_index)  # type: ignore[misc]


class ClearHiddenTests(_InstructorsCells, StockClearHiddenTests):
    """nbgrader's, on the instructor's own cells alone; and what was said while a hidden part ran."""

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if is_locked(cell) and cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not output.get("metadata", {}).get(WITHHELD)]
        return cell, resources


class ClearMarkScheme(_InstructorsCells, StockClearMarkScheme):
    """nbgrader's, on the instructor's own cells alone."""
