"""A notebook as the text of its file, in the form that nbformat writes it."""

import msgspec
import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient


def written(notebook: NotebookNode) -> str:
    """The text of a notebook of version 4, with a line end at its end. The notebook is used up: its texts become lists.

    nbformat's own writer looks once more whether the notebook is valid, copies it, and writes item by item in Python.
    That takes ten times as long.
    """
    try:
        data = msgspec.json.encode(strip_transient(split_lines(notebook)), order="sorted")
    except (UnicodeEncodeError, OverflowError, TypeError):  # half a surrogate pair, an integer of more than 64 bits
        text: str = nbformat.writes(notebook)
        return text.rstrip("\n").encode("utf-8", "replace").decode() + "\n"
    return msgspec.json.format(data, indent=1).decode() + "\n"
