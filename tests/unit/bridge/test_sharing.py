"""Mutable values that both sides hold: what one side changes in place, the other has before its next line."""

import collections
import copy
import gc
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge import sharing, tables, values
from autograder.bridge.containers import KINDS
from autograder.bridge.sharing import Shared
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed, Unsendable


class Side(values.NoOthers):
    """One end without a link: its table, and the documents that it sends."""

    def __init__(self, judge: bool) -> None:
        self.shared = Shared(self, 2 if judge else 1)

    def encode_other(self, value: Any, depth: int) -> Any:
        if type(value) in KINDS or tables.kind_of(value) in tables.MUTABLE:
            return self.shared.encode(value, depth)
        if isinstance(value, np.ndarray | torch.Tensor):
            return self.shared.encode(value, depth)
        return super().encode_other(value, depth)

    def decode_other(self, tag: str, rest: list[Any], depth: int) -> Any:
        return self.shared.decode(rest, depth) if tag == "o" else super().decode_other(tag, rest, depth)


def over(document: Any) -> Any:
    return unpack(pack(document)[4:])


def send(value: Any, here: Side, there: Side) -> Any:
    """A message with this value, after all that has changed here."""
    changes = here.shared.changes()
    document = values.encode(value, here)
    here.shared.settle()
    there.shared.accept(over(changes))
    return values.decode(over(document), there)


@pytest.fixture
def sides() -> tuple[Side, Side]:
    return Side(judge=True), Side(judge=False)


