"""Whether the notebooks that were handed in are whole: what their receipts say."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from autograder.authoring import steps
from autograder.coursedir.folder import directories
from autograder.faults import CourseError, Fault, printable
from autograder.messages import _
from course.commands import receipt


class Found(NamedTuple):
    """One notebook that was handed in."""

    student: str
    assignment: str
    name: str
    state: receipt.State
    time: str


def find(course: Path, wanted: Sequence[str] = ()) -> Iterator[Found]:
    """All that students have handed in, of the assignments `wanted` or of all, in order.

    Raises CourseError where `wanted` has a name under which nobody has handed in and which is no step of the course.
    """
    places = directories(course)
    folder = Path(places.format_path(places.submitted_directory, "*", "*")).parent.parent
    known = {*steps.names(course), *(path.name for path in folder.glob("*/*") if path.is_dir())}
    for name in wanted:
        if name not in known:
            remedy = _("choose one of: {names}", names=", ".join(sorted(map(printable, known))))
            raise CourseError([Fault(folder / "*" / name, None, _("there is no such step"), remedy)])
    for path in sorted(folder.glob("*/*/*.ipynb")):
        student, assignment = path.parts[-3:-1]
        if wanted and assignment not in wanted:
            continue
        try:
            content = json.loads(path.read_bytes())
            told = receipt.state(content) if isinstance(content, dict) else ("none", "")
        except (OSError, ValueError, RecursionError):  # what a student hands in may be anything
            told = "changed", ""
        yield Found(student, assignment, path.stem, *told)


def tell(found: Sequence[Found]) -> bool:
    """Print a table; whether every notebook that has a receipt is what the receipt says."""
    words = {"whole": _("whole"), "changed": _("changed since, or damaged"), "none": _("no receipt")}
    table = Table()
    for head in (_("student"), _("assignment"), _("file"), _("receipt"), _("time on the student's clock")):
        table.add_column(head)
    for one in found:
        table.add_row(one.student, one.assignment, one.name, words[one.state], one.time)
    console = Console()
    console.print(table)
    console.print(_("A receipt proves that a file is whole, not when it was made."))
    return all(one.state != "changed" for one in found)
