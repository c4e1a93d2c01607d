"""The course's glossary, `course/glossary.md`, for readers of one language."""

import unicodedata
from collections.abc import Iterator
from pathlib import Path

_PLACE = Path("course", "glossary.md")
_TITLES = {"en": ("Glossary", "word", "what it is"), "fr": ("Glossaire", "mot", "ce que c'est")}
_COLUMNS = {"en": (0, 1), "fr": (3, 4)}  # of the table in both languages


def pages(course: Path, edition: str) -> dict[str, bytes]:
    """The glossary's file in a kit; nothing where the course has none."""
    path = course / _PLACE
    if not path.is_file():
        return {}
    text = path.read_text(encoding="utf-8")
    return {"glossary.md": (text if edition == "both" else _in(text, edition)).encode()}


def words(text: str, language: str) -> list[tuple[str, str]]:
    """(word, what it is) in one language, in that language's order."""
    word, meaning = _COLUMNS[language]
    return sorted(((row[word], row[meaning]) for row in _rows(text)), key=lambda pair: _place(pair[0]))


def _place(word: str) -> tuple[str, str]:
    """Where a dictionary puts `word`: accents do not count, nor do the short forms after a comma."""
    letters = unicodedata.normalize("NFD", word.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return plain.split(",")[0], word


def _in(text: str, language: str) -> str:
    title, *head = _TITLES[language]
    rows = [" | ".join(pair) for pair in words(text, language)]
    return "\n".join([f"# {title}", "", f"| {' | '.join(head)} |", "|---|---|", *(f"| {row} |" for row in rows), ""])


def _rows(text: str) -> Iterator[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("|")]
    for line in lines[2:]:  # below the heads and the rule
        yield [cell.strip() for cell in line.strip("|").split("|")]
