"""Types of annotations as plain data: what they are on one side they are on the other."""

import typing  # noqa: F401  in the texts
from collections import OrderedDict  # noqa: F401
from typing import Any, Generic, TypeVar

import pytest

from autograder.bridge import annotations, values
from autograder.bridge.library_objects import TYPES
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed

T = TypeVar("T")
NAMES = {cls: name for name, cls in TYPES.items()}


class Side(values.NoOthers):
    def encode_other(self, value: Any, depth: int) -> Any:
        found = annotations.encode(value, self, depth)
        return ["B", NAMES[value]] if found is None and value in NAMES else found or super().encode_other(value, depth)

    def decode_other(self, tag: str, rest: list[Any], depth: int) -> Any:
        return annotations.decode(rest, self, depth) if tag == "an" else TYPES[rest[0]]


class Own:
    pass


class OwnOf(Generic[T]):
    pass


@pytest.mark.parametrize(
    "text",
    [
        *("list[int]", "dict[str, list[float]]", "tuple[int, ...]", "set[str] | None", "int | str", "Any"),
        *("typing.Optional[int]", "typing.List[int]", "typing.Union[int, str, None]", "typing.Literal['a', 1]"),
        *("typing.Sequence[Any]", "typing.Dict[str, typing.Tuple[int, int]]", "typing.Optional[list[int]]"),
    ],
)
def test_an_annotation_is_the_same_on_the_other_side(text: str) -> None:
    value = eval(text)
    back = values.decode(unpack(pack(values.encode(value, Side()))[4:]), Side())
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(
    "text", ["list[Own]", "typing.Optional[Own]", "OwnOf[int]", "T", "Own", "typing.List", "OrderedDict[str, int]", "3"]
)
def test_other_values_are_none(text: str) -> None:
    assert annotations.encode(eval(text), Side(), 0) is None


@pytest.mark.parametrize(
    "rest",
    [["List", []], ["os", [["B", "int"]]], [5, [["B", "int"]]], ["get_type_hints", [["B", "int"]]], ["List", [1.5]],
     ["Literal", [["t", []]]]],
    ids=str,
)  # fmt: skip
def test_a_malformed_document_is_refused(rest: list[Any]) -> None:
    with pytest.raises(Malformed):
        values.decode(["an", *rest], Side())
