"""A notebook as the text of its file, in the form that nbformat writes it."""

import msgspec
import nbformat
from nbformat import NotebookNode
from nbformat.corpus.words import generate_corpus_id
from nbformat.v4.rwbase import split_lines, strip_transient


def written(notebook: NotebookNode) -> str:
    """The text of a notebook of version 4, with a line end at its end. The notebook is used up: its texts become lists.

    A cell whose id another one has gets a new one, as from nbformat. nbformat's own writer looks once more whether the
    notebook is valid, copies it, and writes item by item in Python, which takes ten times as long.
    """
    ids = set[str]()
    for cell in notebook.cells:
        if cell.get("id") in ids:
            cell.id = generate_corpus_id()
        ids.update([cell.id] if "id" in cell else ())
    try:
        data = msgspec.json.encode(strip_transient(split_lines(notebook)), order="sorted")
    except (UnicodeEncodeError, OverflowError, TypeError):  # half a surrogate pair, an integer of more than 64 bits
        text: str = nbformat.writes(notebook)
        return text.rstrip("\n").encode("utf-8", "replace").decode() + "\n"
    return msgspec.json.format(data, indent=1).decode() + "\n"
