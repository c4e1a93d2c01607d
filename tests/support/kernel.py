"""A student's kernel, and what it says below a cell."""

import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

RELEASE = Path(__file__).parents[2] / "release"


def released(step: str) -> NotebookNode:
    """The step's notebook as students get it."""
    return nbformat.read(RELEASE / step / f"{step}.ipynb", as_version=4)


def said(cell: NotebookNode) -> str:
    """What stands below the cell."""
    return "\n".join("\n".join(one.get("traceback", [one.get("text", "")])) for one in cell.outputs)


class Kernel:
    """A student's kernel, whose reader has English. It goes on from cell to cell."""

    def __init__(self) -> None:
        self._client = NotebookClient(new_notebook(), timeout=120, kernel_name="python3", allow_errors=True)
        self._context = self._client.setup_kernel(env={**os.environ, "COURSE_LANG": "en"})
        self._context.__enter__()

    def run(self, source: str) -> str:
        """What the cell says."""
        cell = new_code_cell(source)
        self._client.nb.cells = [cell]
        self._client.execute_cell(cell, 0)
        return said(cell).strip()

    def run_in(self, place: str, source: str) -> str:
        """The same for the cell with this id, as JupyterLab sends it: the client here sends none."""
        return self.run(f"get_ipython().run_cell({source!r}, store_history=True, cell_id={place!r})\nNone")

    def end(self) -> None:
        self._context.__exit__(None, None, None)
