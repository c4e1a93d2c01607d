"""The names that a reader meets in every package mean one thing each."""

import ast
from collections import Counter
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["Engine", "Fault", "Limits", "Refused", "Step"])
def test_one_class_has_this_name(name: str) -> None:
    places = Counter(
        str(path.relative_to(HOUSE))
        for path in (HOUSE / "autograder").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef) and node.name == name
    )
    assert places.total() == 1, places
