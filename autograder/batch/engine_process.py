"""An engine's process: forked from the engines' nursery for one worker, it runs the notebooks that the worker sends.

A job comes as a pickle of the worker's, which is trusted. What the cells come to goes back as typed MessagePack.
`autograder.batch.engines` is the other end.
"""

import contextlib
import gc
import pickle
import socket
import sys
import tempfile
from typing import Any

import msgspec

from autograder.batch import huge_pages
from autograder.batch.framing import receive, send
from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.job import Job
from autograder.engine.preload import for_all, import_all, import_tried, preload
from autograder.engine.processes import readable
from autograder.engine.protocol import CannotRun, HasRun
from autograder.engine.student import side as _side  # noqa: F401 (each template needs it)
from autograder.faults import TemplateEnded, Ungraded, own_fault


def prepare() -> None:
    """In the nursery: import what every engine needs."""
    preload(for_all(Grading().preload))


def settle(modules: list[str]) -> None:
    """In the nursery: import these, and prepare the memory of all that is imported for being forked."""
    with contextlib.suppress(Exception):  # the engine imports them too, and tells what is wrong
        import_all(modules)
    huge_pages.use()
    gc.freeze()  # what is here now is never garbage: an engine does not copy it to look at it


def serve(walls_missing: list[str] | None, descriptor: int, place: str) -> None:
    """The process's life: run what comes over the socket `descriptor`, until it is closed."""
    tempfile.tempdir = place  # the worker's folder
    connection = socket.socket(fileno=descriptor)
    # Settings first, then the engine with its template, and only then anything secret.
    grading = Grading(**msgspec.msgpack.decode(receive(connection)))
    try:
        import_tried(grading.imported, readable())  # not in the nursery, which outlives a course
        gc.freeze()
        engine = Engine(grading, clean=True, walls_missing=walls_missing)
    except Exception as error:
        send(connection, f"{type(error).__name__}: {error}".encode())
        return
    send(connection, b"")
    job: dict[str, Any] = {}
    with contextlib.suppress(EOFError):
        while True:
            send(connection, _answer(engine, job, receive(connection)))


def _answer(engine: Engine, job: dict[str, Any], message: bytes) -> bytes:
    """Run the next job. `job`: the fields of the last one, of which `message` has those that have changed.

    Ends this process where its template has ended: the worker ends too, and the job is tried with new ones.
    """
    try:
        job |= pickle.loads(message)
        answer: HasRun | CannotRun = HasRun(engine.run(Job(**job)), engine.seconds)
    except TemplateEnded as fault:
        sys.exit(str(fault))
    except Ungraded as fault:
        answer = CannotRun(fault.reason)
    except Exception as error:
        answer = CannotRun(own_fault(error))
    return msgspec.msgpack.encode(answer)
