"""Pages made by processes that have imported what they need: one that starts anew takes two seconds for that."""

import os
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from multiprocessing.forkserver import set_forkserver_preload
from typing import Any

import pytest

from autograder.coursedir import feedback

_FORKSERVER = get_context("forkserver")
set_forkserver_preload(
    [
        "autograder.coursedir.feedback", "autograder.plugins.clearing", "autograder.plugins.student_page",
        "nbgrader.preprocessors",
    ]
)  # fmt: skip


class _Context:
    """In place of `spawn`: each process is a fork of one that has imported all this, and has no threads."""

    Pipe = staticmethod(_FORKSERVER.Pipe)

    @staticmethod
    def Process(target: Callable[..., None], args: tuple[Any, ...], daemon: bool) -> ForkServerProcess:
        return _FORKSERVER.Process(target=_begin, args=(dict(os.environ), target, args), daemon=daemon)


def _begin(environment: Mapping[str, str], target: Callable[..., None], args: tuple[Any, ...]) -> None:
    """As `spawn`, with the environment that the test has now."""
    os.environ.clear()
    os.environ.update(environment)
    target(*args)


def make_them_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback._Maker, "_context", _Context)
