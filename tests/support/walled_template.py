"""A template for the tests of the walls: takes requests as JSON lines on stdin, answers on stdout.

`python -m tests.support.walled_template OPTIONS`, a JSON object. `namespaces`: whether to ask for them.
`landlock`: the version to find, in place of the kernel's. `libraries`: whether to import what notebooks use.
`held`: descriptors that submissions keep.
"""

import json
import os
import select
import signal
import sys
from pathlib import Path
from typing import Any

from autograder import sandbox
from autograder.engine.without_proc import look_elsewhere
from tests.support import confined

PIPES: dict[int, int] = {}  # of the submissions that were started: what they write into
HELD: list[int] = []  # a descriptor of the test's, which tells it when all who hold it are gone


def main() -> None:
    options = json.loads(sys.argv[1])
    if options["landlock"] is not None:
        sandbox.landlock.version = lambda: options["landlock"]  # type: ignore[assignment]
    HELD.extend(options["held"])
    entered = sandbox.enter(options["namespaces"])
    if options["libraries"]:
        import IPython  # noqa: F401
        import matplotlib
        import torch
        import torch._dynamo  # an optimizer's first use imports it, in 1.5 s

        matplotlib.use("agg")
        import matplotlib.pyplot
        import torch.utils.tensorboard

        torch.set_num_threads(1)
    look_elsewhere()
    answer({"entered": entered, "pid": os.getpid()})
    for line in sys.stdin:
        request = json.loads(line)
        answer(REQUESTS[request.pop("request")](**request))


def answer(data: Any) -> None:
    print(json.dumps(data), flush=True)


def run(**request: Any) -> dict[str, Any]:
    """Confine one function and wait for it."""
    pid, reading = confine(**request)
    with open(reading) as pipe:
        value = pipe.read()
    return {"value": json.loads(value) if value.strip() else None} | wait(pid)


def start(**request: Any) -> int:
    """Confine one function and wait until it tells that it is on its way; its pid."""
    pid, PIPES[pid] = confine(**request)
    os.read(PIPES[pid], 1)
    return pid


def confine(
    function: str, arguments: list[Any], scratch: str, readable: list[str], limits: dict[str, int]
) -> tuple[int, int]:
    paths = (*sandbox.python_folders(), *map(Path, readable))
    policy = sandbox.Policy(Path(scratch), paths, sandbox.Limits(**limits))
    reading, writing = os.pipe()

    def submission() -> None:
        confined.tell = lambda: os.write(writing, b"\n")
        value = getattr(confined, function)(*arguments)
        os.write(writing, json.dumps(value).encode())

    pid = sandbox.confine(policy, submission, keep=(2, writing, *HELD))
    os.close(writing)
    return pid, reading


def wait(pid: int) -> dict[str, Any]:
    _, status, usage = os.wait4(pid, 0)
    return {"exit": os.waitstatus_to_exitcode(status), "cpu": usage.ru_utime + usage.ru_stime}


def end(pid: int) -> dict[str, Any]:
    """Wait for a submission that was started. `gone`: nobody holds its end of the pipe any more."""
    done = wait(pid)
    with open(PIPES.pop(pid)) as pipe:
        gone = bool(select.select([pipe], [], [], 5)[0]) and pipe.read() == ""
    return done | {"gone": gone}


def kill(pid: int, number: int) -> dict[str, Any]:
    os.kill(pid, number)
    return end(pid)


def interrupt(pid: int) -> None:
    os.kill(pid, signal.SIGINT)


def load(module: str) -> None:
    """Import it here, for the submissions that follow."""
    __import__(module)


def state() -> dict[str, Any]:
    """What a leak would make grow."""
    try:
        os.waitpid(-1, os.WNOHANG)
        children = True
    except ChildProcessError:
        children = False
    return {
        "descriptors": sorted(os.listdir("/proc/self/fd")),
        "mounts": len(Path("/proc/self/mountinfo").read_text().splitlines()),
        "children": children,
    }


REQUESTS = {"run": run, "start": start, "kill": kill, "end": end, "interrupt": interrupt, "state": state, "load": load}

if __name__ == "__main__":
    main()
