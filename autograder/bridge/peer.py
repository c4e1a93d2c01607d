"""One end of the bridge. It sends requests, answers requests (also while it waits for an answer), and carries values.

The judge's end (`judge=True`) answers only requests about objects that it has lent during the present test cell: calls
and public attributes. It reads no pickles. The student's end answers every request.
"""

import copy
import dataclasses
import operator
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from typing import Any

import torch

from autograder.bridge import awaiting, chunks, deriving, exceptions, lending, serving, transforms, values
from autograder.bridge.codec import Objects
from autograder.bridge.operators import READING, end_of
from autograder.bridge.together import TOGETHER, Came, Raised, call_each
from autograder.bridge.turns import Turn
from autograder.bridge.wire import Wire
from autograder.faults import Gone, Late, Malformed, NoAnswer, StudentGone, Unsendable, Withdrawn

# Requests that change no object.
_LOOKS = {"get", "dir", "class", "isinstance", "issubclass", "signature", "named", "where", "items", "chunk"}
_RUN_NOTHING = {"name", "names", "chunk"}  # requests that run no code of the other side's
_TICKET = 8  # bytes
_HANDLERS: dict[str, Callable[..., Any]] = {
    "call": operator.call,
    "await": awaiting.serve,
    "copy": lambda thing, deep: copy.deepcopy(thing) if deep else copy.copy(thing),
    "derive": deriving.serve,
    "super": deriving.inherited,
    "replace": dataclasses.replace,
    "calls": call_each,
    "transformed": transforms.serve,
    "items": chunks.begin,
    "chunk": chunks.serve,
    "class": type,
    "isinstance": isinstance,
    "issubclass": issubclass,
    "dir": dir,
    "del": delattr,
}


