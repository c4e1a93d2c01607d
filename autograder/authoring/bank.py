"""A new answer for the bank, with the sentences of its mistake: written into the course's own files."""

import json
import re
from pathlib import Path

from babel.messages.pofile import read_po

from autograder.authoring import answers
from autograder.authoring.answers import Answer
from autograder.authoring.catalogues import HEAD
from autograder.coursedir.atomic import write
from autograder.faults import CourseError, Fault
from autograder.messages import _

KEY = re.compile(r"[a-z][a-z0-9_]*\.[a-z0-9_]+")
MISTAKES = Path("course", "helpers", "mistakes")
FRENCH = Path("course", "helpers", "locale", "fr", "LC_MESSAGES")


def add(course: Path, answer: Answer, english: str = "", french: str = "") -> list[Path]:
    """Write `answer` at the end of its step's bank, and its mistake's sentences where the key is new.

    Returns the files that were written. Raises CourseError, and writes nothing, where the bank would not read the
    answer as it is: its text could hold the beginning of another answer.
    """
    path = course / answers.FOLDER / f"{answer.step}.py"
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    marks = {"exercise": answer.exercise, "verdict": answer.verdict, "label": answer.label, "mistake": answer.mistake}
    line = " ".join(f"{name}={json.dumps(text, ensure_ascii=False)}" for name, text in marks.items() if text)
    after = f"{before.rstrip()}\n\n# %% {line}\n{answer.source.strip()}\n".lstrip("\n")
    if not _reads_as(after, before, path, answer):
        problem = _("the bank would not read this answer as it is")
        raise CourseError([Fault(path, None, problem, _("write the entry by hand"))])
    files = {path: after}
    if answer.mistake and not knows(course, answer.mistake):
        files |= _sentences(course, answer, english, french)
    for place, text in files.items():
        write(place, text.encode())
    return list(files)


def knows(course: Path, mistake: str) -> bool:
    """Whether the course has a sentence for this key."""
    return any(f'    "{mistake}": ' in text for text in _themes(course).values())


def _reads_as(after: str, before: str, path: Path, answer: Answer) -> bool:
    try:
        compile(answer.source, answer.exercise, "exec", dont_inherit=True)
        *old, new = answers.read(after, path)
    except (CourseError, ValueError, SyntaxError, RecursionError, MemoryError):
        return False
    same = (new.exercise, new.verdict, new.label, new.mistake, new.source.strip())
    wanted = (answer.exercise, answer.verdict, answer.label, answer.mistake, answer.source.strip())
    return same == wanted and old == answers.read(before, path)


def _sentences(course: Path, answer: Answer, english: str, french: str) -> dict[Path, str]:
    mistake = answer.mistake or ""
    path, catalogue = _theme(course, mistake), course / FRENCH / f"{answer.step}.po"
    new = _EMPTY if path.parent.is_dir() else ""
    text = path.read_text(encoding="utf-8") if path.is_file() else new
    begin = text.find(_TABLE)
    end = text.find("\n}\n", begin + len(_TABLE) - 1)
    if begin < 0 or end < 0 or not KEY.fullmatch(mistake):
        problem = _("there is no place for the sentence of {mistake}", mistake=mistake)
        raise CourseError([Fault(path, None, problem, _("write the entry by hand"))])
    line = f'\n    "{mistake}": _({_quoted(english)}),'
    translated = catalogue.read_text(encoding="utf-8") if catalogue.is_file() else HEAD
    files = {path: text[:end] + line + text[end:]}
    if not any(_knows_message(place, english) for place in sorted((course / FRENCH).glob("*.po"))):
        files[catalogue] = f"{translated.rstrip()}\n\nmsgid {_quoted(english)}\nmsgstr {_quoted(french)}\n"
    return files


def _theme(course: Path, mistake: str) -> Path:
    """The module for this key: the one that holds keys with the same first word, else a new one of that name."""
    word = mistake.partition(".")[0]
    same = (path for path, text in _themes(course).items() if f'    "{word}.' in text)
    return next(same, course / MISTAKES / f"{word}.py")


def _themes(course: Path) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in sorted((course / MISTAKES).glob("*.py"))}


_TABLE = "MISTAKES: dict[str, str] = {\n"
_EMPTY = f"from course.helpers.language import _\n\n{_TABLE}}}\n"


def _quoted(sentence: str) -> str:
    return json.dumps(" ".join(sentence.split()), ensure_ascii=False)


def _knows_message(path: Path, english: str) -> bool:
    with path.open("rb") as file:
        return " ".join(english.split()) in read_po(file)
