"""One step walked as a student walks it, in a real JupyterLab; `python -m tests.tools.walk` walks the others."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.tools.walk import faults_of_outputs, walk


@pytest.mark.slow
@pytest.mark.usefixtures("chromium")
def test_a_student_stumbles_over_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "both")
    pictures = tmp_path / "pictures"
    assert walk("01_numpy", pictures) == []
    assert {"01.png", "predict-bias.missing.png"} <= {path.name for path in pictures.iterdir()}


def test_what_goes_wrong_in_the_notebook_is_told() -> None:
    test = {"nbgrader": {"grade": True}}
    figure = new_output("display_data", {"image/png": "…"})
    cells = [
        new_markdown_cell("## Experiment — with", metadata={"lang": "en"}),
        new_markdown_cell("## Expérience — avec", metadata={"lang": "fr"}),
        new_code_cell(id="draws", execution_count=1, outputs=[figure]),
        new_markdown_cell("## Experiment — without", metadata={"lang": "en"}),
        new_code_cell(id="warns", execution_count=2, outputs=[new_output("stream", name="stderr", text="careful")]),
        new_code_cell(id="fails", execution_count=3, outputs=[new_output("error", ename="E", evalue="why")]),
        new_code_cell(id="late"),
        new_code_cell(id="says", execution_count=4, metadata=test, outputs=[new_output("stream", text="hello")]),
        new_code_cell(id="silent", execution_count=5, metadata=test),
        new_code_cell(id="passes", execution_count=6, metadata=test, outputs=[new_output("stream", text="✓ passes")]),
    ]
    assert list(faults_of_outputs(new_notebook(cells=cells))) == [
        "warns: careful",
        "fails: why",
        "late did not run",
        "says does not say that it passes",
        "no figure: ## Experiment — without",
    ]
