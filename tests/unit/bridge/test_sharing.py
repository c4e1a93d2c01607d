"""Mutable values that both sides hold: what one side changes in place, the other has before its next line."""

import gc
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge import sharing, values
from autograder.bridge.sharing import Shared
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed, Unsendable


class Side(values.NoOthers):
    """One end without a link: its table, and the documents that it sends."""

    def __init__(self, judge: bool) -> None:
        self.shared = Shared(self, 2 if judge else 1)

    def encode_other(self, value: Any, depth: int) -> Any:
        if isinstance(value, list | dict | set):
            return self.shared.encode(value, depth, scoped=True)
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


def test_lists_are_shared_for_one_call_and_arrays_for_longer(sides: tuple[Side, Side]) -> None:
    judge, student = sides
    things, array = [1], np.ones(1)
    send((things, array), judge, student)
    judge.shared.end_call()
    assert judge.shared.key_of(things) is None
    assert judge.shared.key_of(array) is not None
    judge.shared.withdraw()
    assert judge.shared.key_of(array) is None
    assert judge.shared.changes()[0] == [4], "the other side is told"


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
            judge.shared.accept([[], [[key, content]]])
    assert array.tolist() == [0.0, 0.0]
    judge.shared.accept([[77, key, "x"], [[99, None]]])  # unknown numbers, and one that is not theirs to let go
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
