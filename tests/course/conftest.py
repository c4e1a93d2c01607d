"""What the tests of the course share."""

import pkgutil
import sys
from types import FunctionType

import pytest

from course.helpers import plotting
from course.helpers.plotting import graph

_MODULES = [
    plotting.__name__,
    *(found.name for found in pkgutil.walk_packages(plotting.__path__, "course.helpers.plotting.")),
]
for _name in _MODULES:
    __import__(_name)
_DRAWING = [
    (sys.modules[name], attribute, value)
    for name in _MODULES
    for attribute, value in vars(sys.modules[name]).items()
    if isinstance(value, FunctionType)
]


@pytest.fixture(autouse=True, scope="module")
def _drawing() -> None:
    """Put the drawing functions back: an engine that ran in this process replaced them by empty ones."""
    for module, attribute, value in _DRAWING:
        setattr(module, attribute, value)


@pytest.fixture
def no_graph_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that run a step's cells again and again: the picture of a graph takes as long as all that they test."""
    monkeypatch.setattr(graph, "computation_graph", lambda tensors: None)
