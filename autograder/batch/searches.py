"""In a worker: a submission's notebook with a search for a small example in the place of each failed test."""

from collections.abc import Sequence

import msgspec
import nbformat
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from autograder.coursedir.assignment import NotebookSource
from autograder.notebook.marks import grade_id_of, is_test
from autograder.notebook.plan import Plan
from autograder.notebook.planner import make_plan
from autograder.records import Example, Executed

_CELLS = 10.0  # seconds that all cells of the student's may take once more
_A_SEARCH = 3.0  # seconds for each search, its start, its end and the mistake's name included
_SEARCH = """from autograder.engine.judge.examples import search as _search
_search(globals(), {notebook!r}, {exercise!r}, {mark!r})"""


def seconds(failed: Sequence[str]) -> float:
    """How long a notebook with these searches may run."""
    return _CELLS + _A_SEARCH * len(failed)


def exercise_of(grade_id: str) -> str:
    """The exercise that a test cell is about."""
    return grade_id.removeprefix("test_")


def with_searches(
    notebook: NotebookNode, source: NotebookSource, name: str, failed: Sequence[str], mark: str
) -> tuple[NotebookNode, Plan]:
    """The notebook with a search in the place of each failed test and without the other tests, and its plan."""
    unanswered = {grade_id_of(cell) for cell in notebook.cells if _is_unanswered(cell)}
    wanted = {
        grade_id: _SEARCH.format(notebook=name, exercise=exercise_of(grade_id), mark=mark)
        for grade_id in failed
        if exercise_of(grade_id) not in unanswered
    }
    planned = _replaced(nbformat.reads(source.plan, as_version=4), wanted)
    return _replaced(notebook, wanted), make_plan(planned, reading=source.reading)


def _replaced(notebook: NotebookNode, wanted: dict[str, str]) -> NotebookNode:
    cells = []
    for cell in notebook.cells:
        if not is_test(cell):
            cells.append(cell)
        elif (grade_id := grade_id_of(cell) or "") in wanted:
            cells.append(nbformat.v4.new_code_cell(wanted[grade_id], metadata=cell.metadata))
    return nbformat.v4.new_notebook(cells=cells, metadata=notebook.metadata)


def _is_unanswered(cell: NotebookNode) -> bool:
    checksum = cell.metadata.get("nbgrader", {}).get("checksum")
    return checksum is not None and checksum == compute_checksum(cell)


def found(executed: Executed, mark: str) -> dict[str, Example]:
    """What the searches have told, by grade_id."""
    told: dict[str, Example] = {}
    for cell in executed.notebook.cells:
        if is_test(cell):
            text = "".join(output.get("text", "") for output in cell.outputs if output.output_type == "stream")
            lines = [line.removeprefix(mark) for line in text.splitlines() if line.startswith(mark)]
            if lines:
                told[str(grade_id_of(cell))] = msgspec.json.decode(lines[-1], type=Example)
    return told
