"""Which classes of the judge's an object of the student's may say that it is of."""

import sys
import types
from typing import Any

import pytest

from autograder.engine.judge.own_classes import finder
from autograder.notebook.planner import make_plan
from tests.support.notebooks import check, notebook, setup, solution


def test_classes_of_setup_cells_and_of_the_instructors_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    source = notebook(
        setup("class Node: pass\nclass Mine: pass"),
        solution("answer", "class Mine: pass"),
        check("test", "class Tests: pass"),
    )
    names: dict[str, Any] = {"__name__": "__main__"}
    exec("class Node: pass\nclass Mine: pass\nclass Tests: pass", names)
    utils = types.ModuleType("lent_utils")
    exec("from numbers import Number\nclass Item: pass\nx = 1", vars(utils))
    monkeypatch.setitem(sys.modules, "lent_utils", utils)
    find = finder(names, make_plan(source), {"lent_utils"})
    assert find("__main__", "Node") is names["Node"]
    assert find("lent_utils", "Item") is utils.Item
    for place in ("__main__ Mine", "__main__ Tests", "lent_utils Number", "lent_utils x", "numbers Number", "none X"):
        assert find(*place.split()) is None, place
