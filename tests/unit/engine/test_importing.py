"""`import` in a test cell: the judge's own modules first, then the student's."""

import builtins
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.engine.judge import importing

BANK = SimpleNamespace(double=lambda x: 2 * x, sub=SimpleNamespace(x=1))


@pytest.fixture
def names() -> Iterator[dict[str, Any]]:
    own, own_module, names = builtins.__import__, importlib.import_module, dict[str, Any]()

    def module(name: str) -> Any:
        found = {"bank": BANK, "lent_mall.bank": BANK, "json.bank": BANK, "math": BANK, "bank.sub": BANK.sub}.get(name)
        if found is None:
            raise ImportError(f"the student's side has no {name}")
        return found

    importing.ask_the_student(names, {"lent_mall"}, module)
    yield names
    builtins.__import__, importlib.import_module = own, own_module


def test_a_missing_module_is_the_students(names: dict[str, Any]) -> None:
    exec("import bank\nfrom bank import double\nimport bank.sub as sub\nimport bank.sub\nimport json", names)
    assert names["bank"] is BANK
    assert (names["double"](2), names["sub"].x, names["json"].loads("1")) == (4, 1, 1)


def test_a_missing_part_of_a_package_of_the_instructors_is_the_students(
    names: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lent_mall").mkdir()
    (tmp_path / "lent_mall" / "__init__.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    exec("from lent_mall import bank, x\nimport lent_mall.bank as again", names)
    assert (names["bank"].double(3), names["x"], names["again"]) == (6, 1, BANK)
    monkeypatch.delitem(sys.modules, "lent_mall")


def test_a_module_that_the_judge_has_is_never_the_students(names: dict[str, Any]) -> None:
    for text in ("from json import bank", "import json.bank", "from math import double"):
        with pytest.raises(ImportError):
            exec(text, names)


def test_what_neither_side_has_is_missing_as_ever(names: dict[str, Any]) -> None:
    with pytest.raises(ModuleNotFoundError, match="No module named 'nothing'"):
        exec("import nothing", names)
    with pytest.raises(ImportError, match="cannot import name 'nothing' from 'json'"):
        exec("from json import nothing", names)


def test_a_module_by_its_name(names: dict[str, Any]) -> None:
    exec("import importlib\nbank = importlib.import_module('bank')\njson = importlib.import_module('json')", names)
    assert names["bank"] is BANK
    assert names["json"].loads("3") == 3
    for name in ("nothing", "bank"):
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(name)


def test_other_code_imports_as_ever(names: dict[str, Any]) -> None:
    with pytest.raises(ModuleNotFoundError):
        exec("import bank", {})
