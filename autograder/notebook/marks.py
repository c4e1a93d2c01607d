"""What nbgrader's marks, and the course's own tag, say of a cell."""

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


def is_solution(cell: NotebookNode) -> bool:
    """Whether the student is to fill this code cell in."""
    return cell.cell_type == "code" and bool(cell.metadata.get("nbgrader", {}).get("solution"))


def is_unmarked(cell: NotebookNode) -> bool:
    """Whether nbgrader knows nothing of this cell."""
    marks = cell.metadata.get("nbgrader", {})
    return not any(marks.get(mark) for mark in ("grade", "solution", "locked", "task"))


def language_of(notebook: NotebookNode) -> str | None:
    """The language ("en" or "fr") that the metadata of an edition says; None of any other notebook."""
    course = notebook.metadata.get("course")
    language = course.get("language") if isinstance(course, dict) else None
    return language if language in LANGUAGES else None
