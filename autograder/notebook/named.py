"""The mistakes that tests named, read from a graded notebook's cells."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.faults import printable

# What `course.helpers.expect` writes of a known mistake, in each language.
_NAMED = re.compile(r"^✗ ([\w.]+) — (.+)$", re.MULTILINE)


def mistakes(cell: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, sentence) of each mistake that the test cell named: in its errors, not in what the student printed."""
    for error in errors(cell):
        for key, sentence in _NAMED.findall(error):
            yield key, printable(sentence)


def keys(said: str) -> list[str]:
    """The keys of the mistakes that a test's text names."""
    return [key for key, _sentence in _NAMED.findall(said)]


def is_named(line: str) -> bool:
    """Whether the line of a test's text names a mistake."""
    return _NAMED.fullmatch(line) is not None


def errors(cell: Mapping[str, Any]) -> Iterator[str]:
    """The text of each error that the cell ended with; its name where it has no text."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            yield str(output.get("evalue") or output.get("ename", ""))
