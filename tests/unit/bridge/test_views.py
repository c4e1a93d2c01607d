"""All views of a student's object that stands for data tell of one length."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autograder.bridge.views import counted
from tests.support.bridge import Pair, pair

STUDENT = """
import numpy as np
class Table:
    '''Each of its views may be told to say something else.'''
    def __init__(self, **other): self.other = other
    def __len__(self): return 3
    def __iter__(self): return iter([1, 2, 3])
    def tolist(self): return [1, 2, 3][: self.other.get("tolist", 3)]
    def to_numpy(self): return np.arange(float(self.other.get("to_numpy", 3)))
    def iterrows(self): return iter([(i, i) for i in range(self.other.get("iterrows", 3))])
    @property
    def shape(self): return (self.other.get("shape", 3), 2)
    @property
    def empty(self): return self.other.get("empty", False)
    def values(self): return [1, 2, 3][: self.other.get("values", 3)]
class Mapping:
    def __init__(self): self.turn = 0
    def keys(self): return ["a", "b"]
    def __iter__(self): return iter(["a", "b"])
    def __len__(self): return 2
    def __getitem__(self, key): return key.upper()
    def items(self): return [("a", "right"), ("b", "as wanted")]
    def values(self): return ["right", "as wanted"]
"""


@pytest.fixture(scope="module")
def sides() -> Iterator[Pair]:
    with pair(STUDENT) as opened:
        yield opened


def test_views_that_agree_are_as_they_are(sides: Pair) -> None:
    table = sides.Table()
    assert (table.tolist(), table.to_numpy().tolist(), table.shape, table.empty) == (
        [1, 2, 3],
        [0, 1, 2],
        (3, 2),
        False,
    )
    assert len(list(table.iterrows())) == 3
    assert len(table) == 3


def _each(table: Any) -> dict[str, Any]:
    return {
        "tolist": lambda: table.tolist(),
        "to_numpy": lambda: table.to_numpy(),
        "iterrows": lambda: list(table.iterrows()),
        "shape": lambda: table.shape,
        "values": lambda: list(table.values()),
    }


@pytest.mark.parametrize("view", ["tolist", "to_numpy", "iterrows", "shape", "values"])
@pytest.mark.parametrize("length", [0, 2])
def test_a_view_of_another_length_is_told(sides: Pair, view: str, length: int) -> None:
    table = sides.Table(**{view: length})
    assert len(table) == 3
    with pytest.raises(TypeError, match="Table: an object that has more than one length"):
        _each(table)[view]()


def test_a_table_with_rows_is_not_empty(sides: Pair) -> None:
    with pytest.raises(TypeError, match="empty, and has a length"):
        sides.Table(empty=True).empty  # noqa: B018


def test_what_a_mapping_gives_is_what_its_keys_give(sides: Pair) -> None:
    mapping = sides.Mapping()
    assert dict(mapping.items()) == {"a": "A", "b": "B"}
    assert list(mapping.values()) == ["A", "B"]
    assert list(mapping.keys()) == ["a", "b"]


def test_items_are_counted_at_their_end(sides: Pair) -> None:
    table = sides.Table()
    assert len(table) == 3
    assert list(counted(table, iter("abc"))) == ["a", "b", "c"]
    items = counted(table, iter("ab"))
    assert [next(items), next(items)] == ["a", "b"]
    with pytest.raises(TypeError, match="more than one length"):
        next(items)


def test_a_view_that_the_exercise_asks_for_is_the_students(sides: Pair) -> None:
    table = sides.Table(shape=2)
    sides.judge.methods = frozenset({"shape"})
    try:
        assert len(table) == 3
        assert table.shape == (2, 2)
    finally:
        sides.judge.methods = frozenset()
    assert np.ndim(table.to_numpy()) == 1