class Link(Objects):
    """A request is `[op, grad mode, changes, arguments, keyword arguments, ticket]`, an answer
    `[status, changes, value, ticket]`. The answer repeats the random ticket, so nobody can answer in advance.
    """

    def __init__(self, wire: Wire, judge: bool) -> None:
        super().__init__(judge)
        self.wire = wire
        self.deadline: float | None = None
        self.gone: StudentGone | None = None  # why the other side can no longer answer
        self.gives_gradients = True  # whether the other side gets gradients of results that are computed here
        self.extra: dict[str, Callable[..., Any]] = {}
        self.on_answer: Callable[[Any], None] | None = None
        self.after_answer: Callable[[], None] = lambda: None
        self.to_answer: Callable[[], Any] | None = None
        self.around: Callable[[], AbstractContextManager[Any]] = nullcontext
        self.turn = Turn()
        self._depth = 0
        self._unsent: list[Any] = []  # changes that the other side does not know yet

    # Requests out

    def request(self, op: str, /, *args: Any, **kwargs: Any) -> Any:
        """The value of the answer. Raises what the other side raises, and StudentGone where it cannot answer."""
        with self.turn:
            if self.gone is not None:
                raise StudentGone(self.gone.reason, self.gone.detail)
            if not (op in _LOOKS or (op == "special" and args[1] in READING)):
                self.told.clear()
            self.told.asked += op not in _RUN_NOTHING
            held = self.shared.held()
            ticket = os.urandom(_TICKET)
            self._depth += 1
            try:
                self._ask(op, args, kwargs, ticket)
                while True:
                    message = self.wire.receive(self.deadline)
                    if type(message) is not list or not message:
                        raise Malformed("not a message")
                    if message[0] in ("value", "error", "stop"):
                        try:
                            return self._answer(message, ticket, op, args)
                        finally:
                            self.after_answer()
                    self._serve(message)
            except NoAnswer as error:
                if not self.judge:
                    raise
                # A second object, since the raised one keeps its frames.
                self.gone = StudentGone(error.cause, str(error))
                raise StudentGone(error.cause, str(error)) from error
            finally:
                self._depth -= 1
                del held

    def _ask(self, op: str, args: tuple[Any, ...], kwargs: dict[str, Any], ticket: bytes) -> None:
        """Encode and send a request. The changes come first, since a new argument carries its own content."""
        try:
            changes = self._changes()
            arguments = [values.encode(a, self) for a in args]
            keywords = {k: values.encode(v, self) for k, v in kwargs.items()}
            self._send([op, torch.is_grad_enabled(), changes, arguments, keywords, ticket])
        except Unsendable as error:
            self.shared.take_back()
            problem = f"this cannot be given to the student's code: {error}" if self.judge else str(error)
            raise TypeError(problem) from error

    def _send(self, message: list[Any]) -> None:
        """Send a message. Raises Unsendable where it is too large. Then the next message carries its changes."""
        self.wire.send(message, self.deadline)
        self._unsent = []
        self.shared.settle()

    def _changes(self) -> list[Any]:
        """A list of [released numbers, changed contents, news], one for each message that has not been sent."""
        extra = self.to_answer() if self.to_answer is not None else None
        self._unsent.append([self.borrowed.let_go(), self.shared.changes(), extra])
        if self.shared.touched:  # what an object represents may depend on a list that this side has changed
            self.told.clear()
        self.shared.settle()
        return self._unsent

    def _accept(self, changes: Any) -> None:
        for gone, shared, extra in changes:
            self.lent.take_back(gone)
            self.shared.accept(shared)
            if self.on_answer is not None and extra is not None:
                self.on_answer(extra)

    def withdraw(self) -> None:
        """Release what has been lent so far, and drop the contents of changes that have not been sent."""
        super().withdraw()
        self._drop_contents()

    def _drop_contents(self) -> None:
        self._unsent = [[gone, [[], dropped], None] for gone, (_, dropped), _ in self._unsent]

    @contextmanager
    def without_gradients(self) -> Iterator[None]:
        """During the block the other side gets no gradient of a result that is computed here."""
        before, self.gives_gradients = self.gives_gradients, False
        try:
            yield
        finally:
            self.gives_gradients = before

    def _answer(self, message: list[Any], asked: bytes, op: str, args: tuple[Any, ...]) -> Any:
        """The value of an answer. Raises the exception in it. For `together.TOGETHER`: a list of values and exceptions.

        StopIteration is raised where an iterator is asked for its next item, and where `send` or `throw` ends a
        generator. Elsewhere it would end a loop of the test (`map(f, cases)`), and is a RuntimeError (PEP 479).
        """
        try:
            status, changes, document, ticket = message
            if ticket != asked:
                raise Malformed("an answer to another question")
            self._accept(changes)
            if status == "stop":
                status, document = document
                if status == "value":
                    raise end_of(op, args, values.decode(document, self))
            if status == "value" and op in TOGETHER:
                if type(document) is not list or len(document) != len(args[-1]):
                    raise Malformed("not as many answers as calls")
                return [
                    values.decode(one, self) if status == "value" else exceptions.to_raise(one, self.given)
                    for status, one in document
                ]
            if status == "value":
                return values.decode(document, self)
            error = exceptions.to_raise(document, self.given)
        except (ValueError, TypeError, LookupError, AttributeError) as malformed:
            raise Malformed(f"malformed answer: {malformed}") from malformed
        raise error

    # Requests in

    def serve_forever(self) -> None:
        """Answer requests until the judge closes the connection. The student side does nothing else.

        A thread that goes on after its call waits for the next one: between calls the judge reads nothing.
        """
        with self.turn:
            while True:
                try:
                    message = self.wire.receive()
                except Gone:
                    return
                self._serve(message)

    def _serve(self, message: list[Any]) -> None:
        document: Any
        try:
            op, grad_mode, changes, args, kwargs, ticket = message
            if type(ticket) is not bytes or len(ticket) > _TICKET:  # it is part of the answer, whose size is limited
                raise Malformed("not a ticket")
            if self.judge and op in lending.NOT_SERVED:
                self._accept(changes)
                refusal = TypeError(f"{op!r} of a test's object")
                self._changes()
                self._reply("error", exceptions.describe(refusal, False), ticket)
                return
            if self.judge:
                lending.demand_lent(op, args)
            self._accept(changes)
            handler = self.extra.get(op) or _HANDLERS.get(op)
            if handler is None and op in serving.HANDLERS:
                handler = partial(serving.HANDLERS[op], self)
            if handler is None:
                raise Malformed(f"unknown request {op!r}")
            try:
                arguments = [values.decode(a, self) for a in args]
                keywords = {k: values.decode(v, self) for k, v in kwargs.items()}
            except Withdrawn as error:
                self._changes()
                self._reply("error", exceptions.describe(TypeError(str(error)), False), ticket)
                return
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise Malformed(f"malformed request: {error}") from error
        told = False
        try:
            around = self.around() if self._depth == 0 else nullcontext()
            with self.turn.lent(), around, torch.set_grad_enabled(grad_mode is True):
                result = handler(*arguments, **keywords)
            self._changes()  # before the result, in the order in which they are read: they introduce new objects
            told = True
            status, document = "value", self._encode_result(result)
        except StopIteration as end:
            self._changes()
            told = True
            status, document = "stop", self._encode_one(end.value)
        except Unsendable as error:
            self.shared.take_back()
            status, document = "error", exceptions.not_to_be_sent(error)
        except (StudentGone, Gone, Late):
            raise
        except BaseException as error:
            status, document = self._told_of(error)
        finally:
            del arguments, keywords
        if not told:
            self._changes()
        self._reply(status, document, ticket)

    def _encode_result(self, result: Any) -> Any:
        if not isinstance(result, Came):
            return self._encode_answer(result)
        return [self._told_of(one.error) if isinstance(one, Raised) else self._encode_one(one) for one in result]

    def _encode_one(self, result: Any) -> list[Any]:
        try:
            return ["value", self._encode_answer(result)]
        except Unsendable as error:
            return ["error", exceptions.not_to_be_sent(error)]

    def _told_of(self, error: BaseException) -> list[Any]:
        return ["error", exceptions.describe(error, with_traceback=not self.judge)]

    def _reply(self, status: str, document: Any, ticket: Any) -> None:
        """Send an answer. Where it is too large, send an error. Where the changes are too large, leave them out."""
        try:
            self._send([status, self._unsent, document, ticket])
        except Unsendable as error:
            self.shared.take_back()
            try:
                self._send(["error", self._unsent, exceptions.not_to_be_sent(error), ticket])
            except Unsendable:
                self._drop_contents()
                self._send(["error", self._unsent, exceptions.not_to_be_sent(error), ticket])
