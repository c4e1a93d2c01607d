"""Workers on this machine and on a Dask cluster."""

import os
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError
from pathlib import Path

import msgspec
import pytest
from distributed import Client, LocalCluster, Security

from autograder.batch import cluster as clusters
from autograder.batch import pool, workers
from autograder.batch.cluster import Files, security
from autograder.batch.events import Summary
from autograder.batch.run import grade
from autograder.faults import CourseError
from autograder.records import Record
from tests.support import batch, processes
from tests.support.batch import RIGHT, WRONG, auto_scores, hand_in

HOUSE = Path(__file__).parents[2]


def _workers(pid: int) -> list[int]:
    """The workers below this process, its own and those of a cluster's processes."""
    below = list(processes.children(pid))
    return [*processes.workers(pid), *(worker for child in below for worker in _workers(child))]


def _use_fake_worker() -> None:
    workers.COMMAND = batch.FAKE_WORKER


def test_a_dask_cluster_grades_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    courses = [batch.new_course(tmp_path / name) for name in ("here", "there")]
    for course in courses:
        for index in range(4):
            hand_in(course, f"s{index}", square=(RIGHT, WRONG)[index % 2])
        hand_in(course, "dies", square="import os\nos._exit(1)")
    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=True, dashboard_address=None, local_directory=str(tmp_path)
    ) as cluster:
        with Client(cluster) as client:
            client.run(_use_fake_worker)
        for force in (False, True):  # the cluster can be used again
            summary = grade(courses[1], ["ps1"], scheduler=cluster.scheduler_address, force=force)
            assert [event.student for event in summary.of("ungraded")] == ["dies"]
        assert _workers(os.getpid()) == [], "no worker of ours is left on the cluster"
    grade(courses[0], ["ps1"])
    assert batch.grades(courses[0]) == batch.grades(courses[1])
    assert auto_scores(courses[1], "s0")["test_square"] == 2.0


# An answer that takes as long as the test wants it to.
SLOW = """
import time
from pathlib import Path
Path(FOLDER, "begun").touch()
while not Path(FOLDER, "go on").exists():
    time.sleep(0.05)
"""


def test_two_graders_on_one_scheduler_do_not_end_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    long, short = (batch.new_course(tmp_path / name) for name in ("long", "short"))
    hand_in(long, "slow", square=f"FOLDER = {str(tmp_path)!r}\n{SLOW}\n{RIGHT}")
    hand_in(short, "ann", square=RIGHT)
    summaries: list[Summary] = []
    with LocalCluster(
        n_workers=1, threads_per_worker=2, processes=True, dashboard_address=None, local_directory=str(tmp_path)
    ) as cluster:
        with Client(cluster) as client:
            client.run(_use_fake_worker)
        address = cluster.scheduler_address
        other = threading.Thread(target=lambda: summaries.append(grade(long, ["ps1"], scheduler=address)))
        other.start()
        limit = time.monotonic() + 100
        while not (tmp_path / "begun").exists() and time.monotonic() < limit:
            time.sleep(0.05)
        assert len(grade(short, ["ps1"], scheduler=address).of("graded")) == 1
        assert other.is_alive()
        (tmp_path / "go on").touch()
        other.join(100)
        assert len(summaries[0].of("graded")) == 1, [event.reason for event in summaries[0].of("ungraded")]
        assert _workers(os.getpid()) == []


def _refused(course: Path, scheduler: str, files: Files | None = None) -> str:
    """The one line that is told where nothing can be graded by this scheduler."""
    with pytest.raises(CourseError) as refused:
        grade(course, ["ps1"], scheduler=scheduler, scheduler_tls=files)
    (fault,) = refused.value.faults
    assert batch.grades(course) == []
    return str(fault)


@pytest.fixture
def handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setattr(clusters, "PATIENCE", 1.0)
    batch.use_fake_worker(monkeypatch)
    course = batch.new_course(tmp_path)
    hand_in(course, "ann", square=RIGHT)
    return course


def test_an_address_where_no_scheduler_is_takes_a_line(handed_in: Path) -> None:
    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        assert "cannot be reached" in _refused(handed_in, f"127.0.0.1:{taken.getsockname()[1]}")


