"""A pytest plugin for nbgrader's own tests: the engine's Execute and SaveAutoGrades stand where nbgrader's stood.

python -m pytest -p tests.support.on_the_engine --pyargs nbgrader.tests.apps.test_nbgrader_autograde
"""

import os

import pytest
from nbgrader import preprocessors as stock
from nbgrader.converters import Autograde

from autograder.plugins import execute as engine

_steps = Autograde.autograde_preprocessors.default_args[0]
_steps[_steps.index(stock.Execute)] = engine.Execute
_steps[_steps.index(stock.SaveAutoGrades)] = engine.SaveAutoGrades


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`PART=0/3`: the first third alone, so that several processes can share the work."""
    part, _, parts = os.environ.get("PART", "0/1").partition("/")
    items[:] = items[int(part) :: int(parts)]
