"""Students × steps: the page's first table, and the same as a CSV file."""

import csv
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import numpy as np
from markupsafe import Markup

from autograder.faults import printable
from autograder.report.graded_class import Assignment, GradedClass

NOTHING = -1.0  # sorts below every score
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would calculate what begins with these


@dataclass(frozen=True)
class Cell:
    """What a student has in a step. `share` in % of the marked points; `page`: the address of the feedback."""

    score: float | None = None
    share: float | None = None
    waits: bool = False
    late: bool = False
    missing: bool = False
    ungraded: bool = False
    page: str = ""

    @property
    def sort(self) -> float:
        return NOTHING if self.score is None else self.score


@dataclass(frozen=True)
class Row:
    """A student's row. `mean`: of the shares; `change`: the last share less the mean of those before it."""

    student: str
    name: str
    cells: list[Cell]
    mean: float | None
    change: float
    line: Markup

    @property
    def missing(self) -> int:
        return sum(cell.missing for cell in self.cells)

    @property
    def waits(self) -> bool:
        return any(cell.waits for cell in self.cells)


def rows(graded: GradedClass, folder: Path) -> list[Row]:
    """A row for each student, by name; its links lead from a page in `folder`."""
    steps = [(one, one.shares) for one in graded.assignments if one.begun]
    found = []
    for student, name in sorted(graded.names.items(), key=lambda pair: (pair[1].casefold(), pair[0])):
        cells = [_cell(one, student, shares.get(student), folder) for one, shares in steps]
        shares = [cell.share for cell in cells if cell.share is not None]
        mean = float(np.mean(shares)) if shares else None
        change = shares[-1] - float(np.mean(shares[:-1])) if len(shares) > 1 else 0.0
        found.append(Row(student, name, cells, mean, change, _line([cell.share for cell in cells])))
    return found


def _cell(one: Assignment, student: str, share: float | None, folder: Path) -> Cell:
    if student not in one.totals:
        return Cell(missing=student in one.missing, ungraded=student in one.ungraded)
    page = one.pages.get(student)
    return Cell(
        score=one.totals[student],
        share=share,
        waits=one.waiting(student) > 0,
        late=student in one.late,
        page=quote(os.path.relpath(page, folder).replace(os.sep, "/")) if page else "",
    )


def _line(shares: Sequence[float | None]) -> Markup:
    """The shares as a small line; the numbers stand beside it. It breaks where nothing was handed in."""
    if sum(share is not None for share in shares) < 2:
        return Markup("")
    width, height, gap = 72, 18, 3
    across = (width - 2 * gap) / max(len(shares) - 1, 1)
    parts: list[list[str]] = [[]]
    for i, share in enumerate(shares):
        if share is None:
            parts.append([])
        else:
            down = gap + (height - 2 * gap) * (1 - min(max(share, 0.0), 100.0) / 100)
            parts[-1].append(f"{gap + i * across:.1f},{down:.1f}")
    drawn = Markup("")
    for points in filter(None, parts):
        # A line of one point shows its round end.
        drawn += Markup('<polyline points="{}"/>').format(" ".join(points if len(points) > 1 else points * 2))
    return Markup('<svg class="line" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>').format(width, height, drawn)


def as_csv(graded: GradedClass) -> str:
    """A line a student: of each step the score, the points that wait for a person, and the hours late."""
    steps = [one for one in graded.assignments if one.begun]
    text = io.StringIO(newline="")
    table = csv.writer(text, lineterminator="\n")
    columns = [f"{one.name}{what}" for one in steps for what in ("", " points", " waiting", " hours late")]
    table.writerow(["student", "name", *columns])
    for student, name in sorted(graded.names.items()):
        cells: list[object] = []
        for one in steps:
            if student in one.totals:
                late = one.late[student].total_seconds() / 3600 if student in one.late else 0.0
                cells += [f"{one.totals[student]:g}", f"{one.points:g}", f"{one.waiting(student):g}", f"{late:.1f}"]
            else:
                cells += ["", f"{one.points:g}", "", ""]
        table.writerow([_text(student), _text(name), *cells])
    return text.getvalue()


def _text(cell: str) -> str:
    """A name as text, also to a spreadsheet."""
    shown = printable(cell)
    return f"'{shown}" if shown.startswith(_FORMULAS) else shown
