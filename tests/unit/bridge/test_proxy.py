"""What stands for an object of the student's: it is asked, and never believed where it is compared with plain data."""

import copy
import inspect
import pickle
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from autograder.bridge import trust
from autograder.bridge.proxy import Remote, class_path, compare, identity, is_remote, link_of
from tests.support.bridge import Pair, pair

STUDENT = '''
import math, torch
class Point:
    """A point."""
    kind = "point"
    def __init__(self, x=1, y=2): self.x, self.y = x, y
    def __eq__(self, other): return getattr(other, "x", None) == self.x
    def __lt__(self, other): return self.x < other.x
    def allclose(self, other): return True
    def isna(self): return False
class Near(Point): pass
class Data:
    std = 2
    def __len__(self): return 3
    def mean(self): return 1
class Shaped:
    std, shape = 2, (3,)
    def mean(self): return 1
class Account:
    def sum(self): return 9
class Model(torch.nn.Module): pass
class Same:
    __hash__ = None
    def __eq__(self, other): return True
    __lt__ = __le__ = __ne__ = __eq__
class Seeing:
    seen = None
    def __eq__(self, other):
        Seeing.seen = other
        return False
def slope(x, at: float = 0.5, *more, named=None): return x
def root(): return math.sqrt
'''


@pytest.fixture(scope="module")
def sides() -> Iterator[Pair]:
    with pair(STUDENT) as opened:
        yield opened


def test_it_is_known_among_other_values(sides: Pair) -> None:
    point = sides.Point()
    assert is_remote(point)
    assert is_remote(sides.Point)
    assert not any(map(is_remote, (1, "x", [point], None, Remote)))
    link, number = identity(point)
    assert link is link_of(point) is sides.judge
    assert identity(sides.Point)[1] != number


def test_its_attributes_are_read_set_and_deleted_there(sides: Pair) -> None:
    point = sides.Point(3)
    assert (point.x, point.kind, sides.Point.kind) == (3, "point", "point")
    point.z = [1, 2]
    assert point.z == [1, 2]
    assert {"x", "y", "z", "allclose"} <= set(dir(point))
    del point.z
    with pytest.raises(AttributeError, match="z"):
        point.z  # noqa: B018


def test_it_shows_nothing_of_python_behind_it(sides: Pair) -> None:
    for name in ("__globals__", "__code__", "__closure__", "__subclasses__", "__reduce_ex__"):
        with pytest.raises((AttributeError, TypeError)):
            getattr(sides.slope, name)()
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(sides.Point())


def test_plain_data_is_never_its_own_to_compare(sides: Pair) -> None:
    same = sides.Same()
    for ask in (lambda: same == 3, lambda: same < 3, lambda: same in [3], lambda: [same] == [3]):
        with pytest.raises(TypeError, match="Compare plain data taken from it instead"):
            ask()
    for ask in (lambda: sides.Point().allclose(3), lambda: sides.Point().isna()):
        with pytest.raises(TypeError, match="which could say anything"):
            ask()
    assert [same == None, same == int, same != None] == [False, False, True]  # noqa: E711, E721


def test_an_object_without_a_comparison_of_its_own_differs_from_plain_data(sides: Pair) -> None:
    account = sides.Account()
    assert (account == 3, account != 3, account in [3, "a"], account in [3, account]) == (False, True, False, True)
    with pytest.raises(TypeError, match="which could say anything"):
        assert account == np.zeros(2), "the array would ask for the items"


def test_what_a_test_compares_with_does_not_cross(sides: Pair) -> None:
    seen = sides.Seeing()
    for ask in (lambda: seen == 4711, lambda: seen != [4711], lambda: 4711 in [seen], lambda: seen == 4711):
        with pytest.raises(TypeError, match="which could say anything"):
            ask()
    assert sides.Seeing.seen is None


@pytest.mark.parametrize("name", sorted(trust.COMPARING | trust.VERDICTS))
def test_each_method_that_would_decide_is_refused(sides: Pair, name: str) -> None:
    for thing in (sides.Point(), sides.Data()):
        with pytest.raises(TypeError, match="which could say anything"):
            getattr(thing, name)


