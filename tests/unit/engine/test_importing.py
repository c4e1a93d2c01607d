"""`import` in a test cell: the judge's own modules first, then the student's."""

import builtins
import importlib
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from autograder.engine.judge import importing

BANK = SimpleNamespace(double=lambda x: 2 * x, sub=SimpleNamespace(x=1))


@pytest.fixture
def names() -> Iterator[dict[str, Any]]:
    own, own_module, names = builtins.__import__, importlib.import_module, dict[str, Any]()

    def module(name: str) -> Any:
        found = {"bank": BANK, "json.bank": BANK, "bank.sub": BANK.sub}.get(name)
        if found is None:
            raise ImportError(f"the student's side has no {name}")
        return found

    importing.ask_the_student(names, module)
    yield names
    builtins.__import__, importlib.import_module = own, own_module


def test_a_missing_module_is_the_students(names: dict[str, Any]) -> None:
    exec("import bank\nfrom bank import double\nimport bank.sub as sub\nimport bank.sub\nimport json", names)
    assert names["bank"] is BANK
    assert (names["double"](2), names["sub"].x, names["json"].loads("1")) == (4, 1, 1)


def test_a_missing_part_of_a_module_is_the_students(names: dict[str, Any]) -> None:
    exec("from json import bank, loads", names)
    assert (names["bank"].double(3), names["loads"]("2")) == (6, 2)


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
