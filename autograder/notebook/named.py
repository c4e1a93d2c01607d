"""The mistakes that tests named, read from a graded notebook's cells."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from autograder.records import printable

# What `course.helpers.expect` writes of a known mistake, in each language.
_NAMED = re.compile(r"^✗ ([\w.]+) — (.+)$", re.MULTILINE)


def mistakes(cell: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(key, sentence) of each mistake that the test cell named: in its errors, not in what the student printed."""
    for error in errors(cell):
        for key, sentence in _NAMED.findall(error):
            yield key, printable(sentence)


def errors(cell: Mapping[str, Any]) -> Iterator[str]:
    """The text of each error that the cell ended with; its name where it has no text."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            yield str(output.get("evalue") or output.get("ename", ""))
