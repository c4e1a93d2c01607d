"""French punctuation: a space before what has two parts, guillemets, one apostrophe, the ligature œ."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from course.helpers.language import in_language, unbroken
from tests.course.texts import CATALOGUES, HOUSE, prose, texts

FAULTS = {
    "no space before a sign in two parts": r"[^\s(«][;!?»](?!\w)|[^\s|\d]:(?=\s|$)",
    "no space after «": r"«\S",
    "English quotation marks": r"[“”]",
    "a space before a comma or a point": r" [,.](?=\s)",
    "a space inside parentheses": r"\(\s|\s\)",
    "three points in the place of …": r"\.\.\.",
    "the other apostrophe": r"’",
    "no ligature": r"\b(?:c|n)oeu|oeuvre\b",
    "a capital without its accent": r"\b(?:Etape|Etat|Ecri\w+|Eleve)\b|\bA (?:la|l'|partir|gauche|droite|chaque)\b",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_french_punctuation(fault: str) -> None:
    found = re.compile(FAULTS[fault])
    # Links and images begin with these, and a table's row of dashes has a colon of its own.
    kept = [(place, re.sub(r"!?\[", "", text)) for place, text in texts("fr")]
    assert [
        (place, text[max(0, m.start() - 20) : m.end() + 20]) for place, text in kept for m in found.finditer(text)
    ] == []


def test_the_faults_are_seen() -> None:
    wrong = {
        "no space before a sign in two parts": "Pourquoi? Voici: rien",
        "no space after «": "«rien »",
        "English quotation marks": "“rien”",
        "a space before a comma or a point": "rien , ou peu",
        "a space inside parentheses": "( rien)",
        "three points in the place of …": "rien...",
        "the other apostrophe": "l’élève",
        "no ligature": "par coeur",
        "a capital without its accent": "A gauche, Etape 1",
    }
    assert all(re.search(FAULTS[fault], text) for fault, text in wrong.items())
    assert wrong.keys() == FAULTS.keys()


def test_a_sign_in_two_parts_begins_no_line_of_the_readme() -> None:
    lines = prose((HOUSE / "README.fr.md").read_text(encoding="utf-8")).splitlines()
    # An image in a list begins with spaces and a "!", which is no sign of a sentence.
    assert [line for line in map(str.strip, lines) if unbroken(line) != line] == []


@pytest.mark.parametrize("source", sorted((HOUSE / "source").glob("*/*.py")), ids=lambda path: path.stem)
def test_a_sign_in_two_parts_begins_no_line_of_a_source(source: Path) -> None:
    lines = source.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if re.match(r"# *[?:;!»](?: |$)", line)] == []


def test_a_sign_in_two_parts_begins_no_line_of_a_message() -> None:
    said = []
    for path in CATALOGUES:
        with path.open("rb") as file:
            said += [
                in_language(str(message.id), "fr", path.parents[2])
                for message in read_po(file, locale="fr")
                if message.id
            ]
    assert [text for text in said if unbroken(text) != text] == []
    assert "attendu\u00a0: {want}" in said


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_column_of_a_table_has_a_heading(language: str) -> None:
    """A screen reader says the heading before each cell."""
    headings = [
        (place, line)
        for place, text in texts(language)
        for line, below in pairwise(text.splitlines())
        if line.lstrip().startswith("|") and re.fullmatch(r"\s*\|(\s*:?-+:?\s*\|)+\s*", below)
    ]
    assert len(headings) > 5
    assert [one for one in headings if not all(cell.strip() for cell in one[1].strip().strip("|").split("|"))] == []
