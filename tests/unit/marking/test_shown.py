"""A student's answer on the marker's page: what they meant is there, and nothing of it runs."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from autograder.marking import shown
from autograder.notebook.rendered import is_harmless
from tests.attacks.markup import FORMULAS, LINKS, PAYLOADS

PIXEL = "iVBORw0KGgo="


def harmless(page: str) -> bool:
    """By what looks through nbconvert's pages. Here no MathJax reads a formula; its tags are made anew, and allowed."""
    return is_harmless(re.sub(r"</?m[a-z]+[^>]*>", "", page).replace("\\", ""))


@pytest.mark.parametrize("number", range(len(PAYLOADS + LINKS + FORMULAS)))
def test_nothing_of_an_answer_runs(number: int) -> None:
    text = (PAYLOADS + LINKS + FORMULAS)[number]
    cell = new_code_cell(text, outputs=[
        new_output("display_data", {"text/html": text, "text/plain": text}),
        new_output("stream", text=text),
        new_output("error", ename=text, evalue=text, traceback=[text]),
    ])  # fmt: skip
    for page in (shown.markdown(text), shown.answer([cell]), shown.answer([new_markdown_cell(text)])):
        assert harmless(page), page
        tags = set(re.findall(r"<([a-z]+)", page, re.I))
        assert not tags & {"script", "svg", "iframe", "form", "style", "maction", "details", "meta", "base", "img"}
        assert not re.search(r"<[^>]*\son\w+\s*=", page)


def test_what_was_written_is_shown() -> None:
    page = shown.markdown("# Title\n\nA **rate** of $\\alpha = 0.1$ and `x < 1`.\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    for part in (
        '<p class="heading">Title</p>',
        "<strong>rate</strong>",
        "<math",
        "<code>x &lt; 1</code>",
        "<td>1</td>",
    ):
        assert part in page
    assert shown.markdown("5 < 6 & <b>so</b>") == "<p>5 &lt; 6 &amp; &lt;b&gt;so&lt;/b&gt;</p>\n"
    assert 'rel="noopener noreferrer"' in shown.markdown("[a](https://a.example)")


def test_pictures_come_out_of_the_notebook_alone() -> None:
    attached = {
        "a b.png": {"image/png": PIXEL},
        "bad.png": {"image/png": '" onerror="x'},
        "c.svg": {"image/svg+xml": PIXEL},
    }
    names = "![a](attachment:a%20b.png) ![b](attachment:bad.png) ![c](attachment:c.svg) ![d](https://a.example/d.png)"
    page = shown.answer([new_markdown_cell(names, attachments=attached)])
    assert re.findall(r"<img[^>]*>", page) == [f'<img src="data:image/png;base64,{PIXEL}" alt="a">']
    figure = new_output("display_data", {"image/png": PIXEL, "text/plain": "<Figure>"})
    page = shown.answer([new_code_cell("plot()", outputs=[figure])])
    assert page == f'<pre>plot()</pre><p><img src="data:image/png;base64,{PIXEL}" alt="&lt;Figure&gt;"></p>'


def test_a_text_that_takes_too_long_is_shown_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown, "SECONDS", 0.05)
    text = "![" * 30_000
    assert shown.markdown(text) == f"<pre>{text}</pre>"
