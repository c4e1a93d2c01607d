"""`python -m course check`: the whole notebook run anew, and what came of each exercise."""

import html
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from course.commands.book import LOST_CELLS, STRANGE, Exercise, course_of, exercises, say
from course.commands.run import DIED, NOT_RUN, TIMEOUT, error_of, run
from course.helpers.language import N_, languages
from course.helpers.testing.progress import totals

HEADS = (N_("exercise"), N_("points"), N_("result"))
PASSED = N_("passed")
UNANSWERED = N_("not answered")
BY_HAND = N_("a person marks it")
LOST = N_("its cells are lost")
FAILED = N_("failed")
MORE = N_("Other tests, on other data, count as well.")
_STOPS = {
    TIMEOUT: N_("it takes longer than {seconds} s: is there a loop without an end?"),
    NOT_RUN: N_("it was not run, because a cell above it did not end"),
    DIED: N_("the kernel died: does it take all the memory?"),
}
STOPPED = N_("The cell that begins with “{line}”: {why}")
MISSING = N_(
    "The package {name} is missing: python -m pip install -r requirements.txt in the course's folder brings all."
)
RENAMED = N_("This notebook is {step}.ipynb and has another name here ({name}). Hand it in under its own name.")


class Row(NamedTuple):
    """What came of one exercise: `said` is its mistake, or why there is no result."""

    name: str
    points: float
    by_hand: bool
    result: str
    said: str = ""


class Checked(NamedTuple):
    rows: list[Row]
    sentences: list[str]

    @property
    def passed(self) -> bool:
        """Whether nothing is left to do that can be told here."""
        return bool(self.rows) and {row.result for row in self.rows} <= {PASSED, BY_HAND}


def check(
    notebook: NotebookNode, path: Path, seconds: int, on_cell: Callable[[int, int], None] = lambda done, total: None
) -> Checked:
    """Run the notebook, and say what came of each exercise and what is amiss with the file."""
    found = exercises(notebook)
    if found:
        run(notebook, path.parent, seconds, on_cell)
    rows = [_row(one, seconds) for one in found]
    missing = {name for cell in notebook.cells if (name := _missing_package(cell))}
    sentences = [*amiss(notebook, path, found), *(say(MISSING, name=name) for name in sorted(missing))]
    return Checked(rows, [*sentences, *_stopped(notebook, seconds)])


def _stopped(notebook: NotebookNode, seconds: int) -> Iterator[str]:
    """What is said of cells that did not end and belong to no exercise; the table tells the others."""
    for cell in notebook.cells:
        error = error_of(cell) if "nbgrader" not in cell.metadata else None
        if error is not None and error.ename in (TIMEOUT, DIED):
            line = next((line for line in cell.source.splitlines() if line.strip()), "")
            yield say(STOPPED, line=line, why=say(_STOPS[error.ename], seconds=seconds))


def amiss(notebook: NotebookNode, path: Path, found: Sequence[Exercise]) -> list[str]:
    """What is wrong with the file itself, a sentence each."""
    sentences = [] if found else [say(STRANGE)]
    step = course_of(notebook).get("step")
    if isinstance(step, str) and path.stem != step:
        sentences.append(say(RENAMED, step=step, name=path.name))
    if lost := [one.name for one in found if one.lost]:
        sentences.append(say(LOST_CELLS, names=", ".join(lost)))
    return sentences


def as_text(checked: Checked) -> str:
    """A table, what the failed exercises say, and how many points that is."""
    heads = [say(head) for head in HEADS]
    cells = [[row.name, f"{row.points:g}", say(row.result)] for row in checked.rows]
    widths = [max(map(len, column)) for column in zip(heads, *cells, strict=True)]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in [heads, *cells]
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    said = [say(N_("{name}: {said}"), name=row.name, said=row.said) for row in checked.rows if row.said]
    return "\n".join([*lines, "", *said, *([""] if said else []), *_summary(checked), *checked.sentences])


def as_html(checked: Checked, title: str) -> str:
    """The same as a page that needs nothing else."""
    rows = "\n".join(
        f"<tr><th scope=row>{html.escape(row.name)}</th><td>{row.points:g}</td>"
        f"<td>{html.escape(say(row.result))}{'<br>' if row.said else ''}{html.escape(row.said)}</td></tr>"
        for row in checked.rows
    )
    heads = "".join(f"<th scope=col>{html.escape(say(head))}</th>" for head in HEADS)
    sentences = "\n".join(f"<p>{html.escape(text)}</p>" for text in [*_summary(checked), *checked.sentences])
    return f"""<!DOCTYPE html>
<html lang="{languages()[0]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
<style>
body {{ font: 1rem/1.5 sans-serif; max-width: 50rem; margin: 1rem auto; padding: 0 1rem; color: #111 }}
table {{ border-collapse: collapse }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #999 }}
</style>
</head>
<body>
<main>
<h1>{html.escape(title)}</h1>
<table>
<thead><tr>{heads}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
{sentences}
</main>
</body>
</html>
"""


def _summary(checked: Checked) -> list[str]:
    if not checked.rows:
        return []
    tested = [row for row in checked.rows if not row.by_hand]
    points = {
        "got": sum(row.points for row in tested if row.result == PASSED),
        "total": sum(row.points for row in tested),
        "others": sum(row.points for row in checked.rows if row.by_hand),
    }
    return [say(totals(points["others"]), **{name: f"{value:g}" for name, value in points.items()}), say(MORE)]


def _row(one: Exercise, seconds: int) -> Row:
    row = partial(Row, one.name, one.points, one.by_hand)
    if one.lost:
        return row(LOST)
    if one.unanswered:
        return row(UNANSWERED)
    if one.by_hand:
        return row(BY_HAND)
    error = error_of(one.test)
    if error is None:
        return row(PASSED)
    # A test fails because its answer did not run, more often than not.
    error = error_of(one.answer) or error
    if error.ename in _STOPS:
        return row(FAILED, say(_STOPS[error.ename], seconds=seconds))
    return row(FAILED, _first_words(error))


def _first_words(error: NotebookNode) -> str:
    """The mistake by name, else how the message begins."""
    lines = [line.strip() for line in str(error.evalue).splitlines() if line.strip()]
    named = [line.removeprefix("✗").strip() for line in lines if line.startswith("✗")]
    told = named[0] if named else " · ".join(lines[:3])[:300]
    known = error.ename in ("Wrong", "Forbidden", "AssertionError") and told
    return told if known else f"{error.ename}: {told}".rstrip(": ")


def _missing_package(cell: NotebookNode) -> str | None:
    error = error_of(cell) if cell.cell_type == "code" else None
    if error is None or error.ename != "ModuleNotFoundError":
        return None
    parts = str(error.evalue).split("'")
    return parts[1] if len(parts) > 2 else str(error.evalue)
