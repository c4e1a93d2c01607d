"""A look at what a shared container holds tells whether it has changed, and shares nothing new."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch

from autograder.bridge import values
from autograder.bridge.sharing import Shared
from autograder.bridge.snapshots import Items, Snapshots
from autograder.faults import Unsendable


@pytest.fixture
def shared() -> Shared:
    return Shared(values.NoOthers(), 2)


class Thing:
    pass


def filled() -> list[Any]:
    return [1, "a", [2, {3}], {"k": np.zeros(2)}, np.array([1, "x"], dtype=object), pd.Series([1, 2]), torch.ones(1)]


def _first(things: list[Any]) -> None:
    things[0] = 2


def _inner(things: list[Any]) -> None:
    things[2][1].add(4)


def _array(things: list[Any]) -> None:
    things[3]["k"][0] = 1.0


def _objects(things: list[Any]) -> None:
    things[4][0] = 2


def _table(things: list[Any]) -> None:
    things[5].iloc[0] = 9


def _other(things: list[Any]) -> None:
    things[6] = torch.ones(1)


@pytest.mark.parametrize("change", [_first, _inner, _array, _objects, _table, _other])
def test_a_change_is_seen(shared: Shared, change: Callable[[list[Any]], None]) -> None:
    snapshots, things = Snapshots(shared), filled()
    before = snapshots.of(things, "L")
    assert snapshots.of(things, "L") == before
    change(things)
    assert snapshots.of(things, "L") != before


def test_a_look_gives_no_numbers(shared: Shared) -> None:
    things = filled()
    Snapshots(shared).of(things, "L")
    assert shared.held() == []
    assert shared.changes() == [[], []]


def test_what_has_a_number_is_told_by_it(shared: Shared) -> None:
    array = np.zeros(2)
    shared.encode(array, 0)
    before = Snapshots(shared).of([array], "L")
    array += 1
    assert Snapshots(shared).of([array], "L") == before, "its own content is told by its own number"
    assert Snapshots(shared).of([np.zeros(2)], "L") != before


def test_a_thing_is_the_same_only_as_itself(shared: Shared) -> None:
    snapshots, things = Snapshots(shared), [Thing()]
    before = snapshots.of(things, "L")
    assert snapshots.of(things, "L") == before
    things[0] = Thing()
    assert snapshots.of(things, "L") != before


def test_a_subclass_is_not_its_plain_type(shared: Shared) -> None:
    own = type("Own", (list,), {})
    snapshots = Snapshots(shared)
    assert snapshots.of([own([1])], "L") != snapshots.of([[1]], "L")


def test_a_container_that_holds_itself_cannot_be_looked_at(shared: Shared) -> None:
    ring: list[Any] = []
    ring.append(ring)
    with pytest.raises(Unsendable, match="holds itself"):
        Snapshots(shared).of(ring, "L")


def test_a_librarys_object_is_told_by_its_state(shared: Shared) -> None:
    generator = np.random.default_rng(0)
    before = Snapshots(shared).of(generator, "P")
    assert Snapshots(shared).of(generator, "P") == before
    generator.random()
    assert Snapshots(shared).of(generator, "P") != before


X, Y = torch.ones(1), torch.ones(1)
KEYS = {id(X): 3, id(Y): 5}


def key_of(value: Any) -> int | None:
    return KEYS.get(id(value))


@pytest.mark.parametrize(
    ("container", "change"),
    [
        ([1.5, X, (X, "a")], lambda one: one.append(2)),
        ([1.5, X, (X, "a")], lambda one: one.pop()),
        ([1.5, X, (X, "a")], lambda one: one.reverse()),
        ([1.5, X, (X, "a")], lambda one: one.__setitem__(1, Y)),
        ({"lr": 0.1, "w": X}, lambda one: one.update(lr=0.2)),
        ({"lr": 0.1, "w": X}, lambda one: one.update(w=Y)),
        ({"lr": 0.1, "w": X}, lambda one: one.update(lr=one.pop("w"), w=one.pop("lr"))),
        ({"lr": 0.1, "w": X}, lambda one: one.update(momentum=0.9)),
        ({"a": 1, "b": 2}, lambda one: one.update(a=one.pop("a"))),
        ({1, 2, X}, lambda one: one.discard(2)),
        ({1, 2, X}, lambda one: one.add(3)),
    ],
)
def test_items_tell_every_change_of_a_container(container: Any, change: Callable[[Any], Any]) -> None:
    items = Items(container, key_of, {3, 5})
    assert items.suffice
    assert items.holds(container)
    change(container)
    assert not items.holds(container)


def test_items_no_longer_hold_where_one_is_not_shared_any_more() -> None:
    shared = {3, 5, 7}
    items = Items([X, (Y,)], key_of, shared)
    assert items.suffice
    assert items.holds([X, (Y,)]) is False  # another tuple
    pair = [X, Y]
    items = Items(pair, key_of, shared)
    assert items.suffice
    shared.remove(7)
    assert items.holds(pair)
    shared.remove(5)
    assert not items.holds(pair)


@pytest.mark.parametrize("item", [[1], {"a": 1}, {1}, np.zeros(1), torch.ones(1), ([1],), bytearray(b"a"), Thing()])
def test_what_may_change_without_being_shared_is_looked_at_as_a_whole(item: Any) -> None:
    things = [1, item]
    items = Items(things, key_of, {3, 5})
    assert items.are_those_of(things)
    assert not items.holds(things)
