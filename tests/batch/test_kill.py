"""kill -9 at any moment, of any process, then the same command again: nothing lost, nothing doubled, nothing left.

Each run is a process of its own, forked from the test so that it need not import everything anew; its workers are
real ones with an engine that is quick.
"""

import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy.orm

from autograder.batch import run as grading
from autograder.batch.events import Event
from autograder.batch.run import grade
from autograder.coursedir import autograded
from tests.support import batch, processes
from tests.support.batch import RIGHT, WRONG, hand_in

pytestmark = pytest.mark.slow

STUDENTS = 12
MOMENTS = 20
PATIENCE = 120.0  # seconds, on a machine with other work


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    batch.use_fake_worker(monkeypatch)
    made = batch.new_course(tmp_path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    monkeypatch.setattr(grading, "LATEST_WRITE", 0.02)  # many small transactions, to be killed in
    return made


class Class:
    """What each student has handed in, and so what has to come out."""

    def __init__(self, course: Path) -> None:
        self.course = course
        self.parts: dict[str, float] = {}

    def hand_in(self, student: str, part: float) -> None:
        pause = "import time\ntime.sleep(0.02)\n"
        answers = {"square": pause + (RIGHT, WRONG)[int(part) % 2], "part": f"def part():\n    return {part}"}
        hand_in(self.course, student, **answers)
        self.parts[student] = part

    def expected(self, part: float) -> dict[str, float]:
        return {"test_part": part, "test_square": (2.0, 0.0)[int(part) % 2], "why": 0.0}

    def assert_whole(self) -> None:
        """Every submission is in the gradebook whole or not at all; what counts as graded has its notebook."""
        for student in {row[0] for row in batch.grades(self.course)}:
            scores = batch.auto_scores(self.course, student)
            part = scores["test_part"]
            assert part is not None
            assert scores == self.expected(part), "the scores are of one submission"
        rows = "SELECT s.student_id FROM autograder_graded g JOIN submitted_assignment s ON s.id = g.submission_id"
        for (student,) in batch.select(self.course, f"{rows} WHERE g.fingerprint != ''"):
            text = (self.course / "autograded" / student / "ps1/p1.ipynb").read_text()
            assert f"return {batch.auto_scores(self.course, student)['test_part']}" in text

    def assert_done(self) -> None:
        """Everything is graded, once, as it was last handed in, and nothing else is there."""
        self.assert_whole()
        assert len(batch.grades(self.course)) == 3 * len(self.parts)
        assert len(batch.comments(self.course)) == 3 * len(self.parts)
        assert len(batch.submissions(self.course)) == len(self.parts)
        assert len(batch.select(self.course, "SELECT * FROM autograder_graded")) == len(self.parts)
        for student, part in self.parts.items():
            assert batch.auto_scores(self.course, student) == self.expected(part)
            folder = self.course / "autograded" / student
            assert [str(path.relative_to(folder)) for path in sorted(folder.rglob("*"))] == ["ps1", "ps1/p1.ipynb"]


class Run:
    """`grade` in a process of its own, whose events come through a pipe."""

    def __init__(self, course: Path, prepare: Callable[[], None] = lambda: None) -> None:
        self._events, writing = os.pipe()
        self.finished = 0
        self.pid = os.fork()
        if self.pid == 0:
            try:
                prepare()
                grade(course, ["ps1"], jobs=2, on_event=lambda event: _write(writing, event))
            except BaseException:
                traceback.print_exc(file=sys.stderr)
                os._exit(1)
            os._exit(0)
        os.close(writing)

    def wait_for(self, finished: int) -> bool:
        """Wait until so many submissions are done; False where the run ended before."""
        deadline = time.monotonic() + PATIENCE
        while self.finished < finished + 1:  # one for "started"
            assert select.select([self._events], [], [], deadline - time.monotonic())[0], "no event in all this time"
            if not (got := os.read(self._events, 1)):
                return False
            self.finished += got == b"."
        return True

    def workers(self) -> list[int]:
        return list(processes.workers(self.pid))

    def end(self) -> int:
        """Wait for the end; the exit status, negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        while True:
            if select.select([self._events], [], [], 0.05)[0]:
                os.read(self._events, 4096)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                os.close(self._events)
                return os.waitstatus_to_exitcode(status)
            assert time.monotonic() < deadline, "the run does not end"


def _write(descriptor: int, event: Event) -> None:
    if event.kind in ("started", "graded", "unchanged", "ungraded"):
        os.write(descriptor, b".")


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _assert_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 10
    while any(map(_is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not [pid for pid in pids if _is_running(pid)], "a process was left behind"


def test_killed_at_random_moments(course: Path, tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # shown where the test fails
    rng = random.Random(seed)
    handed_in = Class(course)
    for index in range(STUDENTS):
        handed_in.hand_in(f"s{index:02}", rng.randrange(400) / 100)
    killed = 0
    while killed < MOMENTS:
        run = Run(course)
        if run.wait_for(rng.randrange(STUDENTS)):
            time.sleep(rng.random() * 0.1)
        workers = run.workers()
        victim = rng.choice([run.pid, run.pid, *workers])
        os.kill(victim, signal.SIGKILL)
        killed += 1
        status = run.end()
        # A run that had just ended by itself could not be killed any more; a worker's death is no fault of the run's.
        assert status == 0 or (victim == run.pid and status == -signal.SIGKILL)
        _assert_gone(workers)
        handed_in.assert_whole()
        for student in rng.sample(sorted(handed_in.parts), STUDENTS // 3):
            handed_in.hand_in(student, rng.randrange(400) / 100)

    assert Run(course).end() == 0
    handed_in.assert_done()
    assert os.listdir(tmp_path / "scratch") == []
    summary = grade(course, ["ps1"])
    assert {event.kind for event in summary.events} == {"unchanged"}


def _die(*_args: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _before(module: object, name: str, count: int) -> Callable[[], None]:
    """Prepare a run to be killed when it calls `module.name` for the `count`th time."""

    def prepare() -> None:
        original, calls = getattr(module, name), []

        def counting(*args: object, **kwargs: object) -> object:
            calls.append(1)
            if len(calls) == count:
                _die()
            return original(*args, **kwargs)

        setattr(module, name, counting)

    return prepare


@pytest.mark.parametrize(
    ("module", "name", "count"),
    [
        (autograded, "stage", 2),
        (autograded, "publish", 1),
        (autograded, "publish", 2),
        (Path, "rename", 2),
        (Path, "rename", 3),
        (sqlalchemy.orm.Session, "commit", 1),
        (sqlalchemy.orm.Session, "commit", 2),
        (sqlalchemy.orm.Session, "commit", 3),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_killed_in_the_middle_of_writing(
    course: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, count: int
) -> None:
    monkeypatch.setattr(grading, "LATEST_WRITE", 60.0)  # all in one transaction
    monkeypatch.setattr(grading, "FIRST_BATCH", grading.BATCH)
    handed_in = Class(course)
    for student in ("ada", "bob", "eve"):
        handed_in.hand_in(student, 1.0)
    assert Run(course).end() == 0
    for student in ("ada", "bob", "eve"):
        handed_in.hand_in(student, 2.0)
    assert Run(course, _before(module, name, count)).end() == -signal.SIGKILL
    handed_in.assert_whole()
    # Nobody is taken for graded by what they no longer hand in, whichever files are there now.
    for student in ("ada", "bob", "eve"):
        handed_in.hand_in(student, 1.0)
    assert Run(course).end() == 0
    handed_in.assert_done()
