"""Every message has its translation: what the code says at run time against the .po files beside it.

`python -m autograder.authoring.catalogues` adds what is missing to the .po files, to be translated there, and names
what no code says any more.
"""

import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import normalize, read_po

from autograder.faults import Fault, from_here
from autograder.messages import LOCALE as GRADER_LOCALE
from autograder.messages import _
from course.helpers.language import LANGUAGES
from course.helpers.language import LOCALE as HELPERS_LOCALE

FOREIGN = "click.po"  # what libraries say
HEAD = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
# Called with a literal, these show it; `each` and `in_language` are given what `N_` has marked.
KEYWORDS = {"_": None, "N_": None, "label": None, "sentence": None}


def untranslated(course_folder: Path, wanted: Sequence[str] = ()) -> list[Fault]:
    """The messages without a translation: of `course.helpers`, and of the steps `wanted`, or of all and the autograder.

    A step's messages are the helpers' to translate: its catalogue lies in `course/helpers/locale`.
    """
    if wanted:
        texts = [path for path in _texts(course_folder) if path.parent.name in wanted]
        return list(_missing([*_students_code(), *texts], HELPERS_LOCALE))
    return [fault for locale, sources in _sources(course_folder).items() for fault in _missing(sources, locale)]


def update(course_folder: Path) -> tuple[list[Path], list[str]]:
    """Add each message that is in no .po file, without its translation, where most of its module's messages are.

    Returns the files that have grown, and the messages that no code says any more.
    """
    grown: dict[Path, str] = {}
    unused = []
    for locale, sources in _sources(course_folder).items():
        for language in (language for language in LANGUAGES if language != "en"):
            folder = locale / language / "LC_MESSAGES"
            places = {message: path for path in sorted(folder.glob("*.po")) for message in _read(path, language)}
            said: set[str] = set()
            for source in sources:
                messages = [message for _line, message in _messages(source)]
                homes = Counter(places[message] for message in messages if message in places)
                home = homes.most_common(1)[0][0] if homes else folder / "new.po"
                for message in dict.fromkeys(messages):
                    if message not in places and message not in said:
                        grown[home] = grown.get(home, "") + f'\nmsgid {normalize(message)}\nmsgstr ""\n'
                    said.add(message)
            unused += [message for message, path in places.items() if message not in said and path.name != FOREIGN]
    for path, entries in grown.items():
        begun = path.read_text(encoding="utf-8").rstrip() + "\n" if path.exists() else HEAD
        path.write_text(begun + entries, encoding="utf-8")
    return sorted(grown), unused


def _sources(course_folder: Path) -> dict[Path, list[Path]]:
    """By folder of catalogues, whose messages they translate."""
    return {
        HELPERS_LOCALE: [*_students_code(), *_texts(course_folder)],
        GRADER_LOCALE: sorted(GRADER_LOCALE.parent.rglob("*.py")),
    }


def _texts(course_folder: Path) -> list[Path]:
    return sorted((course_folder / "source").glob("*/*.py"))


def _students_code() -> list[Path]:
    """What students get of `course`: its helpers and commands."""
    helpers = HELPERS_LOCALE.parent
    course = helpers.parent
    return sorted([course / "__main__.py", *helpers.rglob("*.py"), *(course / "commands").rglob("*.py")])


def _missing(sources: Iterable[Path], locale: Path) -> Iterator[Fault]:
    catalogues = {language: _translations(locale, language) for language in LANGUAGES if language != "en"}
    for path in sources:
        for line, message in _messages(path):
            for language, translations in catalogues.items():
                translation = translations.get(message)
                where = from_here(locale / language / "LC_MESSAGES")
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
        found |= _read(path, language)
    return found


def _read(path: Path, language: str) -> dict[str, str]:
    with path.open("rb") as file:
        entries = read_po(file, locale=language)
    return {str(entry.id): str(entry.string) for entry in entries if entry.id and not entry.fuzzy}


def _fields(message: str) -> set[str]:
    return {field for _text, field, _spec, _conversion in string.Formatter().parse(message) if field is not None}


if __name__ == "__main__":
    grown, unused = update(Path())
    print(*(_("to translate: {path}", path=from_here(path)) for path in grown), sep="\n", end="\n" if grown else "")
    print(*(_("no code says any more: {message!r}", message=message) for message in unused), sep="\n")
