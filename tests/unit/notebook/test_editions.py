"""Code that says everything twice, the same in one language, and whether a text is one that was handed out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_markdown_cell

from autograder.notebook.editions import HandedOut, comments_in, docstrings_in, editions, is_bilingual, words

BOTH = 'def double(x):\n    """Twice x.\n    Deux fois x."""\n    return 2 * x'


def test_a_docstring_is_in_the_editions_language() -> None:
    assert docstrings_in(BOTH, "en") == 'def double(x):\n    """Twice x."""\n    return 2 * x'
    assert docstrings_in(BOTH, "fr") == 'def double(x):\n    """Deux fois x."""\n    return 2 * x'


def test_other_code_stays_as_it_is() -> None:
    for code in ('%matplotlib inline\nx = """a\nb"""', 'x = """a\nb"""', 'def f():\n    """One.\n\n    Two."""'):
        assert docstrings_in(code, "fr") == code


@pytest.mark.parametrize(
    ("both", "english", "french"),
    [
        ("x = 1  # one / un", "x = 1  # one", "x = 1  # un"),
        ("if x:\n    # One.\n    # Un.\n    y = 1", "if x:\n    # One.\n    y = 1", "if x:\n    # Un.\n    y = 1"),
        ("# One\n# is. / Un\n# est.\ny = 1", "# One\n# is.\ny = 1", "# Un\n# est.\ny = 1"),
        ("# A line. / Une ligne.", "# A line.", "# Une ligne."),
    ],
)
def test_a_comment_is_in_the_editions_language(both: str, english: str, french: str) -> None:
    assert comments_in(both, "en") == english
    assert comments_in(both, "fr") == french


def test_what_is_no_comment_said_twice_stays() -> None:
    for code in (
        'x = "# a / b"',
        "    # YOUR CODE HERE\n    # or here",
        "x = 1  # fmt: skip",
        "%%bash\necho 'a",
        "# one\nx = 2",
    ):
        assert comments_in(code, "fr") == code


def test_editions_have_one_languages_docstrings_and_comments() -> None:
    english, french = editions(f"{BOTH}  # exact / exactement")
    assert english == 'def double(x):\n    """Twice x."""\n    return 2 * x  # exact'
    assert french == 'def double(x):\n    """Deux fois x."""\n    return 2 * x  # exactement'


def test_a_text_is_known_in_either_language_and_in_both() -> None:
    given = HandedOut([(BOTH, editions(BOTH)), ("x = 1  # a / b", ())])
    for text in (BOTH, *editions(BOTH)):
        assert text in given
        assert given.text(f"\n{text} \r\n") == BOTH
    own = BOTH.replace("2 * x", "x + x")
    assert own not in given
    assert given.text(own) == own
    assert "x = 1  # a" not in given, "where nothing is said twice there are no editions"


def test_texts_that_are_the_same_in_one_language_count_as_one() -> None:
    texts = [f"x = 1  # {text}" for text in ("one / un", "a / un", "a / b", "c / d")]
    given = HandedOut((text, editions(text)) for text in texts)
    same = {given.text(form) for text in texts[:3] for form in (text, *editions(text))}
    assert len(same) == 1
    assert {given.text(form) for form in editions(texts[3])} == {texts[3]} != same


def test_a_notebook_whose_cells_say_their_language_is_bilingual() -> None:
    plain, marked = new_markdown_cell("a"), new_markdown_cell("b", metadata={"lang": "fr"})
    assert not is_bilingual([plain, new_markdown_cell("c", metadata={"lang": ["en"]})])
    assert is_bilingual([plain, marked])


@given(st.text(" \t\r\nab", max_size=30))
def test_words_are_the_same_whatever_a_program_changes_in_saving(text: str) -> None:
    assert words(words(text)) == words(text)
    assert words(f"\n{text}\n ") == words(text)
    assert words(text.replace("\r", "").replace("\n", " \r\n")) == words(text.replace("\r", ""))
