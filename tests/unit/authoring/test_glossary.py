"""The glossary of one language is in the order of a dictionary."""

from autograder.authoring import glossary

ROWS = [("zeal", "décroissance"), ("ardour", "descente, chute"), ("slope", "dérivée"), ("descent", "descente douce")]
TEXT = "\n".join(
    ["| English | what it is | not | français | ce que c'est | et non |", "|---|---|---|---|---|---|"]
    + [f"| {english} | e | — | {french} | f | — |" for english, french in ROWS]
)


def test_a_word_is_where_a_dictionary_has_it() -> None:
    assert [word for word, _ in glossary.words(TEXT, "en")] == ["ardour", "descent", "slope", "zeal"]
    french = ["décroissance", "dérivée", "descente, chute", "descente douce"]
    assert [word for word, _ in glossary.words(TEXT, "fr")] == french
