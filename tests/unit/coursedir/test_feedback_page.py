"""A feedback page is nbconvert's own but for its formulas, made in one go where that makes no difference."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.coursedir.feedback_page import FeedbackExporter

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
LONG = f"${'x' * 600}$"
OUTPUTS = {
    "text": {"text/plain": "1 < 2 & 'a'"},
    "html": {"text/html": "<table><tr><td>é&nbsp;&lt;img&gt;</td></tr></table>"},
    "picture": {"image/png": PIXEL, "text/plain": "<Figure>"},
    "picture with a text": {"text/html": f'<IMG alt="a line" src="data:image/png;base64,{PIXEL}">'},
}


@pytest.fixture
def made(tmp_path: Path) -> Callable[..., str]:
    """The page of a notebook whose one answer shows this, by an exporter with nbgrader's template."""
    config = Config()
    config.CourseDirectory.root = str(tmp_path)
    settings = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config).config

    def page(exporter: type[HTMLExporter], shown: str, text: str = "# Title\n\n*words*") -> str:
        output = new_output("execute_result", data=OUTPUTS[shown])
        graded = {"grade_id": "a", "grade": True, "solution": True, "locked": False, "points": 1, "schema_version": 3}
        notebook = new_notebook(
            cells=[
                new_markdown_cell(id="text", source=text),
                new_code_cell(
                    "def f(x):\n    return x < 2", id="answer", outputs=[output], metadata={"nbgrader": graded}
                ),
            ]
        )
        notebook.cells[1].metadata.nbgrader.update(score=1)
        resources: dict[str, Any] = {"nbgrader": {"score": 1, "max_score": 1, "late_penalty": 0}}
        return str(exporter(config=settings).from_notebook_node(notebook, resources)[0])

    return page


@pytest.mark.parametrize("shown", OUTPUTS)
def test_the_page_is_what_nbconvert_makes(made: Callable[..., str], shown: str) -> None:
    ours, stock = made(FeedbackExporter, shown), made(HTMLExporter, shown)
    assert BeautifulSoup(ours, "html.parser") == BeautifulSoup(stock, "html.parser")
    assert ("No description" in ours) == (shown == "picture")


def test_a_formula_needs_no_script(made: Callable[..., str]) -> None:
    text = (
        "So $a < b_1$, and\n\n$$\\frac{1}{2} \\sum_i x_i$$\n\nbut `$c$` and $\\href{javascript:alert(1)}{x}$, " + LONG
    )
    shown = BeautifulSoup(made(FeedbackExporter, "text", text), "html.parser").body
    inline, block, link = shown.find_all("math")
    assert (inline["display"], inline.text) == ("inline", "a<b1")
    assert block["display"] == "block"
    assert block.mfrac is not None
    assert not [tag for tag in link.find_all(True) if tag.has_attr("href")]
    assert "$c$" in shown.text
    assert LONG in shown.text  # it is left to MathJax
    assert "\\frac" not in shown.text


def test_a_page_whose_pictures_have_a_text_is_not_parsed_again(
    made: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*args: object, **kwargs: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr("nbconvert.exporters.html.BeautifulSoup", never)
    for shown in ("html", "picture with a text"):
        assert "return" in made(FeedbackExporter, shown)
    with pytest.raises(AssertionError, match="parsed"):
        made(FeedbackExporter, "picture")
