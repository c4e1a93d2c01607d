"""Names whose objects a cell changes without binding the names."""

import ast

import pytest

from autograder.notebook.changes import changed_by_functions, changed_in_place


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


def test_what_functions_change_when_they_are_called() -> None:
    code = """
def add(name, n, own=[]):
    stock[name] = stock.get(name, 0) + n
    log.append(name)
    own.append(name)
    mine = []
    mine.append(n)
    n.items[0] = 1
    print(name)
    model.fit(n)
class Shop:
    def sell(self, name):
        self.sold.add(name)
        del prices[name]
        def inner(): table.loc[0, "a"] = 1
async def wait(): queue.clear()
def reset():
    global total
    total = 0
    total.x = 3
x[0] = 1
"""
    assert changed_by_functions(ast.parse(code)) == {"stock", "log", "prices", "table", "queue", "total"}
