"""The judge's process: forked from the worker for one notebook, it runs it and hands back the outputs."""

import array
import contextlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode

from autograder.bridge.wire import AHEAD, Wire
from autograder.judge import Connection, Judge
from autograder.namespace import BrokenSetup

_JUDGE_MEMORY = 8 << 30  # bytes: what a student's answers may make of it ends the judge, not the machine


def be_the_judge(
    control: socket.socket,
    first: tuple[int, socket.socket],
    notebook: NotebookNode,
    desk: Path,
    make: Callable[[Callable[[], Connection]], Judge],
) -> None:
    """In the forked judge: run the notebook, hand back its outputs, end."""
    wire = Wire(control, largest=2**30)
    waiting = [first]

    def connect() -> Connection:
        if waiting:
            pid, connection = waiting.pop()
        else:
            wire.send(["spawn"])
            _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            connection = socket.socket(fileno=array.array("i", descriptors)[0])
            pid = wire.receive()

        def end() -> int:
            connection.close()
            wire.send(["end", pid])
            return int(wire.receive())

        return Connection(Wire(connection, ahead=AHEAD), end)

    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.chdir(desk)
        resource.setrlimit(resource.RLIMIT_DATA, (_JUDGE_MEMORY, _JUDGE_MEMORY))
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  what a student has printed is for no terminal
        judge = make(connect)
        wire.send(["done", judge.run(notebook.cells), judge.seconds])
    except BrokenSetup as error:
        wire.send(["fault", f"the instructor's own cells failed: {error}"])
    except BaseException as error:
        with contextlib.suppress(BaseException):
            wire.send(["fault", f"the judge failed: {type(error).__name__}: {error}"])
    finally:
        os._exit(0)
