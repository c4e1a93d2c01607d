"""A release's notebook as a page shows it: what its visible cells print and draw before anybody has answered."""

import tempfile

from nbclient import NotebookClient
from nbformat import NotebookNode

from autograder.authoring.editions import FIRST

SECONDS = 300  # for one cell
# What a page can show without a script.
_SHOWN = ("image/png", "text/plain")


def run(notebook: NotebookNode) -> None:
    """Run `notebook` and keep in it the outputs for a page: those of cells that ask for no answer and that succeed."""
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(notebook, timeout=SECONDS, allow_errors=True, resources={"metadata": {"path": folder}})
        client.execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            asked = cell.metadata.get("nbgrader") or cell.id == "progress"
            failed = any(output.output_type == "error" for output in cell.outputs)
            cell.outputs = [] if asked or failed else [kept for output in cell.outputs if (kept := _kept(output))]
            cell.execution_count = None
            _describe(cell)
            if cell.id == FIRST:  # it only brings the helpers
                cell.metadata["tags"] = ["remove-cell"]


def _kept(output: NotebookNode) -> NotebookNode | None:
    """The output, of the forms that a page shows, or None."""
    if output.output_type == "stream":
        return output if output.name == "stdout" else None
    if any("widget" in form for form in output.data):
        return None
    output.data = NotebookNode({form: output.data[form] for form in _SHOWN if form in output.data})
    return output if output.data else None


def _describe(cell: NotebookNode) -> None:
    """Give the cell's picture the text alternative that the figure brings with it."""
    for output in cell.outputs:
        alt = output.get("metadata", {}).get("image/png", {}).get("alt")
        if alt:
            cell.metadata["mystnb"] = {"image": {"alt": alt}}