@pytest.mark.parametrize("address", ["127.0.0.1", "inproc://nowhere", "127.0.0.1:port", "127.0.0.1:123456"])
def test_what_is_no_address_takes_a_line(handed_in: Path, address: str) -> None:
    assert "cannot be reached" in _refused(handed_in, address)
    assert "no address" in _refused(handed_in, "tls://[::1")


def test_a_scheduler_without_workers_takes_a_line(handed_in: Path, tmp_path: Path) -> None:
    with LocalCluster(n_workers=0, dashboard_address=None, local_directory=str(tmp_path)) as cluster:
        assert "has no workers; start one" in _refused(handed_in, cluster.scheduler_address)


def test_without_the_package_it_takes_a_line(handed_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "[dask]" in _refused(handed_in, "127.0.0.1:8786")


def test_workers_of_another_version_or_without_the_grader_take_a_line(
    handed_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=True, dashboard_address=None, local_directory=str(tmp_path)
    ) as cluster:
        with monkeypatch.context() as patched:
            patched.setattr(clusters, "version", lambda package: "9.9")
            assert "another version than 9.9" in _refused(handed_in, cluster.scheduler_address)
        monkeypatch.setattr(clusters, "_begin", divmod)  # what it is called with, a worker cannot do
        assert "cannot grade: TypeError" in _refused(handed_in, cluster.scheduler_address)


def test_an_engine_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(
        "from functools import partial\n"
        "from autograder.batch.nursery import keep\nfrom autograder.batch.worker import serve\n"
        "def engine(grading):\n    raise OSError('no walls')\nkeep(partial(serve, engine))\n"
    )
    monkeypatch.setattr(pool, "PAUSE", 0.1)
    batch.use_fake_worker(monkeypatch)
    monkeypatch.setattr(workers, "COMMAND", [batch.FAKE_WORKER[0], str(script)])
    record = msgspec.msgpack.decode(pool.Pool().run(msgspec.msgpack.encode({}), b"", b"", 5.0), type=Record)
    assert "no walls" in str(record.ungraded)
    monkeypatch.setattr(workers, "COMMAND", [batch.FAKE_WORKER[0], "-c", "raise SystemExit('missing part')"])
    record = msgspec.msgpack.decode(pool.Pool().run(msgspec.msgpack.encode({}), b"", b"", 5.0), type=Record)
    assert "exit 1 missing part" in str(record.ungraded)


# The first starts of its workers fail, as on a machine that is short of memory for a moment.
UNWILLING = """
import os, sys, time
from pathlib import Path
sys.path.insert(0, HOUSE)
from functools import partial
from autograder.batch.nursery import keep
from autograder.batch.worker import serve
from tests.support.fake_worker import InProcess
def engine(grading):
    starts = Path(FOLDER, "starts")
    with starts.open("ab", buffering=0) as file:
        file.write(b"x")
        number = file.tell()  # where its own byte ends, also where two start at once
    if number in FAIL:
        print("no memory", file=sys.stderr, flush=True)
        os._exit(1)
    time.sleep(SLOW)
    return InProcess(grading)
keep(partial(serve, engine))
"""


def _unwilling(monkeypatch: pytest.MonkeyPatch, folder: Path, fail: range, slow: float = 0.0) -> None:
    values = {"FOLDER": str(folder), "FAIL": fail, "SLOW": slow, "HOUSE": str(HOUSE)}
    script = folder / "unwilling.py"
    script.write_text("".join(f"{name} = {value!r}\n" for name, value in values.items()) + UNWILLING)
    monkeypatch.setattr(pool, "PAUSE", 0.1)
    monkeypatch.setattr(workers, "COMMAND", [batch.FAKE_WORKER[0], str(script)])


@pytest.mark.parametrize("fail", [range(1, 3), range(2, 100)], ids=["for a moment", "all but one"])
def test_a_worker_that_does_not_start_costs_nobody_a_grade(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fail: range
) -> None:
    """Also where one of two threads never gets a worker: the other's is used by both."""
    _unwilling(monkeypatch, tmp_path, fail, slow=0.5)
    course = batch.new_course(tmp_path)
    for index in range(6):
        hand_in(course, f"s{index}", square=RIGHT)
    summary = grade(course, ["ps1"], jobs=2)
    assert len(summary.of("graded")) == 6, [event.reason for event in summary.of("ungraded")]
    assert (tmp_path / "starts").stat().st_size > 1


def test_where_no_worker_starts_everybody_is_told_why_and_soon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _unwilling(monkeypatch, tmp_path, range(1, 100))
    course = batch.new_course(tmp_path)
    for index in range(6):
        hand_in(course, f"s{index}", square=RIGHT)
    summary = grade(course, ["ps1"], jobs=2)
    assert {event.reason for event in summary.of("ungraded")} == {"no worker could be started: exit 1 no memory"}
    assert len(summary.of("ungraded")) == 6
    starts = (tmp_path / "starts").stat().st_size
    assert starts <= 4 * pool.STARTS + 6  # if nothing were remembered: three for each worker and each submission


@pytest.mark.slow
def test_a_busy_machine_costs_nobody_a_grade(tmp_path: Path) -> None:
    """Real workers start beside eight times as many processes as there are cores."""
    course = batch.new_course(tmp_path, "c.Execute.timeout = 20")
    hand_in(course, "ada", square=RIGHT)
    hand_in(course, "bob", square=WRONG)
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(8 * (os.cpu_count() or 1))]
    try:
        summary = grade(course, ["ps1"], jobs=2)
    finally:
        for process in busy:
            process.kill()
            process.wait()
    assert {event.student: event.score for event in summary.of("graded")} == {"ada": 2.0, "bob": 0.0}


