"""Encodes and decodes the values that `values` does not copy: shared values, and objects that stay on their side.

An object that stays here is *lent* under a number, until the other side releases it or the test cell ends. An object of
the other side is a `Remote`. A tensor with a graph becomes a node, which asks the other side for its gradient.
"""

import contextlib
import weakref
from collections.abc import Callable
from enum import EnumType
from types import BuiltinFunctionType, CodeType, ModuleType
from typing import Any

import numpy as np
import torch

from autograder.bridge import (
    annotations,
    arrays,
    codecs,
    exceptions,
    gradients,
    lending,
    library_objects,
    sparse,
    subclasses,
    tables,
    transforms,
    values,
)  # fmt: skip
from autograder.bridge.containers import KINDS
from autograder.bridge.heap import Borrowed, Lent
from autograder.bridge.lookalike import BUFFERS
from autograder.bridge.methods import Thrown
from autograder.bridge.operators import STUDENTS_OWN, proxy, specials_of
from autograder.bridge.places import Places
from autograder.bridge.proxy import Remote, identity, is_remote
from autograder.bridge.readings import Told
from autograder.bridge.sharing import Shared
from autograder.bridge.signatures import code_as_told, no_code
from autograder.faults import Malformed, Unsendable

_MOST_MEMBERS = 1000
_BOTH_HAVE = library_objects.TYPES | library_objects.FUNCTIONS
_NAMES: dict[Any, str] = {value: name for name, value in _BOTH_HAVE.items()}


