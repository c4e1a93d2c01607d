"""Where the profile's stopwatch is put: around functions of the grader, in its processes and those they fork."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from autograder import sandbox
from autograder.batch import births, engine_process, engines, nursery, run, worker
from autograder.batch.task import Waiting
from autograder.bridge.peer import Link
from autograder.engine import engine, processes, template
from autograder.engine.judge.judge import Judge
from autograder.engine.mirror import seeds
from autograder.engine.student.side import Student
from benchmarks.classes import ROOT
from benchmarks.stopwatch import Stopwatch, wrap

# What the worker measures itself, by the names that it has for them.
_TIMED = {"restore": "reading", "score": "scoring"}


@contextmanager
def watched_writer(watch: Stopwatch) -> Iterator[None]:
    """In the process that grades: submissions are read, and what came of them is written. Undone at the block's end."""

    @contextmanager
    def from_now_on(*_: Any) -> Iterator[None]:
        watch.reset()  # the solution has run before
        with watch.whole("grader"):
            yield

    wrapped: list[tuple[Any, str, Callable[..., AbstractContextManager[Any]]]] = [
        (run._Batch, "_grade", from_now_on),
        (run._Batch, "_write", _stage(watch, "writing")),
        (run, "check", _stage(watch, "reading")),
        (Waiting, "task", _stage(watch, "reading")),
    ]
    with ExitStack() as undone:
        for place, name, context in wrapped:
            undone.callback(setattr, place, name, getattr(place, name))
            wrap(place, name, context)
        yield


def watch_the_workers(watch: Stopwatch) -> None:
    """In the workers' nursery: all that its workers do."""
    wrap(worker, "grade_task", lambda *_: watch.whole("grader"))
    timed = worker._timed

    @contextmanager
    def by_stage(seconds: dict[str, float], stage: str) -> Iterator[None]:
        with watch.stage(_TIMED.get(stage, "rest")), timed(seconds, stage):
            yield

    worker._timed = by_stage


def watch_the_engines(watch: Stopwatch) -> None:
    """In the engines' nursery: all that its engines, their templates, judges and student sides do."""
    wrap(engine_process, "_answer", lambda *_: watch.whole("grader"))
    wrap(engine.Engine, "_judge", _stage(watch, "fork"))
    wrap(engine.Engine, "_serve_judge", _stage(watch, "rest"))
    wrap(processes.StudentProcesses, "end", _stage(watch, "end"))

    @contextmanager
    def ending(side: str) -> Iterator[None]:
        with watch.stage("end"), watch.ending(side):
            yield

    @contextmanager
    def born(side: str) -> Iterator[None]:
        watch.begin(side, born=True)
        with watch.stage("fork" if side == "student" else "rest"):  # the walls belong to the fork
            yield

    wrap(engine, "ended", lambda *_: ending("judge"))
    wrap(engine, "be_the_judge", lambda *_: born("judge"))
    wrap(Judge, "_test", _stage(watch, "tests"))
    wrap(Judge, "_student_cell", _stage(watch, "cells"))
    wrap(seeds, "seed_all", _stage(watch, "seeds"))
    wrap(Link, "request", lambda _link, op, *_, **__: watch.message(op))
    wrap(Link, "_serve", lambda _link, message: watch.message(str(message[0]), came=True))

    @contextmanager
    def of_the_template(stage: str) -> Iterator[None]:
        with watch.whole("template"), watch.stage(stage):
            yield

    wrap(template, "_spawn", lambda *_: of_the_template("fork"))
    wrap(template, "_end", lambda *_: watch.ending("student"))
    wrap(template, "_end", lambda *_: of_the_template("end"))
    wrap(sandbox._Enclosure, "close_in", lambda *_: born("student"))
    in_a_test = Student._in_a_test

    @contextmanager
    def asked(student: Student) -> Iterator[None]:
        with watch.stage("functions"), in_a_test(student):
            yield

    Student._in_a_test = asked  # type: ignore[assignment, method-assign]
    wrap(Student, "cell", _stage(watch, "cells"))


def _stage(watch: Stopwatch, part: str) -> Callable[..., AbstractContextManager[None]]:
    return lambda *_, **__: watch.stage(part)


def keep_workers(path: str) -> None:
    """The life of a nursery whose workers are watched. It does what `start_workers` does, but for the warm-up."""
    pid, control = births.start_engines_nursery(command(keep_engines, path))
    watch_the_workers(Stopwatch(Path(path)))
    nursery.keep(partial(worker.serve, partial(engines.HostedEngine, control=control)), beside=pid, kept=[control])


def keep_engines(path: str) -> None:
    """The life of a nursery whose engines are watched. It does what `start_engines` does, without trying the walls."""
    watch_the_engines(Stopwatch(Path(path)))
    engine_process.prepare()
    nursery.keep(partial(engine_process.serve, None), engine_process.settle)


def command(life: Callable[[str], None], path: str) -> list[str]:
    """How a watched nursery is started. `path`: the stopwatch's file."""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from benchmarks import hooks; "
    return [sys.executable, "-P", "-c", start + f"hooks.{life.__name__}({path!r})"]
