"""What is not plain, as one end sends it: the judge decodes any document or refuses it, and runs nothing of it."""

import contextlib
import json
import pickle
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge import values
from autograder.bridge.codec import Objects
from autograder.bridge.proxy import is_remote
from autograder.faults import Malformed, Unsendable, Withdrawn

tags = st.sampled_from([*values._DECODERS, "o", "R", "r", "k", "X", "B", "G", "P", "Z", "?"])
parts = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats() | st.text(max_size=8)
    | st.binary(max_size=16) | st.sampled_from(["float32", "<f8", "|O", "<U3", "cpu", "torch", "os:system"]),
    lambda inner: (
        st.lists(inner, max_size=5) | st.builds(lambda tag, rest: [tag, *rest], tags, st.lists(inner, max_size=5))
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=500)
@given(parts)
def test_the_judge_decodes_or_refuses_any_document(document: Any) -> None:
    with contextlib.suppress(Malformed):
        values.decode(document, Objects(judge=True))


@pytest.mark.parametrize(
    "document",
    [
        ["o", 1, "P", [[pickle.dumps(print), []], None]],
        ["o", 1, "P", [[b"cos\nsystem\n(S'true'\ntR.", []], None]],
        ["G", "os", "system"],
        ["y", "|O8"],
        ["n", "|O", b"12345678"],
    ],
)
def test_the_judge_reads_no_pickle_and_imports_nothing(document: Any) -> None:
    with pytest.raises(Malformed):
        values.decode(document, Objects(judge=True))


@pytest.fixture
def ends() -> tuple[Objects, Objects]:
    """The judge's and the student's end. What one encodes the other decodes, and neither asks."""
    return Objects(judge=True), Objects(judge=False)


class Thing:
    def __len__(self) -> int:
        return 3


def sent(value: Any, here: Objects, there: Objects) -> Any:
    return values.decode(values.encode(value, here), there)


def test_a_thing_stays_and_comes_back_as_itself(ends: tuple[Objects, Objects]) -> None:
    judge, student = ends
    thing = Thing()
    remote = sent(thing, student, judge)
    assert is_remote(remote)
    assert (type(remote).__name__, hasattr(type(remote), "__len__")) == ("Thing", True)
    assert sent(thing, student, judge) is remote, "one thing is one remote object"
    assert sent(remote, judge, student) is thing


def test_of_a_tests_thing_no_hash_crosses_and_what_is_over_is_withdrawn(ends: tuple[Objects, Objects]) -> None:
    judge, student = ends
    remote = sent(Thing(), judge, student)
    document = values.encode(remote, student)
    assert is_remote(remote)
    judge.withdraw()
    with pytest.raises(Withdrawn):
        values.decode(document, judge)


def test_a_module_is_not_lent(ends: tuple[Objects, Objects]) -> None:
    for end in ends:
        with pytest.raises(Unsendable, match="the module pytest: pass the function that you need"):
            values.encode(pytest, end)


def test_what_fails_half_way_lends_nothing(ends: tuple[Objects, Objects]) -> None:
    _judge, student = ends
    with pytest.raises(Unsendable):
        student._encode_answer((Thing(), Thing(), json))
    assert student.lent.things == {}


def test_what_both_sides_have_goes_by_its_name_and_only_from_the_judge(ends: tuple[Objects, Objects]) -> None:
    judge, student = ends
    relu = torch.nn.functional.relu
    same = sent(relu, judge, student) is relu  # not in the assertion: pytest would ask a remote object what it is
    assert same
    assert sent(int, student, judge) is int
    assert is_remote(sent(np.linalg.norm, student, judge))


def test_a_students_subclass_arrives_as_its_plain_type(ends: tuple[Objects, Objects]) -> None:
    judge, student = ends
    floaty = type("Floaty", (float,), {"__eq__": lambda self, other: True, "__hash__": None})(2.0)
    assert type(sent(floaty, student, judge)) is float


def test_an_array_of_things_is_a_copy(ends: tuple[Objects, Objects]) -> None:
    judge, student = ends
    things = np.array([[1, "a"], [None, 2.5]], dtype=object)
    back = sent(things, student, judge)
    assert (back.shape, back.tolist(), back is things) == ((2, 2), things.tolist(), False)


def test_a_list_that_is_handed_over_twice_is_one_list(ends: tuple[Objects, Objects]) -> None:
    judge, student = ends
    things = [1, [2]]
    first = values.decode(student._encode_answer(things), judge)
    assert values.decode(student._encode_answer(things), judge) is first
    things.append(3)
    judge.shared.accept(student.shared.changes())
    assert first == [1, [2], 3]


def test_a_result_with_a_graph_is_a_node_of_this_sides(ends: tuple[Objects, Objects]) -> None:
    judge, student = ends
    w = torch.ones(2, requires_grad=True)
    there = values.decode(values.encode(w, judge), student)
    loss = values.decode(student._encode_answer((there * 3).sum()), judge)
    assert loss.item() == 6.0
    assert loss.grad_fn is not None
    assert not values.decode(values.encode((w * 2).sum(), judge), student).grad_fn, "an argument is a leaf there"


@pytest.mark.parametrize(
    "document",
    [
        ["R", "1", "f", False, [], [], 0], ["R", 1, "f", False, ["x"] * 200, [], 0], ["R", 1, 5, False, [], [], 0],
        ["R", 1, "f", False, [], [7], 0], ["r", 99], ["Z", 3, [], 0, ["l", []]],
        ["k", 1, ["float32", [], b"0000"], [1]], ["X", 5], ["B", "os.system"], ["o", "1", "L", ["l", []]],
    ],
    ids=str,
)  # fmt: skip
def test_a_malformed_document_is_refused(ends: tuple[Objects, Objects], document: Any) -> None:
    with pytest.raises((Malformed, Withdrawn)):
        values.decode(document, ends[0])
