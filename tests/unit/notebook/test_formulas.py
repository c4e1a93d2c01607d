"""Formulas as MathML: what a student types becomes nothing but a formula."""

import html
from html.parser import HTMLParser
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebook.formulas import _ATTRIBUTES, _TAGS, LONGEST, MOST, _written, mathml, with_mathml


class Tags(HTMLParser):
    """The tags of a page, and the names of their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _value in attrs}


@given(st.text(alphabet="$\\{}<>&x12_^ \nhrefmat\"'") | st.text())
def test_a_formula_is_made_of_known_parts_whatever_it_says(text: str) -> None:
    shown = str(with_mathml(text))
    seen = Tags(shown)
    assert set(seen.tags) <= _TAGS
    assert seen.attributes <= _ATTRIBUTES
    if "$" not in text:
        assert html.unescape(shown) == html.unescape(html.escape(text))
        assert not {"<", ">", '"', "'"} & set(shown)


@pytest.mark.parametrize(
    "tex",
    [
        r"\href{javascript:alert(1)}{x}",
        r"\text{<img src=x onerror=alert(1)>}",
        "&#60;script&#62;",
        r"\style{color:red}{x}",
        r"\class{x}{y}",
        r"\color{red}{x}",
    ],
)
def test_no_formula_makes_a_link_a_style_or_a_tag(tex: str) -> None:
    seen = Tags(str(with_mathml(f"${tex}$")))
    assert set(seen.tags) <= _TAGS
    assert seen.attributes <= _ATTRIBUTES


@pytest.mark.parametrize("tag", ["script", "a", "img", "maction", "annotation-xml"])
def test_whatever_the_library_makes_only_known_tags_are_written(tag: str) -> None:
    whole = Element("math")
    whole.append(Element(tag, href="javascript:alert(1)"))
    with pytest.raises(ValueError, match=tag):
        _written(whole)


@pytest.mark.parametrize("text", ["5$ and 6$", "a $ b $ c", r"\$x$", "$5 and $6", "$a\nb$", "$$", "none"])
def test_prices_are_no_formulas(text: str) -> None:
    assert str(with_mathml(text)) == text


def test_a_formula_stands_in_the_line_or_on_its_own() -> None:
    assert str(with_mathml(r"so $\sum_i x_i$ is")).startswith('so <math display="inline">')
    assert str(with_mathml("so\n$$x$$")).startswith('so\n<math display="block">')
    assert "∑" in str(mathml(r"\sum_i x_i", "block"))
    assert "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>" in str(mathml(r"\frac{1}{2}", "inline"))


def test_the_text_around_a_formula_is_escaped() -> None:
    assert str(with_mathml("<b> $x$ & $y$")).startswith("&lt;b&gt; <math")
    assert " &amp; <math" in str(with_mathml("<b> $x$ & $y$"))


def test_a_formula_that_cannot_be_read_stays_as_it_is_typed() -> None:
    assert mathml(r"\frac{", "inline") is None
    assert str(with_mathml(r"<b> $\frac{$")) == r"&lt;b&gt; $\frac{$"


def test_long_formulas_and_many_are_not_shown() -> None:
    assert mathml("x" * LONGEST, "inline") is not None
    assert mathml("x" * (LONGEST + 1), "inline") is None
    shown = str(with_mathml("$x$ " * (MOST + 2)))
    assert shown.count("<math") == MOST
    assert shown.endswith("$x$ $x$ ")
