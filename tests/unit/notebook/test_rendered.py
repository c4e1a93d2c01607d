"""What a browser would make of a text."""

import pytest

from autograder.notebook.rendered import LARGEST, is_harmless, shown


@pytest.mark.parametrize(
    "page",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<a href='data:text/html,x'>x</a>",
        "<iframe></iframe>",
        "<p style='background:url(x)'>x</p>",
        "<pre class='mermaid'>graph</pre>",
        "<!DOCTYPE x>",
        "<?php x ?>",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\ require{html}$",
    ],
)
def test_what_could_run_is_found(page: str) -> None:
    assert not is_harmless(page)


@pytest.mark.parametrize(
    "page",
    [
        "<p>plain <b>bold</b></p>",
        "<a href='https://pytorch.org'>x</a>",
        "<a href='#top'>x</a>",
        "<img src='data:image/png;base64,AAAA'>",
        "<td style='text-align:left'>1</td>",
        r"$\frac{1}{N}\sum_i r_i^2$",
        "if x < 3 and y > 4",
    ],
)
def test_honest_pages_are_harmless(page: str) -> None:
    assert is_harmless(page)


def test_a_page_that_is_too_long_is_not_shown() -> None:
    assert is_harmless("x" * LARGEST)
    assert not is_harmless("x" * (LARGEST + 1))
    assert not is_harmless(None)


def test_a_text_is_rendered_as_nbconvert_renders_it() -> None:
    assert "<strong>b</strong>" in (shown("**b**", frozenset()) or "")
    assert "&lt;i&gt;" in (shown("<i>x</i>", frozenset(), escape=True) or "")
    assert "image/png" in (shown("![p](attachment:p.png)", frozenset({"p.png"})) or "")


def test_a_missing_picture_makes_no_page() -> None:
    assert shown("![p](attachment:p.png)", frozenset()) is None
