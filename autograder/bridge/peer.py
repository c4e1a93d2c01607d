"""One end of the bridge: requests out, requests in (also while waiting for an answer), values both ways.

The judge's end (`judge=True`) serves only calls and public attributes of what it exported during the present test
cell, and reads no pickles; the student's end serves everything it is asked.
"""

import copy
import inspect
import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Literal

import torch

from autograder.bridge import exceptions, gradients, lending, values
from autograder.bridge.codec import Objects, Withdrawn
from autograder.bridge.operators import READING
from autograder.bridge.wire import Gone, Late, Refused, Wire

_LOOKS = ("get", "dir", "class", "isinstance", "issubclass", "signature", "named", "where")  # change no object


Cause = Literal["late", "malformed", "ended", "memory"]
_CAUSES: dict[type[Exception], Cause] = {Gone: "ended", Late: "late"}


class StudentGone(BaseException):
    """The student's process cannot go on.

    `reason`: it does not answer in time, what it says is malformed, it has ended, or it takes too much memory. `detail`
    says it in words, in which the student side has its say.

    Not an Exception: a test's own `except Exception` must not make a pass of it.
    """

    def __init__(self, reason: Cause = "ended", detail: str = "") -> None:
        super().__init__(reason, detail)
        self.reason: Cause = reason
        self.detail = detail


