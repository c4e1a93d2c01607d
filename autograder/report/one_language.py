"""What a bilingual notebook's test says, in one language.

A test's error is one text. Here each message of the course is known again by its translation: a line that also stands
there in the page's language is left out. Whatever is no such pair stays: Python's own words, and a student's.
"""

import re
from collections.abc import Iterator
from functools import cache
from string import Formatter

from babel.messages.pofile import read_po

from autograder.messages import LOCALE
from course.helpers.language import LOCALE as HELPERS
from course.helpers.language import unbroken

_MARK = "name_of_the_mistake"
_LONGEST = 600  # characters of a line that is looked at: a pattern takes long for a line that is made for that


def in_one_language(text: str, language: str) -> str:
    """`text` without the lines that say again, in the other language, what a line says in this one."""
    lines = text.split("\n")
    said_again: set[int] = set()
    for own, other, pattern in _pairs(language):
        if other not in text:
            continue
        for index, line in enumerate(lines):
            new = index not in said_again and len(line) <= _LONGEST
            found = pattern.fullmatch(line) if new else None
            given = found.groupdict() if found else {}
            twins = [own.format(**given), own.format(**_translated(given, language))] if found else []
            twin = next((one for one in twins if one in lines), None)
            if twin is not None:
                said_again |= set(range(index, index + _length(lines, lines.index(twin), index)))
    # The blank line between the two languages goes with the one that is left out.
    between = {index for index, line in enumerate(lines) if not line and said_again & {index - 1, index + 1}}
    return "\n".join(line for index, line in enumerate(lines) if index not in said_again | between)


def _translated(given: dict[str, str], language: str) -> dict[str, str]:
    """The values of a message, with the names of parts (`result`) in this language."""
    words = _words(language)
    return {field: words.get(value, value) for field, value in given.items()}


@cache
def _words(language: str) -> dict[str, str]:
    """Each text of the other language, by itself, in this one."""
    return {(fr if language == "en" else en): (en if language == "en" else fr) for en, fr in _messages()}


def _length(lines: list[str], one: int, other: int) -> int:
    """How many lines the message at `other` has: a value of several lines is the same in both languages."""
    length = 1
    while lines[one + length : one + length + 1] == lines[other + length : other + length + 1] != []:
        length += 1
    return length


@cache
def _pairs(language: str) -> list[tuple[str, str, re.Pattern[str]]]:
    """Of each message: its form in this language, the longest plain part of the other's, and a pattern of the other."""
    pairs = []
    for english, french in _messages():
        own, other = (english, french) if language == "en" else (french, english)
        parts = [(plain, field) for plain, field, _spec, _conversion in Formatter().parse(other)]
        if english != french and "\n" not in other:
            pairs.append(
                (f"{{{_MARK}}}{_plainly(own)}", max((plain for plain, _field in parts), key=len), _pattern(parts))
            )
    return pairs


def _messages() -> Iterator[tuple[str, str]]:
    """English and French of all that the helpers and the grader say. A plural's forms are not asked for."""
    for path in sorted([*HELPERS.glob("fr/*/*.po"), *LOCALE.glob("fr/*/*.po")]):
        with path.open("rb") as file:
            for message in read_po(file, locale="fr"):
                if message.id and message.string and isinstance(message.id, str):
                    yield message.id, unbroken(str(message.string))


def _plainly(message: str) -> str:
    """The message with fields that take a text: `{points:g}` is already written as one."""
    return re.sub(r"\{(\w+)[:!][^{}]*\}", r"{\1}", message)


def _pattern(parts: list[tuple[str, str | None]]) -> re.Pattern[str]:
    seen: set[str] = set()
    pattern = rf"(?P<{_MARK}>(?:✗ (?:[\w.]+ — )?)?)"  # a mistake's name stands in each language
    for plain, field in parts:
        pattern += re.escape(plain)
        if field:
            pattern += f"(?P={field})" if field in seen else f"(?P<{field}>.*)"
            seen.add(field)
    return re.compile(pattern)
