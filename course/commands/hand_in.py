"""`python -m course hand-in`: the file to hand in, under its own name and with a receipt."""

import json
from datetime import datetime
from pathlib import Path

from course.commands import receipt
from course.commands.book import HANDED_IN, LOST_CELLS, STRANGE, Unusable, course_of, exercises, read, say
from course.helpers.language import N_

NOT_ANSWERED = N_("Not answered: {names}.")
ALL_ANSWERED = N_("Every exercise has an answer.")
WRITTEN = N_("Hand in this file: {path}")
TIME = N_("Its receipt: {digest}, {time}. The receipt proves that the file is whole, not when it was made.")


def hand_in(path: Path, output: Path | None, now: datetime) -> list[str]:
    """Write the file, and return what to say. Raises Unusable where cells are lost: then nothing is written."""
    notebook = read(path)
    found = exercises(notebook)
    if not found:
        raise Unusable(say(STRANGE))
    if lost := [one.name for one in found if one.lost]:
        raise Unusable(say(LOST_CELLS, names=", ".join(lost)))
    unanswered = [one.name for one in found if one.unanswered]
    content = json.loads(path.read_text(encoding="utf-8"))
    given = receipt.write(content, now)
    step = course_of(notebook).get("step")
    folder = output or path.parent / HANDED_IN
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{Path(step).name if isinstance(step, str) else path.stem}.ipynb"
    target.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    return [
        say(NOT_ANSWERED, names=", ".join(unanswered)) if unanswered else say(ALL_ANSWERED),
        say(WRITTEN, path=target),
        say(TIME, digest=given["digest"][:12], time=given["time"]),
    ]
