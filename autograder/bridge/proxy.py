"""Objects of the other side. Calls, attributes, items, iteration and operators cross.

A comparison of a remote object with plain data raises `TypeError` with advice, because the student's `__eq__` could
always return True. The data does not cross either, since it may be what the test expects. Two remote objects may be
compared. The same rule holds for arithmetic (`abs(got - want) < 1e-6`), for methods that compare
(`got.allclose(want)`) and for those that state a fact about all data (`got.any()`): see `trust`. A method that the
instructor's own classes define (`link.methods`) does cross: the exercise asks for it.
"""

import inspect
import sys
from types import FunctionType, MethodType
from typing import Any

from autograder.bridge import claims, methods, signatures, trust, views
from autograder.bridge.deriving import Derived
from autograder.bridge.lookalike import library_class, marker_of, named_class
from autograder.bridge.port import Port
from autograder.faults import NotBelieved

COMPARE = "Compare plain data taken from it instead: an attribute, str(…), float(…), list(…)."
_PLAIN = (bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset)
BEHIND = "_behind_"  # the attribute that holds the remote object of plain data with methods (subclasses.py)
_DESCRIBED = {
    *("__name__", "__qualname__", "__dict__", "__module__", "__annotations__", "__defaults__", "__kwdefaults__"),
    *("__dataclass_fields__", "__dataclass_params__", "__abstractmethods__", "__match_args__", "__members__"),
    *("__wrapped__", "__flags__", "__func__", "__self__", "__closure__", "__subclasses__"),
    *("__sklearn_tags__", "__sklearn_clone__"),  # by which scikit-learn asks an estimator of a student's
}  # fmt: skip


class Remote:
    """Stands for one object of the other side. A subclass has the special methods of that object."""

    __slots__ = ("__weakref__", "_bases", "_id", "_is_class", "_link", "_path", "_type_name")
    _of = (False, 0)  # whether it stands for a class, and the number of that class, or else of its object's class

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """The class that `isinstance` sees: a library class that the remote object's class derives from."""
        if object.__getattribute__(self, "_is_class"):
            return type
        return _marker(self) or type(self)

    @property
    def __bases__(self) -> tuple[Any, ...]:
        """The bases that `issubclass` sees of a remote class. A library class is this side's own class."""
        if not object.__getattribute__(self, "_is_class"):
            raise AttributeError("__bases__")
        bases = link_of(self).request("get", self, "__bases__")
        return _as_classes(bases)

    @property
    def __base__(self) -> Any:
        if not object.__getattribute__(self, "_is_class"):
            raise AttributeError("__base__")
        return _as_class(link_of(self).request("get", self, "__base__"))

    @property
    def __mro__(self) -> tuple[Any, ...]:
        if not object.__getattribute__(self, "_is_class"):
            raise AttributeError("__mro__")
        return _as_classes(link_of(self).request("get", self, "__mro__"))

    @property
    def __signature__(self) -> inspect.Signature:
        """The signature that `inspect.signature` returns."""
        return signatures.rebuild(link_of(self).request("signature", self), _annotation)

    def __instancecheck__(self, instance: Any) -> bool:
        asked = instance if is_remote(instance) else getattr(instance, "__dict__", {}).get(BEHIND)
        if asked is None and isinstance(instance, tuple):  # a named tuple that was made here
            return getattr(type(instance), "_of", (False, None)) == (False, type(self)._of[1])
        return is_remote(asked) and link_of(self).request("isinstance", asked, self) is True

    def __subclasscheck__(self, cls: Any) -> bool:
        return is_remote(cls) and link_of(self).request("issubclass", cls, self) is True

    def __getattr__(self, name: str) -> Any:
        if name == "__code__":
            return link_of(self).code_of(self)
        if name in signatures.PARTS and not link_of(self).judge:
            return signatures.part_as_told(self, name)
        if name.startswith("__") and name not in _DESCRIBED:
            raise AttributeError(f"{name} of a remote object")
        if name in trust.COMPARING or name in trust.VERDICTS:
            demand_asked_for(self, name, name)
        called = methods.is_called_at_once(sys._getframe(1))
        if called and name not in _DESCRIBED and (name in trust.STATEMENTS or not claims.may_have(self, name)):
            _demand_defined(self, name)
        if called and name not in trust.VIEWS and name not in _DESCRIBED:
            return methods.method(link_of(self), self, name)
        # The function of a method has the same path as the method.
        path = asked_as(self) if name == "__func__" else f"{class_path(self)}.{name}"
        value = remember_path(looked_at(self, name, "get", name), path)
        if name == "__annotations__" and type(value) is dict:
            return {key: _annotation(one) for key, one in value.items()}
        if name in trust.STATEMENTS and callable(value):
            _demand_defined(self, name)
        link = link_of(self)
        own = object.__getattribute__(self, "_is_class")
        if name in trust.VIEWS and link.judge and name not in link.methods and not own:
            return views.held(self, name, value)
        return value

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (Derived,)

    def __setattr__(self, name: str, value: Any) -> None:
        link_of(self).request("set", self, name, value)

    def __delattr__(self, name: str) -> None:
        link_of(self).request("del", self, name)

    def __dir__(self) -> list[str]:
        return list(link_of(self).request("dir", self))

    def __repr__(self) -> str:
        return f"<remote {object.__getattribute__(self, '_type_name')}>"

    def __hash__(self) -> int:
        return hash(("remote", object.__getattribute__(self, "_id")))

    def __eq__(self, other: object) -> Any:
        return compare("__eq__", self, other)

    def __ne__(self, other: object) -> Any:
        return compare("__ne__", self, other)

    def __copy__(self) -> Any:
        return link_of(self).request("copy", self, False)

    def __deepcopy__(self, memo: object) -> Any:
        return link_of(self).request("copy", self, True)

    def __reduce__(self) -> Any:
        raise TypeError("a remote object cannot be pickled")


