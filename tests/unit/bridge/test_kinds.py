"""Which mutable values are shared, and how one is made that comes over for the first time."""

from typing import Any, NamedTuple

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import torch

from autograder.bridge import arrays, codecs, subclasses, tables
from autograder.bridge.kinds import kind_of, new, of_a_library, table
from autograder.faults import Malformed

TENSOR = arrays.tensor_content(torch.tensor([1.0, 2.0]))


class Stack(list):  # type: ignore[type-arg]
    pass


class Pair(NamedTuple):
    x: int


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (torch.ones(1), "T"),
        (torch.nn.Parameter(torch.ones(1)), "T"),
        (np.ones(1), "A"),
        ([], "L"),
        ({}, "M"),
        (set(), "S"),
        (Stack(), "G"),
        (pd.DataFrame(), "F"),
        (pd.Series([1]), "F"),
        (nx.Graph(), "V"),
        (torch.nn.Linear(1, 1), "P"),
        (np.random.default_rng(0), "P"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_value_has_its_kind(value: Any, kind: str) -> None:
    assert kind_of(value) == kind


@pytest.mark.parametrize(("kind", "empty"), [("L", []), ("M", {}), ("S", set())])
def test_a_container_is_made_empty(kind: str, empty: Any) -> None:
    made = new(kind, ["l", [1, 2]])
    assert (type(made), made) == (type(empty), empty)


def test_a_tensor_is_a_leaf_as_it_was() -> None:
    plain, leaf, parameter = (new("T", [TENSOR, *flags]) for flags in ((False, False), (False, True), (True, False)))
    assert [one.tolist() for one in (plain, leaf, parameter)] == [[1.0, 2.0]] * 3
    assert [one.requires_grad for one in (plain, leaf, parameter)] == [False, True, False]
    assert [type(one) for one in (plain, leaf, parameter)] == [torch.Tensor, torch.Tensor, torch.nn.Parameter]
    assert leaf.is_leaf
    assert not new("T", [TENSOR, 1, 1]).requires_grad, "only True says so"


def test_an_array_a_table_and_a_librarys_value_are_made_of_their_documents() -> None:
    assert new("A", arrays.array_content(np.arange(3))).tolist() == [0, 1, 2]
    frame = pd.DataFrame({"a": [1, 2]})
    assert new("F", tables.encode(frame)).equals(frame)
    assert list(new("V", codecs.encode(nx.path_graph(3))).nodes) == [0, 1, 2]


@pytest.mark.parametrize("kind", ["P", "G", "", "TT", None, 3, [], "F ", b"T"], ids=str)
def test_nothing_is_made_of_another_kind(kind: Any) -> None:
    with pytest.raises((Malformed, TypeError)) as caught:
        new(kind, [])
    assert caught.type is Malformed or kind == [], kind


@pytest.mark.parametrize(
    "content", [None, [], ["pd"], ["pd", "Index", [], [], None], ["lib", "symbols", "expression", ["c", "Pi"]], "pd"],
    ids=str,
)  # fmt: skip
def test_a_document_of_something_else_is_no_table_and_no_value(content: Any) -> None:
    for make in (table, of_a_library):
        with pytest.raises((Malformed, LookupError)):
            make(content)


def test_a_value_that_cannot_change_is_not_shared() -> None:
    assert (list, dict, set) == subclasses.MUTABLE
    assert kind_of((1,)) == kind_of(Pair(1)) == "P"
