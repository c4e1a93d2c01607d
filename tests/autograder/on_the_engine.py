"""A pytest plugin for nbgrader's own tests: `autograder.execute.Execute` stands where nbgrader's Execute stood.

python -m pytest -p tests.autograder.on_the_engine --pyargs nbgrader.tests.apps.test_nbgrader_autograde
"""

import os

import pytest
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute as StockExecute

from autograder.execute import Execute

_steps = Autograde.autograde_preprocessors.default_args[0]
_steps[_steps.index(StockExecute)] = Execute


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """`PART=0/3`: the first third alone, so that several processes can share the work."""
    part, _, parts = os.environ.get("PART", "0/1").partition("/")
    items[:] = items[int(part) :: int(parts)]