def looked_at(remote: Remote, name: str, op: str, *args: Any) -> Any:
    """What the student's object says, the same each time until the student's code is called again.

    Otherwise `float(r) * float(r)` could multiply two numbers. A method that the exercise asks for is called each time.
    """
    link = link_of(remote)
    if not link.judge or name in link.methods:
        return link.request(op, remote, *args)
    looks, key = link.told.looks, (object.__getattribute__(remote, "_id"), name)
    if key not in looks:
        value = link.request(op, remote, *args)
        looks[key] = value
    return looks[key]


def _as_classes(found: Any) -> tuple[Any, ...]:
    return tuple(map(_as_class, found)) if type(found) is tuple else ()


def _as_class(found: Any) -> Any:
    """This side's own class for a library class. Anything else stays as it is."""
    return own_library_class(found) or found


def _annotation(found: Any) -> Any:
    """An annotation with this side's own class for a library class. Classes of data are included."""
    own = object.__getattribute__(found, "_bases")[:1] if is_remote(found) else ()
    return named_class(*own) or found if own else found


def link_of(remote: Remote) -> Port:
    """The link over which the remote object has arrived."""
    return object.__getattribute__(remote, "_link")  # type: ignore[no-any-return]


def remember_path(value: Any, path: str) -> Any:
    """Return `value`. A remote object keeps `path`, the names by which this side has reached it."""
    if is_remote(value):
        object.__setattr__(value, "_path", path)
    return value


def asked_as(remote: Remote) -> str:
    """The names by which this side has last reached the object: "f", "Class.method", ".method", or "" for none."""
    return str(object.__getattribute__(remote, "_path"))


def class_path(remote: Remote) -> str:
    """The name of a class that this side has reached by its name, else ""."""
    return asked_as(remote) if object.__getattribute__(remote, "_is_class") else ""


def _marker(remote: Remote) -> type | None:
    return marker_of(object.__getattribute__(remote, "_type_name"), object.__getattribute__(remote, "_bases"))


def own_library_class(base: Any) -> type | None:
    """This side's own class, where the remote object is a library class. None for a class of data."""
    own = object.__getattribute__(base, "_bases")[:1] if is_remote(base) else ()
    return library_class(*own) if own else None


def is_remote(value: Any) -> bool:
    """Whether `value` is a remote object. `isinstance` would see the class in `lookalike` instead."""
    return issubclass(type(value), Remote)


def identity(remote: Remote) -> tuple[Port, int]:
    """The link over which the remote object has arrived, and its number there."""
    return object.__getattribute__(remote, "_link"), object.__getattribute__(remote, "_id")


def compare(name: str, remote: Remote, other: object) -> Any:
    if other is remote:
        return name in ("__eq__", "__le__", "__ge__")
    if is_remote(other):
        if claims.compares(remote, name) and claims.compares(other, name):
            return link_of(remote).request("special", remote, name, other)
        if name in ("__eq__", "__ne__"):
            return name == "__ne__"
        raise _advice(remote, name)
    if isinstance(other, type) and "_of" in vars(other) and name in ("__eq__", "__ne__"):  # type(thing) == TheirClass
        same = type(remote)._of == (True, other._of[1]) and not other._of[0]  # type: ignore[attr-defined]
        return same is (name == "__eq__")
    if isinstance(other, FunctionType) and other.__module__ != "__main__" and name in ("__eq__", "__ne__"):
        same = link_of(remote).request("named", remote) == [other.__module__, other.__qualname__]
        return same is (name == "__eq__")  # both sides have this module: they name the function, we compare
    if other is None or isinstance(other, type) or _marker(remote) in (FunctionType, MethodType):
        return name == "__ne__" if name in ("__eq__", "__ne__") else NotImplemented
    if name in ("__eq__", "__ne__") and type(other) in _PLAIN and not hasattr(type(remote), "_compares"):
        return name == "__ne__"  # its class has no comparison of its own: nobody is asked
    raise _advice(remote, name)


def _advice(remote: Remote, name: str) -> NotBelieved:
    return NotBelieved(
        f"{object.__getattribute__(remote, '_type_name')}: an object of the student's is compared with plain data "
        f"by its own {name}, which could say anything. {COMPARE}"
    )


def _demand_defined(remote: Remote, name: str) -> None:
    if not object.__getattribute__(remote, "_is_class") and not claims.defines(remote, name):
        raise _advice(remote, name)


def demand_asked_for(remote: Remote, name: str, base: str) -> None:
    """On the judge's side, raises TypeError unless the instructor's own classes define the method `name` or `base`."""
    link = link_of(remote)
    if link.judge and name not in link.methods and base not in link.methods:
        raise _advice(remote, name)
