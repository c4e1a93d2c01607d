"""The table of the steps' exercises that students receive: their names, points and tests, for the line on success."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.authoring.checks import marks_of
from autograder.authoring.origin import HIDDEN
from autograder.authoring.steps import Step
from autograder.coursedir import atomic
from autograder.faults import Fault
from autograder.messages import _
from course.helpers.testing.cells import digest

PLACE = Path("course", "helpers", "testing", "steps.json")  # in the course's folder, where it has helpers of its own
CALL = "expect.progress()"  # the build's last cell

Table = dict[str, list[list[Any]]]


def exercises(step: Step) -> list[list[Any]]:
    """Of each exercise its name, its points, whether a person marks it, and what its visible test is known by.

    They are in the step's order.
    """
    found = []
    for cell in step.cells:
        marks = marks_of(cell)
        if marks.get("grade"):
            name = str(marks["grade_id"])
            by_person = bool(marks.get("solution"))
            test = "" if by_person else digest(HIDDEN.sub("", cell.source))
            found.append([name if by_person else name.removeprefix("test_"), marks["points"], by_person, test])
    return found


def write(course: Path, steps: Sequence[Step]) -> None:
    """Write these steps' exercises into the table, and leave out the steps that are no more."""
    path = course / PLACE
    if path.parent.is_dir():
        atomic.write(path, _text(_now(course, steps)).encode())


def stale(course: Path, steps: Sequence[Step]) -> list[Fault]:
    """Whether the table says something else."""
    path = course / PLACE
    if not path.parent.is_dir() or _read(path) == _now(course, steps):
        return []
    return [Fault(path, None, _("this is not what the source gives"), _("run: autograder build"))]


def _now(course: Path, steps: Sequence[Step]) -> Table:
    found = _read(course / PLACE) | {step.name: exercises(step) for step in steps}
    return {name: found[name] for name in sorted(found) if (course / "source" / name).is_dir()}


def _read(path: Path) -> Table:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _text(table: Table) -> str:
    """A line for each exercise."""
    steps = [
        f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(one) for one in found) + "\n]"
        for name, found in table.items()
    ]
    return "{\n" + ",\n".join(steps) + "\n}\n"
