"""French prose keeps its signs in two parts on the line that they end; code, formulas and English stay as typed."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.authoring.typography import plain, typeset
from course.helpers.language import NO_BREAK


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("Pourquoi ? Voici : rien ; fin !", "Pourquoi~? Voici~: rien~; fin~!"),
        ("« rater le minimum »", "«~rater le minimum~»"),
        ("vaut $1$ : un `x` ; et $a : b$", "vaut $1$~: un `x`~; et $a : b$"),
        ("`x : int` et\n\n```python\nif x : y\n```", "`x : int` et\n\n```python\nif x : y\n```"),
        ("$$\na : b\n$$", "$$\na : b\n$$"),
        ("| a | b |\n|---| :---: |", "| a | b |\n|---| :---: |"),
    ],
)
def test_a_sign_in_two_parts_stays_with_its_word(typed: str, wanted: str) -> None:
    cell = typeset(new_markdown_cell(typed, metadata={"lang": "fr"}))
    assert cell.source == wanted.replace("~", NO_BREAK)
    assert plain(cell.source) == typed


@pytest.mark.parametrize("cell", [new_markdown_cell("a : b", metadata={"lang": "en"}), new_code_cell("x[1 :]")])
def test_nothing_else_is_touched(cell: dict) -> None:  # type: ignore[type-arg]
    before = dict(cell)
    assert dict(typeset(cell)) == before  # type: ignore[arg-type]
