"""A release in one language: the cells, docstrings and metadata of an edition."""

import ast
import io
import tokenize

from nbformat import NotebookNode, v4
from nbgrader.utils import compute_checksum

from autograder.messages import LOCALE
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
            cell.source = comments_in(in_one_language(cell.source, language), language)
            if marks and "checksum" in marks:
                # nbgrader's Validate asks the checksum whether somebody changed a test.
                marks["checksum"] = compute_checksum(cell)


def in_one_language(code: str, language: str) -> str:
    """`code` with its docstrings in one language: of two lines the first is English, the second French."""
    try:
        tree = ast.parse(code)
    except SyntaxError:  # a magic: such a cell defines nothing that a student completes
        return code
    lines = code.split("\n")
    for node in ast.walk(tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        text = node.body[0]
        if not (isinstance(text, ast.Expr) and ast.get_docstring(node) and text.end_lineno == text.lineno + 1):
            continue
        first, last = lines[text.lineno - 1], lines[text.lineno]
        if not (first.lstrip().startswith('"""') and last.endswith('"""')):
            continue
        indent = first[: len(first) - len(first.lstrip())]
        said = dict(zip(LANGUAGES, (first.strip()[3:], last.strip()[:-3]), strict=True))
        # A line that is left empty goes below: the numbers of the lines that follow would change while they are read.
        lines[text.lineno - 1], lines[text.lineno] = f'{indent}"""{said[language]}"""', "\0"
    return "\n".join(line for line in lines if line != "\0")


def comments_in(code: str, language: str) -> str:
    """`code` with its comments in one language.

    A comment says it twice: the French stands behind a `/` between spaces, else on the second of two lines.
    """
    lines = code.split("\n")
    try:
        found = [one for one in tokenize.generate_tokens(io.StringIO(code).readline) if one.type == tokenize.COMMENT]
    except (SyntaxError, tokenize.TokenError):  # a magic
        return code
    comments = {one.start[0] - 1: one.start[1] for one in found}
    alone = {row for row, column in comments.items() if not lines[row][:column].strip()}
    gone: set[int] = set()
    for row, column in comments.items():
        if row not in alone:
            before, text = lines[row][:column], lines[row][column:]
            lines[row] = before + _half(text, language)
        elif row - 1 not in alone:
            last = next(below for below in range(row, len(lines) + 1) if below not in alone)
            gone |= _other_lines(lines, row, last, language)
    return "\n".join(line for row, line in enumerate(lines) if row not in gone)


def _half(comment: str, language: str) -> str:
    english, twice, french = comment.partition(" / ")
    return comment if not twice else english if language == "en" else f"# {french}"


def _other_lines(lines: list[str], first: int, last: int, language: str) -> set[int]:
    """Which lines of a comment are in the other language; the line in which the languages meet is cut."""
    middle = next((row for row in range(first, last) if " / " in lines[row]), None)
    if middle is not None:
        indent = lines[middle][: lines[middle].index("#")]
        lines[middle] = indent + _half(lines[middle][len(indent) :], language)
        return set(range(middle + 1, last) if language == "en" else range(first, middle))
    if last - first == len(LANGUAGES) and not any("YOUR CODE HERE" in line for line in lines[first:last]):
        return {first + 1} if language == "en" else {first}
    return set()