@pytest.mark.parametrize("kind", ["Data", "Shaped"])
def test_an_object_that_stands_for_data_states_nothing_about_all_of_it(sides: Pair, kind: str) -> None:
    data = getattr(sides, kind)()
    for ask in (lambda: data.mean(), lambda: getattr(data, "mean")()):  # noqa: B009
        with pytest.raises(TypeError, match="which could say anything"):
            ask()
    assert data.std == 2, "a number is no method"
    sides.judge.methods = frozenset({"mean"})
    try:
        assert data.mean() == 1
    finally:
        sides.judge.methods = frozenset()


def test_an_object_of_the_solutions_may_have_a_sum(sides: Pair) -> None:
    account = sides.Account()
    with pytest.raises(TypeError, match="could say anything"):
        account.sum()
    sides.judge.methods = frozenset({"sum", "mean"})
    try:
        total = account.sum
        assert (account.sum(), total(), sides.Data.mean(sides.Data())) == (9, 9, 1)
        assert sides.Account.sum(account) == 9
    finally:
        sides.judge.methods = frozenset()


def test_what_the_exercise_asks_for_is_the_students_to_say(sides: Pair) -> None:
    sides.judge.methods = frozenset({"allclose"})
    try:
        assert sides.Point().allclose(3) is True
    finally:
        sides.judge.methods = frozenset()


def test_two_of_the_students_are_compared_by_the_students_own_method(sides: Pair) -> None:
    point = sides.Point(1)
    assert point == sides.Point(1)
    assert point != sides.Point(2)
    assert point < sides.Point(2)
    assert [compare(name, point, point) for name in ("__eq__", "__le__", "__ne__", "__lt__")] == [
        True,
        True,
        False,
        False,
    ]


def test_its_class_is_the_students(sides: Pair) -> None:
    near = sides.Near()
    assert isinstance(near, sides.Point)
    assert not isinstance(sides.Point(), sides.Near)
    assert issubclass(sides.Near, sides.Point)
    assert type(near) == sides.Near  # noqa: E721
    assert type(near) != sides.Point  # noqa: E721
    assert [one.__name__ for one in sides.Near.__mro__] == ["Near", "Point", "object"]
    assert class_path(sides.Point) == ""
    assert not isinstance(3, sides.Point)


def test_it_passes_for_a_librarys_class_and_for_no_data(sides: Pair) -> None:
    assert isinstance(sides.Model(), torch.nn.Module)
    assert issubclass(sides.Model, torch.nn.Module)
    assert sides.Model.__bases__ == (torch.nn.Module,)
    assert not isinstance(sides.Same(), int | float | list | np.ndarray | torch.Tensor)
    assert inspect.isclass(sides.Point)
    assert inspect.isfunction(sides.slope)


def test_a_function_says_its_parameters(sides: Pair) -> None:
    signature = inspect.signature(sides.slope)
    assert str(signature) == "(x, at: float = 0.5, *more, named=None)"
    assert sides.slope.__name__ == "slope"
    assert sides.Point.__doc__ == "A point."


def test_a_function_that_both_sides_have_is_known_as_such(sides: Pair) -> None:
    sides.student.extra["named"] = lambda thing: [thing.__module__, thing.__qualname__]
    assert sides.slope != inspect.isclass


def test_a_copy_is_another_object_there(sides: Pair) -> None:
    point = sides.Point(1)
    for other in (copy.copy(point), copy.deepcopy(point)):
        other.x = 5
        assert (point.x, other.x) == (1, 5)


def test_a_tests_class_may_derive_from_one_of_the_students(sides: Pair) -> None:
    class Mine(sides.Point):  # type: ignore[name-defined]
        def twice(self) -> int:
            return 2 * int(self.x)

    assert is_remote(Mine)
    assert (Mine(3).twice(), Mine(3).y, Mine.kind) == (6, 2, "point")
    assert isinstance(Mine(), sides.Point)


def test_one_object_is_one_key(sides: Pair) -> None:
    point, other = sides.Point(1), sides.Point(2)
    assert {point: "a", other: "b"}[point] == "a"
    assert "Same" in repr(sides.Same)
