"""The special methods of remote objects: which ones cross, and how.

Python looks up `len(x)`, `x[i]` and `x + y` on the type. So each kind of remote object has its own class, with the
special methods that its type has on the other side.
"""

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CoroutineType, FunctionType, MethodType
from typing import Any
from unittest.mock import MagicProxy

import numpy as np

from autograder.bridge import awaiting, chunks, claims, methods, transforms
from autograder.bridge.claims import COMPARISONS
from autograder.bridge.lookalike import contains_by_key
from autograder.bridge.port import Port
from autograder.bridge.proxy import (
    Remote,
    asked_as,
    class_path,
    compare,
    demand_asked_for,
    identity,
    is_remote,
    link_of,
    looked_at,
    remember_path,
)  # fmt: skip
from autograder.bridge.readings import hold_to, reading_of
from autograder.bridge.views import counted
from autograder.faults import NotBelieved

_FAILED = (AssertionError, NameError, NotBelieved)
_DATACLASS = "__dataclass_fields__"
_BINARY = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor", "lshift", "rshift")
_UNARY = ("neg", "pos", "abs", "invert", "len", "bool", "int", "float", "complex", "index", "str", "repr")
# Every special method that crosses where the remote type has it.
SPECIAL = (
    "__call__", "__iter__", "__next__", "__getitem__", "__setitem__", "__delitem__", "__contains__", "__reversed__",
    "__enter__", "__exit__", "__array__", "__round__", "__format__", "__fspath__",
    "__await__", "__aiter__", "__anext__", "__aenter__", "__aexit__",
    *(f"__{name}__" for name in _UNARY),
    *(f"__{prefix}{name}__" for name in _BINARY for prefix in ("", "r", "i")),
    *COMPARISONS, "__hash__",
)  # fmt: skip
# For an object that a test lends these do not cross: the other side hashes it by identity and does not see its fields.
STUDENTS_OWN = ("__hash__", _DATACLASS)
_OF_MOCKS = ("__enter__", "__exit__", "__aenter__", "__aexit__", "__iter__", "__getitem__", "__contains__")
_ARITHMETIC = {f"__{prefix}{name}__": f"__{name}__" for name in _BINARY for prefix in ("", "r", "i")}
# Special methods that change no object.
READING = (
    *("__len__", "__iter__", "__next__", "__getitem__", "__contains__", "__reversed__", "__array__"),
    *(f"__{name}__" for name in _UNARY),
    *(*COMPARISONS, "__hash__", "__format__"),
)


def end_of(op: str, args: tuple[Any, ...], value: Any) -> Exception:
    """What to raise where a StopIteration answers this request. `value`: what a generator has returned.

    Only an iterator's next item and a generator that goes on end by a StopIteration.
    """
    ends = op == "special" and args[1] == "__next__"
    if op == "method" and args[1] in ("send", "throw"):
        ends = object.__getattribute__(args[0], "_type_name") == "generator"
    return StopIteration(value) if ends else RuntimeError("the student's code raised StopIteration")


def _forwards(name: str) -> Callable[..., Any]:
    def method(self: Remote, *args: Any, **kwargs: Any) -> Any:
        if name in _ARITHMETIC and not (all(map(is_remote, args)) and claims.combines(self, name, _ARITHMETIC[name])):
            demand_asked_for(self, name, _ARITHMETIC[name])
        return link_of(self).request("special", self, name, *args, **kwargs)

    method.__name__ = name
    return method


def _len(self: Remote) -> int:
    return hold_to(self, operator.index(link_of(self).request("special", self, "__len__")))


def _iter(self: Remote) -> Any:
    reading = reading_of(self)
    if reading is not None:
        return iter(reading)
    items = chunks.items_of(link_of(self), self)
    return items if items is self and not hasattr(type(self), "__len__") else counted(self, items)


def _next(self: Remote) -> Any:
    link_of(self).told.clear()  # a student's generator may change other objects
    return link_of(self).request("special", self, "__next__")


