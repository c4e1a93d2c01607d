"""A function's signature goes over as plain data, and a default that is none by its repr."""

import functools
import inspect
from types import SimpleNamespace
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


class Secret:
    def __repr__(self) -> str:
        raise AssertionError("a test's object is asked")


def lent(x, y: int, z: Secret, near=0.5, /, *, hidden=(1, 2), other=Secret()) -> "str": ...  # noqa: B008


def test_of_a_tests_function_only_what_is_plain_is_told() -> None:
    found = signatures.rebuild(signatures.describe_lent(lent), lambda found: found)
    assert str(found) == "(x, y: int, z, near=0.5, /, *, hidden=..., other=...) -> 'str'"
    assert list(signatures.rebuild(signatures.describe_lent(Own().method), lambda found: found).parameters) == ["x"]


class Own:
    __signature__ = inspect.signature(lent)

    def method(self, x): ...

    def __call__(self, x): ...


@pytest.mark.parametrize("thing", [Own, Own(), functools.partial(lent, 1), len, functools.lru_cache(lent), 5])
def test_nothing_else_of_a_test_has_a_signature(thing: Any) -> None:
    with pytest.raises(TypeError, match="no function"):
        signatures.describe_lent(thing)


def test_the_code_of_a_tests_function_does_nothing() -> None:
    class Told:
        __signature__ = signatures.rebuild(signatures.describe_lent(lent), lambda found: found)
        __name__ = "lent"
        _type_name = "function"
        _link = SimpleNamespace(request=lambda op, thing: signatures.flags_of_lent(lent))

    code, real = signatures.code_as_told(Told()), lent.__code__
    for name in ("co_argcount", "co_posonlyargcount", "co_kwonlyargcount", "co_varnames", "co_flags", "co_name"):
        assert getattr(code, name) == getattr(real, name)
    assert (code.co_consts, code.co_names, code.co_freevars) == ((None,), (), ())
