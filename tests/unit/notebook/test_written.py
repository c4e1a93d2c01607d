"""The text of a notebook: it is what nbformat writes."""

import copy

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.notebook.written import written

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)


def notebook_of(*texts: str) -> nbformat.NotebookNode:
    """Every kind of cell and output, with these texts in it."""
    shown = {"text/html": texts[0], "image/png": "AAAA\n", "application/json": {"b": [1, None, 0.5], "a": True}}
    outputs = [
        new_output("stream", name="stdout", text="".join(texts)),
        new_output("error", ename="E", evalue=texts[0], traceback=list(texts)),
        new_output("display_data", data=shown),
        new_output("execute_result", data={"text/plain": "\n".join(texts)}, execution_count=3),
    ]
    cells = [
        new_markdown_cell(texts[0], attachments={"a.png": {"image/png": "AAAA"}}),
        new_code_cell("\n".join(texts), outputs=outputs, metadata={"trusted": True, "tags": ["x"], texts[0]: {}}),
        new_code_cell("", outputs=[]),
    ]
    metadata = {"signature": "s", "orig_nbformat": 3, "language_info": {"name": "python"}}
    return new_notebook(cells=cells, metadata=metadata)


@given(st.lists(TEXT, min_size=1, max_size=4))
def test_it_is_what_nbformat_writes(texts: list[str]) -> None:
    notebook = notebook_of(*texts)
    assert written(copy.deepcopy(notebook)) == nbformat.writes(notebook) + "\n"


def test_each_cell_has_an_id_of_its_own() -> None:
    notebook = new_notebook(cells=[new_markdown_cell(str(number)) for number in range(3)])
    for cell in notebook.cells:
        cell.id = "same"
    read = nbformat.reads(written(notebook), as_version=4)
    assert read.cells[0].id == "same"
    assert len({cell.id for cell in read.cells}) == 3
    assert [cell.source for cell in read.cells] == ["0", "1", "2"]


@pytest.mark.parametrize("odd", ["\ud800", 2**70])
def test_what_no_file_can_hold_is_replaced_and_the_rest_is_kept(odd: object) -> None:
    notebook = new_notebook(cells=[new_markdown_cell("kept\nlines")], metadata={"odd": odd})
    read = nbformat.reads(written(notebook), as_version=4)
    assert read.cells[0].source == "kept\nlines"
    assert read.metadata.odd == ("?" if odd == "\ud800" else odd)