def _reversed(self: Remote) -> Any:
    reading = reading_of(self)
    if reading is not None:
        return reversed(list(reading))
    return counted(self, iter(link_of(self).request("special", self, "__reversed__")))


def _array(self: Remote, *args: Any, **kwargs: Any) -> Any:
    reading = reading_of(self)
    if reading is not None and not reading.is_mapping:
        return np.array(list(reading), dtype=args[0] if args else kwargs.get("dtype"))
    if args or kwargs:
        array = link_of(self).request("special", self, "__array__", *args, **kwargs)
    else:
        array = looked_at(self, "__array__", "special", "__array__")
    if getattr(array, "shape", ()) and hasattr(type(self), "__len__"):
        hold_to(self, array.shape[0])
    return array


def _bool(self: Remote) -> bool:
    link = link_of(self)
    if link.judge and hasattr(type(self), "__len__") and "__bool__" not in link.methods:
        return len(self) > 0  # type: ignore[arg-type]
    value = link.request("special", self, "__bool__")
    if type(value) is not bool:
        raise TypeError(f"bool expected, got {type(value).__name__}")
    return value


def _getitem(self: Remote, key: Any) -> Any:
    reading = reading_of(self)
    try:
        return reading[key] if reading is not None else link_of(self).request("special", self, "__getitem__", key)
    except IndexError:
        if type(key) is int and 0 <= key < link_of(self).told.get(identity(self)[1], 0):
            hold_to(self, key)
        raise


def _contains(self: Remote, item: Any) -> bool:
    link = link_of(self)
    if not link.judge or "__contains__" in link.methods:
        return bool(link.request("special", self, "__contains__", item))
    if "__getitem__" in link.methods and contains_by_key(object.__getattribute__(self, "_bases")):
        return Mapping.__contains__(self, item)  # type: ignore[operator]
    return any(item is other or item == other for other in iter(self))  # type: ignore[call-overload]


def _exit(self: Remote, kind: Any, error: Any, trace: Any) -> bool:
    """A student's context manager may suppress an exception that the test raises, but never a failed check."""
    answer = link_of(self).request("special", self, "__exit__", kind, _thrown(error), None)
    return answer is True and not (link_of(self).judge and isinstance(error, _FAILED))


async def _aexit(self: Remote, kind: Any, error: Any, trace: Any) -> bool:
    """As `_exit`, of an asynchronous context manager."""
    answer = await link_of(self).request("special", self, "__aexit__", kind, _thrown(error), None)
    return answer is True and not (link_of(self).judge and isinstance(error, _FAILED))


def _thrown(error: Any) -> Any:
    return methods.Thrown(error) if isinstance(error, BaseException) else error


def _await(self: Remote) -> Any:
    return awaiting.wait(link_of(self), self)


def _send(self: Remote, value: Any) -> Any:
    if value is not None:  # a task of an event loop sends None
        return link_of(self).request("method", self, "send", value)[1]
    return awaiting.send(link_of(self), self)


def _anext(self: Remote) -> Any:
    return awaiting.Next(link_of(self), link_of(self).request("special", self, "__anext__"))


def _bound(self: Remote, thing: Any, owner: Any = None) -> Any:
    """Makes a remote function a method where a test's class has it in its body: `@timed` over `def area(self)`."""
    return self if thing is None else MethodType(self, thing)  # type: ignore[arg-type]


def _compares(name: str) -> Callable[..., Any]:
    return lambda self, other: compare(name, self, other)


def _call(self: Remote, *args: Any, **kwargs: Any) -> Any:
    if transforms.are_active():
        return transforms.call(link_of(self), self, args, kwargs)
    return link_of(self).request("call", self, *methods.to_throw(asked_as(self).lstrip("."), args), **kwargs)