def test_when_the_batch_ends_no_worker_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    pool.close_pool("ended")
    with pytest.raises(CancelledError):
        pool.run("ended", None, b"", b"", b"", 1.0)


def test_a_worker_without_a_task_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grader that it works for may have been killed, and nobody else would end it."""
    batch.use_fake_worker(monkeypatch)
    resting = pool.Pool(rest=0.2)
    settings = msgspec.msgpack.encode({})
    try:
        resting.start(settings)
        limit = time.monotonic() + 30
        while _workers(os.getpid()) and time.monotonic() < limit:
            time.sleep(0.05)
        assert _workers(os.getpid()) == []
        resting.start(settings)  # and the next task has a new one
        assert _workers(os.getpid()) != []
    finally:
        resting.close()


def test_folders_of_the_killed_are_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    nobody = int(Path("/proc/sys/kernel/pid_max").read_text()) + 1
    dead, alive = (tmp_path / f"{workers.PREFIX}{pid}-abc" for pid in (nobody, os.getpid()))
    dead.mkdir()
    (dead / "left.txt").write_text("")
    alive.mkdir()
    (tmp_path / "other").mkdir()
    pool.open_pool("another")
    assert sorted(tmp_path.iterdir()) == sorted([alive, tmp_path / "other"])


def _certificate(folder: Path) -> Files:
    """A certificate that is its own authority."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=grading"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, certificate, key


def test_a_cluster_with_tls_grades(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    course = batch.new_course(tmp_path)
    hand_in(course, "ann", square=RIGHT)
    files = _certificate(tmp_path)
    authority, certificate, key = map(str, files)
    both = {f"tls_{role}_{kind}": path for role in ("scheduler", "worker", "client")
            for kind, path in (("cert", certificate), ("key", key))}  # fmt: skip
    guarded = Security(require_encryption=True, tls_ca_file=authority, **both)
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tls://", security=guarded,
        dashboard_address=None, local_directory=str(tmp_path),
    ) as cluster:  # fmt: skip
        grade(course, ["ps1"], scheduler=cluster.scheduler_address, scheduler_tls=files)
    assert auto_scores(course, "ann")["test_square"] == 2.0


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1:8786", "tcp://10.0.0.1:8786", "tcp://127.0.0.1.example.org:1", "ws://10.0.0.1:1", "tcp://[::]:1"],
)
def test_a_scheduler_elsewhere_without_tls_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="without TLS"):
        security(address, None, tmp_path)
    with pytest.raises(CourseError, match="without TLS"):
        security(address, (tmp_path, tmp_path, tmp_path), tmp_path)


def test_tls_needs_certificates_that_are_there(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="needs certificates"):
        security("tls://10.0.0.1:8786", None, tmp_path)
    with pytest.raises(CourseError, match="is not there"):
        security("tls://10.0.0.1:8786", (tmp_path / "ca", tmp_path / "cert", tmp_path / "key"), tmp_path)


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786", "inproc://1/2/3"])
def test_a_scheduler_on_this_machine_may_do_without(address: str, tmp_path: Path) -> None:
    assert security(address, None, tmp_path) is None
