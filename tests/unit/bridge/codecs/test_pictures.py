"""Pillow's images as mode, size and bytes."""

from typing import Any

import pytest
from PIL import Image

from autograder.bridge import codecs
from autograder.bridge.codecs import pictures
from autograder.bridge.wire import pack, unpack
from autograder.faults import Malformed


def there_and_back(value: Any) -> Any:
    tag, *rest = unpack(pack(codecs.encode(value))[4:])
    assert tag == "lib"
    return codecs.decode(rest)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "CMYK", "LA", "I", "F", "HSV", "I;16"])
def test_a_picture_is_the_same_there(mode: str) -> None:
    picture = Image.new(mode, (13, 5), 1)
    if mode == "P":
        picture.putpalette([7, 8, 9, 1, 2, 3])
    got = there_and_back(picture)
    assert type(got) is Image.Image
    assert (got.mode, got.size, got.tobytes()) == (mode, (13, 5), picture.tobytes())
    assert got.convert("RGB").tobytes() == picture.convert("RGB").tobytes()


def test_the_format_of_a_file_stays_where_it_is_known() -> None:
    picture = Image.new("L", (1, 1))
    picture.format = "PNG"
    assert there_and_back(picture).format == "PNG"
    picture.format = "<script>"
    assert there_and_back(picture).format is None


def test_an_empty_picture_and_another_kind_of_value() -> None:
    assert there_and_back(Image.new("RGB", (0, 5))).size == (0, 5)
    assert pictures.kind_of("picture") is None


@pytest.mark.parametrize(
    "document",
    [
        ["RGB", [4, 4], b"short", b"", None],
        ["RGB", [2**14, 2**40], b"", b"", None],
        ["RGB", [-1, 1], b"", b"", None],
        ["RGB", [1, 1, 1], b"123", b"", None],
        ["RGB", [1.0, 1], b"123", b"", None],
        ["P", [1, 1], b"1", bytes(1025), None],
        ["P", [1, 1], b"1", "palette", None],
        ["X", [1, 1], b"1", b"", None],
        ["L", [1, 1], b"1"],
        5,
    ],
    ids=lambda document: str(document)[:30],
)
def test_a_lying_document_makes_no_picture(document: Any) -> None:
    with pytest.raises(Malformed):
        codecs.decode(["pictures", "image", document])
