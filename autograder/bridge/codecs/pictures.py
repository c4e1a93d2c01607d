"""Images of Pillow: mode, size and bytes. Metadata and further frames of a file do not cross."""

import math
from typing import Any

# Bytes per pixel, by mode. In a mode of single bits each row is padded to whole bytes.
_BYTES = {"L": 1, "P": 1, "RGB": 3, "RGBA": 4, "RGBX": 4, "CMYK": 4, "YCbCr": 3, "LAB": 3, "HSV": 3, "LA": 2, "PA": 2,
          "I": 4, "F": 4, "I;16": 2}  # fmt: skip
_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM")


def kind_of(value: Any) -> str | None:
    from PIL import Image

    return "image" if isinstance(value, Image.Image) and (value.mode in _BYTES or value.mode == "1") else None


def encode(value: Any, kind: str, plain: Any) -> list[Any]:
    palette = list(value.getpalette("RGBA") or []) if value.mode in ("P", "PA") else []
    return [value.mode, list(value.size), value.tobytes(), bytes(palette), value.format]


def decode(kind: str, document: Any, plain: Any) -> Any:
    from PIL import Image

    mode, size, data, palette, form = document
    if not all(type(side) is int and 0 <= side < 2**15 for side in size) or len(size) != 2:
        raise ValueError("not a size")
    width, height = size
    expected = math.ceil(width / 8) * height if mode == "1" else _BYTES[mode] * width * height
    if type(data) is not bytes or len(data) != expected or type(palette) is not bytes or len(palette) > 1024:
        raise ValueError("an image whose size and data do not agree")
    image = Image.frombytes(mode, (width, height), data) if data else Image.new(mode, (width, height))
    if palette and mode in ("P", "PA"):
        image.putpalette(palette[: len(palette) // 4 * 4], "RGBA")
    image.format = form if form in _FORMATS else None
    return image
