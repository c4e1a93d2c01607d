"""A submitted notebook made fit to run: the instructor's cells as the instructor wrote them, the rest as data.

nbgrader does this with `DeduplicateIds`, `OverwriteKernelspec` and `OverwriteCells`, against the database. Here the
source cells come with the task. What a student did to the metadata is not upgraded or checked but replaced.
"""

from collections.abc import Iterable

import nbformat
from nbformat import NotebookNode

from autograder.assignment import Assignment, NotebookSource, SourceCell, marks, new_cell
from autograder.settings import Step
from autograder.verdicts import Reason
from course.helpers.language import _

# nbclient does not run a cell with the first tag, which would then pass.
STEERING_TAGS = {"skip-execution", "raises-exception"}


def restore(notebook: NotebookNode, source: NotebookSource, assignment: Assignment) -> list[Reason]:
    """Put the instructor's cells back, in place, and return what is worth a remark.

    Of a grade_id that stands more than once the last cell counts, as with nbgrader; the others become plain cells, as
    do cells with an unknown grade_id.
    """
    known = {cell.grade_id: cell for cell in source.cells}
    seen: set[str] = set()
    doubled: set[str] = set()
    for cell in reversed(notebook.cells):
        grade_id = _grade_id(cell)
        cell.metadata.pop("nbgrader", None)
        if grade_id in seen:
            doubled.add(grade_id)
        elif grade_id in known:
            seen.add(grade_id)
            _restore_cell(cell, known[grade_id])
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None  # whatever the course configures: outputs are marks
    if source.kernelspec:
        notebook.metadata["kernelspec"] = nbformat.from_dict(source.kernelspec)
    if assignment.add_missing_cells:
        _add_missing(notebook, source, assignment.missing_cell_notification)
    missing = [cell.grade_id for cell in source.cells if (cell.grade or cell.task) and cell.grade_id not in seen]
    remarks = []
    if doubled:
        names = {"names": ", ".join(sorted(doubled))}
        remarks.append(Reason(_("cells that stand more than once, the last of each counts: {names}"), names))
    if missing:
        names = {"names": ", ".join(missing)}
        remarks.append(Reason(_("graded cells that were deleted: {names}"), names))
    return remarks


def apply(steps: Iterable[Step], notebook: NotebookNode, names: dict[str, str]) -> NotebookNode:
    """Run the course's own preprocessors; `names`: student, assignment and notebook, as nbgrader passes them."""
    resources = {"nbgrader": names, "unique_key": names["notebook"], "metadata": {}}
    for step in steps:
        preprocessor = step.make()
        if preprocessor.enabled:
            notebook, resources = preprocessor.preprocess(notebook, resources)
    return notebook


def _grade_id(cell: NotebookNode) -> str | None:
    marked = cell.metadata.get("nbgrader")
    grade_id = marked.get("grade_id") if isinstance(marked, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _restore_cell(cell: NotebookNode, source: SourceCell) -> None:
    if cell.cell_type != source.cell_type:
        cell.pop("attachments", None)
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
        cell.cell_type = source.cell_type
    if source.locked:
        cell.source = source.source
    if source.grade or source.locked:
        tags = cell.metadata.pop("tags", [])
        tags = tags if isinstance(tags, list) else []
        if kept := [tag for tag in tags if isinstance(tag, str) and tag not in STEERING_TAGS]:
            cell.metadata["tags"] = kept
    cell.metadata["nbgrader"] = marks(source)


def _add_missing(notebook: NotebookNode, source: NotebookSource, notification: str) -> None:
    """Put deleted graded cells back behind the instructor's cell before them, tasks at the end, as nbgrader does."""
    place = -1
    at = {_grade_id(cell): index for index, cell in enumerate(notebook.cells)}
    for cell in source.cells:
        if cell.grade_id in at:
            place = next(i for i, other in enumerate(notebook.cells) if _grade_id(other) == cell.grade_id)
        elif cell.grade or cell.task:
            added = new_cell(cell)
            if notebook.nbformat_minor < 5:
                del added["id"]
            note = notification.format(cell_id=cell.grade_id)
            added.source = ("# " if cell.cell_type == "code" else "") + note + added.source
            place = len(notebook.cells) if cell.task else place + 1
            notebook.cells.insert(place, added)
