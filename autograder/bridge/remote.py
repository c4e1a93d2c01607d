"""Objects of the other side: calls, attributes, items, iteration and operators go across.

A comparison of a remote object with plain data does not: the answer would be the student's to give
(`__eq__` that always says yes), so it raises `TypeError` with advice. Two remote objects may be compared.
The same holds for arithmetic (`abs(got - want) < 1e-6`) and for methods that compare (`got.allclose(want)`), except
where the instructor's own classes define them (`link.methods`): then they are what the exercise asks for.
"""

import inspect
import operator
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from types import FunctionType
from typing import TYPE_CHECKING, Any

from autograder.bridge import graph
from autograder.bridge.markers import library_class, marker_of

if TYPE_CHECKING:
    from autograder.bridge.objects import Objects

_DATACLASS = "__dataclass_fields__"
BEHIND = "_behind_"  # where plain data with methods of the student's keeps the remote object: grown.py
COMPARISONS = ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")
_BINARY = ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor", "lshift", "rshift")
_UNARY = ("neg", "pos", "abs", "invert", "len", "bool", "int", "float", "complex", "index", "str", "repr")
# Every special method that goes across, where the remote type has it.
SPECIAL = (
    "__call__", "__iter__", "__next__", "__getitem__", "__setitem__", "__delitem__", "__contains__", "__reversed__",
    "__enter__", "__exit__", "__array__", "__round__", "__format__",
    *(f"__{name}__" for name in _UNARY),
    *(f"__{prefix}{name}__" for name in _BINARY for prefix in ("", "r", "i")),
    *COMPARISONS, "__hash__", _DATACLASS,
)  # fmt: skip
# Of what a test lends these stay where they are: it is hashed by what it is, and its fields are nobody's concern.
STUDENTS_OWN = ("__hash__", _DATACLASS)
_ARITHMETIC = {f"__{prefix}{name}__": f"__{name}__" for name in _BINARY for prefix in ("", "r", "i")}
COMPARING = {
    *("allclose", "isclose", "array_equal", "equal", "equals", "eq", "ne", "lt", "le", "gt", "ge"),
    *("startswith", "endswith", "issubset", "issuperset", "isdisjoint", "match", "fullmatch"),
    *("sub", "subtract", "rsub", "dist", "difference", "symmetric_difference", "isin", "compare"),
    *("not_equal", "greater", "greater_equal", "less", "less_equal", "logical_xor"),
}  # fmt: skip
# Special methods by which nothing is changed.
READING = ("__len__", "__iter__", "__next__", "__getitem__", "__contains__", *(f"__{name}__" for name in _UNARY))
_DESCRIBED = {
    *("__name__", "__qualname__", "__dict__", "__module__", "__annotations__", "__defaults__", "__kwdefaults__"),
    *("__dataclass_fields__", "__dataclass_params__", "__abstractmethods__", "__match_args__", "__members__"),
}  # fmt: skip
OF_OBJECT = {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__str__", "__repr__", "__format__"}


class _Default:
    """A parameter's default, as the other side prints it."""

    def __init__(self, text: str) -> None:
        self.text = str(text)

    def __repr__(self) -> str:
        return self.text


class Remote:
    """Stands for one object of the other side; subclasses have the special methods that object has."""

    __slots__ = ("__weakref__", "_bases", "_id", "_is_class", "_link", "_type_name")
    _of = (False, 0)  # whether it stands for a class, and which class it or its object is of

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """What `isinstance` sees: the library types that the remote object's class derives from."""
        if object.__getattribute__(self, "_is_class"):
            return type
        return _marker(self) or type(self)

    @property
    def __bases__(self) -> tuple[Any, ...]:
        """What `issubclass` sees of a remote class: the student's classes as they are, a library's as its own."""
        if not object.__getattribute__(self, "_is_class"):
            raise AttributeError("__bases__")
        bases = _link(self).request("get", self, "__bases__")
        return tuple(_library_class(base) or base for base in bases) if type(bases) is tuple else ()

    @property
    def __signature__(self) -> inspect.Signature:
        """What `inspect.signature` gives; defaults that are no plain values are shown by their repr."""
        parameters = []
        for name, kind, has_default, default in _link(self).request("signature", self):
            plain, value = default
            shown = inspect.Parameter.empty if not has_default else value if plain else _Default(value)
            parameters.append(inspect.Parameter(name, inspect._ParameterKind(kind), default=shown))
        return inspect.Signature(parameters)

    def __instancecheck__(self, instance: Any) -> bool:
        asked = instance if is_remote(instance) else getattr(instance, "__dict__", {}).get(BEHIND)
        return is_remote(asked) and _link(self).request("isinstance", asked, self) is True

    def __subclasscheck__(self, cls: Any) -> bool:
        return is_remote(cls) and _link(self).request("issubclass", cls, self) is True

    def __getattr__(self, name: str) -> Any:
        if name == "__code__":
            return _link(self).code_of(self)
        if name.startswith("__") and name not in _DESCRIBED:
            raise AttributeError(f"{name} of a remote object")
        if name in COMPARING:
            _demand_asked_for(self, name, name)
        return _link(self).request("get", self, name)

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        raise TypeError(
            f"{object.__getattribute__(self, '_type_name')}: a test cannot derive a class from one of the student's, "
            "which lives in another process. Define the class in a function, and observe(…) that function."
        )

    def __setattr__(self, name: str, value: Any) -> None:
        _link(self).request("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        _link(self).request("del", self, name)

    def __dir__(self) -> list[str]:
        return list(_link(self).request("dir", self))

    def __repr__(self) -> str:
        return f"<remote {object.__getattribute__(self, '_type_name')}>"

    def __hash__(self) -> int:
        return hash(("remote", object.__getattribute__(self, "_id")))

    def __eq__(self, other: object) -> Any:
        return _compare("__eq__", self, other)

    def __ne__(self, other: object) -> Any:
        return _compare("__ne__", self, other)

    def __copy__(self) -> Any:
        return _link(self).request("copy", self, False)

    def __deepcopy__(self, memo: object) -> Any:
        return _link(self).request("copy", self, True)

    def __reduce__(self) -> Any:
        raise TypeError("a remote object cannot be pickled")


def _link(remote: Remote) -> "Objects":
    return object.__getattribute__(remote, "_link")  # type: ignore[no-any-return]


def _marker(remote: Remote) -> type | None:
    return marker_of(object.__getattribute__(remote, "_type_name"), object.__getattribute__(remote, "_bases"))


def _library_class(base: Any) -> type | None:
    own = object.__getattribute__(base, "_bases")[:1] if is_remote(base) else ()
    return library_class(*own) if own else None


def is_remote(value: Any) -> bool:
    """isinstance() would be told the marker's type."""
    return issubclass(type(value), Remote)


def identity(remote: Remote) -> tuple["Objects", int]:
    """The link a remote object came over, and its id there."""
    return object.__getattribute__(remote, "_link"), object.__getattribute__(remote, "_id")


def _compare(name: str, remote: Remote, other: object) -> Any:
    if other is remote:
        return name in ("__eq__", "__le__", "__ge__")
    if is_remote(other):
        return _link(remote).request("special", remote, name, other)
    if isinstance(other, type) and "_of" in vars(other) and name in ("__eq__", "__ne__"):  # type(thing) == TheirClass
        same = type(remote)._of == (True, other._of[1]) and not other._of[0]  # type: ignore[attr-defined]
        return same is (name == "__eq__")
    if other is None or isinstance(other, type) or _marker(remote) is FunctionType:
        return name == "__ne__" if name in ("__eq__", "__ne__") else NotImplemented
    raise _advice(remote, name)


def _advice(remote: Remote, name: str) -> TypeError:
    return TypeError(
        f"{object.__getattribute__(remote, '_type_name')}: an object of the student's is compared with plain data "
        f"by its own {name}, which could say anything. "
        "Compare plain data taken from it instead: an attribute, str(…), float(…), list(…)."
    )


def _demand_asked_for(remote: Remote, name: str, base: str) -> None:
    """On the judge's side, `name` must be what the exercise asks for: a method of the instructor's own classes."""
    link = _link(remote)
    if link.judge and base not in link.methods:
        raise _advice(remote, name)


def _forwards(name: str) -> Callable[..., Any]:
    def method(self: Remote, *args: Any, **kwargs: Any) -> Any:
        if name in _ARITHMETIC and not all(map(is_remote, args)):
            _demand_asked_for(self, name, _ARITHMETIC[name])
        return _link(self).request("special", self, name, *args, **kwargs)

    method.__name__ = name
    return method


def _len(self: Remote) -> int:
    return _hold_to(self, operator.index(_link(self).request("special", self, "__len__")))


def _iter(self: Remote) -> Any:
    items = _link(self).request("special", self, "__iter__")
    return items if items is self else _counted(self, items)


def _counted(remote: Remote, items: Any) -> Iterator[Any]:
    count = 0
    with suppress(StopIteration):
        while True:
            item = next(items)
            count += 1
            yield item
    _hold_to(remote, count)


def _getitem(self: Remote, key: Any) -> Any:
    try:
        return _link(self).request("special", self, "__getitem__", key)
    except IndexError:
        if type(key) is int and 0 <= key < _link(self).told.get(identity(self)[1], 0):
            _hold_to(self, key)
        raise


def _hold_to(remote: Remote, length: int) -> int:
    """Three long and nothing in it: `for got, want in zip(remote, wanted)` would check nothing.

    So an object has one length from one call of the student's to the next, unless the exercise asks for a class with a
    `__len__` of its own.
    """
    link = _link(remote)
    if link.judge and "__len__" not in link.methods and link.told.setdefault(identity(remote)[1], length) != length:
        raise TypeError(f"{object.__getattribute__(remote, '_type_name')}: an object that has more than one length")
    return length


def _contains(self: Remote, item: Any) -> bool:
    if _link(self).judge and "__contains__" not in _link(self).methods:
        return any(item is other or item == other for other in iter(self))  # type: ignore[call-overload]
    return bool(_link(self).request("special", self, "__contains__", item))


def _exit(self: Remote, kind: Any, error: Any, trace: Any) -> bool:
    """A student's context manager may swallow what the test raises on purpose, never a check that failed."""
    answer = _link(self).request("special", self, "__exit__", kind, error, None)
    return answer is True and not (_link(self).judge and isinstance(error, AssertionError | NameError))


def _compares(name: str) -> Callable[..., Any]:
    return lambda self, other: _compare(name, self, other)


def _call(self: Remote, *args: Any, **kwargs: Any) -> Any:
    if any(graph.is_transformed(argument) for argument in args) and not kwargs:
        return graph.call_transformed(lambda *plain: _link(self).request("call", self, *plain), args)
    return _link(self).request("call", self, *args, **kwargs)


def _checked(name: str, convert: Callable[[Any], Any]) -> Callable[..., Any]:
    """bool(), len(), str() and their like must give exactly that type, or Python itself would fail oddly."""

    def method(self: Remote) -> Any:
        value = _link(self).request("special", self, name)
        return convert(value)

    method.__name__ = name
    return method


def _exactly(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if type(value) is not kind:
            raise TypeError(f"{kind.__name__} expected, got {type(value).__name__}")
        return value

    return check


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "__bool__": _exactly(bool), "__int__": _exactly(int), "__float__": _exactly(float),
    "__complex__": _exactly(complex), "__index__": _exactly(int), "__str__": _exactly(str), "__repr__": _exactly(str),
    "__hash__": _exactly(int),
}  # fmt: skip
_MEASURED = {"__len__": _len, "__iter__": _iter, "__getitem__": _getitem}


def proxy(
    link: "Objects", key: int, type_name: str, bases: tuple[str, ...], specials: tuple[str, ...], of: tuple[bool, int]
) -> Remote:
    """What stands for the other side's object of this number. `of`: whether it is a class, and which class it is of."""
    remote = object.__new__(_proxy_class(specials, type_name, of))
    parts = {"_link": link, "_id": key, "_type_name": type_name, "_bases": bases, "_is_class": of[0]}
    for name, value in parts.items():
        object.__setattr__(remote, name, value)
    return remote


@lru_cache(1000)
def _proxy_class(specials: tuple[str, ...], name: str, of: tuple[bool, int]) -> type[Remote]:
    """The class, called as theirs is, of remote objects that have these special methods."""
    body: dict[str, Any] = {"__slots__": (), "__doc__": property(_doc), "__module__": "__main__", "_of": of}
    if of[0]:
        body["__init__"] = property(_init)
    for special in specials:
        if special == "__call__":
            body[special] = _call
        elif special in COMPARISONS:
            body[special] = _compares(special)
        elif special == "__contains__":
            body[special] = _contains
        elif special == "__exit__":
            body[special] = _exit
        elif special in _MEASURED:
            body[special] = _MEASURED[special]
        elif special in _CONVERSIONS:
            body[special] = _checked(special, _CONVERSIONS[special])
        elif special in SPECIAL:
            body[special] = _forwards(special)
    if _DATACLASS in specials:
        body[_DATACLASS] = property(_fields)
    body.setdefault("__hash__", Remote.__hash__)  # a class that defines __eq__ without it would lose it
    return type(name, (Remote,), body)


def _doc(self: Remote) -> Any:
    return _link(self).request("get", self, "__doc__")


def _init(self: Remote) -> Any:
    return _link(self).request("get", self, "__init__")


def _fields(self: Remote) -> Any:
    return _link(self).request("get", self, "__dataclass_fields__")


def specials_of(value: Any) -> list[str]:
    """The special methods that the type of `value` has beyond `object`'s own, and whether it is a dataclass."""
    defined = {name: method for base in reversed(type(value).__mro__[:-1]) for name, method in vars(base).items()}
    return [name for name in SPECIAL if callable(defined.get(name)) or (name in defined and name == _DATACLASS)]
