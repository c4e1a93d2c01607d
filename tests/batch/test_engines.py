"""A worker's engine is a process of its own: it lives as long as its worker, and its end is told."""

import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from autograder.batch import births, workers
from autograder.batch.engines import HostedEngine
from autograder.batch.events import Event
from autograder.batch.framing import receive, send
from autograder.batch.run import grade
from autograder.batch.task import Task
from autograder.coursedir.assignment import encode, read_assignment
from autograder.coursedir.gradebook import Book
from autograder.coursedir.grading import Grading
from autograder.coursedir.settings import load_course
from autograder.engine.job import Job
from autograder.engine.protocol import CannotRun, HasRun
from autograder.faults import Reason, Ungraded
from autograder.notebook.plan import Plan
from tests.batch.test_nursery import is_running, soon
from tests.support import batch, processes
from tests.support.batch import RIGHT, hand_in

IMPORTED = """
import sys
{what}
print(*sorted({{"nbgrader", "sqlalchemy", "torch", "matplotlib"}} & sys.modules.keys()))
"""
SETTINGS = msgspec.msgpack.encode(Grading(cell_timeout=20.0).values())


@pytest.fixture(scope="module")
def own() -> Iterator[births.Births]:
    """A nursery of these tests' own, which they may kill."""
    made = births.Births()
    yield made
    if made._nursery is not None:
        made._nursery.close()


