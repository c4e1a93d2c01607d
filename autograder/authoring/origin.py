"""Whether the table of known mistakes is of these tests and these answers: a digest of them stands in it.

Making the table takes minutes (`autograder.authoring.known`), comparing a digest none.
"""

import json
import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from autograder.authoring import answers
from autograder.authoring.steps import Step
from autograder.faults import Fault
from autograder.messages import _

PLACE = Path("course", "helpers", "testing", "known.json")  # in the course's folder
MADE_FROM = "made from"  # the key of the digests, by step
COMMAND = "python -m autograder.authoring.known"
HIDDEN = re.compile(r"(?ms)^### BEGIN HIDDEN TESTS$.*?^### END HIDDEN TESTS$\n?")


def digest(course: Path, step: Step) -> str:
    """It changes with the bank, with a visible test, and with a solution of this step."""
    bank = course / answers.FOLDER / f"{step.name}.py"
    parts = [bank.read_text(encoding="utf-8") if bank.is_file() else ""]
    for cell in step.cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and marks.get("grade_id"):
            parts.append(HIDDEN.sub("", cell.source))
    return sha256("\0".join(parts).encode()).hexdigest()[:16]


def stale(course: Path, steps: Sequence[Step]) -> list[Fault]:
    """Whether the table was made from something else than these steps and their answers."""
    path = course / PLACE
    if not path.is_file():
        return []
    noted = dict(json.loads(path.read_text(encoding="utf-8")).get(MADE_FROM, {}))
    with_a_bank = set(answers.steps(course))
    old = [s.name for s in steps if s.name in with_a_bank and noted.get(s.name) != digest(course, s)]
    return [out_of_date(path, old)] if old else []


def out_of_date(path: Path, steps: Sequence[str]) -> Fault:
    """What is told of a table at `path` that the bank of these steps does not give."""
    command = " ".join((COMMAND, *steps))
    return Fault(path, None, _("this is not what the answer bank gives"), _("run {command}", command=command))
