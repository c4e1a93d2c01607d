"""What a message says of an error that stops an answer: a sentence for beginners, Python's own words, and the place."""

import re
import textwrap
from collections.abc import Sequence
from itertools import chain
from typing import Any

from course.helpers.forbidden import Forbidden
from course.helpers.language import each
from course.helpers.testing import sentences
from course.helpers.testing.places import LIBRARY, frames, met, places

MOST_LINES = 8
_LONGEST = 300  # characters of what Python says


def of_a_leaf(error: BaseException) -> str | None:
    """The mistake with a leaf that PyTorch has refused; None for another error."""
    found = _entry(error, sentences.ANYWHERE)
    return found.mistake if found else None


def is_common(said: str) -> bool:
    """Whether many mistakes end in this error: it says which line stops, and no more."""
    entries = chain(sentences.ANYWHERE, sentences.ANSWER, sentences.LIBRARY, sentences.OWN_LINE)
    return any(entry.common and re.search(entry.pattern, said) for entry in entries)


def explained(error: BaseException) -> str | None:
    """The sentence for this error, wherever it was raised; None where there is none."""
    found = _entry(error, sentences.ANYWHERE)
    return found.says if found else None


def explained_in_answer(error: BaseException) -> str | None:
    """The sentence for an error below a line of the answer; None where there is none.

    An AttributeError and a TypeError of that line itself always have one.
    """
    file, _source = _deepest(error)
    last = sentences.LIBRARY if LIBRARY.search(file) else sentences.OWN_LINE
    found = _entry(error, sentences.ANYWHERE, sentences.ANSWER, last)
    return found.says if found else None


def _entry(error: BaseException, *tables: Sequence[sentences.Entry]) -> sentences.Entry | None:
    said = "\n".join([f"{type(error).__name__}: {str(error)[:10_000]}", *_deepest(error)])
    return next((entry for entry in chain(*tables) if re.search(entry.pattern, said)), None)


def _deepest(error: BaseException) -> tuple[str, str]:
    """The file and the source line that raised the error, here or on the student's side; "" for what is not known.

    PyTorch's objects have functions of their own for a dot and for a loop: these are no place.
    """
    known = [(file, source) for file, name, source in met(error) if name not in ("__getattr__", "__iter__")]
    return known[-1] if known else ("", "")


def told(error: BaseException) -> str:
    """What Python says of it, on one line."""
    text = f"{type(error).__name__}: {error}".rstrip(": ")
    return textwrap.shorten(text[:10_000], _LONGEST, placeholder=" …")


def in_short(error: BaseException, namespace: dict[str, Any]) -> str:
    """What a test cell shows in place of the traceback of an error that ended it, in a notebook of these names."""
    test = next((code.co_filename for code, _line in frames(error, namespace)), "")
    where = places(error, namespace, test)
    known = explained_in_answer(error) if where else explained(error)
    explanation = [f"✗ {text}" for text in each(known)] if known else []
    said = str(error) if isinstance(error, Forbidden) else told(error)  # a refusal names its mistake itself
    return "\n".join([*explanation, said, *getattr(error, "__notes__", []), *where])
