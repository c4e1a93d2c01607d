"""Plain values as MessagePack documents. A document has a type and a limited size, and nothing in it can run.

A document is None, a bool, an int of 64 bits, a float, a str, bytes, or a list whose first item is a tag. All other
values (functions, objects, tensors that both sides share) go through the methods of `Others`. `decode` returns an exact
built-in type, an exact type of the standard library that is listed here, an ndarray, a NumPy scalar or a tensor. It
never returns an instance of a student's subclass. A named tuple has a class that is made here.
"""

import collections
import dataclasses
import datetime
import decimal
import fractions
import keyword
import pathlib
import re
import sys
from collections.abc import Callable
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import numpy as np
import torch

from autograder.bridge import arrays, moments, scalars, trust
from autograder.bridge.containers import KINDS
from autograder.bridge.lookalike import own_class
from autograder.bridge.places import Places
from autograder.bridge.proxy import COMPARE
from autograder.faults import Malformed, NotBelieved, Unsendable

DEEPEST = 60
_INT64 = 2**63


class Others(Protocol):
    """Encodes and decodes values that are not plain. `places` replaces paths in texts, where it is not None."""

    places: Places | None

    def encode_other(self, value: Any, depth: int) -> Any: ...

    def decode_other(self, tag: str, rest: list[Any], depth: int) -> Any: ...


class NoOthers:
    """Refuses every value that is not plain."""

    places: Places | None = None

    def encode_other(self, value: Any, depth: int) -> Any:
        raise Unsendable(f"a {type(value).__module__}.{type(value).__qualname__} is not plain data")

    def decode_other(self, tag: str, rest: list[Any], depth: int) -> Any:
        raise Malformed(f"unknown tag {tag!r}")


def encode(value: Any, others: Others | None = None, depth: int = 0) -> Any:
    """The document of `value`. Raises Unsendable for a value that cannot be sent or is nested more than 60 deep."""
    others = others or NoOthers()
    cls = type(value)
    if value is None or cls is bool or cls is float or cls is bytes:
        return value
    if cls is int:
        return value if -_INT64 <= value < _INT64 else ["i", hex(value)]
    if cls is str:
        return _encode_str(value if others.places is None else others.places.sent(value))
    if depth > DEEPEST:
        raise Unsendable("a value nested too deep, or one that holds itself: pass its parts instead")
    if cls in KINDS:
        return others.encode_other(value, depth)
    encoder = _ENCODERS.get(cls)
    if encoder is not None:
        return encoder(value, others, depth)
    if isinstance(value, np.generic) and (value.dtype.kind in arrays.KINDS or type(value) in arrays.ROWS):
        return ["n", arrays.dtype_content(value.dtype), value.tobytes(), *([True] if type(value) is np.record else [])]
    return others.encode_other(value, depth)


def container(value: Any, others: Others, depth: int) -> list[Any]:
    """The document of a container, as a plain copy. The built-in methods read it, not those of a subclass."""
    if type(value) in _CONTAINERS:
        return _CONTAINERS[type(value)](value, others, depth)
    if isinstance(value, dict):
        return _of_pairs(value, others, depth)
    tag, items = ("l", list.__iter__(value)) if isinstance(value, list) else ("s", set.__iter__(value))
    return [tag, [encode(item, others, depth + 1) for item in items]]


def _of_pairs(value: Any, others: Others, depth: int) -> list[Any]:
    kind = collections.OrderedDict if isinstance(value, collections.OrderedDict) else dict  # each knows its own order
    return ["d", [[encode(k, others, depth + 1), encode(v, others, depth + 1)] for k, v in kind.items(value)]]


def decode(document: Any, others: Others | None = None, depth: int = 0) -> Any:
    """The value of `document`. Raises Malformed for a document that `encode` cannot have made."""
    others = others or NoOthers()
    cls = type(document)
    if cls is str:  # short texts are interned, so that `text is "max"` holds as in one kernel
        if others.places is not None:
            document = others.places.come(document)
        return sys.intern(document) if len(document) < 20 else document
    if document is None or cls in (bool, int, float, bytes):
        return document
    if cls is not list or not document or type(document[0]) is not str:
        raise Malformed(f"not a document: {cls.__name__}")
    if depth > DEEPEST:
        raise Malformed("nested too deep")
    tag, rest = document[0], document[1:]
    decoder = _DECODERS.get(tag)
    try:
        if decoder is None:
            return others.decode_other(tag, rest, depth)
        return decoder(rest, others, depth + 1)
    except Malformed:
        raise
    except (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, RuntimeError, MemoryError) as error:
        raise Malformed(f"malformed {tag!r}: {error}") from error


def _encode_str(value: str) -> Any:
    try:
        value.encode()
    except UnicodeEncodeError:
        return ["u", value.encode("utf-8", "surrogatepass")]
    return value


