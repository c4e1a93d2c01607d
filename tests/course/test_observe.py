"""`given` and `observe` in one ordinary namespace, as in a kernel, and in one that sends them elsewhere."""

from typing import Any

import pytest

SETUP = """
from course.helpers import given, observe

def gradient(x):
    return -1

def descend(x):
    return gradient(x) + 100
"""


@pytest.fixture
def cell() -> Any:
    namespace: dict[str, Any] = {}
    exec(SETUP, namespace)

    def run(source: str) -> dict[str, Any]:
        exec(source, namespace)
        return namespace

    return run


def test_within_the_block_the_students_code_finds_the_given_name(cell: Any) -> None:
    found = cell("with given(gradient=lambda x: x):\n    inside = descend(5)\noutside = descend(5)")
    assert (found["inside"], found["outside"]) == (105, 99)


def test_a_name_that_was_not_there_is_gone_afterwards(cell: Any) -> None:
    found = cell("with given(loss=1):\n    inside = loss")
    assert found["inside"] == 1
    assert "loss" not in found


def test_none_is_a_value_like_another(cell: Any) -> None:
    found = cell("gradient = None\nwith given(gradient=abs):\n    pass")
    assert found["gradient"] is None


def test_names_come_back_after_an_exception(cell: Any) -> None:
    with pytest.raises(ZeroDivisionError):
        cell("with given(gradient=lambda x: 1 / 0):\n    descend(5)")
    assert cell("after = descend(5)")["after"] == 99


def test_blocks_stand_in_one_another(cell: Any) -> None:
    found = cell(
        "with given(gradient=lambda x: 1):\n"
        "    with given(gradient=lambda x: 2):\n        inner = descend(0)\n"
        "    outer = descend(0)"
    )
    assert (found["inner"], found["outer"]) == (102, 101)


def test_a_name_that_the_cell_deleted_in_the_block_comes_back(cell: Any) -> None:
    assert cell("with given(gradient=abs):\n    del gradient\nafter = descend(5)")["after"] == 99
    assert "loss" not in cell("with given(loss=1):\n    del loss")


def test_it_works_from_within_a_function(cell: Any) -> None:
    assert (
        cell("def check():\n    with given(gradient=abs):\n        return descend(-5)\nseen = check()")["seen"] == 105
    )


def test_observe_calls_the_probe_where_it_stands(cell: Any) -> None:
    assert cell("seen = observe(lambda a, b: [descend(a), b], 5, 'b')")["seen"] == [99, "b"]


def test_a_namespace_of_the_judges_is_asked_instead() -> None:
    class Remote(dict):
        stored: list[str]

        def __setitem__(self, name: str, value: object) -> None:
            self.stored.append(name)
            super().__setitem__(name, value)

        def observe(self, probe: Any, *args: Any) -> tuple[Any, ...]:
            return ("sent", probe, args)

    namespace = Remote()
    namespace.stored = []
    exec(SETUP, namespace)
    namespace.stored.clear()
    exec("seen = observe(abs, -1)\nwith given(gradient=abs):\n    pass", namespace)
    assert namespace["seen"] == ("sent", abs, (-1,))
    assert namespace.stored.count("gradient") == 2  # bound and bound back, both through the namespace
