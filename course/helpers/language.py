"""Which language a reader gets, and their words for a message.

Messages are written in English where they are used and translated in the gettext catalogues
`locale/fr/LC_MESSAGES/*.po` beside the package that says them. Babel reads those files as they are:
there is no compiled copy that could be out of date.
"""

import gettext
import io
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Self

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("en", "fr")

NO_BREAK = "\u00a0"
# A colon before dashes aligns a table's column.
_SPACE = re.compile(r" (?=[;!?»]|:(?!-))|(?<=«) ")


def unbroken(text: str) -> str:
    """French `text` in which no line can begin with `: ; ! ? »` or end with `«`: the space there does not break."""
    return _SPACE.sub(NO_BREAK, text)


_of_the_notebook: str | None = None


def choose(language: str) -> None:
    """Speak this language ("en" or "fr") from now on, whatever the environment says.

    The first cell of an edition in one language calls this. Raises ValueError for any other language.
    """
    global _of_the_notebook
    if language not in LANGUAGES:
        raise ValueError(f"{language!r}: choose en or fr / choisissez en ou fr")
    _of_the_notebook = language


@contextmanager
def speaking(language: str | None) -> Iterator[None]:
    """While the block runs, speak this language; with None, the one that the environment asks for."""
    global _of_the_notebook
    before, _of_the_notebook = _of_the_notebook, language
    try:
        yield
    finally:
        _of_the_notebook = before


def languages() -> tuple[str, ...]:
    """The reader's languages, in order: ("en",), ("fr",) or both.

    A notebook in one language decides (`choose`); then `COURSE_LANG` where it is set (`en`, `fr` or `both`); then the
    locale (`LC_ALL`, `LC_MESSAGES`, `LANG`, in POSIX's order); where none says English or French, both.

    Raises ValueError for any other `COURSE_LANG`.
    """
    if _of_the_notebook:
        return (_of_the_notebook,)
    chosen = os.environ.get("COURSE_LANG", "").strip().lower()
    if chosen in LANGUAGES:
        return (chosen,)
    if chosen == "both":
        return LANGUAGES
    if chosen:
        raise ValueError(f"COURSE_LANG={chosen!r}: choose en, fr or both / choisissez en, fr ou both")
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            code = re.split("[_.@]", value.lower())[0]
            return (code,) if code in LANGUAGES else LANGUAGES
    return LANGUAGES


@cache
def catalogue(folder: Path, language: str) -> gettext.NullTranslations:
    """All of `folder`'s .po files for `language`, as one set of translations.

    The translator types plain spaces; in French those before a sign in two parts do not break.
    """
    merged: gettext.NullTranslations = gettext.NullTranslations()
    for path in sorted((folder / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            messages = read_po(file, locale=language)
        if language == "fr":
            for message in messages:
                message.string = unbroken(str(message.string))
        binary = io.BytesIO()
        write_mo(binary, messages)
        binary.seek(0)
        translations = gettext.GNUTranslations(binary)
        translations.add_fallback(merged)
        merged = translations
    return merged


LOCALE = Path(__file__).parent / "locale"


def in_language(message: str, language: str, folder: Path = LOCALE) -> str:
    """`message` (its English text) in one language."""
    return message if language == "en" else catalogue(folder, language).gettext(message)


def N_(message: str) -> str:
    """Mark `message` for the catalogues; it is translated where it is shown. The name is gettext's own for that."""
    return message


_ = N_


class Word(str):
    """A word of a result, such as "random". It is compared as it is, and messages show it in the reader's language."""


class Words(Word):
    """Texts in one, such as "scores[0]". Those of them that are a `Word` are shown in the reader's language."""

    def __new__(cls, between: str, *texts: str) -> Self:
        made = super().__new__(cls, between.join(texts))
        made.between, made.texts = between, texts
        return made

    between: str
    texts: tuple[str, ...]


def _shown(value: object, language: str, folder: Path) -> object:
    if isinstance(value, Words):
        return value.between.join(str(_shown(text, language, folder)) for text in value.texts)
    return in_language(value, language, folder) if isinstance(value, Word) else value


def each(*messages: str, folder: Path = LOCALE, values: Mapping[str, object] | None = None) -> list[str]:
    """The `messages`, a line each, in each of the reader's languages, their `{fields}` filled from `values`."""
    found = []
    for language in languages():
        fields = {name: _shown(value, language, folder) for name, value in (values or {}).items()}
        found.append("\n".join(in_language(message, language, folder).format(**fields) for message in messages))
    return found


def label(message: str, /, **values: object) -> str:
    """A short text, for an axis or a legend: both languages on one line, once where they are the same."""
    return " / ".join(dict.fromkeys(each(message, values=values)))


def sentence(message: str, /, **values: object) -> str:
    """A longer text: a line a language."""
    return "\n".join(each(message, values=values))
