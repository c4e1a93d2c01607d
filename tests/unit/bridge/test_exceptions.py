"""An exception across the bridge: names, a message and plain data, whatever its own methods say."""

from typing import Any

import pytest

from autograder.bridge import exceptions
from autograder.faults import Malformed


class Odd(Exception):
    """Of a student's: its text raises, one of its attributes is no plain data."""

    def __init__(self) -> None:
        self.code, self.thing, self.deep = 7, object(), {"a": [1]}

    def __str__(self) -> str:
        raise RuntimeError


def test_what_is_told_of_an_exception() -> None:
    names, message, text, attributes, _arguments = exceptions.describe(ValueError("x\udc80" + "y" * 50_000))
    assert names[:2] == ["builtins.ValueError", "builtins.Exception"]
    assert message.startswith("x?y")
    assert len(message) == 20_000
    assert (text, attributes) == ("", [])


def test_an_exception_that_cannot_say_what_it_is_is_told_all_the_same() -> None:
    _names, message, _text, attributes, _arguments = exceptions.describe(Odd())
    assert "RuntimeError" in message
    assert [name for name, _document in attributes] == ["code"], "what needs a table of its own stays where it is"


def test_the_judge_tells_no_traceback_and_no_attributes() -> None:
    assert exceptions.describe(Odd(), with_traceback=False)[2:] == ["", [], None]


@pytest.mark.parametrize("document", [None, [], [["x"]], ["x", "y", "z", []], [[1], "y", "z", []], 7], ids=str)
def test_anything_else_is_malformed(document: Any) -> None:
    with pytest.raises((Malformed, TypeError, ValueError)):
        exceptions.rebuild(document)
