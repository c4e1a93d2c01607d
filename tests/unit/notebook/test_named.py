"""The mistakes that a test's text names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.notebook.named import errors, is_named, keys, mistakes

NAMED = "f([1.0])\n✗ bias.missing — The bias b is missing.\nexpected: 1\n✗ sign — Il manque un signe."


def failed(*texts: str) -> dict[str, object]:
    return {"outputs": [{"output_type": "error", "ename": "AssertionError", "evalue": text} for text in texts]}


def test_each_named_mistake_has_its_key_and_its_sentence() -> None:
    assert list(mistakes(failed(NAMED))) == [
        ("bias.missing", "The bias b is missing."),
        ("sign", "Il manque un signe."),
    ]
    assert keys(NAMED) == ["bias.missing", "sign"]


def test_what_a_student_prints_names_no_mistake() -> None:
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": NAMED},
        {"output_type": "execute_result", "data": {"text/plain": NAMED}},
    ]
    assert list(mistakes({"outputs": outputs})) == []
    assert list(errors({"outputs": outputs})) == []


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("✗ bias.missing — The bias b is missing.", True),
        ("✗ bias_2 — x", True),
        (" ✗ bias — x", False),
        ("✗ two words — x", False),
        ("✗ <b> — x", False),
        ("✗ bias - x", False),
        ("✗ bias — ", False),
        ("✗ bias — x\nmore", False),
        ("expected: 1", False),
    ],
)
def test_a_line_that_names_a_mistake_is_known_by_its_form(line: str, named: bool) -> None:
    assert is_named(line) is named


def test_a_sentence_is_printable() -> None:
    ((_key, sentence),) = mistakes(failed("✗ k — red \x1b[31m and \u202e back"))
    assert sentence == "red \\x1b[31m and \\u202e back"


def test_an_error_without_a_text_is_told_by_its_name() -> None:
    cell = {"outputs": [{"output_type": "error", "ename": "ValueError"}, {"output_type": "error"}]}
    assert list(errors(cell)) == ["ValueError", ""]
    assert list(errors({})) == []


@given(st.lists(st.tuples(st.from_regex(r"[\w.]+", fullmatch=True), st.text("abc é—✗ ", min_size=1)), max_size=5))
def test_every_key_is_read_in_its_order(named: list[tuple[str, str]]) -> None:
    lines = [f"✗ {key} — {sentence}" for key, sentence in named]
    assert keys("\n".join(["before", *lines, "after"])) == [key for key, _sentence in named]
    assert all(map(is_named, lines))
