"""Digests of answers: equal ones tell that a student has handed in the same answer again."""

import hashlib
import json

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_locked, is_solution, is_task

Digests = dict[str, str]  # by grade_id


def digests(notebook: NotebookNode) -> Digests:
    """The digest of the answer to each cell that has a mark: 64 hexadecimal digits by grade_id.

    `notebook` has not run yet. A written answer is digested alone. A test's answer is all code of the student's, which
    it may use. A task may be answered anywhere, so its answer is the whole notebook but for the locked cells.
    """
    own = [cell for cell in notebook.cells if not is_locked(cell)]
    anything, code = _digest(own), _digest([cell for cell in own if cell.cell_type == "code"])
    found = {}
    for cell in notebook.cells:
        if is_grade(cell) or is_task(cell):
            written = is_solution(cell) and cell.cell_type != "code"
            found[cell.metadata.nbgrader.grade_id] = _digest([cell]) if written else anything if is_task(cell) else code
    return found


def _digest(cells: list[NotebookNode]) -> str:
    told = [(cell.source.strip(), cell.get("attachments") or None) for cell in cells]
    return hashlib.sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()
