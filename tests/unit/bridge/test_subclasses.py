"""An object of a student's subclass of a built-in type: its content is plain data, its methods stay there."""

from collections.abc import Iterator
from enum import Enum, Flag, IntEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.bridge import lookalike, subclasses
from autograder.bridge.proxy import is_remote
from tests.support.bridge import Pair, pair

STUDENT = """
from enum import Enum
from typing import NamedTuple
class Stack(list):
    def peek(self): return self[-1]
    def push(self, x): self.append(x); return self
    def __eq__(self, other): return True
    def __len__(self): return 99
    __hash__ = None
class Celsius(float):
    def fahrenheit(self): return 1.8 * self + 32
    def __eq__(self, other): return True
    __hash__ = float.__hash__
class Point(NamedTuple):
    x: int
    y: int
    def norm(self): return (self.x**2 + self.y**2) ** 0.5
class Line(NamedTuple):
    slope: float
    def __call__(self, x, at=0): return self.slope * x + at
class Table(dict):
    def __call__(self, key): return self[key]
class Bare(list): pass
class Counts(dict):
    def __missing__(self, key): return 0
    def most(self): return max(self, key=self.get)
class Level(str, Enum):
    LOW = "low"
    def higher(self): return "high"
class Conf(dict):
    __getattr__ = dict.__getitem__
def low(): return Level.LOW
def stack(): global kept; kept = Stack([1, 2, 3]); return kept
def same(x): return x is kept
def push(x): kept.append(x)
"""


@pytest.fixture(scope="module")
def sides() -> Iterator[Pair]:
    with pair(STUDENT) as opened:
        yield opened


def test_its_content_is_plain_data_and_its_methods_are_asked(sides: Pair) -> None:
    stack = sides.stack()
    assert isinstance(stack, list)
    assert (list(stack), stack[0], stack.peek()) == ([1, 2, 3], 1, 3)
    assert is_remote(subclasses.behind(stack))
    celsius = sides.Celsius(100.0)
    assert isinstance(celsius, float)
    assert celsius.fahrenheit() == 212.0
    point = sides.Point(3, 4)
    sides.judge.methods = frozenset({"norm"})
    try:
        assert (tuple(point), point.x, point.norm()) == ((3, 4), 3, 5.0)
    finally:
        sides.judge.methods = frozenset()


def test_what_the_built_in_type_does_is_no_matter_of_the_students(sides: Pair) -> None:
    stack = sides.stack()
    assert stack != [1]
    assert len(stack) == 3
    assert sides.Celsius(1.0) != 2.0
    sides.judge.methods = frozenset({"__len__"})
    try:
        assert len(sides.Stack([1])) == 99, "where the exercise asks for it"
    finally:
        sides.judge.methods = frozenset()


def test_it_comes_back_as_itself_and_follows_the_original(sides: Pair) -> None:
    stack = sides.stack()
    assert sides.same(stack) is True
    sides.push(4)
    assert list(stack) == [1, 2, 3, 4]


def test_a_dict_of_theirs_is_a_dict(sides: Pair) -> None:
    counts = sides.Counts({"a": 1, "b": 3})
    assert (dict(counts), counts.most()) == ({"a": 1, "b": 3}, "b")


def test_one_that_is_a_function_too_is_called(sides: Pair) -> None:
    line, table = sides.Line(2.0), sides.Table({"a": 1})
    assert (callable(line), line(3.0, at=1.0), line.slope) == (True, 7.0, 2.0)
    assert (callable(table), table("a"), dict(table)) == (True, 1, {"a": 1})
    assert not callable(sides.Point(1, 2))
    assert not callable(sides.stack())


def test_a_text_says_its_content_whatever_its_own_str_says(sides: Pair) -> None:
    assert sides.low() == "low"
    assert sides.low() is sides.Level.LOW, "a member of an enumeration is one object"
    assert sides.low().higher() == "high"


def test_a_dict_that_gives_its_keys_as_attributes_still_does(sides: Pair) -> None:
    conf = sides.Conf(lr=0.1)
    assert (conf.lr, conf["lr"], isinstance(conf, dict)) == (0.1, 0.1, True)
    with pytest.raises(KeyError):
        _ = conf.rate


