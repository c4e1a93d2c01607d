"""Modules that lie beside the notebook: the instructor's, which both sides have, and those that a student writes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.job import tops
from tests.support.engines import running
from tests.support.notebooks import Graded, check, grade, notebook, solution

UTILS = """
import inspect

class Item:
    def __init__(self, name, broken=False):
        self.name, self.broken = name, broken

class Basket:
    def __init__(self): self.content = []
    def add(self, item): self.content.append(item)

def check_basket(basket):
    assert isinstance(basket, Basket) and not isinstance(basket, Item)
    assert Item in [type(item) for item in basket.content] and Basket not in [type(item) for item in basket.content]
    assert [item.name for item in basket.content] == ["vase"]

def check_box(box_class):
    item = Item("vase")
    box = box_class()
    assert "self.items" in inspect.getsource(box.__init__) and "item" in inspect.signature(box.add).parameters
    box.add(item)
    box.drop()
    assert item.broken
"""
BASKET = "from utils import Basket, Item\nbasket = Basket()\nbasket.add(Item('vase'))"
BOX = """
from utils import Item
class Box:
    def __init__(self): self.items = []
    def add(self, item):
        assert isinstance(item, Item)
        self.items.append(item)
    def drop(self):
        for item in self.items: item.broken = True
"""
BANK = """
class Account:
    fee = 1
    def __init__(self, balance): self.balance = balance
    def pay(self, x): self.balance -= x + self.fee
def double(x): return 2 * x
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0)) as started:
        yield started


@pytest.fixture
def beside(tmp_path: Path) -> dict[str, Any]:
    """The options of a job whose instructor has a module and a package beside the notebook, as has the student."""
    files = {"utils.py": UTILS, "stores/__init__.py": "", "stores/till.py": "open = True\n"}
    folders = {"files": tmp_path / "handed_in", "judge_files": tmp_path / "source"}
    for folder in folders.values():
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
    return {**folders, "modules": tops(files)}


def graded(engine: Engine, answer: str, test: str, **options: Any) -> Graded:
    return grade(engine, notebook(solution("answer", answer), check("test", test)), {}, **options)


def test_an_object_of_a_class_that_both_sides_have(engine: Engine, beside: dict[str, Any]) -> None:
    test = "from utils import Basket, Item, check_basket\ncheck_basket(basket)\nassert type(basket) is Basket"
    found = graded(engine, BASKET, test, **beside)
    assert found.scores == {"test": 1}, found.said("test")
    assert graded(engine, "class Basket: content = []\nbasket = Basket()", test, **beside).scores == {"test": 0}


def test_a_students_code_changes_an_object_of_the_instructors_class(engine: Engine, beside: dict[str, Any]) -> None:
    test = "from utils import check_box\ncheck_box(Box)"
    found = graded(engine, BOX, test, **beside)
    assert found.scores == {"test": 1}, found.said("test")
    assert graded(engine, BOX.replace("= True", "= False"), test, **beside).scores == {"test": 0}


IMPORTS = (
    "import bank\nfrom bank import Account, double\nimport bank as again\naccount = Account(5)\naccount.pay(1)\n"
    "assert account.balance == 3 and bank.double(2) == double(2) == 4 and isinstance(account, bank.Account)\n"
    "bank.Account.fee = 0\nassert 'double' in dir(bank) and again.double is double\n"
    "try: import nothing_at_all\nexcept ModuleNotFoundError: pass\nelse: assert False"
)


@pytest.mark.parametrize("written", ["magic", "open", "handed in"])
def test_a_module_that_the_student_has_written(engine: Engine, tmp_path: Path, written: str) -> None:
    answer = {"magic": f"%%writefile bank.py\n{BANK}", "open": f"open('bank.py', 'w').write({BANK!r})"}.get(written, "")
    options = {}
    if written == "handed in":
        (tmp_path / "bank.py").write_text(BANK)
        options["files"] = tmp_path
    found = graded(engine, answer, IMPORTS, **options)
    assert found.scores == {"test": 1}, found.said("test")
    assert graded(engine, "", IMPORTS).scores == {"test": 0}
    wrong = f"%%writefile bank.py\n{BANK.replace('2 * x', 'x')}"
    assert graded(engine, wrong, IMPORTS).scores == {"test": 0}


def test_a_students_module_in_a_package_of_the_instructors(engine: Engine, beside: dict[str, Any]) -> None:
    answer = f"open('stores/bank.py', 'w').write({BANK!r})"
    test = (
        "from stores import bank, till\nimport stores.bank\nfrom stores.bank import double\n"
        "assert bank.double(3) == 6 == double(3) and till.open and stores.bank.double(1) == 2"
    )
    found = graded(engine, answer, test, **beside)
    assert found.scores == {"test": 1}, found.said("test")
    assert graded(engine, "", test, **beside).scores == {"test": 0}


def test_the_instructors_own_module_comes_first(engine: Engine, beside: dict[str, Any]) -> None:
    """A student's utils.py takes the place of no module of the instructor's, nor of one that is installed."""
    answer = (
        "for name in ('utils', 'nbformat', 'json'):\n    open(f'{name}.py', 'w').write('def check_basket(b): pass')"
    )
    test = "import json, nbformat\nfrom utils import check_basket\nassert json.loads('1') == 1\ncheck_basket(None)"
    assert graded(engine, answer, test, **beside).scores == {"test": 0}


def test_the_students_side_lends_no_module_from_elsewhere(engine: Engine) -> None:
    answer = "import sys, types\nsys.modules['bank'] = types.ModuleType('bank')"
    assert graded(engine, answer, "import bank").scores == {"test": 0}
    linked = (
        "import os, tempfile\nos.makedirs('/tmp/elsewhere', exist_ok=True)\nopen('/tmp/elsewhere/bank.py', 'w').close()"
    )
    assert graded(engine, f"{linked}\nimport sys\nsys.path.append('/tmp/elsewhere')", "import bank").scores == {
        "test": 0
    }


def test_the_texts_of_the_cells_before(engine: Engine) -> None:
    test = "shown = get_ipython().user_ns['In']\nassert shown[-2] == 'x = [0] * 3' and len(shown) == 3 and In is shown"
    found = graded(engine, "x = [0] * 3", test)
    assert found.scores == {"test": 1}, found.said("test")
    lie = "x = [0, 0, 0]\nget_ipython().user_ns['In'] = In = ['x = [0] * 3'] * 3"
    right = notebook(solution("answer", "x = [0] * 3"), check("test", test))
    assert grade(engine, right, {"answer": lie}).scores == {"test": 0}
