"""The judge's process: forked from the engine's for one notebook, it runs it and hands over each cell's outputs."""

import array
import contextlib
import os
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from autograder.bridge.wire import AHEAD, Wire
from autograder.engine.environment import NO_PROCESSES
from autograder.engine.judge.instructor_modules import run_none
from autograder.engine.judge.judge import Judge
from autograder.engine.judge.session import Connection, NotStarted
from autograder.engine.protocol import TO_JUDGE, Done, Ended, EndStudent, Failed, NewStudent, Ran, Spawned
from autograder.engine.without_proc import look_elsewhere
from autograder.sandbox import landlock, linux
from autograder.sandbox.namespaces import DEVICES
from course.helpers.reference import NotAtHand


def be_the_judge(
    control: socket.socket,
    first: tuple[int, socket.socket],
    desk: Path,
    make: Callable[[Callable[[], Connection]], Judge],
    readable: Iterable[Path] | None,
    memory: int,
) -> None:
    """In the forked judge: run the notebook, hand over what each cell came to, end.

    `readable`: what it may read beside its `desk`; None: everything, and it may write as well. `memory`: bytes that it
    may take; what a student's answers make of it ends the judge, not the machine.
    """
    wire = Wire(control, TO_JUDGE, largest=2**30)
    waiting = [first]

    def connect() -> Connection:
        if waiting:
            pid, connection = waiting.pop()
        else:
            wire.send(NewStudent())
            _, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            connection = socket.socket(fileno=array.array("i", descriptors)[0])
            spawned = wire.receive()
            assert type(spawned) is Spawned
            pid = spawned.pid

        def end() -> int:
            connection.close()
            wire.send(EndStudent(pid))
            ended = wire.receive()
            assert type(ended) is Ended
            return ended.status

        return Connection(Wire(connection, ahead=AHEAD), end)

    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.chdir(desk)
        most = memory + int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        if readable is not None:
            _stay_at(desk, readable)
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  what a student has printed is for no terminal
        judge = make(connect)
        run_none(judge.names.folder.wrote)
        for judged in judge.run():
            wire.send(Ran(judged))
        wire.send(Done(judge.seconds))
    except (NotAtHand, NotStarted) as error:
        wire.send(Failed(str(error)))
    except BaseException as error:
        with contextlib.suppress(BaseException):
            wire.send(Failed(f"the judge failed: {type(error).__name__}: {error}"))
    finally:
        os._exit(0)


def _stay_at(desk: Path, readable: Iterable[Path]) -> None:
    """Keep the judge's files apart from the machine's, by Landlock where the kernel has it.

    What a test lends may have methods that write files (`ax.figure.savefig`), a path that an answer gives may be any:
    they reach the desk, and what the student side may read as well. As on the student side, home and temporary files
    are there too.
    """
    tempfile.tempdir = os.environ["TMPDIR"] = os.environ["HOME"] = os.getcwd()
    os.environ |= NO_PROCESSES
    look_elsewhere()
    if landlock.version():
        ruleset = landlock.Ruleset()
        ruleset.allow_reading(path for path in readable if path.exists())
        ruleset.allow_writing(desk)
        for device in DEVICES:
            ruleset.allow(device, landlock.READ_FILE | landlock.WRITE_FILE)
        linux.no_new_privileges()
        ruleset.restrict()
        os.close(ruleset.descriptor)
