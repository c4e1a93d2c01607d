"""The workers' nursery: one process imports for all workers, and nothing of it outlives whom it works for."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from autograder.batch import births, workers
from autograder.engine.environment import clean_environment
from tests.support import batch, processes

HOUSE = Path(__file__).parents[2]
SETTINGS = msgspec.msgpack.encode({})


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)


@pytest.fixture
def worker() -> Iterator[workers.Worker]:
    one = workers.Worker()
    one.begin(SETTINGS)
    yield one
    one.close()


def soon(is_so: Callable[[], bool], seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while not (found := is_so()) and time.monotonic() < until:
        time.sleep(0.02)
    return found


def own_nurseries() -> list[int]:
    """Those of these tests: the real one of other tests may be there as well."""
    return [pid for pid in processes.nurseries(os.getpid()) if "fake_worker" in processes.command(pid)]


def test_all_workers_come_from_one_process(worker: workers.Worker) -> None:
    (mother,) = own_nurseries()
    other = workers.Worker()
    other.begin(SETTINGS)
    assert own_nurseries() == [mother]
    assert len(set(processes.children(mother))) == 2
    other.close()
    assert soon(lambda: len(list(processes.children(mother))) == 1)


def test_a_worker_that_is_closed_leaves_nothing(worker: workers.Worker) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for begin in (True, False):  # one that works, one that may not be born yet
        other = workers.Worker()
        folder = Path(other._folder)
        assert folder.is_dir()
        if begin:
            other.begin(SETTINGS)
        other.close()
        other.close()
        assert not folder.exists()
        del other
    (mother,) = own_nurseries()
    assert soon(lambda: len(list(processes.children(mother))) == 1)
    assert soon(lambda: len(os.listdir("/proc/self/fd")) <= before)


def test_a_worker_that_is_not_born_yet_is_closed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_births", births.Births())
    monkeypatch.setattr(workers, "COMMAND", [sys.executable, "-c", "import time; time.sleep(120)"])
    unborn = workers.Worker()
    closing = threading.Thread(target=unborn.close)
    closing.start()
    closing.join(30.0)
    assert not closing.is_alive()
    unborn._nursery.close()


def test_where_the_nursery_is_killed_its_workers_are_told_dead_and_the_next_one_has_a_new_one(
    worker: workers.Worker,
) -> None:
    (mother,) = own_nurseries()
    os.kill(mother, signal.SIGKILL)
    with pytest.raises(workers.WorkerDied):
        worker.grade(b"", b"", 20.0)
    other = workers.Worker()
    other.begin(SETTINGS)
    assert mother not in own_nurseries()
    other.close()


def test_a_nursery_starts_before_there_is_a_worker_to_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(own_nurseries())
    monkeypatch.setattr(workers, "_births", births.Births())
    workers.prepare()
    assert soon(lambda: len(set(own_nurseries()) - before) == 1)
    worker = workers.Worker()
    worker.begin(SETTINGS)
    assert len(set(own_nurseries()) - before) == 1
    worker.close()
    worker._nursery.close()


SETTLING = """
import sys
sys.path.insert(0, {house!r})
from autograder.batch.nursery import keep
keep(lambda connection, folder: None, lambda modules: print(*modules, file=open({told!r}, "a")))
"""


def test_what_only_some_courses_need_is_imported_once_for_all_children(tmp_path: Path) -> None:
    told = tmp_path / "told"
    told.touch()
    script = SETTLING.format(house=str(HOUSE), told=str(told))
    nursery = births.Nursery([sys.executable, "-c", script], clean_environment())
    for asked in (b"/", b"/\0b", b"/\0b", b"/\0a\0b", b"/\0a", b"/"):
        ours, theirs = socket.socketpair()
        with ours, theirs, (tmp_path / "stderr").open("wb") as stderr:
            assert nursery.ask(asked, [theirs.fileno(), stderr.fileno(), theirs.fileno()])
    assert soon(lambda: told.read_text() == "\nb\na b\n")
    time.sleep(0.2)
    assert told.read_text() == "\nb\na b\n"
    nursery.close()


def test_another_environment_has_another_nursery(worker: workers.Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    (mother,) = own_nurseries()
    monkeypatch.setenv("COURSE_LANG", "fr")
    other = workers.Worker()
    other.begin(SETTINGS)
    assert mother not in own_nurseries()
    environment = Path(f"/proc/{own_nurseries()[0]}/environ").read_bytes().split(b"\0")
    assert b"COURSE_LANG=fr" in environment
    other.close()


POOR = """
import os, sys
sys.path.insert(0, {house!r})
from functools import partial
from autograder.batch.nursery import keep
from autograder.batch.worker import serve
from tests.support.fake_worker import InProcess
fork, calls = os.fork, []
def once_refused():
    calls.append(1)
    if len(calls) == 2:
        raise BlockingIOError(11, "no process left")
    return fork()
os.fork = once_refused
keep(partial(serve, InProcess))
"""


def test_where_the_machine_has_no_process_left_the_other_workers_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "COMMAND", [sys.executable, "-c", POOR.format(house=str(HOUSE))])
    first, refused, third = workers.Worker(), workers.Worker(), workers.Worker()
    first.begin(SETTINGS)
    with pytest.raises(workers.WorkerDied, match="no process left"):
        refused.begin(SETTINGS)
    third.begin(SETTINGS)
    assert len(list(processes.workers(os.getpid()))) == 2
    first.close()
    third.close()


ALONE = """
import sys, time, msgspec
sys.path.insert(0, {house!r})
from autograder.batch import workers
from tests.support import batch
workers.COMMAND = batch.FAKE_WORKER
worker = workers.Worker()
if {begin}:
    worker.begin(msgspec.msgpack.encode({{}}))
print("there", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("begin", [True, False], ids=["a worker works", "it imports"])
def test_whoever_is_killed_leaves_no_nursery_and_no_worker(begin: bool) -> None:
    script = ALONE.format(house=str(HOUSE), begin=begin)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as alone:
        assert alone.stdout is not None
        assert alone.stdout.readline() == b"there\n"
        assert soon(lambda: any(processes.nurseries(alone.pid)))
        below = [*processes.nurseries(alone.pid), *processes.workers(alone.pid)]
        assert len(below) == 1 + begin
        alone.kill()
    assert soon(lambda: not any(map(is_running, below)))


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_a_process_that_is_forked_has_a_nursery_of_its_own(worker: workers.Worker) -> None:
    (mother,) = own_nurseries()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            own = workers.Worker()
            own.begin(SETTINGS)
            status = 0 if mother not in own_nurseries() and len(own_nurseries()) == 1 else 2
            own.close()
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert own_nurseries() == [mother]
    assert is_running(mother)


def test_the_end_of_a_process_is_told_in_one_line() -> None:
    assert births.told("-9", []) == "exit -9"
    assert births.told("1", [b"no", b"memory"]) == "exit 1 no memory"
