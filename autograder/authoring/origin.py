"""Whether the tables of known mistakes are of these tests and these answers: a digest of them stands in each.

Making a table takes minutes (`autograder.authoring.known`), comparing a digest none.
"""

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from autograder.authoring import answers
from autograder.authoring.steps import Step
from autograder.coursedir.inputs import INPUTS, UNSEEN
from autograder.faults import Fault
from autograder.messages import _

PLACE = Path("course", "helpers", "testing", "known.json")  # in the course's folder
TABLES = {PLACE: (), UNSEEN: (INPUTS,)}  # and what else each is made from
MADE_FROM = "made from"  # the key of the digests, by step
COMMAND = "python -m autograder.authoring.known"
HIDDEN = re.compile(r"(?ms)^### BEGIN HIDDEN TESTS$.*?^### END HIDDEN TESTS$\n?")


def digest(course: Path, step: Step, *more: Path) -> str:
    """It changes with the bank, with a visible test, and with a solution of this step.

    more: folders of the course whose files of this step it changes with too.
    """
    files = [course / folder / f"{step.name}.py" for folder in (answers.FOLDER, *more)]
    parts = [path.read_text(encoding="utf-8") if path.is_file() else "" for path in files]
    for cell in step.cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and marks.get("grade_id"):
            parts.append(HIDDEN.sub("", cell.source))
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def stale(course: Path, steps: Sequence[Step]) -> list[Fault]:
    """The tables that were made from something else than these steps, their answers and how inputs are drawn."""
    with_a_bank = [step for step in steps if step.name in answers.steps(course)]
    found = []
    for place, more in TABLES.items():
        path = course / place
        if path.is_file():
            noted = dict(json.loads(path.read_text(encoding="utf-8")).get(MADE_FROM, {}))
            if old := [one.name for one in with_a_bank if noted.get(one.name) != digest(course, one, *more)]:
                found.append(out_of_date(path, old))
    return found


def out_of_date(path: Path, steps: Sequence[str]) -> Fault:
    """What is told of a table at `path` that the bank of these steps does not give."""
    command = " ".join((COMMAND, *steps))
    return Fault(path, None, _("this is not what the answer bank gives"), _("run {command}", command=command))
