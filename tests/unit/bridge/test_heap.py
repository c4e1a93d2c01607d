"""Things of this side have a number as long as they are lent, and are held no longer."""

import gc
from unittest import mock

import pytest
import torch

from autograder.bridge.heap import Borrowed, Lent
from autograder.faults import Unsendable, Withdrawn


class Thing:
    pass


def test_a_thing_keeps_its_number_until_it_is_taken_back() -> None:
    lent, thing = Lent(), Thing()
    number = lent.number(thing)
    assert lent.number(thing) == number != lent.number(Thing())
    assert lent.thing(number) is thing
    lent.take_back([number, 77, "none"])
    with pytest.raises(Withdrawn):
        lent.thing(number)
    assert lent.number(thing) != number, "the other side may still think of the old number"


def test_another_thing_at_the_same_address_has_another_number() -> None:
    lent, thing, other = Lent(), Thing(), Thing()
    number = lent.number(thing)
    lent._numbers[id(other)] = number  # as where `other` lay there before
    assert lent.number(other) != number
    assert lent.thing(number) is thing


def test_what_is_not_sent_in_the_end_is_not_lent() -> None:
    lent, kept, leaf = Lent(), Thing(), torch.ones(1, requires_grad=True)
    number = lent.number(kept)

    def send() -> None:
        with lent.all_or_nothing():
            lent.number(Thing())
            lent.node(leaf * 2, [leaf])
            raise Unsendable("too large")

    with pytest.raises(Unsendable):
        send()
    assert list(lent.things) == [number]
    assert lent.nodes == {}


def test_there_is_a_limit_to_what_is_lent() -> None:
    lent = Lent()
    with mock.patch("autograder.bridge.heap._MOST", 3):
        for _ in range(4):
            lent.number(Thing())
        with pytest.raises(Unsendable, match="too many"):
            lent.number(Thing())
    lent.clear()
    assert lent.things == {}


def test_what_nobody_holds_is_let_go_once() -> None:
    borrowed, thing = Borrowed(), Thing()
    borrowed.hold(5, thing)
    assert borrowed.let_go() == []
    del thing
    gc.collect()
    assert borrowed.let_go() == [5]
    assert borrowed.let_go() == []
