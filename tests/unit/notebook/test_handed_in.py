"""Reading a submitted file: whatever program saved it, or a sentence that says what it is."""

import json
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from autograder.faults import Refused
from autograder.notebook.handed_in import METADATA, MOST_CELLS, parse, without_outputs

MARKS = {"nbgrader": {"grade_id": "square", "solution": True}}
TEXT = "def square(x):\n    return x * x  # \u00e9"


@pytest.fixture
def notebook() -> NotebookNode:
    cells = [new_code_cell("import math"), new_code_cell(TEXT, metadata=MARKS), new_markdown_cell("Why?")]
    cells[0].outputs = [new_output("stream", text="x" * 1000)]
    return new_notebook(cells=cells, metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})


def written(notebook: Any) -> str:
    return json.dumps(notebook, ensure_ascii=False)


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        parse(data)
    return str(caught.value)


def test_reads_what_grading_looks_at_and_no_outputs(notebook: NotebookNode) -> None:
    parsed = parse(written(notebook).encode())
    assert [cell.source for cell in parsed.cells] == ["import math", TEXT, "Why?"]
    assert [cell.id for cell in parsed.cells] == [cell.id for cell in notebook.cells]
    assert parsed.cells[1].metadata == MARKS
    assert parsed.cells[0].outputs == []
    assert parsed.metadata.kernelspec.name == "python3"
    nbformat.validate(parsed)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_reads_every_encoding_that_a_program_on_windows_writes(notebook: NotebookNode, encoding: str) -> None:
    assert parse(written(notebook).encode(encoding)).cells[1].source == TEXT


def test_old_formats_are_upgraded_in_memory(notebook: NotebookNode) -> None:
    for version in (3, 4):
        old = nbformat.convert(notebook, version)
        parsed = parse(nbformat.writes(old, version=version).encode())
        assert parsed.nbformat == 4
        assert (parsed.cells[1].source, parsed.cells[1].metadata.nbgrader) == (TEXT, MARKS["nbgrader"])


def break_source(cell: dict[str, Any]) -> None:
    cell["source"] = None


def break_metadata(cell: dict[str, Any]) -> None:
    del cell["metadata"]


def break_metadata_null(cell: dict[str, Any]) -> None:
    cell["metadata"] = None


def break_id(cell: dict[str, Any]) -> None:
    cell["id"] = {"not": "an id"}


def break_outputs(cell: dict[str, Any]) -> None:
    cell["outputs"] = [{"output_type": "display_data", "data": {"application/json": float("nan")}}]


def break_attachments(cell: dict[str, Any]) -> None:
    cell["attachments"] = {"x.png": 3}


@pytest.mark.parametrize("index", [0, 2])
@pytest.mark.parametrize("spoil", [value for name, value in sorted(globals().items()) if name.startswith("break_")])
def test_a_notebook_need_not_be_valid_in_every_detail(notebook: NotebookNode, spoil: Any, index: int) -> None:
    spoil(notebook.cells[index])
    del notebook["metadata"], notebook["nbformat_minor"]
    parsed = parse(written(notebook).encode())
    assert parsed.cells[1].source == TEXT
    assert parsed.cells[1].metadata == MARKS
    assert parsed.cells[index].source == ("" if spoil is break_source else notebook.cells[index].source)
    nbformat.validate(parsed)


def test_cells_of_one_id_get_two(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell["id"] = "cell-1"
    assert len({cell.id for cell in parse(written(notebook).encode()).cells}) == 3


def test_sources_are_lists_of_lines_as_well(notebook: NotebookNode) -> None:
    notebook.cells[1]["source"] = TEXT.splitlines(keepends=True)
    assert parse(written(notebook).encode()).cells[1].source == TEXT


def test_half_a_surrogate_pair_is_no_text(notebook: NotebookNode) -> None:
    text = json.dumps(notebook).replace("import math", "import math # \\ud83d")
    assert "import math # ?" in parse(text.encode()).cells[0].source


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"nbformat": 4}',
        b'{"nbformat": "x", "cells": []}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": 3, "cells": []}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": {"a": 1}}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ""}',
        b'{"nbformat": 4, "nbformat_minor": "x", "metadata": {}, "cells": []}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "source": 5}]}',
        b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "source": "", '
        b'"metadata": []}]}',
    ],
)
def test_what_is_no_notebook_is_refused(text: bytes) -> None:
    with pytest.raises(Refused, match="notebook"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b" ", "the file is empty"),
        (b"PK\x03\x04...", "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"<!DOCTYPE html><html>", "HTML"),
        (b'{"nbformat": 4, "cells": [\n{"cell_type"', "damaged at line 2"),
        (b'{\n<<<<<<< HEAD\n"a": 1,\n=======\n"a": 2,\n>>>>>>> other\n}', "<<<<<<<"),
        (b'{"a": "\x81\xe9"}', "UTF-8"),
    ],
)
def test_a_refusal_says_what_the_file_is(text: bytes, said: str) -> None:
    assert said in refusal(text)


def test_outputs_can_be_taken_out_of_a_large_file_and_nothing_else(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata["kept"] = [1]
    notebook.cells[2]["attachments"] = {"x.png": {"image/png": "AAAA"}}
    slim = without_outputs(written(notebook).encode("utf-16"))
    assert b"xxx" not in slim
    assert parse(slim) == parse(written(notebook).encode())
    assert parse(slim).cells[2].attachments == {"x.png": {"image/png": "AAAA"}}
    for other in (b"", b"{", b'{"nbformat": 3, "worksheets": []}', b"[" * 100_000):
        assert without_outputs(other) == other


def test_metadata_and_cells_have_a_limit(notebook: NotebookNode) -> None:
    notebook.cells[0].metadata["large"] = "x" * METADATA
    parsed = parse(written(notebook).encode())
    assert (parsed.cells[0].metadata, parsed.cells[1].metadata) == ({}, MARKS)
    notebook.cells = [{"cell_type": "raw", "source": ""}] * (MOST_CELLS + 1)
    assert str(MOST_CELLS) in refusal(written(notebook).encode())