def _checked(name: str, convert: Callable[[Any], Any]) -> Callable[..., Any]:
    """A special method whose result `convert` checks: `__str__` must return a str, `__int__` an int, and so on."""

    def method(self: Remote) -> Any:
        return convert(looked_at(self, name, "special", name))

    method.__name__ = name
    return method


def _exactly(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{kind.__name__} expected, got {type(value).__name__}")
        return value

    return check


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "__int__": _exactly(int), "__float__": _exactly(float),
    "__complex__": _exactly(complex), "__index__": _exactly(int), "__str__": _exactly(str), "__repr__": _exactly(str),
    "__hash__": _exactly(int), "__fspath__": _exactly(str),
}  # fmt: skip
_ENDING = {"__exit__": _exit, "__aexit__": _aexit, "__await__": _await, "__anext__": _anext}
_MEASURED = {
    "__len__": _len, "__iter__": _iter, "__reversed__": _reversed, "__array__": _array, "__bool__": _bool,
    "__getitem__": _getitem, "__next__": _next,
}  # fmt: skip


def proxy(
    link: Port, key: int, type_name: str, bases: tuple[str, ...], specials: tuple[str, ...], of: tuple[bool, int]
) -> Remote:
    """A remote object for the other side's object with the number `key`.

    `of`: whether the object is a class, and the number of that class, or else of the object's class.
    """
    remote = object.__new__(_proxy_class(specials, type_name, of))
    parts = {"_link": link, "_id": key, "_type_name": type_name, "_bases": bases, "_is_class": of[0], "_path": ""}
    for name, value in parts.items():
        object.__setattr__(remote, name, value)
    return remote


@lru_cache(1000)
def _proxy_class(specials: tuple[str, ...], name: str, of: tuple[bool, int]) -> type[Remote]:
    """The class of remote objects that have these special methods. It has the name that it has on the other side."""
    body: dict[str, Any] = {"__slots__": (), "__doc__": property(_doc), "__init__": property(_init)}
    body |= {"__module__": "__main__", "_of": of}
    if name == FunctionType.__name__:
        body["__get__"] = _bound
    elif name == CoroutineType.__name__:
        body["send"] = _send
    for special in specials:
        if special == "__call__":
            body[special] = _call
        elif special in COMPARISONS:
            body |= {special: _compares(special), "_compares": True}
        elif special == "__contains__":
            body[special] = _contains
        elif special in _ENDING:
            body[special] = _ENDING[special]
        elif special in _MEASURED:
            body[special] = _MEASURED[special]
        elif special in _CONVERSIONS:
            body[special] = _checked(special, _CONVERSIONS[special])
        elif special == _DATACLASS:
            body[special] = property(_fields)
        elif special in SPECIAL:
            body[special] = _forwards(special)
    body.setdefault("__hash__", Remote.__hash__)  # Python removes it from a class that defines __eq__ alone
    cls = type(name, (Remote,), body)
    if of[0]:  # a class of the other side has its own, and `cls` needs none any more
        type.__setattr__(cls, "__slots__", property(_slots))
    return cls


def _doc(self: Remote) -> Any:
    return link_of(self).request("get", self, "__doc__")


def _init(self: Remote) -> Any:
    return remember_path(link_of(self).request("get", self, "__init__"), f"{class_path(self)}.__init__")


def _slots(self: Remote) -> Any:
    return link_of(self).request("get", self, "__slots__")


def _fields(self: Remote) -> Any:
    return link_of(self).request("get", self, "__dataclass_fields__")


def specials_of(value: Any) -> list[str]:
    """The special methods that the type of `value` defines beyond those of `object`.

    For a dataclass the name `__dataclass_fields__` is among them.
    """
    defined = {name: method for base in reversed(type(value).__mro__[:-1]) for name, method in vars(base).items()}
    found = [name for name in SPECIAL if callable(defined.get(name))]
    # A MagicMock makes its methods when they are asked for.
    found += [name for name in _OF_MOCKS if isinstance(defined.get(name), MagicProxy)]
    return found + [_DATACLASS] * (_DATACLASS in defined)
