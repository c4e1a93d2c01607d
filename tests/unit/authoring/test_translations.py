"""Two texts that should be translations of each other are compared in what no language changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.translations import differences


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


ALIKE = [
    ("The rate is 0.01.", "Le pas est 0,01."),
    ("First `a`, then `b`.", "D'abord `b`, puis `a`."),
    (r"$f(x) = 1\text{ if }x$", r"$f(x) = 1 \text{ si } x$"),
    ("1. one\n2. two\n   - a\n", "1. un\n2. deux\n   - a\n"),
    ("# A\n\n## B\n\n[PyTorch](https://pytorch.org)", "# C\n\n## D\n\n[PyTorch](https://pytorch.org)"),
    ("| a | b |\n|---|---|\n| 1 | 2 |", "| c | d |\n|---|---|\n| 1 | 2 |"),
    ("```python\nx = 1\n```", "```python\nx = 1\n```"),
]


@pytest.mark.parametrize(("english", "french"), ALIKE)
def test_twins_that_say_the_same(english: str, french: str) -> None:
    assert differences(english, french) == []


UNLIKE = {
    "formula": ("$x + 1$", "$x - 1$"),
    "display formula": ("$$x + 1$$", "$$x$$"),
    "formula twice": ("$x$ and $x$", "$x$"),
    "inline code": ("`x @ w`", "`x @ w.T`"),
    "code block": ("```\nx = 1\n```", "```\nx = 2\n```"),
    "link": ("[a](https://a.org)", "[a](https://b.org)"),
    "image": ("![a](one.png)", "![a](two.png)"),
    "number": ("in 30 steps", "en 300 pas"),
    "heading": ("## Goals", "### Buts"),
    "heading missing": ("# A\n\n# B", "# A\n\nB"),
    "list": ("- a\n- b\n", "- a\n"),
    "list nesting": ("- a\n  - b\n", "- a\n- b\n"),
    "table": ("| a | b |\n|---|---|\n| 1 | 2 |", "| a |\n|---|\n| 1 2 |"),
    "empty": ("`a`", ""),
}


@pytest.mark.parametrize("case", UNLIKE)
def test_twins_that_differ(case: str) -> None:
    english, french = UNLIKE[case]
    assert differences(english, french)
    assert differences(french, english)


PIECES = ["$x^2$", "`code`", "30", "# Title\n\n", "[a](https://a.org)", "- one\n- two\n\n", "words ", "![a](b.png)"]


@given(st.lists(st.sampled_from(PIECES), max_size=8))
def test_a_text_says_what_it_says_itself(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert differences(text, text) == []


@given(st.permutations(["`a`", "$x$", "[a](https://a.org)", "12"]))
def test_a_sentence_may_have_another_order(pieces: list[str]) -> None:
    assert differences("`a` $x$ [a](https://a.org) 12", " ".join(pieces)) == []


def test_a_difference_says_in_which_text_there_is_more() -> None:
    assert differences("`a`", "") == ["the English text has inline code 'a' more often than the French one"]
    assert differences("", "3 et 3") == ["the French text has number '3' more often than the English one"]
    assert len(differences("`a` `b`", "`c`")) == 3
