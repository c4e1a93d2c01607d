"""Every step's solution, run top to bottom in an ordinary kernel as an instructor would: no error, no stderr, quick."""

from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell

from autograder.authoring import build, steps

COURSE = Path(__file__).parents[2]
SECONDS = 40.0  # a quiet machine takes a third of it; one with other work takes more, also of the processor

# Of the processor, not of the clock: other tests run beside this one. The kernel's start and its imports count.
TIME_TAKEN = "import time\nprint(time.process_time())"


@pytest.mark.slow  # a kernel for each step
@pytest.mark.parametrize("step", steps.names(COURSE))
def test_the_solution_runs(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "both")
    (read,) = steps.read_all(COURSE, [step])
    notebook = build.notebook_of(read)
    notebook.cells.append(new_code_cell(TIME_TAKEN))
    # Raises CellExecutionError, with the cell's source and traceback, for a cell that fails.
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    outputs = [(cell.source, output) for cell in notebook.cells for output in cell.get("outputs", [])]
    assert [(source, output.text) for source, output in outputs if output.get("name") == "stderr"] == []
    assert any(output.output_type in ("display_data", "execute_result") for _source, output in outputs)
    assert 0 < float(outputs[-1][1].text) < SECONDS
