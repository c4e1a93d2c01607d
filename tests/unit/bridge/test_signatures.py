"""A function's signature goes over as plain data, and a default that is none by its repr."""

import inspect
from typing import Any

import pytest

from autograder.bridge import signatures


def plain(x, /, y: int, *rest, z=2, **more: str) -> float: ...


def defaults(none=None, flag=True, text="a", things=(1, 2), function=len): ...


def told(function: Any) -> inspect.Signature:
    return signatures.rebuild(signatures.describe(function), lambda found: found)


def test_plain_parameters_are_the_same_on_both_sides() -> None:
    assert told(plain) == inspect.signature(plain)


def test_a_default_that_is_no_plain_value_is_shown_by_its_repr() -> None:
    assert str(told(defaults)) == "(none=None, flag=True, text='a', things=(1, 2), function=<built-in function len>)"
    assert told(defaults).parameters["things"].default != (1, 2)


def test_an_annotation_is_read_as_this_side_has_it() -> None:
    found = signatures.rebuild(signatures.describe(plain), lambda found: found.__name__)
    assert found.return_annotation == "float"
    assert found.parameters["y"].annotation == "int"
    assert found.parameters["x"].annotation is inspect.Parameter.empty


@pytest.mark.parametrize("told", [[], [["x", 99, False, [True, 1], []], []], [["1x", 1, False, [True, 1], []], []]])
def test_what_describes_no_function_is_refused(told: list[Any]) -> None:
    with pytest.raises(ValueError, match=r"unpack|valid"):
        signatures.rebuild(told, lambda found: found)
