"""Parts of the website: what a page keeps of a notebook that ran, which words are links."""

import re
from pathlib import Path

import pytest
import typer
from nbformat import NotebookNode, v4

from autograder.authoring import steps
from autograder.cli import app
from autograder.site import executed, pages, reference
from autograder.site.extension import _as_it_is_typed, forms
from tests.support.kernel import released
from tests.tools.bank import ROOT

CELLS = {
    "plain": "print('seen')",
    "warns": "import sys\nprint('hidden', file=sys.stderr)",
    "fails": "print('before')\nraise ValueError",
    "draws": "from IPython.display import Image, display\n"
    "display({'image/png': 'iVBORw0KGgo=', 'text/html': 'x'}, raw=True, metadata={'image/png': {'alt': 'a line'}})",
    "widget": "from IPython.display import display\n"
    "display({'application/vnd.jupyter.widget-view+json': {}, 'text/plain': 'slider'}, raw=True)",
}


@pytest.fixture(scope="module")
def ran() -> dict[str, NotebookNode]:
    cells = [v4.new_code_cell(source, id=name) for name, source in CELLS.items()]
    asked = v4.new_code_cell("print('asked')", id="asked", metadata={"nbgrader": {"grade": True}})
    notebook = v4.new_notebook(cells=[*cells, asked])
    executed.run(notebook)
    return {cell.id: cell for cell in notebook.cells}


def test_a_page_keeps_what_a_cell_prints_and_draws(ran: dict[str, NotebookNode]) -> None:
    assert [output.text for output in ran["plain"].outputs] == ["seen\n"]
    (drawn,) = ran["draws"].outputs
    assert set(drawn.data) == {"image/png"}
    assert ran["draws"].metadata["mystnb"] == {"image": {"alt": "a line"}}


@pytest.mark.parametrize("name", ["warns", "fails", "widget", "asked"])
def test_a_page_keeps_no_error_no_warning_no_widget_and_nothing_of_a_test(
    name: str, ran: dict[str, NotebookNode]
) -> None:
    assert ran[name].outputs == []


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("learning rate", "Learning\nrates"),
        ("rétropropagation", "rétropropagation"),
        ("mean squared error, MSE", "MSE"),
        ("update (of a parameter)", "update"),
        ("regularis…", "regularisation"),
    ],
)
def test_a_word_of_the_glossary_is_found_as_a_text_says_it(word: str, said: str) -> None:
    assert any(re.fullmatch(pattern, said, re.IGNORECASE) for pattern in forms(word))
    assert not any(re.fullmatch(pattern, "model", re.IGNORECASE) for pattern in forms(word))


def test_a_document_brings_the_files_that_it_links_to_and_no_other_link(tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "Containerfile").write_text("FROM python")
    (docs / "left.md").write_text("# A page that the site does not have")
    (tmp_path / "CHANGELOG.md").write_text("# Changes")
    text = (
        "[image](Containerfile), [new](../CHANGELOG.md), [other](other.md#part), [left out](left.md), "
        "[web](https://example.org/a)"
    )
    files = pages.with_what_they_link_to({"one": text, "other": ""}, docs)
    assert files.keys() == {"docs/one.md", "docs/other.md", "docs/Containerfile"}
    assert files["docs/one.md"].decode() == (
        "[image](Containerfile), new, [other](other.md#part), left out, [web](https://example.org/a)"
    )


def test_the_reference_has_each_command_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "fr")
    page = reference.pages()["commands"]
    headings = re.findall(r"^#+ `(?:autograder|python -m course) (\S+)`$", page, re.MULTILINE)
    assert headings == [*typer.main.get_group(app).commands, "check", "hand-in"]
    assert re.findall(r"^# .*", page, re.MULTILINE) == ["# Commands"]
    assert "Write nothing; fail where a release is not what its source gives." in page
    assert "the time limit of a cell" in page


def test_the_reference_has_each_module_that_visible_tests_check_with() -> None:
    tests = [cell.source for name in steps.names(ROOT) for cell in released(name).cells if cell.id.startswith("test_")]
    modules = {name for test in tests for name in re.findall(r"\b(\w+)\.\w+\(", test)}
    helpers = {path.stem for path in (ROOT / "course" / "helpers").glob("*.py")}
    assert modules & helpers - {"data"} <= set(reference.FORMS)
    page = reference.pages()["forms"]
    assert all(f"automodule:: course.helpers.{name}" in page for name in reference.FORMS)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Check `function` with `*args`.", "Check ``function`` with ``*args``."),
        ("rtol * max|want|", "rtol \\* max\\|want\\|"),
        ("params_ and zero_grad()", "params\\_ and zero_grad()"),
    ],
)
def test_a_docstring_is_shown_as_it_is_typed(typed: str, shown: str) -> None:
    lines = [typed]
    _as_it_is_typed(None, "function", "name", None, None, lines)
    assert lines == [shown]