def _items(rest: list[Any], others: Others, depth: int) -> list[Any]:
    (items,) = rest
    if type(items) is not list:
        raise Malformed("items that are no list")
    return [decode(item, others, depth) for item in items]


def _pairs(rest: list[Any], others: Others, depth: int) -> dict[Any, Any]:
    (pairs,) = rest
    return {decode(k, others, depth): decode(v, others, depth) for k, v in pairs}


def _fraction(rest: list[Any], others: Others, depth: int) -> fractions.Fraction:
    numerator, denominator = (decode(part, others, depth) for part in rest)
    if type(numerator) is not int or type(denominator) is not int:
        raise Malformed("not a fraction")
    return fractions.Fraction(numerator, denominator)


def _named_tuple(rest: list[Any], others: Others, depth: int) -> tuple[Any, ...]:
    """A named tuple, of a class that is made here. A function in it answers for no data: `got.equals(want)`."""
    name, fields, items, of = rest
    words = [name, *fields]
    if len(words) > 200 or not all(type(w) is str and w.isidentifier() and not keyword.iskeyword(w) for w in words):
        raise Malformed("not a named tuple")
    values = _items([items], others, depth)
    own: Any = getattr(others, "tuples", {}).get(of) or own_class("__main__", name)
    if getattr(own, "_fields", None) == tuple(fields) and issubclass(own, tuple) and not any(map(callable, values)):
        return tuple.__new__(own, values)
    cls: Any = collections.namedtuple(name, fields)  # type: ignore[misc]
    cls._of = (False, of)  # type: ignore[attr-defined]  # as in operators.proxy
    for field, value in zip(fields, values, strict=True):
        answers = field in trust.ANSWERING or hasattr(tuple, field)
        if callable(value) and answers and field not in getattr(others, "methods", ()):
            setattr(cls, field, property(_refused(field)))
    return cls(*values)  # type: ignore[no-any-return]


def _refused(field: str) -> Callable[[Any], Any]:
    def refuse(value: Any) -> Any:
        raise NotBelieved(f"{type(value).__name__}: {field} of a student's named tuple could say anything. {COMPARE}")

    return refuse


def encode_named_tuple(value: Any, others: Others, depth: int) -> list[Any]:
    """The document of a named tuple: the name of its class, its fields, its items and the number of its class."""
    cls = type(value)
    of = getattr(cls, "_of", (False, id(cls)))[1]
    return ["N", cls.__name__, list(value._fields), [encode(item, others, depth + 1) for item in value], of]


def _returned(rest: list[Any], others: Others, depth: int) -> Any:
    """A named tuple of torch.return_types, such as `torch.max`, `sort` and `topk` return."""
    name, items = rest
    cls = getattr(torch.return_types, name, None) if type(name) is str and name.isidentifier() else None
    if not (isinstance(cls, type) and issubclass(cls, tuple)):
        raise Malformed("not of torch.return_types")
    return cls(_items([items], others, depth))


_FIELD_FLAGS = ("init", "repr", "compare", "kw_only")


def _encode_field(field: dataclasses.Field[Any], others: Others, depth: int) -> list[Any]:
    """The document of a dataclass field, which `dataclasses.fields`, `asdict` and `astuple` need."""
    given = [] if field.default is dataclasses.MISSING else [encode(field.default, others, depth + 1)]
    kind = field._field_type.name  # type: ignore[attr-defined]
    flags = [bool(getattr(field, flag)) for flag in _FIELD_FLAGS]
    return ["F", field.name, encode(field.type, others, depth + 1), given, flags, kind]


def _field(rest: list[Any], others: Others, depth: int) -> dataclasses.Field[Any]:
    name, kind_of_value, given, flags, kind = rest
    if type(name) is not str or kind not in ("_FIELD", "_FIELD_CLASSVAR", "_FIELD_INITVAR"):
        raise Malformed("not a field")
    options: dict[str, Any] = dict(zip(_FIELD_FLAGS, (flag is True for flag in flags), strict=True))
    if given:
        options["default"] = decode(given[0], others, depth + 1)
    field: dataclasses.Field[Any] = dataclasses.field(**options)
    field.name, field.type = name, decode(kind_of_value, others, depth + 1)
    field._field_type = getattr(dataclasses, kind)  # type: ignore[attr-defined]
    return field


def _path(rest: list[Any], others: Others, depth: int) -> pathlib.PurePath:
    """A path. One from the student side has no methods that read files: they would be the judge's files."""
    text = decode(rest[0], others, depth)
    if type(text) is not str:
        raise Malformed("not a path")
    return pathlib.PurePosixPath(text) if getattr(others, "judge", True) else pathlib.Path(text)


def _of_collections(rest: list[Any], others: Others, depth: int) -> Any:
    name, document = rest
    plain = decode(document, others, depth)
    if type(plain) is not dict or name not in ("Counter", "OrderedDict"):
        raise Malformed("not of collections")
    return getattr(collections, name)(plain)


