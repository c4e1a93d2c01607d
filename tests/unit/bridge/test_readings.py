"""An object of the student's that stands for data is read once between two calls of the student's code."""

from collections.abc import Iterator

import pytest

from autograder.bridge.readings import Told, hold_to, next_of, reading_of
from tests.support.bridge import Pair, pair

STUDENT = """
class Moody:
    '''Other items each time that it is asked.'''
    turn = 0
    def __iter__(self): Moody.turn += 1; return iter([self.turn, 2, 3])
    def __getitem__(self, i): return 99
    def __len__(self): return 3
    def poke(self): return None
class ByPlace:
    def __getitem__(self, i):
        if i > 2: raise IndexError(i)
        return 10 * i
class Mapping:
    turn = 0
    def keys(self): return ["a", "b"]
    def __iter__(self): return iter(["a", "b"])
    def __getitem__(self, key): Mapping.turn += 1; return (key, self.turn)
class Long:
    def __len__(self): return 3
    def __iter__(self): return iter([1])
class Shrinking:
    lengths = [3, 2]
    def __len__(self): return self.lengths.pop(0)
class Scalar: pass
def items(): return iter([1, 2])
"""


@pytest.fixture(scope="module")
def sides() -> Iterator[Pair]:
    with pair(STUDENT) as opened:
        yield opened


def test_what_was_read_stays_until_the_next_call(sides: Pair) -> None:
    moody = sides.Moody()
    first = list(moody)
    assert first == list(moody)
    assert moody[0] == first[0], "an item is the one that iteration gives"
    assert moody[-1] == 3
    assert moody[:2] == first[:2]
    moody.poke()
    assert list(moody) != first
    with pytest.raises(IndexError):
        moody[3]


def test_an_object_without_iteration_is_read_place_by_place(sides: Pair) -> None:
    assert list(sides.ByPlace()) == [0, 10, 20]
    assert sides.ByPlace()[1] == 10


def test_a_mapping_is_its_keys_and_their_values(sides: Pair) -> None:
    mapping = sides.Mapping()
    reading = reading_of(mapping)
    assert reading is not None
    assert reading.is_mapping
    once = reading.as_dict()
    assert (list(once), once) == (["a", "b"], reading.as_dict())
    assert mapping["a"] == once["a"]
    with pytest.raises(KeyError, match="c"):
        mapping["c"]


def test_an_object_has_one_length(sides: Pair) -> None:
    long = sides.Long()
    assert len(long) == 3
    with pytest.raises(TypeError, match="Long: an object that has more than one length"):
        list(long)
    shrinking = sides.Shrinking()
    assert len(shrinking) == 3
    with pytest.raises(TypeError, match="more than one length"):
        len(shrinking)


def test_a_length_is_the_students_where_the_exercise_asks_for_it(sides: Pair) -> None:
    long = sides.Long()
    sides.judge.methods = frozenset({"__len__"})
    try:
        assert (hold_to(long, 3), hold_to(long, 4)) == (3, 4)
        assert reading_of(long) is None
    finally:
        sides.judge.methods = frozenset()


def test_only_what_stands_for_data_is_read(sides: Pair) -> None:
    for thing in (sides.Scalar(), sides.items(), sides.Moody):
        assert reading_of(thing) is None
    assert reading_of(sides.Moody()) is not None


def test_the_next_item_changes_no_object(sides: Pair) -> None:
    long = sides.Long()
    hold_to(long, 1)
    found = sides.items()
    sides.judge.told[1] = 7
    assert next_of(found) == 1
    assert sides.judge.told[1] == 7
    assert next_of(iter([5])) == 5


def test_what_was_told_is_kept_over_a_look_and_lost_with_a_call() -> None:
    told = Told()
    told[1] = 3
    with told.kept():
        told.clear()
        told[2] = 4
    assert told == {1: 3, 2: 4}
    told.clear()
    assert (dict(told), told.readings) == ({}, {})