class Objects:
    """Implements values.Others for one side. `Link` adds requests and answers."""

    def __init__(self, judge: bool) -> None:
        self.judge = judge
        self.may_unpickle = not judge
        self.shared = Shared(self, 2 if judge else 1)
        self.methods: frozenset[str] = frozenset()  # the methods of the instructor's own classes: see proxy.py
        self.words: frozenset[str] | None = None  # and the words of their cells: see claims.py
        self.modules: dict[int, str] = {}
        self.places: Places | None = None
        self.code_of: Callable[[Any], CodeType] = no_code if judge else code_as_told
        self.given: exceptions.Given = exceptions.nothing_given
        self.told = Told()
        self.lent = Lent()
        self.borrowed = Borrowed()
        self._grown: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self.tuples: dict[int, Any] = {}  # the classes of the named tuples that have crossed, by their numbers
        self._members: dict[int, Any] = {}  # of enumerations of numbers, which allow no weak reference
        self._answering = False

    def request(self, op: str, /, *args: Any, **kwargs: Any) -> Any:
        """Send a request and return the answer."""
        raise NotImplementedError

    def _encode_answer(self, result: Any) -> Any:
        self._answering = True
        try:
            with self.lent.all_or_nothing():
                return values.encode(result, self)
        finally:
            self._answering = False

    def encode_other(self, value: Any, depth: int) -> Any:
        """The document of a value that `values` does not copy, such as a list. See values.Others."""
        if isinstance(type(value), EnumType) and subclasses.is_member(value):
            return ["em", type(value).__qualname__, value.name, self._encode_other(value, depth)]
        return self._encode_other(value, depth)

    def _encode_other(self, value: Any, depth: int) -> Any:
        if is_remote(value) and identity(value)[0] is self:
            return ["r", identity(value)[1]]
        if subclasses.behind(value) is not value:
            return ["r", identity(subclasses.behind(value))[1]]
        if subclasses.is_of_a_test(value) if self.judge else subclasses.is_grown(value):
            return self._encode_grown(value, depth)
        if isinstance(value, torch.Tensor):
            return self._encode_tensor(value, depth)
        if isinstance(value, np.ndarray) and not value.dtype.hasobject:
            return self.shared.encode(value, depth)
        if type(value) is np.ndarray and value.dtype.kind == "O":
            return ["O", list(value.shape), [values.encode(item, self, depth + 1) for item in value.flat]]
        if type(value) in KINDS:
            return self.shared.encode(value, depth)
        if isinstance(value, list | dict | set):
            return values.container(value, self, depth)
        if isinstance(value, np.dtype):
            return ["y", arrays.dtype_content(value)]
        if not self.judge:  # a student's subclass of a table crosses as the table: its own methods do not count
            value = tables.as_own_class(value)
        if tables.kind_of(value) is not None:
            return self._encode_frame(value, depth)
        kind = sparse.kind_of(value)
        if kind is not None:
            return sparse.encode(value, kind)
        if codecs.codec_of(value) is not None:
            return self._encode_of_a_library(value, depth)
        plain = subclasses.as_base_type(value)
        if plain is not value:
            return values.encode(plain, self, depth)
        if isinstance(value, tuple):
            if getattr(torch.return_types, type(value).__name__, None) is type(value):
                return ["Y", type(value).__name__, [values.encode(item, self, depth + 1) for item in value]]
            if hasattr(value, "_fields"):
                self.tuples[id(type(value))] = type(value)
                return values.encode_named_tuple(value, self, depth)
            return values.encode(subclasses.content_of(value, tuple), self, depth)
        error = value.error if isinstance(value, Thrown) else value if self.judge else None
        if isinstance(error, BaseException):
            return ["e", exceptions.describe_thrown(error)]
        if isinstance(value, type | BuiltinFunctionType) and value in _NAMES:
            return ["B", _NAMES[value]]
        annotation = annotations.encode(value, self, depth)
        if annotation is not None:
            return annotation
        if self.judge:
            name = library_objects.name_of(value)
            if name is not None:
                return name
            if library_objects.is_library_object(value):
                try:
                    return self.shared.encode(value, depth)
                except TypeError:  # it allows no pickle or no weak reference, so it stays here
                    if isinstance(value, BUFFERS):  # not lent, since their methods read and write files: tofile
                        raise
                    return self._export(value)
        elif self.shared.key_of(value) is not None:  # the judge's own generator, module or optimizer goes back
            return self.shared.encode(value, depth)
        return self._export(value)

    def decode_other(self, tag: str, rest: list[Any], depth: int) -> Any:
        """The value of a document that the other side's `encode_other` has made. Raises Malformed for any other."""
        if tag == "o":
            return self.shared.decode(rest, depth)
        if tag == "R":
            return self._proxy(*rest)
        if tag == "r":
            return self.lent.thing(rest[0])
        if tag == "k":
            return self._decode_node(rest, depth)
        if tag == "O":
            return self._decode_things(rest, depth)
        if tag == "pd":
            return tables.decode(rest, depth)
        if tag == "sp":
            return sparse.decode(rest)
        if tag == "lib":
            return codecs.decode(rest)
        if tag == "Z":
            return self._decode_grown(rest, depth)
        if tag == "X":
            return exceptions.class_for(rest[0], given=self.given)
        if tag == "e" and not self.judge:
            return exceptions.rebuild(rest[0], given=self.given)
        if tag == "em":
            return subclasses.member(*rest[:2]) or values.decode(rest[2], self, depth)
        if tag == "an":
            return annotations.decode(rest, self, depth)
        if tag == "B":
            return _BOTH_HAVE[rest[0]]
        if tag == "G" and not self.judge:
            return library_objects.by_name(rest[0], rest[1])
        raise Malformed(f"unknown tag {tag!r}")

    def _encode_grown(self, value: Any, depth: int) -> Any:
        remote, names = self._export(value), subclasses.own_names(type(value))
        names = [name for name in names if not (self.judge and name.startswith("_"))]
        if isinstance(value, subclasses.MUTABLE):
            return ["Z", remote, names, *self.shared.track(value, depth)]
        return ["Z", remote, names, 0, subclasses.encode_content(value, self, depth)]

    def _decode_grown(self, rest: list[Any], depth: int) -> Any:
        document, names, shared, content = rest
        remote = values.decode(document, self, depth)
        if not is_remote(remote) or not _strings(names):
            raise Malformed("not an object with methods")
        number = identity(remote)[1]
        known = self._grown.get(number, self._members.get(number))
        if known is not None:
            return known
        value = subclasses.grow(values.decode(content, self, depth + 1), names, type(remote).__name__, remote)
        if isinstance(value, subclasses.MUTABLE):
            self.shared.follow(shared, value, content)
        if isinstance(value, subclasses.KNOWN_AGAIN):
            self._grown[number] = value
        elif "enum:Enum" in object.__getattribute__(remote, "_bases") and len(self._members) < _MOST_MEMBERS:
            self._members[number] = value
        return value

    def _decode_things(self, rest: list[Any], depth: int) -> np.ndarray:
        """A new array of objects, decoded one by one."""
        shape, documents = rest
        things = np.empty(len(documents), dtype=object)
        for number, document in enumerate(documents):
            things[number] = values.decode(document, self, depth + 1)
        return things.reshape(shape)

    def _encode_frame(self, value: Any, depth: int) -> Any:
        """The document of a value of pandas. A table with other than plain data stays here."""
        try:
            mutable = tables.kind_of(value) in tables.MUTABLE
            return self.shared.encode(value, depth) if mutable else tables.encode(value, depth)
        except Unsendable:
            if self.judge:  # a table is not lent, since its methods run code and write files: eval, query, to_csv
                raise
            return self._export(value)

    def _encode_of_a_library(self, value: Any, depth: int) -> Any:
        with contextlib.suppress(Unsendable):  # a value with other than plain data stays here
            return self.shared.encode(value, depth) if codecs.is_mutable(value) else codecs.encode(value)
        return self._export(value)

    def _encode_tensor(self, tensor: torch.Tensor, depth: int) -> Any:
        if transforms.is_inside(tensor):
            raise Unsendable(transforms.advice(transforms.INSIDE, self.judge))
        # Of an argument the other side gets a leaf, and the graph stays on this side.
        if tensor.grad_fn is None or self.shared.key_of(tensor) is not None or not self._answering:
            return self.shared.encode(tensor, depth)
        leaves = gradients.leaves_of(tensor)
        key = self.lent.node(tensor, leaves)
        return ["k", key, arrays.tensor_content(tensor), [self.shared.encode(leaf, depth + 1) for leaf in leaves]]

    def _decode_node(self, rest: list[Any], depth: int) -> torch.Tensor:
        key, content, documents = rest
        data = arrays.tensor_from(content)
        inputs = [values.decode(document, self, depth + 1) for document in documents]
        if not all(isinstance(tensor, torch.Tensor) for tensor in inputs):
            raise Malformed("a gradient that flows to something else than tensors")

        def ask(gradient: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
            transforms.demand_each_alone(self.judge)
            again = torch.is_grad_enabled() and gradient.requires_grad  # for a second derivative
            found = self.request("vjp", key, gradient if again else gradient.detach().clone())
            if type(found) is not tuple or len(found) != len(inputs):
                raise Malformed("not a tuple of gradients")
            return found

        tensor = gradients.node(ask, data, inputs)
        if tensor.grad_fn is not None:
            self.borrowed.hold(key, tensor.grad_fn)
        return tensor

    def _export(self, value: Any) -> list[Any]:
        if isinstance(value, ModuleType):
            raise Unsendable(f"the module {value.__name__}: pass the function that you need")
        if self.judge and lending.is_kept(value):
            raise Unsendable(f"a {type(value).__qualname__}, with which an answer could run the test")
        if isinstance(value, type) and issubclass(value, BaseException):
            return ["X", exceptions.lineage_of(value)]
        key = self.lent.number(value)
        cls = value if isinstance(value, type) else type(value)
        bases = [f"{base.__module__}:{base.__qualname__}" for base in cls.__mro__[:20]]
        specials = [name for name in specials_of(value) if not (self.judge and name in STUDENTS_OWN)]
        return ["R", key, cls.__qualname__, isinstance(value, type), specials, bases, 0 if self.judge else id(cls)]

    def _proxy(self, key: Any, type_name: Any, is_class: Any, specials: Any, bases: Any, cls: Any) -> Remote:
        known = self.borrowed.proxies.get(key)
        if known is not None:
            return known
        numbers = type(key) is int and type(cls) is int
        if not numbers or type(type_name) is not str or not _strings(specials) or not _strings(bases):
            raise Malformed("not a remote object")
        of = (is_class is True, cls)
        remote = proxy(self, key, type_name[:100].replace("\0", ""), tuple(bases), tuple(specials), of)
        self.borrowed.proxies[key] = remote
        self.borrowed.hold(key, remote)
        return remote

    def lends(self, function: Any) -> bool:
        """Whether the other side gets a remote object for this function. Otherwise it has the same function itself."""
        return not self.judge or library_objects.name_of(function) is None

    def withdraw(self) -> None:
        """Release all that has been lent so far, because the test cell is over."""
        self.lent.clear()
        self.shared.withdraw()


def _strings(value: Any) -> bool:
    return type(value) is list and len(value) < 200 and all(type(item) is str for item in value)
