"""Plain values come over bit for bit, and any document is decoded or refused."""

import collections
import contextlib
import dataclasses
import datetime
import decimal
import fractions
import pathlib
import struct
from collections import namedtuple
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge import values
from autograder.bridge.containers import KINDS
from autograder.bridge.places import Places
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed, Unsendable


class Plain(values.NoOthers):
    """Containers and arrays without sharing: what `Link` adds is tested further down."""

    def encode_other(self, value: Any, depth: int) -> Any:
        if type(value) in KINDS:
            return values.container(value, self, depth)
        return super().encode_other(value, depth)


PLAIN = Plain()
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.complex_numbers()
    | st.fractions() | st.decimals(allow_nan=False) | st.datetimes() | st.dates() | st.times() | st.timedeltas()
    | st.from_type(range) | st.text(st.characters(categories=["Cs"]), max_size=3)
)  # fmt: skip
hashable = scalars | st.tuples(scalars, scalars) | st.frozensets(st.integers() | st.text())
plain = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.integers() | st.text() | st.tuples(st.integers()), inner, max_size=4)
        | st.sets(st.integers() | st.text(), max_size=4)
    ),
    max_leaves=20,
)


def same(one: Any, other: Any) -> bool:
    """Same type and same bits, NaN included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other)
    if isinstance(one, complex):
        return same(one.real, other.real) and same(one.imag, other.imag)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(map(repr, one)) == list(map(repr, other)) and all(map(same, one.values(), other.values()))
    return bool(one == other)


def there_and_back(value: Any) -> Any:
    return values.decode(unpack(pack(values.encode(value, PLAIN))[4:]), PLAIN)


@given(plain)
def test_a_plain_value_survives_the_round_trip_bit_for_bit(value: Any) -> None:
    assert same(there_and_back(value), value)


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        values.decode(unpack(data))


def test_exact_numbers() -> None:
    for number in (2**200, -(2**64), fractions.Fraction(1, 3), decimal.Decimal("0.1"), -0.0, float("inf")):
        assert same(there_and_back(number), number)


def test_what_holds_itself_is_refused() -> None:
    ring: list[Any] = []
    ring.append(ring)
    with pytest.raises(Unsendable, match="holds itself"):
        values.encode(ring, PLAIN)


def test_the_named_tuple_class_is_of_our_own_making() -> None:
    point = namedtuple("point", "x y")(1, datetime.date(2020, 1, 1))
    back = values.decode(values.encode_named_tuple(point, PLAIN, 0), PLAIN)
    assert back == point
    assert type(back) is not type(point)
    for words in (["class", ["x"]], ["p", ["x", "x"]], ["p", ["_x"]], ["p", ["x;y"]]):
        with pytest.raises(Malformed):
            values.decode(["N", *words, [1] * len(words[1]), 1], PLAIN)


@pytest.mark.parametrize(
    "value",
    [
        slice(1, None, 2), ..., NotImplemented, bytearray(b"x"), torch.Size([2, 3]), torch.float64, torch.device("cpu"),
        np.float32(0.1), np.datetime64("2020-01-01"), np.complex128(1 + 2j), np.bool_(True), frozenset({(1, 2)}),
        collections.Counter("aab"), collections.OrderedDict(b=1, a=2), datetime.timedelta(-1, 2, 3), range(0, 9, 4),
    ],
    ids=str,
)  # fmt: skip
def test_so_do_listed_types_of_the_libraries(value: Any) -> None:
    back = there_and_back(value)
    assert type(back) is type(value)
    assert back == value


def test_a_defaultdict_keeps_its_factory() -> None:
    back = there_and_back(collections.defaultdict(None, {"a": 1}))
    assert (type(back), back, back.default_factory) == (collections.defaultdict, {"a": 1}, None)
    with pytest.raises(Malformed, match="collections"):
        values.decode(["w", 3, ["d", []]])


def test_a_path_of_a_students_looks_at_no_file() -> None:
    assert type(there_and_back(pathlib.Path("a/b"))) is pathlib.PurePosixPath


def test_what_a_librarys_tuple_gives_has_its_names() -> None:
    back = values.decode(["Y", "max", [1, 2]])
    assert (type(back), back.values) == (torch.return_types.max, 1)
    for name in ("system", "__doc__", "os.path", 3, None):
        with pytest.raises(Malformed):
            values.decode(["Y", name, [1, 2]])


def test_a_dataclass_field_finds_its_way() -> None:
    (field,) = dataclasses.fields(dataclasses.make_dataclass("Point", [("x", int, dataclasses.field(default=3))]))
    field.type = "int"
    back = there_and_back(field)
    assert (back.name, back.type, back.default, back.init) == ("x", "int", 3, True)
    with pytest.raises(Malformed):
        values.decode(["F", "x", "int", [], [True] * 4, "__class__"])


class _Classes(values.NoOthers):
    def decode_other(self, tag: str, rest: list[Any], depth: int) -> Any:
        return {"B": str}[tag]


@pytest.mark.parametrize("field", ["equals", "identical", "items", "all", "mean"])
def test_a_function_in_a_named_tuple_does_not_answer_for_the_data(field: str) -> None:
    got = values.decode(["N", "p", [field, "f"], [["B"], ["B"]], 1], _Classes())
    with pytest.raises(TypeError, match=f"{field} of a student's named tuple could say anything"):
        getattr(got, field)
    assert (got.f, got[0], tuple(got), got._asdict()[field]) == (str, str, (str, str), str)
    asked = _Classes()
    asked.methods = {field}  # type: ignore[attr-defined]
    assert getattr(values.decode(["N", "p", [field], [["B"]], 1], asked), field) is str, "the exercise asks for it"


def test_a_named_tuple_has_fields_of_any_other_name() -> None:
    assert values.decode(["N", "p", ["eq"], [1], 1]).eq == 1, "plain data compares nothing"
    with pytest.raises(Malformed):
        values.decode(["N", "p", ["class"], [1], 1])


@pytest.mark.parametrize(
    "document",
    [
        [], [1], ["?"], ["l"], ["l", 3], ["i", 5], ["i", "0x" + "f" * 2**17], ["m", "1" * 10_001], ["g", 1, 2, 0],
        ["q", 1, 0], ["q", 1.5, 2], ["td", 5], ["td", "yesterday"], ["d", [[["l", []], 1]]], ["s", [["l", []]]],
        ["c", "x", 1], ["D", "float"], ["z", "x"], ["u", b"\xff\xff"], ["p", 4], ["W", "Counter", 3],
        ["W", "deque", ["d", []]], ["n", "<f8", b"short"], {"a": 1}, object(),
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_a_malformed_document_is_refused(document: Any) -> None:
    with pytest.raises(Malformed):
        values.decode(document)


def test_nothing_is_nested_too_deep() -> None:
    document: Any = 1
    for _turn in range(values.DEEPEST + 2):
        document = ["t", [document]]
    with pytest.raises(Malformed, match="too deep"):
        values.decode(document)


@pytest.mark.parametrize(
    "value", [object(), print, int, [1], np.array([], object)], ids=["object", "function", "class", "list", "array"]
)
def test_what_is_not_plain_is_not_sent(value: Any) -> None:
    with pytest.raises(Unsendable, match="is not plain data"):
        values.encode(value)


def test_a_subclass_is_no_plain_value() -> None:
    with pytest.raises(Unsendable):
        values.encode(type("Floaty", (float,), {})(1.0))


def test_a_folders_name_is_translated_in_texts() -> None:
    class Placed(values.NoOthers):
        places = Places("/here/own", "/there/own")

    document = values.encode(("open /here/own/data.csv", "/here/owner"), Placed())
    assert document == ["t", ["open /there/own/data.csv", "/here/owner"]]
    assert values.decode(document, Placed()) == ("open /here/own/data.csv", "/here/owner")
