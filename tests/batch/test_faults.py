"""Faults through the whole road, from the command's own function to the gradebook, with real workers and walls.

What a fault in a cell costs is in tests/engine/test_engine.py; what the batch makes of odd folders, with a worker
that is quick, in test_grading.py. Here the two meet: what is handed in is broken, or a process is killed on the way.
"""

import contextlib
import copy
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from autograder.batch.events import Summary
from autograder.batch.run import grade
from autograder.console import results
from tests.support import batch, processes
from tests.support.batch import HALF, RIGHT, auto_scores, hand_in

WHOLE = {"test_square": 2.0, "test_part": 1.5, "why": 0.0}
MIB = 1 << 20
BIGGEST = 900 * MIB  # of a single process: torch and its libraries take about half of it
SETTINGS = "c.Execute.timeout = 20\nc.Grading.memory = 1024\nc.Grading.jobs = 1\n"


def status(pid: int) -> dict[str, str]:
    """/proc/pid/status, empty where the process is gone."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return {}


def children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += map(int, task.read_text().split())
    return [child for child in found if status(child).get("State", "Z")[0] != "Z"]


@dataclass
class Tree:
    """The processes of a run with one worker. Each is 0 where it does not run now."""

    worker: int = 0
    engine: int = 0
    keeper: int = 0
    template: int = 0
    judge: int = 0
    student: int = 0


def tree() -> Tree:
    """The engine has two children: the judge, and the keeper, below which are template and student."""
    found = Tree()
    for pid in processes.workers(os.getpid()):
        if "start_engines" not in processes.command(pid):
            found.worker = pid
            continue
        found.engine = pid
        for child in children(pid):
            below = children(child)
            if not below:
                found.judge = child
                continue
            found.keeper, found.template = child, below[0]
            found.student = next(iter(children(below[0])), 0)
    return found


@contextlib.contextmanager
def watched(look: Callable[[], None]) -> Iterator[None]:
    """Have `look` called all the while, from a thread of its own."""
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(0.02):
            look()

    watcher = threading.Thread(target=go_on)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


# What is handed in ---------------------------------------------------------------------------------------------


def _doubled(course: Path) -> None:
    notebook = batch.answered(course, square=RIGHT, part=HALF)
    tests = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_square"]
    twin = copy.deepcopy(tests[0])
    twin["id"], twin.source = "twin", "pass"
    notebook.cells.insert(0, twin)
    hand_in(course, "doubled", notebook)


def _older(course: Path) -> None:
    notebook = batch.answered(course, square=RIGHT, part=HALF)
    notebook.nbformat_minor = 0
    for cell in notebook.cells:
        cell.pop("id", None)
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["schema_version"] = 1
            cell.metadata.nbgrader.pop("task", None)
    hand_in(course, "older", notebook)


FAULTY = {
    "descriptors": "import os\nfor n in range(3, 200):\n    try: os.close(n)\n    except OSError: pass\n",
    "flood": "for _ in range(1000): print('x' * 1_000_000)\n",
    "forks": "import os\nfor _ in range(1000): os.fork()\n",
    "exits": "import os\nos._exit(0)\n",
}
REFUSED = {"corrupt": "not a notebook", "empty": "not a notebook", "huge": "20 MiB", "misnamed": "expected p1.ipynb",
           "none": "no notebook"}  # fmt: skip


@dataclass
class Done:
    course: Path
    summary: Summary
    largest: dict[str, int] = field(default_factory=dict)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    """One class, graded once: honest students first and last, between them one for each fault."""
    course = batch.new_course(tmp_path_factory.mktemp("faults"), SETTINGS)
    for student in ("ada", "zoe"):
        hand_in(course, student, square=RIGHT, part=HALF)
    for student, code in FAULTY.items():
        hand_in(course, student, square=f"{code}{RIGHT}", part=HALF)
    hand_in(course, "corrupt", '{"cells": [')
    hand_in(course, "empty", "")
    with (hand_in(course, "huge", square=RIGHT) / "p1.ipynb").open("r+") as file:
        file.truncate(21 * MIB)
    (hand_in(course, "misnamed", square=RIGHT) / "p1.ipynb").rename(course / "submitted/misnamed/ps1/mine.ipynb")
    (course / "submitted/none/ps1").mkdir(parents=True)
    _doubled(course)
    _older(course)
    largest: dict[str, int] = {}

    def look() -> None:
        for name, pid in vars(tree()).items():
            if pid:
                size = int(status(pid).get("VmHWM", "0 kB").split()[0]) << 10
                largest[name] = max(largest.get(name, 0), size)

    with watched(look):
        summary = grade(course, ["ps1"])
    return Done(course, summary, largest)


@pytest.mark.parametrize("student", ["ada", "zoe", "doubled", "older"])
def test_who_answered_right_has_full_marks_whatever_the_others_handed_in(done: Done, student: str) -> None:
    assert auto_scores(done.course, student) == WHOLE


@pytest.mark.parametrize("student", FAULTY)
def test_a_fault_costs_its_exercise_at_most(done: Done, student: str) -> None:
    scores = auto_scores(done.course, student)
    # A flood and a refused fork end at the fault itself or go on; what they cannot do is cost another exercise.
    assert scores["test_part"] == 1.5
    assert scores["test_square"] in ((2.0,) if student == "flood" else (0.0,))


def test_a_gigabyte_of_output_is_cut_and_held_in_little_memory(done: Done) -> None:
    assert set(done.largest) == set(VICTIMS), "all of them were looked at"
    assert max(done.largest.values()) < BIGGEST, done.largest
    text = (done.course / "autograded/flood/ps1/p1.ipynb").read_text()
    assert "output cut" in text
    assert len(text) < 2 * MIB


def test_what_cannot_be_graded_is_one_line_each_and_exit_code_3(done: Done, capsys: pytest.CaptureFixture[str]) -> None:
    assert done.summary.exit_code == 3
    assert {event.student: event.kind for event in done.summary.events} == {
        **dict.fromkeys(("ada", "zoe", "doubled", "older", *FAULTY), "graded"),
        **dict.fromkeys(REFUSED, "refused"),
    }
    results.tell_ungraded(done.summary)
    said = capsys.readouterr()
    assert said.out == ""
    lines = said.err.splitlines()
    assert [line.split(":")[0] for line in lines] == [f"ps1, {student}" for student in sorted(REFUSED)]
    for line, student in zip(lines, sorted(REFUSED), strict=True):
        assert REFUSED[student] in line
        assert student not in {row[0] for row in batch.grades(done.course)}, "refused is not zero"


def test_a_cell_that_stands_twice_is_remarked_upon(done: Done) -> None:
    (event,) = (event for event in done.summary.events if event.student == "doubled")
    assert any("test_square" in remark for remark in event.remarks)


def test_of_two_notebooks_the_missing_one_is_nothing_and_the_broken_one_is_not_zero(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path, SETTINGS)
    for student, text in (("missing", None), ("broken", "{")):
        folder = course / "submitted" / student / "ps2"
        folder.mkdir(parents=True)
        released = (course / "release/ps2/a.ipynb").read_text()
        stub = '# YOUR CODE HERE\\n",\n    "    raise NotImplementedError()'
        assert stub in released
        (folder / "a.ipynb").write_text(released.replace(stub, "return x * x", 1))
        if text is not None:
            (folder / "b.ipynb").write_text(text)
    summary = grade(course, ["ps2"])
    scores = {(row[0], row[2], row[3]): row[4] for row in batch.grades(course)}
    assert scores["missing", "a", "test_square"] == scores["broken", "a", "test_square"] == 2.0
    assert scores["missing", "b", "test_square"] == 0.0
    assert scores["broken", "b", "test_square"] is None
    assert {event.student: "b.ipynb" in " ".join(event.remarks) for event in summary.events} == {
        "missing": True, "broken": True,
    }  # fmt: skip


# Who is killed -------------------------------------------------------------------------------------------------

VICTIMS = ("worker", "engine", "keeper", "template", "judge", "student")
TRIED_AGAIN = ("worker", "engine", "keeper", "template")  # where one is killed, its task is


@pytest.mark.slow
def test_whichever_process_is_killed_the_others_are_graded_and_the_next_run_has_them_all(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path, SETTINGS)
    slow = f"import time\ntime.sleep(2)\n{RIGHT}"
    for number, victim in enumerate(VICTIMS):
        hand_in(course, f"{number}-{victim}", square=slow, part=HALF)
    hand_in(course, "zoe", square=RIGHT, part=HALF)
    waiting, known, killed = list(VICTIMS), set[tuple[int, int]](), dict[str, int]()
    tried_again: list[bool] = []  # whether the next task that begins is the last one once more

    def look() -> None:
        now = tree()
        if not waiting or not now.student or not now.judge or (now.student, now.template) in known:
            return
        time.sleep(0.5)  # the student's cell is under way
        if (again := tree()) != now:
            return
        known.add((again.student, again.template))
        if tried_again and tried_again.pop():
            return
        victim = waiting.pop(0)
        tried_again.append(victim in TRIED_AGAIN)
        killed[victim] = getattr(again, victim)
        os.kill(killed[victim], signal.SIGKILL)

    with watched(look):
        summary = grade(course, ["ps1"])
    assert set(killed) == set(VICTIMS)
    kinds = {event.student: event.kind for event in summary.events}
    assert kinds == {
        "0-worker": "graded", "1-engine": "graded", "2-keeper": "graded", "3-template": "graded",
        "4-judge": "ungraded", "5-student": "graded", "zoe": "graded",
    }  # fmt: skip
    assert summary.exit_code == 3
    for student in ("0-worker", "1-engine", "2-keeper", "3-template", "zoe"):
        assert auto_scores(course, student) == WHOLE
    assert auto_scores(course, "5-student") == WHOLE | {"test_square": 0.0}
    assert all(event.reason for event in summary.of("ungraded"))
    assert "4-judge" not in {row[0] for row in batch.grades(course)}, "never a zero"

    again = grade(course, ["ps1"])
    assert {event.student for event in again.of("graded")} == {"4-judge"}
    assert again.exit_code == 0
    assert auto_scores(course, "4-judge") == WHOLE
    until = time.monotonic() + 10
    while (left := list(processes.workers(os.getpid()))) and time.monotonic() < until:
        time.sleep(0.05)
    assert not left, [status(pid) for pid in left]
