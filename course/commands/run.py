"""A notebook run from the top in a new kernel, each cell within a time limit."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from typing import Any

import nbformat
from jupyter_core.utils import run_sync
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

TIMEOUT = "course: this cell took too long"
NOT_RUN = "course: this cell did not run"
DIED = "course: the kernel died"
GRACE = 5  # seconds that an interrupted cell has to end


def run(
    notebook: NotebookNode, folder: Path, seconds: int, on_cell: Callable[[int, int], None] = lambda done, total: None
) -> None:
    """Put the outputs into the notebook's cells. A cell that fails is no end; one that never ends is interrupted.

    Where it cannot be interrupted, or the kernel dies, the cells below it are not run and say so.
    """
    code = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    for _index, cell in code:
        cell.outputs, cell.execution_count = [], None
    where = {"metadata": {"path": str(folder)}}
    client = NotebookClient(notebook, timeout=None, allow_errors=True, kernel_name="python3", resources=where)
    with client.setup_kernel(stderr=subprocess.DEVNULL):  # the kernel's own log is nothing for a student
        for done, (index, cell) in enumerate(code):
            on_cell(done, len(code))
            with _Watch(client, seconds) as watch:
                try:
                    client.execute_cell(cell, index)
                except DeadKernelError:
                    _fail(cell, TIMEOUT if watch.late else DIED)
                    for _index, below in code[done + 1 :]:
                        _fail(below, NOT_RUN)
                    break
            if watch.late:
                _fail(cell, TIMEOUT)
        on_cell(len(code), len(code))


class _Watch:
    """Interrupts the kernel when a cell's time is over, and ends it where that does not help.

    nbclient has a time limit too. It leaves a reader behind that takes the next cells' outputs.
    """

    def __init__(self, client: NotebookClient, seconds: float) -> None:
        self._client = client
        self._timers = [Timer(seconds, self._interrupt), Timer(seconds + GRACE, self._kill)]
        self.late = False

    def __enter__(self) -> "_Watch":
        for timer in self._timers:
            timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        for timer in self._timers:
            timer.cancel()
            timer.join()

    def _interrupt(self) -> None:
        self.late = True
        manager: Any = self._client.km
        run_sync(manager.interrupt_kernel)()

    def _kill(self) -> None:
        manager: Any = self._client.km
        run_sync(manager.shutdown_kernel)(now=True)


def error_of(cell: NotebookNode | None) -> NotebookNode | None:
    """The error that ended the cell, if one did."""
    outputs = cell.get("outputs", []) if cell is not None else []
    return next((output for output in outputs if output.output_type == "error"), None)


def _fail(cell: NotebookNode, name: str) -> None:
    cell.outputs = [nbformat.v4.new_output("error", ename=name, evalue="", traceback=[])]
