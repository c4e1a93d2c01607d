"""A notebook made fit for the instructor's browser: what an honest student writes stays as it is."""

import copy

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.notebook import sanitize
from autograder.notebook.sanitize import make_harmless

HONEST = [
    "Plain words, *emphasis*, `code` and $\\frac{1}{2}$.",
    "If a < b and c & d, then [a link](https://pytorch.org).",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "<b>bold</b> and <br> a line",
    "```python\nx = 1\n```",
    "<details><summary>Proof</summary>\n\n$x^2$ and x<sup>2</sup>\n\n</details>",
    '<div align="center">in the middle</div>',
]


def harmless(*cells: NotebookNode) -> list[NotebookNode]:
    notebook = new_notebook(cells=copy.deepcopy(list(cells)))
    make_harmless(notebook)
    return list(notebook.cells)


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_stays(text: str) -> None:
    assert harmless(new_markdown_cell(text))[0].source == text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>hello",
        "[hello](javascript:alert(1))",
        "<img src=x onerror='alert(1)'>hello",
        "<a href='data:text/html,x'>hello</a>",
        "<div style='position:fixed' onclick='alert(1)'>hello</div>",
        "<form action='https://x'><button>hello</button></form>",
        "$\\href{javascript:alert(1)}{hello}$",
    ],
)
def test_what_could_run_is_gone_and_the_words_stay(text: str) -> None:
    (cell,) = harmless(new_markdown_cell(text))
    assert "hello" in cell.source
    assert cell.source != text


def test_a_text_that_comes_again_is_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def looked(source: str, names: frozenset[str]) -> tuple[str, int | None]:
        seen.append(source)
        return looked_through(source, names)

    looked_through = sanitize._looked_through
    monkeypatch.setattr(sanitize, "_looked_through", looked)
    monkeypatch.setattr(sanitize, "_before", {})
    text = "<img src=x onerror='alert(1)'>hello"
    first, second = harmless(new_markdown_cell(text), new_markdown_cell(text))
    assert first.source == second.source != text
    assert seen == [text]
    monkeypatch.setattr(sanitize, "TEXTS_REMEMBERED", 3)
    harmless(*(new_markdown_cell(f"<b>{number}</b>") for number in range(9)), new_markdown_cell(text))
    assert len(sanitize._before) == 3
    assert seen.count(text) == 2, "the last texts are remembered"
    monkeypatch.setattr(sanitize, "SECONDS", 0.0)
    (late,) = harmless(new_markdown_cell(text))
    assert late.source != first.source, "what is shown does not depend on who was graded before"


def test_of_rich_outputs_text_and_pictures_are_kept() -> None:
    data = {
        "text/plain": "plain",
        "text/html": "<style scoped>td {color: red}</style><table><tbody><tr><td>1</td></tr></tbody></table>",
        "image/png": "AAAA",
        "application/javascript": "alert(1)",
        "application/vnd.jupyter.widget-view+json": {"model_id": "x"},
    }
    (cell,) = harmless(new_code_cell("x", outputs=[new_output("display_data", data)]))
    assert dict(cell.outputs[0].data) == {
        "text/plain": "plain",
        "text/html": "<table><tbody><tr><td>1</td></tr></tbody></table>",
        "image/png": "AAAA",
    }


@pytest.mark.parametrize(
    "pieces",
    [
        '<img alt="a line" src="data:image/png;base64,AAAA">',
        '<div><img alt="a line" src="x"><img alt="" src="y"></div>',
    ],
    ids=["one piece", "two pieces"],
)
def test_a_picture_is_there_once_with_its_alternative(pieces: str) -> None:
    data = {"text/html": pieces, "image/png": "AAAA"}
    metadata = {"image/png": {"alt": "a line", "width": 10}, "image/jpeg": {"alt": '"><script>'}, "image/gif": "x"}
    (cell,) = harmless(new_code_cell("x", outputs=[new_output("display_data", data, metadata=metadata)]))
    assert dict(cell.outputs[0].data) == {"image/png": "AAAA"}
    assert cell.outputs[0].metadata == {"image/png": {"alt": "a line"}}


def test_a_raw_cell_is_plain_text() -> None:
    (cell,) = harmless(new_raw_cell("<b>x</b>", metadata={"raw_mimetype": "text/html"}))
    assert cell.metadata["raw_mimetype"] == "text/plain"


def test_foreign_metadata_is_left_out() -> None:
    marks = {"grade_id": "x"}
    metadata = {"nbgrader": marks, "lang": "fr", "tags": ["experiment", "<b>"], "evil": "<script>"}
    (cell,) = harmless(new_code_cell("x", metadata=metadata))
    assert cell.metadata == {"nbgrader": marks, "lang": "fr", "tags": ["experiment"]}


def test_a_picture_pasted_into_text_stays() -> None:
    pictures = {"a.png": {"image/png": "AAAA", "text/html": "<b>"}, "<b>": {"image/png": "AAAA"}}
    (cell,) = harmless(new_markdown_cell("![a](attachment:a.png)", attachments=pictures))
    assert cell.attachments == {"a.png": {"image/png": "AAAA"}}
    assert cell.source == "![a](attachment:a.png)"
