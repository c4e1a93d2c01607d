"""Python's mutable containers: what one refers to, and how its content is replaced in place."""

import collections
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.bridge.containers import CLASSES, KINDS, items_of, replace_content


def test_each_class_has_a_letter_of_its_own() -> None:
    assert {CLASSES[letter]: letter for letter in CLASSES} == KINDS


def _of_students(base: Any, **body: Any) -> Any:
    return type("Own", (base,), {"__module__": "__main__", **body})


@pytest.mark.parametrize(
    ("value", "new"),
    [
        ([1, 2], [3]),
        ({"a": 1}, {"b": 2}),
        ({1}, {2, 3}),
        (bytearray(b"ab"), bytearray(b"c")),
        (collections.Counter("aab"), collections.Counter(b=5)),
        (collections.OrderedDict(a=1, b=2), collections.OrderedDict(b=1, a=2)),
        (collections.defaultdict(list, a=[1]), collections.defaultdict(list, b=[2])),
    ],
)
def test_a_content_is_replaced_in_place_by_the_built_in_types_own_methods(value: Any, new: Any) -> None:
    lying = _of_students(type(value), clear=None, update=None, __setitem__=None)
    lying = lying(list, value) if isinstance(value, collections.defaultdict) else lying.__new__(lying)
    for one in (value, lying):
        replace_content(one, new)
        assert one == new
        assert list(one) == list(new)
        assert len(one) == len(new)


@given(st.permutations("abcd"), st.permutations("abcdef"))
def test_an_ordered_dict_stays_whole(before: list[str], after: list[str]) -> None:
    """The list of keys of an OrderedDict is its own: `dict.clear` would leave it as it was."""
    value = collections.OrderedDict.fromkeys(before, 0)
    replace_content(value, collections.OrderedDict.fromkeys(after, 1))
    assert list(value.items()) == [(key, 1) for key in after]
    value.move_to_end(after[0])
    assert value.popitem() == (after[0], 1)


def test_a_default_factory_is_taken_over_once() -> None:
    value: Any = collections.defaultdict()
    replace_content(value, collections.defaultdict(list))
    assert value.default_factory is list
    replace_content(value, collections.defaultdict(set, a=1))
    assert value.default_factory is list
    assert value == {"a": 1}


def test_what_a_container_refers_to() -> None:
    assert items_of([1, "a"]) == [1, "a"]
    assert items_of({"a": 1}) == ["a", 1, None]
    assert items_of(collections.defaultdict(list, a=1)) == ["a", 1, list]
    assert items_of(bytearray(b"a")) == [97]
