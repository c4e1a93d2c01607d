"""A release in one language: the cells and metadata of an edition. Its code: autograder.notebook.editions."""

from nbformat import NotebookNode, v4
from nbgrader.utils import compute_checksum

from autograder.messages import LOCALE
from autograder.notebook.editions import in_one_language
from course.helpers.language import LANGUAGES, N_, in_language

FIRST = "course-helpers"  # the id of an edition's first cell
_WHY = N_("The course's helpers are not installed here: this line brings them.")


def begin(notebook: NotebookNode, language: str | None, install: str = "") -> None:
    """Put a first cell into `notebook` that gets the helpers and says which language they speak.

    install: what a kernel without the helpers runs (`%pip install …`). The cell says `try`, not `find_spec`: graders
    read what students write for the means to look into modules.
    """
    # The module's own name is bound, and no other: any short one could be a name of the step's.
    module = "course.helpers.language" if language else "course.helpers"
    lines = [f"import {module}"]
    if install:
        why = [f"# {in_language(_WHY, each, LOCALE)}" for each in ([language] if language else LANGUAGES)]
        fetched = ["except ModuleNotFoundError:", *(f"    {line}" for line in [*why, install, *lines])]
        lines = ["try:", f"    {lines[0]}", *fetched]
    if language:
        lines.append(f'{module}.choose("{language}")')
    notebook.cells.insert(0, v4.new_code_cell("\n".join(lines), id=FIRST))


def note(notebook: NotebookNode, name: str) -> None:
    """Note in the metadata what `python -m course` asks of a notebook: its own name, and what is marked in it."""
    marked = [marks for cell in notebook.cells if (marks := cell.metadata.get("nbgrader", {})).get("grade")]
    graded = {marks["grade_id"]: marks["points"] for marks in marked}
    notebook.metadata["course"] = {**notebook.metadata.get("course", {}), "step": name, "graded": graded}


def make_edition(notebook: NotebookNode, language: str) -> None:
    """Leave in `notebook` what is said in `language` ("en" or "fr"), and note the language in its metadata."""
    notebook.metadata["course"] = {"language": language}
    notebook.cells = [cell for cell in notebook.cells if cell.metadata.get("lang", language) == language]
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader")
        if cell.cell_type == "code":
            cell.source = in_one_language(cell.source, language)
            if marks and "checksum" in marks:
                # nbgrader's Validate asks the checksum whether somebody changed a test.
                marks["checksum"] = compute_checksum(cell)
