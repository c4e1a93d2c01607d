"""Every message has its translation: what the code says at run time against the .po files beside it."""

import string
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from autograder.faults import Fault
from autograder.messages import LOCALE as GRADER_LOCALE
from autograder.messages import _
from course.helpers.language import LANGUAGES
from course.helpers.language import LOCALE as HELPERS_LOCALE

# Called with a literal, these show it; `each` and `in_language` are given what `N_` has marked.
KEYWORDS = {"_": None, "N_": None, "label": None, "sentence": None}


def untranslated(course_folder: Path, wanted: Sequence[str] = ()) -> list[Fault]:
    """The messages without a translation: of the steps `wanted`, or of all steps, `course.helpers` and the autograder.

    A step's messages are the helpers' to translate: its catalogue lies in `course/helpers/locale`.
    """
    texts = sorted((course_folder / "source").glob("*/*.py"))
    if wanted:
        return list(_missing([path for path in texts if path.parent.name in wanted], HELPERS_LOCALE))
    return [
        *_missing([*sorted(HELPERS_LOCALE.parent.rglob("*.py")), *texts], HELPERS_LOCALE),
        *_missing(sorted(GRADER_LOCALE.parent.rglob("*.py")), GRADER_LOCALE),
    ]


def _missing(sources: Iterable[Path], locale: Path) -> Iterator[Fault]:
    catalogues = {language: _translations(locale, language) for language in LANGUAGES if language != "en"}
    for path in sources:
        for line, message in _messages(path):
            for language, translations in catalogues.items():
                translation = translations.get(message)
                where = locale / language / "LC_MESSAGES"
                if not translation:
                    problem = _("message {message!r} has no {language} translation", message=message, language=language)
                    remedy = _("add it to a .po file in {where}", where=where)
                    yield Fault(path, line, problem, remedy)
                elif _fields(message) != _fields(translation):
                    problem = _("message {message!r} has other fields in its translation", message=message)
                    yield Fault(path, line, problem, _("give both the same names in braces, in {where}", where=where))


def _messages(path: Path) -> Iterator[tuple[int, str]]:
    for line, message, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
        text = message[0] if isinstance(message, tuple) else message
        if text:
            yield line, text


def _translations(locale: Path, language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((locale / language / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            found |= {str(entry.id): str(entry.string) for entry in read_po(file, locale=language) if not entry.fuzzy}
    return found


def _fields(message: str) -> set[str]:
    return {field for _text, field, _spec, _conversion in string.Formatter().parse(message) if field is not None}
