"""The glossary for readers of one language."""

from pathlib import Path

from autograder.authoring.glossary import pages, words

TABLE = """# Glossary / Glossaire

Some words before.

| word | what it is |  | mot | ce que c'est |
|---|---|---|---|---|
| loss | how wrong it is | | perte | combien c'est faux |
| Bias | what is added | | biais | ce qu'on ajoute |
"""


def course(folder: Path) -> Path:
    (folder / "course").mkdir()
    (folder / "course/glossary.md").write_text(TABLE, encoding="utf-8")
    return folder


def test_the_words_of_a_language_are_in_its_order() -> None:
    assert words(TABLE, "en") == [("Bias", "what is added"), ("loss", "how wrong it is")]
    assert words(TABLE, "fr") == [("biais", "ce qu'on ajoute"), ("perte", "combien c'est faux")]
    assert words("no table", "en") == []


def test_an_edition_has_its_own_language_alone(tmp_path: Path) -> None:
    (name, content), *others = pages(course(tmp_path), "fr").items()
    assert (name, others) == ("glossary.md", [])
    assert content.decode().splitlines() == [
        "# Glossaire",
        "",
        "| mot | ce que c'est |",
        "|---|---|",
        "| biais | ce qu'on ajoute |",
        "| perte | combien c'est faux |",
    ]
    assert b"perte" not in pages(tmp_path, "en")["glossary.md"]


def test_both_languages_get_the_file_as_it_is(tmp_path: Path) -> None:
    assert pages(course(tmp_path), "both") == {"glossary.md": TABLE.encode()}


def test_a_course_without_a_glossary_has_no_page(tmp_path: Path) -> None:
    assert pages(tmp_path, "en") == {}


ROWS = [("zeal", "décroissance"), ("ardour", "descente, chute"), ("slope", "dérivée"), ("descent", "descente douce")]
TEXT = "\n".join(
    ["| English | what it is | not | français | ce que c'est | et non |", "|---|---|---|---|---|---|"]
    + [f"| {english} | e | — | {french} | f | — |" for english, french in ROWS]
)


def test_a_word_is_where_a_dictionary_has_it() -> None:
    assert [word for word, _ in words(TEXT, "en")] == ["ardour", "descent", "slope", "zeal"]
    french = ["décroissance", "dérivée", "descente, chute", "descente douce"]
    assert [word for word, _ in words(TEXT, "fr")] == french
