"""How many round trips the solutions of the steps take: questions of the judge's and those that it answers."""

import collections
import json
import mmap
from pathlib import Path
from typing import Any
from unittest import mock

from autograder.authoring import build, steps
from autograder.bridge.peer import Link
from autograder.coursedir.grading import Grading
from autograder.engine.engine import running
from autograder.engine.job import Job
from autograder.engine.judge import solutions
from autograder.notebook.planner import make_plan

_SIZE = 2**16


def round_trips(root: Path) -> dict[str, collections.Counter[str]]:
    """By step: how often each request was made. `answered …` are those of the student side's."""
    place = mmap.mmap(-1, _SIZE)  # shared with the judge, which is a fork of this process
    counts: collections.Counter[str] = collections.Counter()
    request, serve = Link.request, Link._serve

    def note(what: str) -> None:
        counts[what] += 1
        place[:_SIZE] = json.dumps(counts).encode().ljust(_SIZE)

    def requested(link: Link, op: str, /, *args: Any, **kwargs: Any) -> Any:
        if link.judge:
            note(f"{op} {args[1]}" if op in ("special",) else op)
        return request(link, op, *args, **kwargs)

    def served(link: Link, message: Any) -> None:
        if link.judge:
            note(f"answered {message[0]}")
        serve(link, message)

    found = {}
    with (
        mock.patch.object(Link, "request", requested),
        mock.patch.object(Link, "_serve", served),
        running(Grading(sandbox=False)) as engine,
    ):
        for step in steps.read_all(root):
            notebook = build.notebook_of(step)
            solutions.provide({step.name: notebook.cells})
            place[:_SIZE] = b"{}".ljust(_SIZE)
            engine.execute(Job(notebook, make_plan(notebook)))
            found[step.name] = collections.Counter(json.loads(place[:_SIZE].decode()))
    return found


def tell(root: Path) -> int:
    """Print how many round trips each step's solution takes, and which are the most."""
    found = round_trips(root)
    print(f"{sum(map(collections.Counter.total, found.values()))} round trips of the solutions of {len(found)} steps:")
    for step, counts in found.items():
        most = ", ".join(f"{count} {request}" for request, count in counts.most_common(5))
        print(f"  {step:20} {counts.total():5}: {most}")
    return 0
