"""The course's words are those of `course/glossary.md`, in both languages, and each of them is used."""

import re
from functools import cache

import pytest

from tests.course.texts import HOUSE, texts

GLOSSARY = HOUSE / "course" / "glossary.md"
COLUMNS = ("en", "en_meaning", "en_not", "fr", "fr_meaning", "fr_not")
NONE = "—"
# The English words that the French text explains once: (en anglais *broadcasting*).
GLOSS = re.compile(r"\(en\s+anglais [^)]*\)|, \S+\s+en\s+anglais")


@cache
def rows() -> list[dict[str, str]]:
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]
    return [dict(zip(COLUMNS, row, strict=True)) for row in cells]


@cache
def said(language: str) -> list[tuple[str, str]]:
    return [(place, GLOSS.sub("", text) if language == "fr" else text) for place, text in texts(language)]


def words(cell: str) -> list[str]:
    """The words of a cell, without what tells two meanings apart."""
    return [] if cell == NONE else [re.sub(r" \(.*?\)", "", word).strip() for word in cell.split(",")]


def pattern(word: str) -> re.Pattern[str]:
    """`word` as it stands in a text: at the beginning of a sentence, over a line's end, in the plural."""
    parts = [
        re.escape(part[:-1]) + r"\w*" if part.endswith("…") else rf"{re.escape(part)}[sx]?" for part in word.split()
    ]
    return re.compile(r"(?<![\w-])" + r"\s+".join(parts) + r"(?![\w-])", re.IGNORECASE)


REJECTED = [(language, word) for language in ("en", "fr") for row in rows() for word in words(row[f"{language}_not"])]
TERMS = [(language, words(row[language])[0]) for language in ("en", "fr") for row in rows()]


def test_every_column_is_filled() -> None:
    assert len(rows()) > 50
    assert [row for row in rows() if not all(row.values())] == []
    unwritten = [
        row["en"] for row in rows() for column in ("en", "en_meaning", "fr", "fr_meaning") if row[column] == NONE
    ]
    assert unwritten == []


def test_sorted_by_the_english_word_and_no_word_twice() -> None:
    english, french = [row["en"].casefold() for row in rows()], [row["fr"].casefold() for row in rows()]
    assert english == sorted(english)
    assert len(set(english)) == len(set(french)) == len(rows())


@pytest.mark.parametrize(("language", "word"), TERMS)
def test_a_term_is_used(language: str, word: str) -> None:
    found = pattern(word)
    assert any(found.search(text) for _, text in said(language)), f"{word} occurs nowhere"


@pytest.mark.parametrize(("language", "word"), REJECTED)
def test_a_rejected_word_is_not(language: str, word: str) -> None:
    found = pattern(word)
    assert [(place, match[0]) for place, text in said(language) if (match := found.search(text))] == []


def test_no_term_is_rejected() -> None:
    for language in ("en", "fr"):
        kept = {form for row in rows() for form in words(row[language])}
        assert kept & {word for its_language, word in REJECTED if its_language == language} == set()


def test_the_patterns_find_what_they_should() -> None:
    assert pattern("taux d'apprentissage").search("les Taux\nd'apprentissage")
    assert pattern("retourn…").search("il retournait")
    assert not pattern("coût").search("ce que coûte une époque")
    assert not pattern("loss").search("loss_fn")
    assert not pattern("batch").search("full-batch")


def test_every_kind_of_text_is_read() -> None:
    for language, one in (("en", "README.md"), ("fr", "README.fr.md")):
        places = " ".join(place for place, _ in said(language))
        assert all(
            kind in places for kind in ("01_numpy, cell", "08_real_data, cell", "helpers.po", "autograder.po", one)
        )
    french = [text for _, text in said("fr")]
    assert any("La prédiction du modèle pour chaque échantillon" in text for text in french)  # a docstring
    assert any("La fonction fautive additionne" in text for text in french)  # a model answer
    assert any("Barème" in text for text in french)  # a marking scheme
