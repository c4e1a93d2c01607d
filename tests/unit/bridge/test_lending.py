"""What the judge's end serves of a test's objects: a table of what may be asked and set."""

import functools
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
import torch

from autograder.bridge.lending import demand_lent, is_hidden, may_be_set
from autograder.faults import Malformed

LENT = ["r", 1]


class Own:
    """A test's class: its cells run as `__main__`."""

    kind = "own"

    def __init__(self) -> None:
        self.x = 1


Own.__module__ = "__main__"


def _kind(value: Any) -> str:
    """A test's name must be the same in each worker: no address, and no number that Python draws."""
    return value if isinstance(value, str) else value.__name__ if isinstance(value, type) else type(value).__name__


@pytest.mark.parametrize(("op", "args"), [("call", [LENT]), ("get", [LENT, "x"]), ("vjp", [3, None])])
def test_what_was_lent_may_be_asked(op: str, args: list[Any]) -> None:
    demand_lent(op, args)


@pytest.mark.parametrize(
    ("op", "args"),
    [
        ("cell", [LENT]),
        ("start", []),
        ("exec", [LENT]),
        ("call", []),
        ("call", [["B", "type"]]),
        ("get", [["R", 1, "f", False, [], [], 0], "x"]),
        ("set", "r"),
    ],
)
def test_nothing_else_is_served(op: Any, args: Any) -> None:
    with pytest.raises(Malformed):
        demand_lent(op, args)


@pytest.mark.parametrize("name", ["__code__", "gi_frame", "f_globals", "tb_frame", "_private", "func_globals", "mro"])
def test_the_way_to_what_the_judge_knows_is_hidden(name: str) -> None:
    assert is_hidden(lambda: None, name)


@pytest.mark.parametrize(
    ("thing", "name", "hidden"),
    [
        (lambda: None, "__name__", False),
        (Own(), "x", False),
        (functools.partial(print), "func", True),
        (torch.nn.Linear(1, 1), "weight", False),
        (torch.nn.Linear(1, 1), "register_forward_hook", True),
        (torch.optim.SGD(torch.nn.Linear(1, 1).parameters(), lr=1), "register_step_post_hook", True),
        (Mock(), "configure_mock", True),
        (Mock(), "price", False),
    ],
    ids=_kind,
)
def test_what_is_hidden_of_a_thing(thing: Any, name: str, hidden: bool) -> None:
    assert is_hidden(thing, name) is hidden


@pytest.mark.parametrize(
    ("thing", "name", "may"),
    [
        (Own(), "x", True),
        (Own(), "fresh", True),
        (Own(), "kind", False),
        (Own(), "_x", False),
        (Own, "x", False),
        (SimpleNamespace(a=1), "a", True),
        (torch.nn.Linear(1, 1), "training", False),
        ([], "append", False),
    ],
    ids=_kind,
)
def test_what_an_answer_may_set(thing: Any, name: str, may: bool) -> None:
    assert may_be_set(thing, name, 1) is may
