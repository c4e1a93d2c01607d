"""What a cell's metadata says of it: nbgrader's marks and our tags. Points: engine/judge/verdict.py."""

from collections.abc import Sequence

from nbformat import NotebookNode

from course.helpers.language import LANGUAGES

EXPERIMENT = "experiment"


def is_test(cell: NotebookNode) -> bool:
    """Whether nbgrader marks this cell by running it."""
    marks = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and bool(marks.get("grade")) and not marks.get("solution")


def is_experiment(cell: NotebookNode) -> bool:
    """Whether the instructor has promised that no mark depends on this code cell."""
    marked = EXPERIMENT in cell.metadata.get("tags", []) and "nbgrader" not in cell.metadata
    return cell.cell_type == "code" and marked


def grade_id_of(cell: NotebookNode) -> str | None:
    """The name by which nbgrader knows the cell; None where it has none, or what somebody wrote there is no name."""
    marked = cell.metadata.get("nbgrader")
    grade_id = marked.get("grade_id") if isinstance(marked, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def is_solution(cell: NotebookNode) -> bool:
    """Whether the student is to fill this code cell in."""
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("solution"))


def drawn(cells: Sequence[NotebookNode]) -> frozenset[int]:
    """The code cells, by index, whose figures a person looks at to mark them.

    They are the answers in code that no test marks, and a student's own cells behind a task.
    """
    found, in_task = set(), False
    for index, cell in enumerate(cells):
        marks = cell.metadata.get("nbgrader", {})
        in_task = bool(marks.get("task")) or (in_task and is_unmarked(cell))
        if cell.cell_type == "code" and (in_task or (marks.get("grade") and marks.get("solution"))):
            found.add(index)
    return frozenset(found)


def is_unmarked(cell: NotebookNode) -> bool:
    """Whether nbgrader knows nothing of this cell."""
    marks = cell.metadata.get("nbgrader", {})
    return not any(marks.get(mark) for mark in ("grade", "solution", "locked", "task"))


def language_of(notebook: NotebookNode) -> str | None:
    """The language ("en" or "fr") that the metadata of an edition says; None of any other notebook."""
    course = notebook.metadata.get("course")
    language = course.get("language") if isinstance(course, dict) else None
    return language if language in LANGUAGES else None
