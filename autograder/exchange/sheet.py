"""A table that an LMS exports: a CSV file, read as it is and written again in the same form."""

import codecs
import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.coursedir import atomic
from autograder.faults import CourseError, Fault
from autograder.messages import _

LARGEST = 50 << 20  # bytes
_SEPARATORS = ",;\t"
_DECLARED = re.compile(r'"?sep=([,;\t])"?\r?\n', re.IGNORECASE)  # a line for Excel, above the header
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Sheet:
    """The rows below the header, each as long as it. `marked`: it begins with a byte order mark."""

    path: Path
    header: list[str]
    rows: list[list[str]]
    separator: str = ","
    marked: bool = False

    def column(self, names: Iterable[str]) -> int | None:
        """The first column that bears one of these names, whatever their capitals."""
        wanted = {name.casefold() for name in names}
        return next((i for i, title in enumerate(self.header) if title.strip().casefold() in wanted), None)


def number(text: str) -> float | None:
    """A number, with a comma or a point before its decimals; None where it is none."""
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def read(path: Path) -> Sheet:
    """Read the file. Raises CourseError where it is no table with a header."""
    try:
        if path.stat().st_size > LARGEST:
            raise CourseError([Fault(path, None, _("it is too large"), _("give the file as the LMS exported it"))])
        data = path.read_bytes()
    except OSError as error:
        problem = _("it cannot be read: {error}", error=error.strerror or error)
        raise CourseError([Fault(path, None, problem, _("mend the name"))]) from error
    text, separator = _text(data), ""
    if declared := _DECLARED.match(text):
        text, separator = text[declared.end() :], declared[1]
    separator = separator or max(_SEPARATORS, key=text.partition("\n")[0].count)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        problem = _("it is not a table in CSV: {error}", error=error)
        raise CourseError([Fault(path, None, problem, _("give the file as the LMS exported it"))]) from error
    rows = [line for line in lines if any(cell.strip() for cell in line)]
    if not rows or len(rows[0]) < 2:
        raise CourseError(
            [Fault(path, None, _("it is not a table in CSV with a header"), _("give the file as the LMS exported it"))]
        )
    header = rows[0]
    filled = [row[: len(header)] + [""] * (len(header) - len(row)) for row in rows[1:]]
    return Sheet(path, header, filled, separator, data.startswith((codecs.BOM_UTF8, *_UTF16)))


def _text(data: bytes) -> str:
    """What is written there. Spreadsheets save a table again in UTF-16, or as old Windows programs do."""
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def write(path: Path, sheet: Sheet) -> None:
    """Write it, whole or not at all. Raises OSError."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sheet.separator, lineterminator="\n").writerows([sheet.header, *sheet.rows])
    atomic.write(path, ("\ufeff" if sheet.marked else "").encode() + text.getvalue().encode())