@pytest.fixture(autouse=True)
def use_own(own: births.Births, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_births", own)


@pytest.fixture
def worker() -> Iterator[workers.Worker]:
    one = workers.Worker()
    one.begin(SETTINGS)
    yield one
    one.close()


def nursery_of_engines(own: births.Births) -> int:
    assert own._nursery is not None
    mother = own._nursery._process.pid
    (found,) = (pid for pid in processes.children(mother) if "start_engines" in processes.command(pid))
    return found


def engines(own: births.Births) -> set[int]:
    return set(processes.children(nursery_of_engines(own)))


def kill_engines(own: births.Births) -> None:
    for pid in engines(own):
        os.kill(pid, signal.SIGKILL)


def below(pid: int) -> list[int]:
    return [pid, *(other for child in processes.children(pid) for other in below(child))]


def test_a_worker_that_is_closed_has_ended_with_its_engine_and_all_below(
    own: births.Births, worker: workers.Worker
) -> None:
    before = engines(own)
    other = workers.Worker()
    other.begin(SETTINGS)
    (engine,) = engines(own) - before
    all_of_it = below(engine)
    assert len(all_of_it) > 1  # its template
    other.close()
    assert not other._listener.is_alive()  # all of them have closed the stderr that they share
    assert soon(lambda: not any(map(is_running, all_of_it)), 2.0)
    assert engines(own) == before


def test_where_a_worker_is_killed_its_engine_is_too_and_all_below(own: births.Births, worker: workers.Worker) -> None:
    (engine,) = engines(own)
    all_of_it = below(engine)
    worker._look()
    assert worker._process is not None
    signal.pidfd_send_signal(worker._process, signal.SIGKILL)
    assert soon(lambda: not any(map(is_running, all_of_it)))


def test_where_an_engine_is_killed_its_worker_says_so(
    own: births.Births, worker: workers.Worker, tmp_path: Path
) -> None:
    course = load_course(batch.new_course(tmp_path))
    book = Book(course)
    assignment = read_assignment(course, next(row for row in book.assignments() if row.name == "ps1"))
    book.close()
    task = Task("ann", {name: source.plan.encode() for name, source in assignment.notebooks.items()})
    kill_engines(own)
    with pytest.raises(workers.WorkerDied, match=r"its engine has ended \(exit -9\)"):
        worker.grade(encode(assignment), msgspec.msgpack.encode(task), 60.0)


def test_an_engine_that_is_killed_costs_nobody_a_grade(own: births.Births, tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    for student in ("ann", "ben", "cem", "dan", "eva"):
        hand_in(course, student, square=RIGHT)
    killed = []

    def kill_after_the_first(event: Event) -> None:
        if event.kind == "graded" and not killed:
            killed.extend(engines(own))
            kill_engines(own)

    summary = grade(course, ["ps1"], jobs=1, on_event=kill_after_the_first)
    assert len(killed) == 1
    assert [event.score for event in summary.of("graded")] == [2.0] * 5
    assert not summary.of("ungraded")


def test_where_the_nursery_of_the_engines_is_killed_the_next_worker_has_a_new_one(
    own: births.Births, worker: workers.Worker
) -> None:
    before, mother = nursery_of_engines(own), own._nursery
    os.kill(before, signal.SIGKILL)
    assert mother is not None
    mother._process.wait(20.0)
    other = workers.Worker()
    other.begin(SETTINGS)
    assert nursery_of_engines(own) != before
    other.close()


@pytest.mark.parametrize(
    ("what", "imported"),
    [
        ("from autograder.batch import engines, worker, warm_up", "nbgrader sqlalchemy"),
        ("from autograder.batch import engine_process; engine_process.prepare()", "matplotlib torch"),
    ],
    ids=["workers", "engines"],
)
def test_workers_and_engines_import_only_what_is_theirs(what: str, imported: str) -> None:
    """So the imports of both, which take seconds, go on at the same time."""
    script = IMPORTED.format(what=what)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == imported


BESIDE = {
    "harmless": "",
    "with_thread": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    "failing": "raise OSError",
    "private": "",
    "ending": "import os\nos._exit(0)",
    "endless": "while True: pass",
    "noisy": "import os\nprint('a', flush=True)\nos.write(2, b'b')",
}


@pytest.mark.parametrize(
    ("asked", "imported"),
    [
        (["harmless", "noisy"], {"harmless", "noisy"}),
        (["no_such_module", "harmless"], {"harmless"}),
        (["harmless", "failing", "noisy"], {"harmless"}),
        (["harmless", "private", "noisy"], {"harmless"}),
        (["harmless", "with_thread", "noisy"], {"harmless"}),
        (["harmless", "ending", "noisy"], {"harmless"}),
        (["harmless", "endless", "noisy"], {"harmless"}),
    ],
)
def test_what_a_course_imports_is_tried_by_another_process_before(
    asked: list[str], imported: set[str], tmp_path: Path
) -> None:
    readable, private = tmp_path / "readable", tmp_path / "private"
    for name, text in BESIDE.items():
        path = (private if name == "private" else readable) / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    script = f"""
import sys
from pathlib import Path
sys.path += [{str(readable)!r}, {str(private)!r}]
from autograder.engine import preload
preload.TRIAL = 1.0
preload.import_tried({asked!r}, [Path({str(readable)!r})])
sys.exit(repr(sorted(set({list(BESIDE)!r}) & sys.modules.keys())))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.stderr.strip() == ("b" if "noisy" in imported else "") + repr(sorted(imported))


def one_exercise(folder: Path, answer: str, test: str, setup: str = "") -> Path:
    """A course with one exercise, and the solution handed in by ann."""
    course = batch.new_course(folder)
    solution = f"### BEGIN SOLUTION\n{answer}\n### END SOLUTION"
    cells = [
        new_code_cell(solution, metadata=batch.marked(grade_id="part", solution=True), id="part"),
        new_code_cell(setup, id="setup"),
        new_code_cell(
            test, metadata=batch.marked(grade_id="test_part", grade=True, locked=True, points=4), id="test_part"
        ),
    ]
    batch.write_source(course, "ps1", "p1", cells)
    batch.generate(course, "ps1")
    hand_in(course, "ann", part=answer)
    return course


def score_of(course: Path) -> float | None:
    (event,) = grade(course, ["ps1"], jobs=1).of("graded")
    return event.score


def test_what_the_instructors_notebooks_import_is_there_on_both_sides(tmp_path: Path) -> None:
    early, there = (f"import sys\n{name} = 'pandas' in sys.modules" for name in ("early", "there"))
    answer = f"{early}\ndef part():\n    return 2.0 * early"
    course = one_exercise(tmp_path, answer, "part() + 2.0 * there", setup=f"{there}\nimport pandas")
    assert score_of(course) == 4.0


CLUSTERS = """
import numpy as np
from sklearn.cluster import KMeans
from sklearn.model_selection import cross_val_score
from sklearn.tree import DecisionTreeClassifier
y = np.arange(12) // 6
x = y[:, None] + np.arange(12)[:, None] / 100
def sizes():
    return sorted(np.bincount(KMeans(2, n_init=2, random_state=0).fit(x).labels_).tolist())
def scores():
    return cross_val_score(DecisionTreeClassifier(), x, y, cv=3, n_jobs=2).tolist()
"""


@pytest.mark.parametrize("early", [False, True], ids=["imported inside", "imported by the engine"])
def test_scikit_learn_does_without_proc_and_without_processes(tmp_path: Path, early: bool) -> None:
    within = "\n".join(f"    {line}" for line in CLUSTERS.splitlines())
    answer = f"def part():\n{within}\n    return sizes() == [6, 6] and len(scores()) == 3"
    test = f"assert part()\n{CLUSTERS}\nassert sizes() == [6, 6] and len(scores()) == 3\n4.0"
    setup = "import sklearn.cluster, sklearn.model_selection" if early else "import math"
    assert score_of(one_exercise(tmp_path, answer, test, setup=setup)) == 4.0


def test_what_one_course_imports_hides_no_module_of_the_next(own: births.Births, tmp_path: Path) -> None:
    """A process may grade several courses: a worker of a cluster, a Python program."""
    uses = "import sklearn, sys\ndef part():\n    return 4.0 * ('threadpoolctl' in sys.modules)"
    assert score_of(one_exercise(tmp_path / "first", uses, "part()")) == 4.0
    before = nursery_of_engines(own)
    course = one_exercise(tmp_path / "second", "import threadpoolctl", "threadpoolctl.mine")
    (course / "source/ps1/threadpoolctl.py").write_text("mine = 4.0")
    (course / "release/ps1/threadpoolctl.py").write_text("mine = 4.0")
    assert score_of(course) == 4.0
    assert nursery_of_engines(own) == before


def test_what_an_engine_may_not_have_taken_goes_to_it_again() -> None:
    """Or the next notebook would be run by the plan of another one."""
    ours, theirs = socket.socketpair()
    sent: list[dict[str, Any]] = []

    def answer() -> None:
        for reply in (HasRun([], {}), HasRun([], {}), CannotRun(Reason("no")), HasRun([], {})):
            sent.append(pickle.loads(receive(theirs)))
            send(theirs, msgspec.msgpack.encode(reply))

    thread = threading.Thread(target=answer)
    thread.start()
    hosted = HostedEngine.__new__(HostedEngine)
    hosted._connection, hosted._known = ours, {}
    job = Job(new_notebook(), Plan(()), solutions={"p1": "{}"})
    for _ in range(2):
        hosted.execute(job)
    with pytest.raises(Ungraded):
        hosted.execute(job)
    hosted.execute(job)
    thread.join()
    assert ["plan" in message and "solutions" in message for message in sent] == [True, False, False, True]
    ours.close()
    theirs.close()


@pytest.mark.parametrize("key", ["__setstate__", "__reduce__", "__class__", "update"])
def test_a_students_metadata_is_no_part_of_the_graders_protocol(key: str, tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    for student in ("ann", "ben"):
        notebook = batch.answered(course, square=RIGHT)
        if student == "ann":
            notebook.metadata[key] = notebook.cells[0].metadata[key] = 1
        hand_in(course, student, notebook)
    assert [event.score for event in grade(course, ["ps1"], jobs=1).of("graded")] == [2.0, 2.0]


HANGING = """
import sys
sys.path.insert(0, {house!r})
from pathlib import Path
from autograder.engine import preload
sys.path.append({folder!r})
print("there", flush=True)
preload.import_tried(["endless"], [Path({folder!r})])
"""


def test_a_trial_ends_with_whoever_tries(tmp_path: Path) -> None:
    (tmp_path / "endless.py").write_text("while True: pass")
    script = HANGING.format(house=str(Path(__file__).parents[2]), folder=str(tmp_path))
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as trying:
        assert trying.stdout is not None
        assert trying.stdout.readline() == b"there\n"
        assert soon(lambda: any(processes.children(trying.pid)))
        (trial,) = processes.children(trying.pid)
        time.sleep(0.2)
        trying.kill()
    assert soon(lambda: not is_running(trial))


def test_the_nursery_of_the_engines_ends_with_the_other_while_it_imports(own: births.Births, tmp_path: Path) -> None:
    script = f"""
import sys, time
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from autograder.batch.nursery import keep
from autograder.sandbox.linux import bind_to_parent
bind_to_parent(int(sys.argv[2]))
keep(lambda connection, folder: None, lambda modules: time.sleep(600), bound=True)
"""
    mother = f"""
import socket, subprocess, sys, time
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from autograder.batch.births import start_engines_nursery
pid, control = start_engines_nursery([sys.executable, "-c", {script!r}])
print(pid, flush=True)
time.sleep(2)
with socket.socket(fileno=control) as asked:
    socket.send_fds(asked, [b"/"], [0, 1, 2])
    time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", mother], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        nursery = int(holder.stdout.readline())
        time.sleep(3)
        holder.kill()
    assert soon(lambda: not is_running(nursery), 5.0)


BROKEN = """
import sys, time
from functools import partial
from autograder.batch import births
engines, control = births.start_engines_nursery([sys.executable, "-c", "raise ImportError('libtorch is broken')"])
from autograder.batch.engines import HostedEngine
from autograder.batch.nursery import keep
from autograder.batch.worker import serve
keep(partial(serve, partial(HostedEngine, control=control)), beside=engines, kept=[control])
"""


@pytest.mark.parametrize("attempt", range(3))
def test_where_engines_cannot_import_the_reason_is_told(attempt: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_births", births.Births())
    monkeypatch.setattr(workers, "COMMAND", [sys.executable, "-c", BROKEN])
    worker = workers.Worker()
    with pytest.raises(workers.WorkerDied, match="libtorch is broken"):
        worker.begin(SETTINGS)


def test_an_engine_lets_warnings_through(tmp_path: Path) -> None:
    """The students' processes and the judges are forked from it, with its warning filters."""
    warn = "import warnings\nwarnings.warn('{} new()', FutureWarning)\n"
    course = one_exercise(tmp_path, warn.format("the answer uses"), warn.format("the test uses") + "4.0")
    assert score_of(course) == 4.0
    page = (course / "autograded/ann/ps1/p1.ipynb").read_text()
    assert "FutureWarning: the answer uses new" in page
    assert "FutureWarning: the test uses new" in page
