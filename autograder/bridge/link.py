"""One end of the bridge: requests out, requests in (also while waiting for an answer), values both ways.

The judge's end (`judge=True`) serves only calls and public attributes of what it exported during the present test
cell, and reads no pickles; the student's end serves everything it is asked.
"""

import copy
import inspect
import weakref
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import CodeType, ModuleType
from typing import Any

import numpy as np
import torch

from autograder.bridge import errors, graph, lending, libraries, values
from autograder.bridge.markers import BUFFERS, marker_of
from autograder.bridge.remote import Remote, identity, is_remote, proxy_class, specials_of
from autograder.bridge.shared import Shared
from autograder.bridge.wire import Gone, Late, Refused, Wire

_EXPORTS = 100_000
_NAMED_TYPES: dict[Any, str] = {cls: name for name, cls in libraries.TYPES.items()}


class Withdrawn(Refused):
    """A reference to something of the judge's that is not lent any more."""


class Fault(BaseException):
    """The student's process cannot go on: it has ended, is late, or does not speak the protocol.

    Not an Exception: a test's own `except Exception` must not make a pass of it.
    """


class Link:
    """Requests are `[op, grad mode, changes, arguments, keyword arguments]`; answers `[status, changes, value]`."""

    def __init__(self, wire: Wire, judge: bool) -> None:
        self.wire = wire
        self.judge = judge
        self.methods: frozenset[str] = frozenset()  # that the instructor's own classes define: see remote.py
        self.may_unpickle = not judge
        self.deadline: float | None = None
        self.fault: str | None = None
        self.shared = Shared(self, 2 if judge else 1)
        self.extra: dict[str, Callable[..., Any]] = {}
        self.on_answer: Callable[[Any], None] | None = None
        self.before_request: Callable[[], None] = _nothing
        self.to_answer: Callable[[], Any] | None = None
        self.code_of: Callable[[Any], CodeType] = _no_code
        self.around: Callable[[], AbstractContextManager[Any]] = nullcontext
        self._objects: dict[int, Any] = {}
        self._keys: dict[int, int] = {}
        self._next = 0
        self._proxies: weakref.WeakValueDictionary[int, Remote] = weakref.WeakValueDictionary()
        self._gone: list[int] = []
        self._nodes: dict[int, tuple[torch.Tensor, list[torch.Tensor]]] = {}
        self._depth = 0
        self._answering = False

    # Requests out

    def request(self, op: str, /, *args: Any, **kwargs: Any) -> Any:
        """Ask the other side; the answer, or its exception raised. Raises Fault where it cannot answer."""
        if self.fault is not None:
            raise Fault(self.fault)
        self.before_request()
        held = self.shared.held()
        self._depth += 1
        try:
            self._send([op, torch.is_grad_enabled(), *self._outgoing(list(args), kwargs)])
            while True:
                message = self.wire.receive(self.deadline)
                if type(message) is not list or not message:
                    raise Refused("not a message")
                if message[0] in ("value", "error", "stop"):
                    return self._answer(message, ends=op == "special" and args[1:2] == ("__next__",))
                self._serve(message)
        except (Gone, Late, Refused) as error:
            if not self.judge:
                raise
            self.fault = f"{type(error).__name__}: {error}"
            raise Fault(self.fault) from error
        finally:
            self._depth -= 1
            if self._depth == 0 and self.judge:  # the student side's ends with its answer: serve_forever
                self.shared.end_call()
            del held

    def _outgoing(self, args: list[Any], kwargs: dict[str, Any]) -> tuple[Any, Any, Any]:
        """The changes are taken first: an argument that is new has its own content with it."""
        changes = self._changes()
        try:
            return (
                changes,
                [values.encode(a, self) for a in args],
                {k: values.encode(v, self) for k, v in kwargs.items()},
            )
        except Refused as error:
            raise TypeError(f"this cannot be given to the student's code: {error}") from error

    def _send(self, message: list[Any]) -> None:
        try:
            self.wire.send(message, self.deadline)
        except Refused as error:
            raise TypeError(f"this cannot be given to the student's code: {error}") from error

    def _changes(self) -> list[Any]:
        gone = [key for key in self._gone if key not in self._proxies]  # it may have come back since
        self._gone = []
        extra = self.to_answer() if self.to_answer is not None else None
        return [gone, self.shared.changes(), extra]

    def _accept(self, changes: Any) -> None:
        gone, shared, extra = changes
        for key in gone:
            self._objects.pop(key, None)
            self._nodes.pop(key, None)
        self.shared.accept(shared)
        if self.on_answer is not None and extra is not None:
            self.on_answer(extra)

    def _answer(self, message: list[Any], ends: bool) -> Any:
        """`ends`: an iterator was asked for more, so that StopIteration is an answer.

        Anywhere else it would end a loop of the test's own before its checks, as in `map(f, cases)`; Python itself
        makes a RuntimeError of it in generators (PEP 479).
        """
        try:
            status, changes, document = message
            self._accept(changes)
            if status == "stop":
                raise StopIteration if ends else RuntimeError("the student's code raised StopIteration")
            if status == "value":
                return values.decode(document, self)
            error = errors.rebuild(document)
            if isinstance(error, StopIteration | StopAsyncIteration):
                error = RuntimeError(f"the student's code raised StopIteration: {error}")
        except (ValueError, TypeError, LookupError, AttributeError) as malformed:
            raise Refused(f"malformed answer: {malformed}") from malformed
        raise error

    # Requests in

    def serve_forever(self) -> None:
        """The student side's life: answer until the judge has gone."""
        while True:
            try:
                message = self.wire.receive()
            except Gone:
                return
            self._serve(message)
            self.shared.end_call()

    def _serve(self, message: list[Any]) -> None:
        document: Any
        try:
            op, grad_mode, changes, args, kwargs = message
            if self.judge and op in lending.NOT_SERVED:
                self._accept(changes)
                refusal = TypeError(f"{op!r} of a test's object")
                self._send(["error", self._changes(), errors.describe(refusal, False)])
                return
            if self.judge:
                lending.demand_lent(op, args)
            self._accept(changes)
            handler = self.extra.get(op) or getattr(self, f"_serve_{op}", None)
            if handler is None:
                raise Refused(f"unknown request {op!r}")
            try:
                arguments = [values.decode(a, self) for a in args]
                keywords = {k: values.decode(v, self) for k, v in kwargs.items()}
            except Withdrawn as error:
                self._send(["error", self._changes(), errors.describe(TypeError(str(error)), False)])
                return
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise Refused(f"malformed request: {error}") from error
        changes = None
        try:
            with self.around() if self._depth == 0 else nullcontext(), torch.set_grad_enabled(grad_mode is True):
                result = handler(*arguments, **keywords)
            changes = self._changes()  # before the result, as they are read: what is new in both comes with them
            status, document = "value", self._encode_answer(result)
        except StopIteration:
            status, document = "stop", None
        except Refused as error:
            status, document = "error", errors.describe(TypeError(f"this cannot be handed back: {error}"), False)
        except (Fault, Gone, Late):
            raise
        except BaseException as error:
            status, document = "error", errors.describe(error, with_traceback=not self.judge)
        finally:
            del arguments, keywords
        self._send([status, self._changes() if changes is None else changes, document])

    def _encode_answer(self, result: Any) -> Any:
        self._answering = True
        before = self._next
        try:
            return values.encode(result, self)
        except BaseException:  # what does not arrive is not lent: a list of too many objects leaves room for others
            for key in range(before + 1, self._next + 1):
                self._objects.pop(key, None)
                self._nodes.pop(key, None)
            raise
        finally:
            self._answering = False

    def _serve_call(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    def _serve_get(self, thing: Any, name: str) -> Any:
        if self.judge and lending.is_hidden(thing, name):
            raise AttributeError(name)
        return getattr(thing, name)

    def _serve_set(self, thing: Any, name: str, value: Any) -> None:
        if self.judge and not lending.may_be_set(thing, name):
            raise AttributeError(f"{name} of a test's object cannot be set")
        setattr(thing, name, value)

    def _serve_del(self, thing: Any, name: str) -> None:
        delattr(thing, name)

    def _serve_dir(self, thing: Any) -> list[str]:
        return dir(thing)

    def _serve_copy(self, thing: Any, deep: bool) -> Any:
        return copy.deepcopy(thing) if deep else copy.copy(thing)

    def _serve_special(self, thing: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        if self.judge and name not in lending.SPECIALS:
            raise TypeError(f"{name} of a test's object")
        return getattr(type(thing), name)(thing, *args, **kwargs)

    def _serve_isinstance(self, thing: Any, cls: Any) -> bool:
        return isinstance(thing, cls)

    def _serve_issubclass(self, cls: Any, other: Any) -> bool:
        return issubclass(cls, other)

    def _serve_signature(self, function: Any) -> list[Any]:
        parameters = inspect.signature(function).parameters.values()
        return [[p.name, int(p.kind), p.default is not p.empty, _plain_or_repr(p.default)] for p in parameters]

    def _serve_vjp(self, key: int, gradient: torch.Tensor) -> list[torch.Tensor | None]:
        output, leaves = self._nodes[key]
        return graph.vector_jacobian(output, leaves, gradient)

    # Values

    def encode_other(self, value: Any, depth: int) -> Any:
        """values.Others: everything that is not plain."""
        if is_remote(value) and identity(value)[0] is self:
            return ["r", identity(value)[1]]
        if isinstance(value, torch.Tensor):
            return self._encode_tensor(value, depth)
        if isinstance(value, np.ndarray) and value.dtype.kind != "O" and not value.dtype.names:
            return self.shared.encode(value, depth)
        if isinstance(value, list | dict | set):
            return self._encode_container(value, depth)
        if isinstance(value, np.dtype):
            return ["y", value.str]
        plain = _as_base_type(value)
        if plain is not value:
            return values.encode(plain, self, depth)
        if isinstance(value, tuple):
            named = hasattr(value, "_fields") and not self.judge
            return values.encode_named_tuple(value, self, depth) if named else values.encode(tuple(value), self, depth)
        if isinstance(value, type) and value in _NAMED_TYPES:
            return ["B", _NAMED_TYPES[value]]
        if self.judge:
            name = libraries.name_of(value)
            if name is not None:
                return name
            if libraries.is_library_object(value):
                try:
                    return self.shared.encode(value, depth)
                except (Refused, TypeError):  # not to be pickled, or not to be held weakly: it stays here
                    if isinstance(value, BUFFERS):  # their methods read and write files: tofile, from_file
                        raise
                    return self._export(value)
        elif self.shared.knows(value):  # the judge's own generator, module or optimizer, on its way back
            return self.shared.encode(value, depth)
        return self._export(value)

    def decode_other(self, tag: str, rest: list[Any], depth: int) -> Any:
        """values.Others: everything that is not plain."""
        if tag == "o":
            return self.shared.decode(rest, depth)
        if tag == "R":
            return self._proxy(*rest)
        if tag == "r":
            if rest[0] not in self._objects:
                raise Withdrawn("an object of a test that is over")
            return self._objects[rest[0]]
        if tag == "k":
            return self._decode_node(rest, depth)
        if tag == "X":
            return errors.class_for(tuple(str(name) for name in rest[0][:20]))
        if tag == "B":
            return libraries.TYPES[rest[0]]
        if tag == "G" and not self.judge:
            return libraries.by_name(rest[0], rest[1])
        raise Refused(f"unknown tag {tag!r}")

    def _encode_container(self, value: Any, depth: int) -> Any:
        """The judge's own stay shared for the length of a call; a student's arrive as copies."""
        if type(value) in (list, dict, set):
            if self.judge:
                return self.shared.encode(value, depth, scoped=True)
            if self.shared.knows(value):  # the judge's own, on its way back
                return self.shared.encode(value, depth)
        return values.container(value, self, depth)

    def _encode_tensor(self, tensor: torch.Tensor, depth: int) -> Any:
        if tensor.grad_fn is None or self.shared.tensor_id(tensor) is not None:
            return self.shared.encode(tensor, depth)
        if not self._answering:  # an argument: the other side gets a leaf, the graph goes on here
            return self.shared.encode(tensor, depth)
        leaves = graph.leaves_of(tensor)
        key = self._new_key()
        self._nodes[key] = (tensor, leaves)
        return ["k", key, values.tensor_content(tensor), [self.shared.encode(leaf, depth + 1) for leaf in leaves]]

    def _decode_node(self, rest: list[Any], depth: int) -> torch.Tensor:
        key, content, documents = rest
        data = values.tensor_from(content)
        inputs = [values.decode(document, self, depth + 1) for document in documents]
        if not all(isinstance(tensor, torch.Tensor) for tensor in inputs):
            raise Refused("a gradient that flows to something else than tensors")

        def ask(gradient: torch.Tensor) -> list[torch.Tensor | None]:
            found = self.request("vjp", key, gradient.detach().clone())
            if type(found) is not list or len(found) != len(inputs):
                raise Refused("not a list of gradients")
            return found

        tensor = graph.node(ask, data, inputs)
        if tensor.grad_fn is not None:
            weakref.finalize(tensor.grad_fn, self._gone.append, key)
        return tensor

    def _new_key(self) -> int:
        if len(self._objects) + len(self._nodes) > _EXPORTS:
            raise Refused("too many objects")
        self._next += 1
        return self._next

    def _export(self, value: Any) -> list[Any]:
        if isinstance(value, ModuleType):
            raise Refused(f"the module {value.__name__}: pass the function that you need")
        key = self._keys.get(id(value))
        if key is None or self._objects.get(key) is not value:
            key = self._new_key()
            self._objects[key] = value
            self._keys[id(value)] = key
        cls = value if isinstance(value, type) else type(value)
        if isinstance(value, type) and issubclass(value, BaseException):
            return ["X", [f"{base.__module__}.{base.__qualname__}" for base in cls.__mro__[:20] if base is not object]]
        bases = [f"{base.__module__}:{base.__qualname__}" for base in cls.__mro__[:20]]
        return ["R", key, cls.__qualname__, isinstance(value, type), specials_of(value), bases]

    def _proxy(self, key: Any, type_name: Any, is_class: Any, specials: Any, bases: Any) -> Remote:
        known = self._proxies.get(key)
        if known is not None:
            return known
        if type(key) is not int or type(type_name) is not str or not _strings(specials) or not _strings(bases):
            raise Refused("not a remote object")
        marker = marker_of(type_name[:100], tuple(bases))
        remote = proxy_class(tuple(specials), type_name[:100])(self, key, type_name[:100], marker, is_class is True)
        self._proxies[key] = remote
        weakref.finalize(remote, self._gone.append, key)
        return remote

    def withdraw(self) -> None:
        """Serve nothing of what has been exported so far: the test cell that lent it is over."""
        self._objects.clear()
        self._keys.clear()
        self._nodes.clear()
        self.shared.withdraw()


def _no_code(remote: Any) -> CodeType:
    raise AttributeError("__code__ of a remote object")


def _nothing() -> None:
    pass


def _plain_or_repr(value: Any) -> list[Any]:
    plain = value is None or type(value) in (bool, int, float, str)
    return [plain, value if plain else repr(value)]


def _strings(value: Any) -> bool:
    return type(value) is list and len(value) < 200 and all(type(item) is str for item in value)


def _as_base_type(value: Any) -> Any:
    """An instance of a subclass of a plain type as that plain type; anything else as it is."""
    base: Any
    for base in (int, float, complex, str, bytes):
        if isinstance(value, base) and type(value) is not base and not isinstance(value, np.generic):
            return base.__new__(base, value)
    if isinstance(value, frozenset) and type(value) is not frozenset:
        return frozenset(value)
    return value
