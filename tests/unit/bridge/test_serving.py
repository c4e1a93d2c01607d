"""What the judge's end answers about a test's objects, and what the student's end answers about the student's."""

from types import SimpleNamespace
from typing import Any

import pytest
import torch

from autograder.bridge import serving


def end(judge: bool) -> Any:
    return SimpleNamespace(judge=judge, gives_gradients=True, lends=lambda _: True, lent=SimpleNamespace(nodes={}))


class Thing:
    size = 3
    _secret = 4

    def twice(self, n: int) -> int:
        return 2 * n

    def __len__(self) -> int:
        return 3

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def test_a_students_object_gives_and_takes_everything() -> None:
    link, thing = end(judge=False), Thing()
    assert serving.get(link, thing, "_secret") == 4
    serving.set_attribute(link, thing, "_secret", 5)
    assert thing._secret == 5
    assert serving.special(link, thing, "__eq__", 1) is True
    assert serving.method(link, thing, "twice", 4) == (True, 8)
    assert serving.method(link, thing, "size") == (False, 3)


def test_a_tests_object_gives_and_takes_little() -> None:
    link, thing = end(judge=True), Thing()
    assert serving.get(link, thing, "size") == 3
    assert serving.special(link, thing, "__len__") == 3
    with pytest.raises(AttributeError):
        serving.get(link, thing, "_secret")
    with pytest.raises(AttributeError, match="cannot be set"):
        serving.set_attribute(link, thing, "size", 5)
    with pytest.raises(TypeError, match="of a test's object"):
        serving.special(link, thing, "__eq__", 1)
    assert thing.size == 3


def test_a_gradient_is_given_unless_the_test_forbids_it() -> None:
    link, w = end(judge=True), torch.ones(2, requires_grad=True)
    link.lent.nodes[1] = ((w * 3).sum(), [w])
    assert serving.vjp(link, 1, torch.ones(()))[0].tolist() == [3.0, 3.0]  # type: ignore[union-attr]
    link.gives_gradients = False
    for ask in (serving.vjp, serving.derivative):
        with pytest.raises(RuntimeError, match="no gradients"):
            ask(link, 1, torch.ones(()))
