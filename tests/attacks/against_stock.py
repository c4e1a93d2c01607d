"""The same attacks against nbgrader's own Execute: `python -m tests.attacks.against_stock [ATTACK…]` prints the table.

It runs as a user who owns nothing, in namespaces of its own (processes, network, mounts, IPC), in a throw-away folder,
one submission after another as `nbgrader autograde` does. So what an attack could do to an instructor's own files is
shown by the course's, the home folder's and /tmp's; libraries that the instructor owns would be open as well. Attacks
that would harm this machine all the same are left out, and the table says so.
"""

import contextlib
import fcntl
import json
import os
import resource
import shutil
import signal
import socket
import struct
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder.coursedir.folder import configuration
from autograder.sandbox import linux, namespaces
from tests.attacks import course as attacked
from tests.attacks.attack import Attack
from tests.attacks.browser import what_runs
from tests.attacks.forging import LINK
from tests.attacks.suite import ATTACKS, BY_NAME, Run, run
from tests.support import batch
from tests.support.worlds import REPOSITORY, USER, open_up

SECONDS = 240  # that one submission may take in all
AUTOGRADER = "holds"


def main() -> None:
    if os.geteuid() != 0:
        sys.exit("run it as root, so that it can become a user who owns nothing")
    attacks = [BY_NAME[name] for name in sys.argv[1:]] or ATTACKS
    folder = Path(tempfile.mkdtemp(prefix="against-stock-"))
    os.chown(folder, USER, USER)
    pid = os.fork()
    if pid == 0:
        try:
            _move_away(folder)
            (folder / "result.json").write_text(json.dumps(_grade_all(folder, attacks)))
        finally:
            sys.stdout.flush()
            os._exit(0)
    try:
        os.waitpid(pid, 0)
        print(table(attacks, json.loads((folder / "result.json").read_text())))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def table(attacks: list[Attack], stock: dict[str, list[str]]) -> str:
    lines = ["| Attack | Family | What it tries | stock nbgrader 0.9.6 | autograder |", "|---|---|---|---|---|"]
    for attack in attacks:
        if attack.why_not_stock:
            found = f"not tried: {attack.why_not_stock}"
        elif LINK in attack.code + "".join(attack.cells.values()):
            found = "has no such bridge"
        else:
            found = "; ".join(stock[attack.name]) or "holds"
        lines.append(f"| {attack.name} | {attack.family} | {attack.tries} | {found} | {AUTOGRADER} |")
    return "\n".join(lines)


def _move_away(folder: Path) -> None:
    """Be nobody in particular, where there is nobody else."""
    open_up(Path(sys.prefix), Path(sys.base_prefix), REPOSITORY)
    namespaces.move_in()
    linux.mount("proc", "/proc", "proc", 0, None)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:  # Jupyter's kernels listen on 127.0.0.1
        up = struct.pack("16sH14s", b"lo", 1, b"")
        fcntl.ioctl(control, 0x8914, up)  # SIOCSIFFLAGS
    os.setgroups([])
    os.setresgid(USER, USER, USER)
    os.setresuid(USER, USER, USER)
    resource.setrlimit(resource.RLIMIT_NPROC, (400, 400))
    resource.setrlimit(resource.RLIMIT_FSIZE, (200 << 20, 200 << 20))
    os.environ.clear()
    os.environ |= {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(folder), "TMPDIR": str(folder),
        "OMP_NUM_THREADS": "1", "COURSE_LANG": "en", "PYTHONPATH": str(REPOSITORY), "MPLCONFIGDIR": str(folder),
    }  # fmt: skip
    os.chdir(folder)


def _grade_all(folder: Path, attacks: list[Attack]) -> dict[str, list[str]]:
    tried = [attack for attack in attacks if not attack.why_not_stock]
    result: dict[str, list[str]] = {}

    def grade(course: Path, done: Run) -> None:
        with (course / "nbgrader_config.py").open("a") as config:
            config.write("c.Execute.timeout = 30\n")  # a kernel of its own imports torch anew
        _convert(course, Autograde, attacked.VICTIMS[0])
        honest = batch.grades(course)
        for attack in tried:
            result[attack.name] = _try(course, done, attack, folder)
            rows = [row for row in batch.grades(course) if row[0] == attacked.VICTIMS[0]]
            if rows != honest:
                result[attack.name].append("changes another student's grade")
            print(attack.name, result[attack.name], file=sys.stderr, flush=True)
        for victim in attacked.VICTIMS[1:]:
            _convert(course, Autograde, victim)

    done = run(folder, tried, grade)
    # A trace that reaches the students after it has no one author.
    print("honest students who suffered:", done.harmed(), file=sys.stderr)
    return result


def _try(course: Path, done: Run, attack: Attack, folder: Path) -> list[str]:
    """What the attack had of it."""
    before = len(done.heard), set(_traces(course, folder)), set(_processes())
    trouble = _convert(course, Autograde, attack.name)
    time.sleep(0.3)
    found = []
    done.scores[attack.name] = {row[3]: row[4] for row in batch.grades(course) if row[0] == attack.name}
    graded = (course / "autograded" / attack.name).is_dir() and not trouble
    if forged := done.forged(attack):
        found.append(f"**{sum(forged.values()):g} points forged**")
    if graded and (read := done.read(attack, errors=False)):
        found.append(f"**reads: {', '.join(read)}**")
    if len(done.heard) > before[0]:
        found.append("**sends it out**")
    if set(_traces(course, folder)) - before[1]:
        found.append("**leaves files**")
    if living := set(_processes()) - before[2]:
        found.append("**lives on**")
        for pid in living:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
    if graded and attack.family == "markup":
        trouble = trouble or _convert(course, GenerateFeedback, attack.name)
        page = course / "feedback" / attack.name / attacked.ASSIGNMENT / f"{attacked.NOTEBOOK}.html"
        if page.exists() and what_runs(page.read_text()):
            found.append("**runs in the browser**")
        elif not page.exists():
            found.append("no feedback page")
    scores = done.scores[attack.name]
    if not graded:
        found.append(f"not graded ({trouble})" if "s" in trouble.split() else "not graded")
    elif attack.at_least and scores.get("test_triple") != 1.0:
        found.append("loses its honest points")
    return found


def _convert(course: Path, kind: Callable[..., Any], student: str) -> str:
    """Run nbgrader's converter in a process of its own; why it failed, in a word."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        with contextlib.suppress(BaseException):
            os.setsid()
            os.chdir(course)
            quiet = os.open(os.devnull, os.O_RDWR)
            for descriptor in (0, 1, 2):
                os.dup2(quiet, descriptor)
            config = configuration(course)
            config.CourseDirectory.student_id = student
            config.CourseDirectory.assignment_id = attacked.ASSIGNMENT
            converter = kind(coursedir=CourseDirectory(config=config), config=config)
            try:
                converter.start()
            except BaseException as error:
                os.write(writing, type(error).__name__.encode())
        os._exit(0)
    os.close(writing)
    until = time.monotonic() + SECONDS
    while not os.waitpid(pid, os.WNOHANG)[0]:
        if time.monotonic() > until:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return f"not done after {SECONDS} s"
        time.sleep(0.1)
    with os.fdopen(reading) as words:
        return words.read()


def _traces(course: Path, folder: Path) -> list[str]:
    flat = [folder, *map(Path, ("/tmp", "/dev/shm", "/var/tmp"))]
    return attacked.traces(course, [course, folder / "home"], flat)


def _processes() -> list[int]:
    """All in this pid namespace but this one and what it waits for."""
    own = {os.getpid()}
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit() and int(path.name) not in own]


if __name__ == "__main__":
    main()
