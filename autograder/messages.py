"""What the command line says: English where it is written, French from `locale/`, one language at a time.

Importing `course.helpers.language` brings no torch with it, so `autograder --help` is quick.
"""

import re
from pathlib import Path

from course.helpers.language import in_language, languages

LOCALE = Path(__file__).parent / "locale"


def _(message: str, /, **values: object) -> str:
    """`message` in the reader's first language, its `{fields}` filled from `values`.

    Raises ValueError where `COURSE_LANG` names no language of the course.
    """
    return in_language(message, languages()[0], LOCALE).format(**values)


def told(problem: str, remedy: str) -> str:
    """What is wrong and what to do, on one line: what another tool says may run over several."""
    # French has spaces that do not break: they stay as they are.
    return re.sub(r"[ \t\r\n\f\v]+", " ", _("{problem}; {remedy}", problem=problem, remedy=remedy)).strip()
