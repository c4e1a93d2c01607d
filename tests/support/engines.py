"""Engines for tests. Those with equal templates share one: it takes five seconds to start, and runs nothing."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

import msgspec

from autograder.coursedir.grading import Grading
from autograder.engine import engine, processes
from autograder.engine.engine import Engine
from autograder.engine.job import Job
from autograder.engine.processes import StudentProcesses
from autograder.records import Executed

_first: dict[bytes, StudentProcesses] = {}  # by what a template knows of the settings


class _Shared(StudentProcesses):
    """The student sides of one engine, forked from a template that others use too. It ends with this process."""

    def __init__(self, grading: Grading, clean: bool) -> None:
        known = msgspec.json.encode(processes._settings(grading))
        if known not in _first:
            _first[known] = StudentProcesses(grading, clean)
            _first[known].ready()
        vars(self).update(vars(_first[known]), _grading=grading, _limits=processes._limits(grading))

    def ready(self) -> None:
        pass

    def close(self) -> None:
        pass


class _Engine(Engine):
    def execute(self, job: Job) -> Executed:
        """As in a worker, warnings are no errors: the judge is forked from this process."""
        with warnings.catch_warnings(action="default"):
            return super().execute(job)


@contextmanager
def running(grading: Grading) -> Iterator[Engine]:
    """As `engine.running`."""
    with mock.patch.object(engine, "StudentProcesses", _Shared):
        started = _Engine(grading)
    yield started