def test_a_subclass_without_methods_is_its_plain_type(sides: Pair) -> None:
    assert type(sides.Bare([1])) is list


def _main(base: type, **body: Any) -> Any:
    return type("Own", (base,), {"__module__": "__main__", **body})


@pytest.mark.parametrize(
    ("value", "grown"),
    [
        ([], False),
        (3, False),
        (object(), False),
        (_main(list)(), False),
        (_main(list, peek=len)(), True),
        (_main(float, __eq__=lambda self, other: True)(), False),
        (_main(str, shout=str.upper)("a"), True),
        (type("OptimizeResult", (dict,), {"__getattr__": dict.__getitem__})(), True),
    ],
    ids=[
        *("list", "int", "object", "own list", "own list, method", "own float, operator", "own str, method"),
        "library's dict with attributes",
    ],
)
def test_only_what_has_more_than_its_content_is_grown(value: Any, grown: bool) -> None:
    assert subclasses.is_grown(value) is grown


def test_an_attribute_is_more_than_the_content() -> None:
    value = _main(list)()
    value.note = 1
    assert subclasses.is_grown(value)


def test_a_tests_own_text_or_number_is_asked_for_its_methods() -> None:
    shout = _main(str, shout=str.upper)("a")
    assert subclasses.is_of_a_test(shout)
    assert not subclasses.is_of_a_test("a")
    assert not subclasses.is_of_a_test(_main(list)())
    assert not subclasses.is_of_a_test(IntEnum("Color", "RED", module="__main__").RED)  # type: ignore[attr-defined]
    assert (subclasses.is_hidden(shout, "upper"), subclasses.is_hidden(shout, "shout")) == (True, False)
    assert not subclasses.is_hidden([], "append")


@given(st.integers() | st.floats(allow_nan=False) | st.text() | st.binary() | st.complex_numbers(allow_nan=False))
def test_a_subclass_as_its_base_type_is_equal_and_exact(value: Any) -> None:
    own = _main(type(value), __eq__=lambda self, other: False)(value)
    plain = subclasses.as_base_type(own)
    assert (type(plain), plain) == (type(value), value)
    assert subclasses.as_base_type(value) is value
    assert type(subclasses.as_base_type(np.float64(1))) is np.float64


@pytest.mark.parametrize("value", ["ab", b"ab", 3, 2.5, 1j, (1, 2), frozenset({1, 2})], ids=repr)
def test_the_content_is_read_by_no_method_of_the_students(value: Any) -> None:
    kind = type(value)
    lies = ("str", "bytes", "int", "index", "float", "complex", "iter", "len", "getitem", "pos", "trunc")
    lying = _main(kind, **{f"__{name}__": lambda *_: 1 / 0 for name in lies})(value)
    content = subclasses.content_of(lying, kind)
    assert (type(content), content) == (kind, value)


def test_what_a_class_adds_is_told_by_its_public_names() -> None:
    own = _main(list, peek=len, _secret=len, __len__=len, __reduce__=None)
    assert subclasses.own_names(own) == ["__len__", "peek"]
    assert subclasses.own_names(list) == []


def test_a_member_of_an_enumeration_that_both_sides_have(monkeypatch: pytest.MonkeyPatch) -> None:
    color = Enum("Color", "RED BLUE", module="__main__", qualname="Color")
    flag = Flag("Right", "READ WRITE", module="__main__", qualname="Right")
    monkeypatch.setattr(lookalike, "_find", lambda module, qualname: {"Color": color, "Node": int}.get(qualname))
    assert subclasses.member("Color", "RED") is color["RED"]
    for qualname, name in (("Color", "GREEN"), ("Node", "real"), ("Other", "RED"), (5, "RED"), ("Color", None)):
        assert subclasses.member(qualname, name) is None
    assert subclasses.is_member(color["RED"])
    assert not subclasses.is_member(flag["READ"] | flag["WRITE"])
