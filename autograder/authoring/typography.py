"""French typography: a sign in two parts never begins a line.

In the text an author types a plain space before `: ; ! ? »` and after `«`; in the notebook that space does not break.
"""

import re

from nbformat import NotebookNode

from course.helpers.language import NO_BREAK, unbroken

_NO_PROSE = re.compile(r"(```.*?```|`[^`\n]*`|\$\$.*?\$\$|\$[^$\n]*\$)", re.DOTALL)  # code and formulas


def typeset(cell: NotebookNode) -> NotebookNode:
    """The cell itself; where it is French prose, with spaces that do not break."""
    if cell.cell_type == "markdown" and cell.metadata.get("lang") == "fr":
        parts = _NO_PROSE.split(cell.source)
        parts[::2] = [unbroken(part) for part in parts[::2]]
        cell.source = "".join(parts)
    return cell


def plain(text: str) -> str:
    """`text` as its author typed it."""
    return text.replace(NO_BREAK, " ")
