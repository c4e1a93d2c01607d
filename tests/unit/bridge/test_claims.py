"""Which methods and operators of a student's object count: those that the solution, or its library, has too."""

from collections.abc import Iterator

import pytest
import torch

from autograder.bridge import claims
from tests.support.bridge import Pair, pair

CELLS = """
import collections
import torch
class Own:
    def area(self): return 1
    def __add__(self, other): return self
class Net(torch.nn.Module): pass
class Loader:
    __module__, __qualname__ = "torch.utils.data.dataloader", "DataLoader"
class Made:
    __module__, __qualname__ = "collections", "deque"
class Tensor:
    __module__, __qualname__ = "torch", "Tensor"
class Unknown:
    __module__ = "no_such_library.part"
own, other, net, loader, made, tensor, unknown = Own(), Own(), Net(), Loader(), Made(), Tensor(), Unknown()
queue = collections.deque([1])
def work(): yield 1
"""


@pytest.fixture
def sides() -> Iterator[Pair]:
    with pair(CELLS) as made:
        made.judge.words = frozenset({"torch", "area"})
        yield made


def test_a_method_may_be_a_word_of_the_solution(sides: Pair) -> None:
    assert claims.may_have(sides.own, "area")
    assert not claims.may_have(sides.own, "score")
    sides.judge.words = None
    assert claims.may_have(sides.own, "score")


def test_a_class_below_a_librarys_has_its_methods_and_no_others(sides: Pair) -> None:
    assert claims.may_have(sides.net, "parameters")
    assert not claims.may_have(sides.net, "score")
    assert claims.defines(sides.net, "parameters")


def test_a_function_is_one_of_pythons_own(sides: Pair) -> None:
    assert claims.may_have(sides.work(), "send")
    assert not claims.may_have(sides.work(), "score")


@pytest.mark.parametrize("name", ["made", "queue"])
def test_a_library_counts_where_the_instructor_names_it(sides: Pair, name: str) -> None:
    assert not claims.defines(getattr(sides, name), "count")
    sides.judge.words = frozenset({"collections"})
    assert claims.defines(getattr(sides, name), "count")
    assert not claims.defines(getattr(sides, name), "mean")


def test_no_claim_to_be_data_counts(sides: Pair) -> None:
    assert not claims.defines(sides.tensor, "mean")


def test_a_library_that_only_the_student_side_imports(sides: Pair) -> None:
    assert not claims.defines(sides.unknown, "mean")
    sides.judge.words = frozenset({"no_such_library"})
    assert claims.defines(sides.unknown, "mean")


def test_operators_and_comparisons_of_two_objects(sides: Pair) -> None:
    assert not claims.combines(sides.own, "__add__")
    assert not claims.compares(sides.own, "__eq__")
    assert (sides.own == sides.other, sides.own != sides.other) == (False, True)
    with pytest.raises(TypeError, match="could say anything"):
        sides.own + sides.other
    sides.judge.methods = frozenset({"__add__"})
    sides.judge.words = frozenset({"__eq__"})
    assert claims.combines(sides.own, "__radd__", "__add__")
    assert claims.compares(sides.own, "__ne__")
    sides.judge.words = frozenset({"dataclass"})
    assert claims.compares(sides.own, "__lt__")


def test_a_module_that_a_test_imports_has_functions_of_any_name(sides: Pair) -> None:
    own = sides.own
    assert not claims.defines(own, "mean")
    sides.judge.modules[object.__getattribute__(own, "_id")] = "bank"
    assert claims.defines(own, "mean")
    assert claims.may_have(own, "score")
    assert not claims.may_have(sides.unknown, "score")
    sides.judge.modules[99] = "no_such_library.part"
    assert claims.may_have(sides.unknown, "score")
    assert claims.compares(sides.unknown, "__eq__")


def test_the_students_end_asks_what_it_likes(sides: Pair) -> None:
    assert torch.nn.Module is claims._class(sides.judge, "torch.nn.modules.module:Module")
    sides.judge.judge = False
    assert claims.may_have(sides.own, "score")
    assert claims.defines(sides.own, "mean")
    assert claims.compares(sides.own, "__eq__")