def test_a_value_is_one_object_on_each_side(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    array = np.ones(2)
    there = send(array, judge, student)
    assert there is not array
    assert send(array, judge, student) is there
    assert send(there, student, judge) is array
    assert judge.shared.owns(judge.shared.key_of(array) or 0)


@pytest.mark.parametrize("value", [np.zeros(3), torch.zeros(3), [0.0] * 3], ids=["array", "tensor", "list"])
def test_a_change_in_place_goes_over_with_the_next_message(sides: tuple[Side, Side], value: Any) -> None:
    judge, student = sides
    there = send(value, judge, student)
    value[0] = 5.0
    send(None, judge, student)
    assert float(there[0]) == 5.0
    there[1] = 7.0
    send(None, student, judge)
    assert float(value[1]) == 7.0
    assert student.shared.changes() == judge.shared.changes() == [[], []], "nothing is told twice"


changes = st.lists(
    st.tuples(st.booleans(), st.integers(0, 2), st.integers(0, 2), st.integers(-9, 9)), min_size=1, max_size=8
)


@settings(max_examples=50)
@given(changes)
def test_both_sides_are_the_same_after_each_message(steps: list[tuple[bool, int, int, int]]) -> None:
    judge, student = Side(judge=True), Side(judge=False)
    here = [np.zeros(3), torch.zeros(3), [0, 0, 0]]
    there = send(tuple(here), judge, student)
    for of_the_judge, which, place, number in steps:
        (here if of_the_judge else there)[which][place] = number
        send(None, *((judge, student) if of_the_judge else (student, judge)))
        assert [list(map(float, one)) for one in here] == [list(map(float, one)) for one in there]


def test_a_container_that_holds_itself_and_others_stays_one_structure(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    ring: list[Any] = [1]
    ring.append(ring)
    there = send(ring, judge, student)
    assert there[1] is there
    ring.append(np.ones(1))
    send(None, judge, student)
    assert there[2].tolist() == [1.0]


def test_what_its_owner_lets_go_is_forgotten(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    array = np.ones(2)
    there = send(array, judge, student)
    del array
    gc.collect()
    send(None, judge, student)
    assert student.shared.key_of(there) is None
    assert judge.shared.held() == student.shared.held() == []


def test_a_cell_that_is_over_shares_nothing_more(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    things, array = [1], np.ones(1)
    there = send((things, array), judge, student)
    theirs = send([2], student, judge)
    judge.shared.withdraw()
    assert [judge.shared.key_of(one) for one in (things, array, theirs)] == [None] * 3
    assert sorted(judge.shared.changes()[1]) == [1, 2, 4], "the other side is told"
    student.shared.accept([[], [1, 2, 4]])
    assert student.shared.key_of(there[0]) is None


@pytest.mark.parametrize("of_the_judge", [True, False], ids=["judge", "student"])
@pytest.mark.parametrize(
    ("value", "change", "result"),
    [
        ([1], lambda one: one.append(2), [1, 2]),
        ({"a": 1}, lambda one: one.update({len(one): 0}), {"a": 1, 1: 0}),
        ({1}, lambda one: one.add(2), {1, 2}),
        (bytearray(b"a"), lambda one: one.extend(b"b"), bytearray(b"ab")),
        (collections.Counter("a"), lambda one: one.update("ab"), collections.Counter("aab")),
        (collections.defaultdict(None), lambda one: one.setdefault("a", []).append(1), {"a": [1]}),
        (
            collections.OrderedDict(a=1, b=2),
            lambda one: one.move_to_end(next(iter(one))),
            collections.OrderedDict([("b", 2), ("a", 1)]),
        ),
    ],
    ids=lambda one: type(one).__name__,
)
def test_a_container_is_shared_while_the_other_side_uses_its_copy(
    sides: tuple[Side, Side], of_the_judge: bool, value: Any, change: Callable[[Any], Any], result: Any
) -> None:
    value = copy.deepcopy(value)
    here, there = sides if of_the_judge else sides[::-1]
    mine = send(value, here, there)
    for _ in range(3):  # other messages in between
        send(None, here, there)
        send(None, there, here)
    change(mine)
    send(None, there, here)
    assert value == result
    assert type(value) is type(mine)
    assert send(mine, there, here) is value
    change(mine)
    del mine  # the last that its last user has done goes over, and then it is forgotten
    twice = copy.deepcopy(result)
    change(twice)
    send(None, there, here)
    assert value == twice
    assert here.shared.key_of(value) is None


def test_what_only_another_container_uses_goes_with_it(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    grid = [[0, 1], [1, 0]]
    there = send(grid, judge, student)
    row = there[0]
    del there
    for _ in range(2):
        send(None, student, judge)
    assert len(judge.shared._entries) == len(student.shared._entries) == 1
    row[0] = 5
    send(None, student, judge)
    assert grid == [[5, 1], [1, 0]]


def test_a_table_is_shared_in_the_same_way(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    table = pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]})
    there = send(table, judge, student)
    send(None, judge, student)
    there.loc[0, "a"] = 9.0
    there["c"] = 1
    send(None, student, judge)
    assert table["a"].tolist() == [9.0, 2.0]
    assert list(table) == ["a", "b", "c"]
    del there
    send(None, student, judge)
    assert judge.shared.key_of(table) is None


def test_too_many_containers_at_once_cross_as_copies(sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "MOST_CONTAINERS", 3)
    judge, student = sides
    grid = [[number] for number in range(5)]
    there = send(grid, judge, student)
    assert there == grid
    there[4][0] = 9
    send(None, student, judge)
    assert grid == [[0], [1], [2], [3], [9]], "its row has no number, but the whole has"


def test_whether_a_container_has_changed_here(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    things = [1]
    there = send(things, judge, student)
    for change, touched in ((lambda: None, False), (lambda: things.append(2), True), (lambda: None, False)):
        change()
        send(None, judge, student)
        assert judge.shared.touched is touched
    there.append(3)
    send(None, student, judge)
    send(None, judge, student)
    assert not judge.shared.touched, "the other side's change is none of this side's"


def test_the_other_side_lets_go_of_no_array_of_this_side(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    array, things = np.zeros(1), [1]
    there = send((array, things), judge, student)
    judge.shared.accept([[], [judge.shared.key_of(array), judge.shared.key_of(things)]])
    assert judge.shared.key_of(array) is not None
    assert judge.shared.key_of(things) is None
    del there


def test_what_is_not_sent_in_the_end_has_no_number(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    kept, array = np.zeros(1), np.ones(2)
    send(kept, judge, student)
    with pytest.raises(Unsendable):
        values.encode([array, object()], judge)
    values.encode(array, judge)
    judge.shared.take_back()
    assert judge.shared.key_of(array) is None
    assert judge.shared.key_of(kept) is not None
    assert send(array, judge, student).tolist() == [1.0, 1.0]


def test_a_grown_container_is_followed_by_its_copy(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    own = type("Stack", (list,), {})([1])
    key, content = student.shared.track(own, 0)
    copy = type("Copy", (list,), {})([1])
    judge.shared.follow(key, copy, content)
    own.append(2)
    judge.shared.accept(over(student.shared.changes()))
    assert copy == [1, 2]
    for number in ("1", 2, None):
        with pytest.raises(Malformed, match="not an id"):
            judge.shared.follow(number, copy, content)


@pytest.mark.parametrize(
    "rest",
    [
        ["1", "L", ["l", []]],
        [1, "L", None],
        [2, "L", ["l", []]],
        [1, "X", ["l", []]],
        [1, "A", ["|O", [1], b""]],
        [1, "T", [["float32", [1], b"0000"], False, False, "0", None]],
    ],
    ids=str,
)
def test_a_malformed_document_is_refused(sides: tuple[Side, Side], rest: list[Any]) -> None:
    with pytest.raises((Malformed, ValueError)):
        values.decode(["o", *rest], sides[0])


@pytest.mark.parametrize("told", [None, [], [[]], [[], [], []], [1, []], [[], None], "ab"], ids=str)
def test_malformed_changes_are_refused(sides: tuple[Side, Side], told: Any) -> None:
    with pytest.raises(Malformed, match="not a list of changes"):
        sides[0].shared.accept(told)


def test_a_change_fits_what_is_changed(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    array = np.zeros(2)
    send(array, judge, student)
    key = judge.shared.key_of(array)
    for content in (["<f8", [3], bytes(24)], ["<f4", [2], bytes(8)], ["<f8", [2], b""], 5, None):
        with pytest.raises(Malformed):
            judge.shared.accept([[[key, content]], []])
    assert array.tolist() == [0.0, 0.0]
    judge.shared.accept([[[99, None]], [77, key, "x"]])  # unknown numbers, and one that is not theirs to let go
    assert judge.shared.key_of(array) == key


def test_the_other_side_shares_no_more_than_there_is_room_for(
    sides: tuple[Side, Side], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "MOST", 3)
    judge, student = sides
    arrays = [np.zeros(1) for _ in range(6)]
    with pytest.raises(Malformed, match="too many shared objects"):
        send(tuple(arrays), student, judge)


def test_what_the_owner_cannot_take_over_is_told_back(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    leaf = torch.ones(2, requires_grad=True)
    result = leaf * 2
    there = send(result, judge, student)
    there.requires_grad_(False)
    send(None, student, judge)
    assert result.requires_grad
    send(None, judge, student)
    assert there.requires_grad


def test_the_names_of_a_record_that_are_changed_in_place_are_not_overlooked(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    array = np.zeros(2, dtype=np.dtype([("a", float), ("b", float)]))
    send(array, judge, student)
    array.dtype.names = ("x", "y")
    with pytest.raises(Malformed, match="changed its size or dtype"):
        send(None, judge, student)
