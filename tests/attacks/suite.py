"""All attacks, and one run of them: every attack is a student of one class, graded in one batch among honest ones."""

import contextlib
import ctypes
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from tests.attacks import course as attacked
from tests.attacks import exfiltration, forging, harm, markup, stealing, tampering, traces
from tests.attacks.attack import Attack
from tests.support import batch, processes

_FAMILIES = (forging, stealing, tampering, harm, exfiltration, traces, markup)
ATTACKS: list[Attack] = [attack for family in _FAMILIES for attack in family.ATTACKS]
BY_NAME = {attack.name: attack for attack in ATTACKS}


@dataclass
class Run:
    """What came of a class.

    scores: automatic points by student and test. heard: what arrived at the listeners. left_behind: files with the
    attackers' mark. processes: those that outlived the run. refused, ungraded: reasons by student.
    """

    folder: Path
    course: Path
    canaries: attacked.Canaries
    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)
    heard: list[bytes] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)
    processes: list[int] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    ungraded: dict[str, str] = field(default_factory=dict)

    def notebook(self, student: str) -> NotebookNode:
        path = self.course / "autograded" / student / attacked.ASSIGNMENT / f"{attacked.NOTEBOOK}.ipynb"
        return nbformat.read(path, as_version=4)

    def outputs(self, student: str, errors: bool = True) -> str:
        """All that the student's notebook shows for having been run: what a thief would read his loot in.

        `errors=False`: without errors, in which nbgrader shows lines of the hidden tests to every student who fails.
        """
        cells = [cell for cell in self.notebook(student).cells if cell.cell_type == "code"]
        return "\n".join(
            map(str, (output for cell in cells for output in cell.outputs if errors or output.output_type != "error"))
        )

    def read(self, attack: Attack, errors: bool = True) -> list[str]:
        """The secrets that the attack's submission shows."""
        return self.canaries.found_in(self.outputs(attack.name, errors)) if attack.name in self.scores else []

    def failed_cells(self, attack: Attack) -> set[str]:
        """The grade_ids of the attack's own cells that ended with an error."""
        own = {"square", *attack.cells}
        return {
            grade_id
            for cell in self.notebook(attack.name).cells
            if (grade_id := cell.metadata.get("nbgrader", {}).get("grade_id")) in own
            and any(output.output_type == "error" for output in cell.get("outputs", []))
        }

    def harmed(self) -> list[str]:
        """The honest students who did not get what they deserve, or whose notebooks show something else."""
        unlike = [
            name
            for name in attacked.VICTIMS
            if {**self.scores.get(name, {}), "why": None} != {**attacked.WHOLE, "why": None}
        ]
        return unlike or [name for name in attacked.VICTIMS if self.outputs(name) != self.outputs(attacked.VICTIMS[0])]

    def forged(self, attack: Attack) -> dict[str, float]:
        """Tests for which the attack has points beyond what it deserves."""
        deserved = {"test_triple": 1.0} | attack.deserves
        scores = {name: score or 0.0 for name, score in self.scores.get(attack.name, {}).items() if name != "why"}
        return {name: score for name, score in scores.items() if not score <= deserved.get(name, 0.0)}


Grade = Callable[[Path, Run], None]


def run(folder: Path, attacks: list[Attack], grade: Grade) -> Run:
    """Make the course in `folder`, hand in, have `grade` grade it, and see what is left."""
    canaries = attacked.Canaries()
    home = folder / "home"
    home.mkdir()
    (home / "secret.txt").write_text(canaries.home)
    done = Run(folder, attacked.make(folder, canaries), canaries)
    stale = set(_traces(done.course, home))  # of some other run on this machine
    os.environ["GRADER_SECRET"] = canaries.environment
    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: a process that outlives its parent becomes ours
    known = set(_children())
    with _listeners(folder, done.heard) as names:
        environment = {
            "course": str(done.course), "home": str(home), "pids": repr([os.getpid(), os.getppid()]), **names,
        }  # fmt: skip
        for attack in attacks:
            attacked.hand_in(done.course, attack, environment)
        try:
            grade(done.course, done)
        finally:
            del os.environ["GRADER_SECRET"]
        time.sleep(0.5)
    kept = set(processes.nurseries(os.getpid()))  # the next run forks its workers from it
    done.processes = [pid for pid in _children() if pid not in known | kept]
    ctypes.CDLL(None).prctl(36, 0)
    done.left_behind = sorted(set(_traces(done.course, home)) - stale)
    for student, _assignment, _notebook, cell, score, *_ in batch.grades(done.course):
        done.scores.setdefault(student, {})[cell] = score
    return done


def _traces(where: Path, home: Path) -> list[str]:
    import site
    import sysconfig

    import course.helpers

    libraries = [Path(path) for path in (*site.getsitepackages(), sysconfig.get_path("stdlib"))]
    open_to_all = [Path(path) for path in ("/var/tmp", "/dev/shm", "/run", "/etc/cron.d", "/var/spool/cron")]
    deep = [where, home, *libraries, Path(course.helpers.__file__).parent, *open_to_all]
    return attacked.traces(where, deep, flat=[Path("/"), Path("/tmp"), Path.home(), Path.home() / ".config/matplotlib"])


def _children() -> list[int]:
    """Processes below this one that still run."""
    found, waiting = [], [os.getpid()]
    while waiting:
        below = list(processes.children(waiting.pop()))
        waiting += below
        found += [pid for pid in below if _runs(pid)]
    return found


def _runs(pid: int) -> bool:
    """Whether it is there, and does not only wait to be waited for."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return False


@contextmanager
def _listeners(folder: Path, heard: list[bytes]) -> Iterator[dict[str, str]]:
    """Somebody who waits for stolen goods: TCP, UDP, a named and an abstract Unix socket."""
    abstract = f"attackers-{os.getpid()}-{time.monotonic_ns()}"
    tcp, udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    tcp.bind(("127.0.0.1", 0))
    port = tcp.getsockname()[1]
    udp.bind(("127.0.0.1", port))
    named, hidden = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    named.bind(str(folder / "line"))
    os.chmod(folder / "line", 0o777)
    hidden.bind(f"\0{abstract}")
    for line in (tcp, named, hidden):
        line.listen()
        threading.Thread(target=_accept, args=(line, heard), daemon=True).start()
    threading.Thread(target=_take, args=(udp, heard), daemon=True).start()
    try:
        yield {"port": str(port), "socket": str(folder / "line"), "abstract": abstract}
    finally:
        for line in (tcp, udp, named, hidden):
            line.close()


def _accept(line: socket.socket, heard: list[bytes]) -> None:
    while True:
        try:
            other, _ = line.accept()
        except OSError:
            return
        heard.append(b"a connection")
        other.close()


def _take(line: socket.socket, heard: list[bytes]) -> None:
    while True:
        try:
            heard.append(line.recv(1000))
        except OSError:
            return
