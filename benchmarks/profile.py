"""Where a submission's processor time goes: in the grader, in the judge and on the student side, by stage and message.

A class is graded as `autograder grade` does it, all walls up, with one worker. The stopwatch is put around functions of
the grader from outside; it takes about two microseconds for each.
"""

import sys
import tempfile
from pathlib import Path
from unittest import mock

from autograder.authoring import steps as authored
from autograder.batch import births, run, workers
from benchmarks import hooks
from benchmarks.classes import ROOT, make_class
from benchmarks.stopwatch import KINDS, PARTS, SIZE, STAGES, WHOLE, Stopwatch

SHOWN = ("grader", "judge", "student")
RUNS = 5
STUDENTS = 6
LEAST = 0.005  # of the whole: a kind of message that takes less in every step is among the others
Profile = dict[tuple[str, str], float]  # ms of a submission, by side and part


def measure(course: Path, assignment: str, runs: int = RUNS) -> Profile:
    """Grade the class that has handed in, so many times. The run whose whole time is the median: its parts add up."""
    with tempfile.NamedTemporaryFile(prefix="profile-") as file:
        file.truncate(SIZE)
        watch, own = Stopwatch(Path(file.name)), births.Births()
        with (
            mock.patch.object(workers, "COMMAND", hooks.command(hooks.keep_workers, file.name)),
            mock.patch.object(workers, "_births", own),
            hooks.watched_writer(watch),
        ):
            found = [_once(course, assignment, watch) for _ in range(runs)]
        if own._nursery is not None:
            own._nursery.close()
    return sorted(found, key=whole)[len(found) // 2]


def whole(profile: Profile) -> float:
    """ms of a submission in all processes together."""
    return sum(profile[side, WHOLE] for side in SHOWN)


def _once(course: Path, assignment: str, watch: Stopwatch) -> Profile:
    summary = run.grade(course, [assignment], jobs=1, force=True)
    graded = len(summary.of("graded"))
    seconds = watch.found()
    for part in (*PARTS, WHOLE):  # the template is there for the student side alone
        seconds["student", part] += seconds.pop(("template", part))
    return {place: 1000 * spent / graded for place, spent in seconds.items()}


def table(found: dict[str, Profile]) -> str:
    """The profiles of steps, a column for each: at most 60 columns wide for eight steps."""
    lines = [f"{'ms of a submission':18}" + "".join(f"{step[:2]:>5}" for step in found)]
    for side in SHOWN:
        small = [kind for kind in KINDS if all(p[side, f"message {kind}"] < LEAST * whole(p) for p in found.values())]
        rows = {stage: [p[side, stage] for p in found.values()] for stage in STAGES}
        for kind in KINDS:
            rows[f"message {kind}"] = [p[side, f"message {kind}"] for p in found.values()]
        others = [rows.pop(f"message {kind}") for kind in small]
        if others:
            rows["other messages"] = [sum(column) for column in zip(*others, strict=True)]
        rows["rest"] = rows.pop("rest")
        lines += ["", _line(side, [p[side, WHOLE] for p in found.values()])]
        lines += [_line(f" {name}", row) for name, row in rows.items() if max(row) >= 0.05]
    lines += ["", _line("all", [whole(p) for p in found.values()])]
    return "\n".join(lines)


def _line(name: str, row: list[float]) -> str:
    return f"{name:18}" + "".join(f"{one:5.1f}" if one < 99.95 else f"{one:5.0f}" for one in row)


def tell(folder: Path) -> int:
    """Print the profile of each step."""
    found = {}
    for step in authored.read_all(ROOT):
        course = folder / step.name
        make_class(course, [step.name], STUDENTS)
        with (course / "nbgrader_config.py").open("a") as config:
            config.write("c.Grading.examples = False\n")  # they are looked for when all marks are written
        found[step.name] = measure(course, step.name)
        print(f"{step.name}: {whole(found[step.name]):.0f} ms a submission", file=sys.stderr, flush=True)
    print(table(found))
    return 0
