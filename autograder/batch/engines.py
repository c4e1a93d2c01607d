"""The engines' nursery as the workers know it: where it is asked for the engine that a worker runs with.

An engine is a process of its own (`autograder.batch.engine_process`). It imports PyTorch and nothing of nbgrader. A
worker imports nbgrader and nothing of PyTorch. Both import at the same time. A judge's fork copies nothing of the
worker.
"""

import contextlib
import copyreg
import io
import os
import pickle
import socket
import sys
import tempfile
from typing import Any

import msgspec
from nbformat import NotebookNode

from autograder.batch import births
from autograder.batch.framing import receive, send
from autograder.coursedir.grading import Grading
from autograder.engine.job import Job
from autograder.engine.judge.judged import executed
from autograder.engine.preload import for_some
from autograder.engine.protocol import FROM_ENGINE, CannotRun
from autograder.faults import Ungraded
from autograder.records import Executed

_KEPT = ("plan", "solutions")  # fields that are not sent again while they stay the same


class NotStarted(Exception):
    """The engine could not start; the text says why."""


class HostedEngine:
    """A worker's engine. Where its process has ended the worker ends too, and another one takes its place.

    `seconds`: where the last notebook's time went, by stage.
    """

    def __init__(self, grading: Grading, control: int) -> None:
        """Wait until it is ready. `control`: where the nursery is asked. Raises NotStarted."""
        self.seconds: dict[str, float] = {}
        self._connection, theirs = socket.socketpair()
        self._life, life = socket.socketpair()  # the engine's process is killed where this one ends
        self._known: dict[str, Any] = {}
        modules = map(str.encode, for_some(grading.preload))
        request = b"\0".join([os.fsencode(tempfile.gettempdir()), *modules])
        with theirs, life, socket.socket(fileno=os.dup(control)) as asked:
            socket.send_fds(asked, [request], [theirs.fileno(), sys.stderr.fileno(), life.fileno()])
        if trouble := self._ask(msgspec.msgpack.encode(grading.values())):
            raise NotStarted(trouble.decode())

    def execute(self, job: Job) -> Executed:
        """Run the notebook's cells and put in their outputs. Raises Ungraded for a fault of the grader's own."""
        known, self._known = self._known, {}
        message = {name: value for name, value in vars(job).items() if name not in known or value is not known[name]}
        answer = msgspec.msgpack.decode(self._ask(_pickled(message)), type=FROM_ENGINE)
        if isinstance(answer, CannotRun):
            raise Ungraded(answer.reason)
        self._known = {name: getattr(job, name) for name in _KEPT}
        self.seconds = answer.seconds
        return executed(job.notebook, answer.cells)

    def _ask(self, message: bytes) -> bytes:
        try:
            send(self._connection, message)
            return receive(self._connection)
        except (EOFError, OSError):
            self._life.settimeout(5.0)
            code = b""
            with contextlib.suppress(OSError):
                _born, code = self._life.recv(len(births.BORN)), self._life.recv(16)
            sys.exit(f"its engine has ended (exit {code.decode() or 'unknown'})")


class _Pickler(pickle.Pickler):
    """A notebook's nodes go as dicts: what a student calls a key is an attribute of a node, `__setstate__` too."""

    dispatch_table = copyreg.dispatch_table | {
        NotebookNode: lambda node: (NotebookNode, (), None, None, iter(dict.items(node)))
    }


def _pickled(message: dict[str, Any]) -> bytes:
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(message)
    return file.getvalue()
