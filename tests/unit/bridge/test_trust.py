"""What the judge believes of the other side: listed exceptions, possible states of libraries, views that agree."""

import asyncio
import bdb
import concurrent.futures
import contextlib
import csv
import doctest
import importlib
import json
import queue
import subprocess
import unittest
from typing import Any

import _pytest.outcomes
import numpy as np
import pytest
import torch
import torch.utils.checkpoint

from autograder.bridge import exceptions, trust

# By these a program that runs tests, a loop or a library is steered.
STEERING = (
    *(unittest.SkipTest, unittest.case._ShouldStop, unittest.case._UnexpectedSuccess),
    *(_pytest.outcomes.Skipped, _pytest.outcomes.Failed, _pytest.outcomes.Exit, _pytest.outcomes.XFailed),
    *(doctest.DocTestFailure, doctest.UnexpectedException, bdb.BdbQuit),
    *(asyncio.CancelledError, asyncio.InvalidStateError, asyncio.QueueEmpty, asyncio.QueueFull),
    *(concurrent.futures.CancelledError, concurrent.futures.InvalidStateError, queue.Empty, queue.Full),
    *(KeyboardInterrupt, SystemExit, GeneratorExit, ExceptionGroup),
    torch.utils.checkpoint._StopRecomputationError,
)


def crossed(error: BaseException) -> BaseException:
    return exceptions.rebuild(exceptions.describe(error))


@pytest.mark.parametrize("kind", STEERING, ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
def test_what_steers_a_framework_arrives_as_a_remote_error(kind: type[BaseException]) -> None:
    own = type("Own", (kind,), {"__module__": "__main__"})
    posing = type("ValueError", (own,), {"__module__": "builtins", "__qualname__": kind.__qualname__})
    for cls in (kind, own, posing):
        arrived = crossed(cls.__new__(cls, "x", [ValueError()]))
        assert isinstance(arrived, exceptions.RemoteError)
        assert not isinstance(arrived, kind)
        assert type(arrived).__name__ in (kind.__name__, cls.__name__)


def _of_the_library(attempt: Any) -> BaseException:
    with pytest.raises(Exception) as caught:  # noqa: PT011  the one that the library raises
        attempt()
    return caught.value


HONEST = {
    "JSONDecodeError": lambda: json.loads("{"),
    "CalledProcessError": lambda: subprocess.CompletedProcess("false", 1).check_returncode(),
    "csv.Error": lambda: list(csv.reader(['"a" b'], strict=True)),
    "UnicodeDecodeError": lambda: b"\xff".decode(),
    "FileNotFoundError": lambda: open("not-there"),  # noqa: SIM115
    "ZeroDivisionError": lambda: 1 // 0,
    "AxisError": lambda: np.sum(np.ones(2), axis=4),
    "LinAlgError": lambda: np.linalg.inv(np.zeros((2, 2))),
    "torch's LinAlgError": lambda: torch.linalg.inv(torch.zeros(2, 2)),
}


@pytest.mark.parametrize("attempt", HONEST.values(), ids=HONEST)
def test_an_honest_error_is_caught_by_its_class(attempt: Any) -> None:
    error = _of_the_library(attempt)
    arrived = crossed(error)
    assert isinstance(arrived, type(error))
    assert str(arrived) == str(error)


def test_an_error_counts_as_the_nearest_of_its_bases_that_is_listed() -> None:
    mine = type("Mine", (ValueError,), {"__module__": "__main__"})
    assert isinstance(crossed(mine("x")), ValueError)
    assert isinstance(crossed(_of_the_library(lambda: np.add("a", 1))), TypeError)  # numpy's _UFuncNoLoopError
    own = crossed(type("Own", (Exception,), {"__module__": "__main__"})("x"))
    assert not isinstance(own, exceptions.RemoteError)
    assert type(own).__mro__[1] is Exception


def test_no_listed_class_is_of_those_that_steer() -> None:
    """Also in a library's next version."""
    for module in trust.ERROR_MODULES:
        with contextlib.suppress(ImportError):
            importlib.import_module(module)
    listed = [trust.error_class(name) for name in trust.ERRORS]
    waiting = [Exception]
    while waiting:
        cls = waiting.pop()
        waiting += cls.__subclasses__()
        listed.append(trust.error_class(f"{cls.__module__}.{cls.__qualname__}"))
    found = {cls for cls in listed if cls is not None}
    assert len(found) > 150
    assert not [cls for cls in found if issubclass(cls, STEERING)]
