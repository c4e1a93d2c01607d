"""Grade one class three times on this machine: stock nbgrader, the autograder, and the limit.

    python -m benchmarks [--students 40] [--stock 40] [--steps 01_numpy 04_custom_function]
    python -m benchmarks --growth 1000 [--database postgresql+psycopg://grader@localhost/grades]
    python -m benchmarks --scale 1000
    python -m benchmarks --messages
    python -m benchmarks --profile
    python -m benchmarks --foreign

The limit is the same cells in warm processes on all cores, with no walls, no judge and no gradebook. Like the
autograder it leaves out drawing and the cells tagged as experiments; stock nbgrader runs everything. Every score of
the autograder is compared with stock nbgrader's. Nothing here passes or fails by the clock: it prints.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.batch import run
from autograder.batch.events import Event
from autograder.coursedir import inputs
from autograder.coursedir.examples import noted
from autograder.coursedir.folder import directories
from benchmarks.classes import ROOT, make_class, scores, stock
from benchmarks.foreign import tell as tell_foreign
from benchmarks.growth import growth
from benchmarks.limit import limit
from benchmarks.messages import tell
from benchmarks.profile import tell as tell_profile
from benchmarks.scale import tell as tell_scale

STEPS = ["01_numpy", "04_custom_function"]


def look_for_examples(course: Path, steps: list[str], jobs: int | None) -> tuple[float, int]:
    """Seconds of all workers that small examples take in the graded class, and how many are found."""
    shutil.copytree(ROOT / inputs.INPUTS, course / inputs.INPUTS)
    shutil.copy(ROOT / inputs.UNSEEN, course / inputs.UNSEEN)
    seconds = run.grade(course, steps, jobs=jobs).seconds.get("examples", 0.0)
    with Gradebook(directories(course).db_url) as gradebook:
        rows = [row.id for step in steps for row in gradebook.assignment_submissions(step)]
        found = [notebook for row in rows for notebook in noted(gradebook.db, row).values()]
    return seconds, sum(map(len, found))


def _first_graded(at: list[float]) -> Callable[[Event], None]:
    def on_event(event: Event) -> None:
        if event.kind == "graded" and not at:
            at.append(time.perf_counter())

    return on_event


def compare(folder: Path, steps: list[str], students: int, stock_students: int, jobs: int | None) -> int:
    ours, theirs = folder / "autograder", folder / "nbgrader"
    make_class(ours, steps, students)
    shutil.copytree(ours, theirs)
    handed_in = len(list((ours / "submitted").glob("*/*/*.ipynb")))
    few = sum(1 for name in sorted((ours / "submitted").iterdir())[:stock_students] for _ in name.glob("*/*.ipynb"))
    print(f"{handed_in} notebooks of {students} students, steps {', '.join(steps)}", flush=True)

    begin = time.perf_counter()
    firsts: list[float] = []
    summary = run.grade(ours, steps, jobs=jobs, on_event=_first_graded(firsts))
    our_seconds, started = time.perf_counter() - begin, firsts[0] - begin
    search_seconds, found = look_for_examples(ours, steps, jobs)
    limit_seconds = limit(ours, steps, jobs)
    stock_seconds = stock(theirs, steps, stock_students)

    got, want = scores(ours, steps), scores(theirs, steps)
    shared = got.keys() & want.keys()
    different = {key: (want[key], got[key]) for key in shared if got[key] != want[key]}
    per = {"nbgrader": stock_seconds / few, "autograder": our_seconds / handed_in, "limit": limit_seconds / handed_in}
    print(f"{'':12} {'s a notebook':>13} {'a minute':>9}")
    for name, seconds in per.items():
        print(f"{name:12} {seconds:13.3f} {60 / seconds:9.0f}")
    running = (our_seconds - started) / handed_in
    print(f"autograder / nbgrader: {per['nbgrader'] / per['autograder']:.1f} times the throughput")
    print(f"autograder / limit:    {per['autograder'] / per['limit']:.2f} times the time")
    print(f"the autograder's first marks were there after {started:.1f} s (processes start, libraries are imported);")
    print(f"without that it took {running:.3f} s a notebook, {running / per['limit']:.2f} times the limit,")
    print(f"and had {per['nbgrader'] / running:.1f} times nbgrader's throughput, as in a large class")
    print("of a notebook's milliseconds, all workers together:")
    for stage, seconds in sorted(summary.seconds.items(), key=lambda item: -item[1]):
        print(f"  {stage:10} {1000 * seconds / handed_in:7.1f}")
    print(f"afterwards, in no line above: {search_seconds:.1f} s of all workers for {found} small examples")
    print(f"{len(shared)} scores of test cells compared, {len(different)} different")
    for (step, student, name), (theirs_, ours_) in sorted(different.items()):
        print(f"  {step} {student} {name}: nbgrader {theirs_}, autograder {ours_}")
    return bool(different) or not shared


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--students", type=int, default=40)
    parser.add_argument("--stock", type=int, help="let stock nbgrader grade only so many students (it is slow)")
    parser.add_argument("--steps", nargs="+", default=STEPS)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--growth", type=int, metavar="N", help="grade N submissions and watch time and memory instead")
    parser.add_argument("--database", default="", metavar="URL", help="of the gradebook for --growth; a file, if none")
    parser.add_argument("--scale", type=int, metavar="N", help="grade N submissions with simulated workers instead")
    parser.add_argument("--messages", action="store_true", help="only count the round trips of the steps' solutions")
    parser.add_argument("--profile", action="store_true", help="only tell where the steps' processor time goes")
    parser.add_argument("--foreign", action="store_true", help="only grade other courses, by both")
    options = parser.parse_args()
    if options.messages:
        return tell(ROOT)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if options.profile:
            return tell_profile(Path(folder))
        if options.foreign:
            return tell_foreign(Path(folder))
        if options.growth:
            return growth(Path(folder), options.growth, options.steps[0], options.jobs, options.database)
        if options.scale:
            return tell_scale(Path(folder), options.steps, options.scale)
        stock_students = options.students if options.stock is None else options.stock
        different = compare(Path(folder), options.steps, options.students, stock_students, options.jobs)
        different |= tell_foreign(Path(folder))
    tell(ROOT)
    return different


if __name__ == "__main__":
    sys.exit(main())