def _defaultdict(rest: list[Any], others: Others, depth: int) -> Any:
    """A defaultdict. Raises Malformed unless its factory is None or can be called."""
    factory, document = (decode(part, others, depth) for part in rest)
    if type(document) is not dict or not (factory is None or callable(factory)):
        raise Malformed("not of collections")
    return collections.defaultdict(factory, document)


_ENCODERS: dict[type, Callable[[Any, Others, int], Any]] = {
    tuple: lambda v, o, d: ["t", [encode(item, o, d + 1) for item in v]],
    frozenset: lambda v, o, d: ["f", [encode(item, o, d + 1) for item in v]],
    complex: lambda v, o, d: ["c", v.real, v.imag],
    range: lambda v, o, d: ["g", *(encode(n, o, d) for n in (v.start, v.stop, v.step))],
    slice: lambda v, o, d: ["S", *(encode(n, o, d + 1) for n in (v.start, v.stop, v.step))],
    type(Ellipsis): lambda v, o, d: ["E"],
    type(NotImplemented): lambda v, o, d: ["I"],
    torch.Size: lambda v, o, d: ["z", list(v)],
    torch.dtype: lambda v, o, d: ["D", str(v).removeprefix("torch.")],
    torch.device: lambda v, o, d: ["V", str(v)],
    decimal.Decimal: lambda v, o, d: ["m", str(v)],
    fractions.Fraction: lambda v, o, d: ["q", encode(v.numerator, o, d), encode(v.denominator, o, d)],
    pathlib.PurePosixPath: lambda v, o, d: ["p", encode(str(v), o, d)],
    pathlib.PosixPath: lambda v, o, d: ["p", encode(str(v), o, d)],
    dataclasses.Field: _encode_field,
    re.Pattern: lambda v, o, d: ["re", encode(v.pattern, o, d + 1), v.flags],
    **dict.fromkeys((datetime.datetime, datetime.date, datetime.time), lambda v, o, d: moments.encode(v)),
    **dict.fromkeys((datetime.timezone, ZoneInfo), lambda v, o, d: moments.encode_zone(v) or o.encode_other(v, d)),
    datetime.timedelta: lambda v, o, d: ["ts", v.days, v.seconds, v.microseconds],
}

_CONTAINERS: dict[type, Callable[[Any, Others, int], Any]] = {
    bytearray: lambda v, o, d: ["b", bytes(v)],
    collections.Counter: lambda v, o, d: ["W", "Counter", _of_pairs(v, o, d)],
    collections.OrderedDict: lambda v, o, d: ["W", "OrderedDict", _of_pairs(v, o, d)],
    collections.defaultdict: lambda v, o, d: ["w", encode(v.default_factory, o, d + 1), _of_pairs(v, o, d)],
}

_DECODERS: dict[str, Callable[[list[Any], Others, int], Any]] = {
    "i": lambda r, o, d: scalars.integer(r),
    "u": lambda r, o, d: r[0].decode("utf-8", "surrogatepass"),
    "l": _items,
    "t": lambda r, o, d: tuple(_items(r, o, d)),
    "s": lambda r, o, d: set(_items(r, o, d)),
    "f": lambda r, o, d: frozenset(_items(r, o, d)),
    "d": _pairs,
    "c": lambda r, o, d: complex(*(float(part) for part in r)),
    "b": lambda r, o, d: bytearray(r[0] if type(r[0]) is bytes else b""),
    "g": lambda r, o, d: range(*(decode(n, o, d) for n in r)),
    "S": lambda r, o, d: slice(*(decode(n, o, d) for n in r)),
    "E": lambda r, o, d: Ellipsis,
    "I": lambda r, o, d: NotImplemented,
    "n": lambda r, o, d: arrays.scalar_from(r),
    "y": lambda r, o, d: arrays.dtype_from(r[0]),
    "z": lambda r, o, d: torch.Size(r[0]),
    "D": lambda r, o, d: arrays.TENSOR_DTYPES[r[0]],
    "V": lambda r, o, d: torch.device(r[0]),
    "m": lambda r, o, d: scalars.decimal_number(r),
    "q": _fraction,
    "p": lambda r, o, d: _path(r, o, d),
    "W": lambda r, o, d: _of_collections(r, o, d),
    "w": _defaultdict,
    "re": lambda r, o, d: scalars.pattern(decode(r[0], o, d), r[1]),
    "td": lambda r, o, d: moments.decode("td", r),
    "ty": lambda r, o, d: moments.decode("ty", r),
    "th": lambda r, o, d: moments.decode("th", r),
    "tz": lambda r, o, d: moments.decode_zone(r),
    "ts": lambda r, o, d: datetime.timedelta(*r),
    "N": _named_tuple,
    "Y": _returned,
    "F": _field,
}
