"""The page's own words, in one language or in both side by side."""

import re

from markupsafe import Markup

from autograder.messages import LOCALE
from course.helpers.language import each, in_language, languages


def plain(message: str, /, **values: object) -> str:
    """On one line, for axes and alternatives: both languages where the reader has both."""
    return " / ".join(dict.fromkeys(each(message, folder=LOCALE, values=values)))


def short(message: str, /, **values: object) -> Markup:
    """For headings and labels, each language marked as such."""
    spans = [Markup('<span lang="{}">{}</span>').format(*pair) for pair in _texts(message, values)]
    return Markup('<span class="or"> / </span>').join(spans)


def long(message: str, /, **values: object) -> Markup:
    """For sentences: a paragraph a language."""
    return Markup("").join(Markup('<p lang="{}">{}</p>').format(*pair) for pair in _texts(message, values))


def _texts(message: str, values: dict[str, object]) -> list[tuple[str, str]]:
    """(language, text): a text that is the same in both stands once."""
    texts: dict[str, str] = {}
    for language in languages():
        texts.setdefault(set_in_type(in_language(message, language, LOCALE).format(**values), language), language)
    return [(language, text) for text, language in texts.items()]


def set_in_type(text: str, language: str) -> str:
    """French puts a space before its high punctuation, at which no line may break."""
    return re.sub(r" (?=[:;?!»%])|(?<=«) ", "\N{NO-BREAK SPACE}", text) if language == "fr" else text
