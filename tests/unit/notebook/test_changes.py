"""Names whose objects a cell changes without binding the names."""

import ast

import pytest

from autograder.notebook.changes import changed_in_place


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("stock['pears'] = 3", {"stock"}),
        ("stock['pears']['red'] = 3", {"stock"}),
        ("model.weight = w", {"model"}),
        ("del stock['pears']", {"stock"}),
        ("queue.append(1)", {"queue"}),
        ("n = queue.pop()", {"queue"}),
        ("table.drop(columns='a', inplace=True)", {"table"}),
        ("account.pay(3)", {"account"}),
        ("a, b['x'] = 1, 2", {"b"}),
        ("if x:\n    x.fill(0)", {"x"}),
        ("y = account.balance()", set()),
        ("print(x)", set()),
        ("def f():\n    queue.append(1)", set()),
        ("make().append(1)", set()),
    ],
)
def test_a_cell_changes_what_its_own_statements_change(source: str, changed: set[str]) -> None:
    assert changed_in_place(ast.parse(source)) == changed
