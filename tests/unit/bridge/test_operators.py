"""The special methods of remote objects: which ones go across, and what is checked of what comes back."""

from collections.abc import Iterator

import numpy as np
import pytest

from autograder.bridge.claims import COMPARISONS
from autograder.bridge.operators import READING, SPECIAL, specials_of
from tests.support.bridge import Pair, pair

STUDENT = """
class Vector:
    def __init__(self, *parts): self.parts = list(parts)
    def __add__(self, other): return Vector(*(a + b for a, b in zip(self.parts, other.parts)))
    def __mul__(self, k): return Vector(*(k * a for a in self.parts))
    __rmul__ = __mul__
    def __neg__(self): return Vector(*(-a for a in self.parts))
    def __len__(self): return len(self.parts)
    def __getitem__(self, i): return self.parts[i]
    def __setitem__(self, i, x): self.parts[i] = x
    def __iter__(self): return iter(self.parts)
    def __reversed__(self): return reversed(self.parts)
    def __contains__(self, x): return True
    def __bool__(self): return True
    def __float__(self): return 1.5
    def __int__(self): return 7
    def __str__(self): return "v"
    def __call__(self, x): return x + 1
    def __array__(self, dtype=None, copy=None): 
        import numpy as np
        return np.array(self.parts, dtype)
class Lying:
    def __float__(self): return 3
    def __int__(self): return True
    def __bool__(self): return 1
    def __str__(self): return type("S", (str,), {})("x")
class Empty:
    def __len__(self): return 0
    def __bool__(self): return True
class Swallow:
    def __enter__(self): return 5
    def __exit__(self, *error): return True
class Plain: pass
def count(n):
    for i in range(n): yield i
"""


@pytest.fixture(scope="module")
def sides() -> Iterator[Pair]:
    with pair(STUDENT) as opened:
        yield opened


def test_an_object_has_the_special_methods_of_its_own_type(sides: Pair) -> None:
    vector, plain = sides.Vector(1, 2), sides.Plain()
    assert hasattr(type(vector), "__len__")
    assert not hasattr(type(plain), "__len__")
    assert (callable(vector), callable(plain)) == (True, False)
    with pytest.raises(TypeError, match="not subscriptable"):
        plain[0]


def test_operators_between_two_of_the_students_go_across(sides: Pair) -> None:
    vector = sides.Vector(1, 2) + sides.Vector(3, 4)
    assert (vector.parts, (-vector).parts, len(vector), vector(3)) == ([4, 6], [-4, -6], 2, 4)
    assert (list(vector), list(reversed(vector)), vector[1], vector[-1], vector[:1]) == ([4, 6], [6, 4], 6, 6, [4])
    vector[0] = 9
    assert vector.parts == [9, 6]
    assert np.array(vector).tolist() == [9, 6]
    assert (float(vector), int(vector), str(vector)) == (1.5, 7, "v")


def test_arithmetic_with_plain_data_is_asked_for_by_the_exercise_or_refused(sides: Pair) -> None:
    vector = sides.Vector(1, 2)
    for ask in (lambda: vector * 2, lambda: 2 * vector):
        with pytest.raises(TypeError, match="could say anything"):
            ask()
    sides.judge.methods = frozenset({"__mul__"})
    try:
        assert ((vector * 2).parts, (2 * vector).parts) == ([2, 4], [2, 4])
    finally:
        sides.judge.methods = frozenset()


def test_membership_is_told_from_the_items(sides: Pair) -> None:
    vector = sides.Vector(1, 2)
    assert 2 in vector
    assert 5 not in vector, "the student's own __contains__ says yes to all"
    sides.judge.methods = frozenset({"__contains__"})
    try:
        assert 5 in vector
    finally:
        sides.judge.methods = frozenset()


def test_truth_follows_the_length(sides: Pair) -> None:
    assert not sides.Empty()
    assert sides.Vector(1)


@pytest.mark.parametrize("convert", [float, int, bool, str])
def test_a_conversion_gives_exactly_its_type(sides: Pair, convert: type) -> None:
    lying = sides.Lying()
    if convert is str:  # a subclass crosses as its plain type
        assert type(str(lying)) is str
        return
    with pytest.raises(TypeError, match=f"{convert.__name__} expected"):
        convert(lying)


def test_a_context_manager_swallows_no_check_that_failed(sides: Pair) -> None:
    with sides.Swallow() as given:
        assert given == 5
        raise ValueError("on purpose")
    for failed in (AssertionError, NameError):
        with pytest.raises(failed), sides.Swallow():
            raise failed("a check")


def test_an_index_below_the_length_is_there(sides: Pair) -> None:
    vector = sides.Vector(1, 2)
    with pytest.raises(IndexError):
        vector[2]
    assert list(sides.count(3)) == [0, 1, 2]


def test_the_special_methods_of_a_value_are_those_of_its_type() -> None:
    class Sized:
        __hash__ = None  # type: ignore[assignment]

        def __len__(self) -> int:
            return 1

        def __getattr__(self, name: str) -> object:
            raise AttributeError(name)

    assert specials_of(Sized()) == ["__len__"]
    assert "__hash__" in specials_of(3)
    assert "__dataclass_fields__" in specials_of(type("D", (), {"__dataclass_fields__": {}})())


def test_nothing_that_changes_an_object_counts_as_reading() -> None:
    assert set(COMPARISONS) <= set(READING) <= set(SPECIAL)
    assert not {"__setitem__", "__delitem__", "__iadd__", "__enter__", "__exit__"} & set(READING)
    assert "__call__" not in READING
