"""How much faster more cores grade: one process reads and writes for all of them, and that one is real here.

One worker grades a class first. It is noted how long each submission takes and what it comes to. Then a larger class of
the same submissions is graded with 1, 2, 4, … workers that sleep as long and answer the same. So a machine of two cores
shows from how many workers on the process that reads and writes has no time left. Two things are left out: the start,
and what cores cost each other (memory, caches, the kernel's locks).
"""

import contextlib
import hashlib
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

import msgspec
from rich.console import Console
from rich.table import Table

from autograder.batch import pool, run, workers
from autograder.batch.task import Task
from benchmarks.classes import DISTINCT, make_class

WORKERS = (1, 2, 4, 8, 16, 32)


@dataclass
class Recorded:
    """What a real worker needed and answered, by what was handed in: seconds, and the record's bytes."""

    answers: dict[bytes, tuple[float, bytes]] = field(default_factory=dict)

    def recording(self, real: Callable[..., bytes]) -> Callable[..., bytes]:
        """`pool.run`, and a note of what it comes to."""

        def graded(name: str, rest: None, settings: bytes, assignment: bytes, task: bytes, timeout: float) -> bytes:
            begin = time.perf_counter()
            answer = real(name, rest, settings, assignment, task, timeout)
            self.answers[_handed_in(task)] = time.perf_counter() - begin, answer
            return answer

        return graded

    def replay(self, name: str, rest: None, settings: bytes, assignment: bytes, task: bytes, timeout: float) -> bytes:
        """In the place of `pool.run`: what was noted of this submission, after as long a time."""
        seconds, answer = self.answers[_handed_in(task)]
        time.sleep(seconds)
        return answer


@dataclass(frozen=True)
class Measured:
    """A class graded by so many workers. `busy`: the part of the time that the reading and writing process computes."""

    workers: int
    seconds: float
    busy: float


def record(course: Path, step: str) -> Recorded:
    """Grade the class with one real worker."""
    recorded = Recorded()
    with mock.patch.object(pool, "run", recorded.recording(pool.run)):
        run.grade(course, [step], jobs=1)
    return recorded


def measure(course: Path, step: str, recorded: Recorded, width: int) -> Measured:
    """Grade the class with `width` workers of the recording. The time counts from the first marks on."""
    first: list[tuple[float, float]] = []

    def on_event(event: object) -> None:
        if not first and getattr(event, "kind", "") == "graded":
            first.append((time.perf_counter(), time.process_time()))

    with _simulated(recorded):
        run.grade(course, [step], jobs=width, on_event=on_event)
    (begin, computed) = first[0]
    seconds = time.perf_counter() - begin
    return Measured(width, seconds, (time.process_time() - computed) / seconds)


def tell(folder: Path, steps: list[str], count: int) -> int:
    """A table for each step: a class of `count`, by the number of workers."""
    for step in steps:
        make_class(folder / "few" / step, [step], DISTINCT)
        recorded = record(folder / "few" / step, step)
        make_class(folder / "many" / step, [step], count)
        measured = []
        for width in WORKERS:
            course = folder / "graded"
            shutil.copytree(folder / "many" / step, course)
            measured.append(measure(course, step, recorded, width))
            shutil.rmtree(course)
        _print(step, measured, count)
    return 0


def _print(step: str, measured: list[Measured], count: int) -> None:
    table = Table("workers", "ms a submission", "times one worker", "reading and writing", title=f"{step}, {count}")
    for one in measured:
        times = measured[0].seconds / one.seconds
        table.add_row(str(one.workers), f"{1000 * one.seconds / count:.1f}", f"{times:.1f}", f"{one.busy:.0%}")
    Console().print(table)


def _handed_in(task: bytes) -> bytes:
    """A digest of a task's notebooks and files, whoever handed them in."""
    one = msgspec.msgpack.decode(task, type=Task)
    return hashlib.sha256(msgspec.msgpack.encode([sorted(one.notebooks.items()), sorted(one.files.items())])).digest()


@contextlib.contextmanager
def _simulated(recorded: Recorded) -> Iterator[None]:
    """While this lasts, no worker starts."""
    with (
        mock.patch.object(pool, "run", recorded.replay),
        mock.patch.object(pool, "start"),
        mock.patch.object(workers, "prepare"),
    ):
        yield