class Link(Objects):
    """Requests are `[op, grad mode, changes, arguments, keyword arguments, ticket]`; answers
    `[status, changes, value, ticket]`, with the request's own ticket: nobody can answer before the question.
    """

    def __init__(self, wire: Wire, judge: bool) -> None:
        super().__init__(judge)
        self.wire = wire
        self.deadline: float | None = None
        self.gone: StudentGone | None = None  # once it cannot answer any more
        self.extra: dict[str, Callable[..., Any]] = {}
        self.on_answer: Callable[[Any], None] | None = None
        self.before_request: Callable[[], None] = _nothing
        self.after_answer: Callable[[], None] = _nothing
        self.to_answer: Callable[[], Any] | None = None
        self.around: Callable[[], AbstractContextManager[Any]] = nullcontext
        self._depth = 0
        self._unsent: list[Any] = []  # changes that the other side has still to be told

    # Requests out

    def request(self, op: str, /, *args: Any, **kwargs: Any) -> Any:
        """Ask the other side; the answer, or its exception raised. Raises StudentGone where it cannot answer."""
        if self.gone is not None:
            raise StudentGone(self.gone.reason, self.gone.detail)
        self.before_request()
        if not (op in _LOOKS or (op == "special" and args[1] in READING)):
            self.told.clear()
        held = self.shared.held()
        ticket = os.urandom(8)
        self._depth += 1
        try:
            self._ask(op, args, kwargs, ticket)
            while True:
                message = self.wire.receive(self.deadline)
                if type(message) is not list or not message:
                    raise Refused("not a message")
                if message[0] in ("value", "error", "stop"):
                    try:
                        return self._answer(message, ticket, ends=op == "special" and args[1:2] == ("__next__",))
                    finally:
                        self.after_answer()
                self._serve(message)
        except (Gone, Late, Refused) as error:
            if not self.judge:
                raise
            reason = _CAUSES.get(type(error), "malformed")
            self.gone = StudentGone(reason, str(error))  # one of its own: the one that is raised holds its frames
            raise StudentGone(reason, str(error)) from error
        finally:
            self._depth -= 1
            if self._depth == 0 and self.judge:  # the student side's ends with its answer: serve_forever
                self.shared.end_call()
            del held

    def _ask(self, op: str, args: tuple[Any, ...], kwargs: dict[str, Any], ticket: bytes) -> None:
        """The changes are taken first: an argument that is new has its own content with it."""
        try:
            changes = self._changes()
            arguments = [values.encode(a, self) for a in args]
            keywords = {k: values.encode(v, self) for k, v in kwargs.items()}
            self._send([op, torch.is_grad_enabled(), changes, arguments, keywords, ticket])
        except Refused as error:
            self.shared.take_back()
            raise TypeError(f"this cannot be given to the student's code: {error}") from error

    def _send(self, message: list[Any]) -> None:
        """Raises Refused where the message cannot go; the changes in it go with the next one."""
        self.wire.send(message, self.deadline)
        self._unsent = []
        self.shared.settle()

    def _changes(self) -> list[Any]:
        """[what is let go, what has changed, news], one for each message that should have told them."""
        extra = self.to_answer() if self.to_answer is not None else None
        self._unsent.append([self._let_go(), self.shared.changes(), extra])
        self.shared.settle()
        return self._unsent

    def _accept(self, changes: Any) -> None:
        for gone, shared, extra in changes:
            self._forget(gone)
            self.shared.accept(shared)
            if self.on_answer is not None and extra is not None:
                self.on_answer(extra)

    def withdraw(self) -> None:
        """Also of the changes that could not be sent there is no more need."""
        super().withdraw()
        self._unsent = [[gone, [dropped, []], None] for gone, (dropped, _), _ in self._unsent]

    def _answer(self, message: list[Any], asked: bytes, ends: bool) -> Any:
        """`ends`: an iterator was asked for more, so that StopIteration is an answer.

        Anywhere else it would end a loop of the test's own before its checks, as in `map(f, cases)`; Python itself
        makes a RuntimeError of it in generators (PEP 479).
        """
        try:
            status, changes, document, ticket = message
            if ticket != asked:
                raise Refused("an answer to another question")
            self._accept(changes)
            if status == "stop":
                raise StopIteration if ends else RuntimeError("the student's code raised StopIteration")
            if status == "value":
                return values.decode(document, self)
            error = exceptions.rebuild(document)
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
            op, grad_mode, changes, args, kwargs, ticket = message
            if self.judge and op in lending.NOT_SERVED:
                self._accept(changes)
                refusal = TypeError(f"{op!r} of a test's object")
                self._changes()
                self._reply("error", exceptions.describe(refusal, False), ticket)
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
                self._changes()
                self._reply("error", exceptions.describe(TypeError(str(error)), False), ticket)
                return
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise Refused(f"malformed request: {error}") from error
        told = False
        try:
            with self.around() if self._depth == 0 else nullcontext(), torch.set_grad_enabled(grad_mode is True):
                result = handler(*arguments, **keywords)
            self._changes()  # before the result, as they are read: what is new in both comes with them
            told = True
            status, document = "value", self._encode_answer(result)
        except StopIteration:
            status, document = "stop", None
        except Refused as error:
            self.shared.take_back()
            status, document = "error", _cannot_be_handed_back(error)
        except (StudentGone, Gone, Late):
            raise
        except BaseException as error:
            status, document = "error", exceptions.describe(error, with_traceback=not self.judge)
        finally:
            del arguments, keywords
        if not told:
            self._changes()
        self._reply(status, document, ticket)

    def _reply(self, status: str, document: Any, ticket: Any) -> None:
        """Answer; what is too large is told to be so, without the changes if it is they that are."""
        try:
            self._send([status, self._unsent, document, ticket])
        except Refused as error:
            self.shared.take_back()
            try:
                self._send(["error", self._unsent, _cannot_be_handed_back(error), ticket])
            except Refused:
                self._send(["error", [], _cannot_be_handed_back(error), ticket])

    def _serve_call(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    def _serve_get(self, thing: Any, name: str) -> Any:
        if self.judge and lending.is_hidden(thing, name):
            raise AttributeError(name)
        return getattr(thing, name)

    def _serve_set(self, thing: Any, name: str, value: Any) -> None:
        if self.judge and not lending.may_be_set(thing, name, value):
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

    def _serve_class(self, thing: Any) -> type:
        return type(thing)

    def _serve_isinstance(self, thing: Any, cls: Any) -> bool:
        return isinstance(thing, cls)

    def _serve_issubclass(self, cls: Any, other: Any) -> bool:
        return issubclass(cls, other)

    def _serve_signature(self, function: Any) -> list[Any]:
        parameters = inspect.signature(function).parameters.values()
        return [[p.name, int(p.kind), p.default is not p.empty, _plain_or_repr(p.default)] for p in parameters]

    def _serve_vjp(self, key: int, gradient: torch.Tensor) -> list[torch.Tensor | None]:
        output, leaves = self._nodes[key]
        return gradients.vector_jacobian(output, leaves, gradient)


def _cannot_be_handed_back(error: Refused) -> list[Any]:
    return exceptions.describe(TypeError(f"this cannot be handed back: {error}"), False)


def _nothing() -> None:
    pass


def _plain_or_repr(value: Any) -> list[Any]:
    plain = value is None or type(value) in (bool, int, float, str)
    return [plain, value if plain else repr(value)]
