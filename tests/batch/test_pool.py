"""Workers on this machine and on a Dask cluster."""

import os
import subprocess
import sys
from concurrent.futures import CancelledError
from pathlib import Path

import msgspec
import pytest
from distributed import Client, LocalCluster, Security

from autograder.batch import workers
from autograder.batch.cluster import Files, security
from autograder.batch.run import grade
from autograder.faults import CourseError
from autograder.records import Record
from tests.support import batch
from tests.support.batch import RIGHT, WRONG, auto_scores, hand_in


def _children(pid: int) -> list[str]:
    found = []
    for thread in Path(f"/proc/{pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            found.append(Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode())
            found += _children(int(child))
    return [command for command in found if "fake_worker" in command]


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
        assert _children(os.getpid()) == [], "no worker of ours is left on the cluster"
    grade(courses[0], ["ps1"])
    assert batch.grades(courses[0]) == batch.grades(courses[1])
    assert auto_scores(courses[1], "s0")["test_square"] == 2.0


def test_an_engine_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "broken.py"
    script.write_text(
        "from autograder.batch.worker import serve\n"
        "def engine(grading):\n    raise OSError('no walls')\nserve(engine)\n"
    )
    monkeypatch.setattr(workers, "PAUSE", 0.1)
    batch.use_fake_worker(monkeypatch)
    monkeypatch.setattr(workers, "COMMAND", [batch.FAKE_WORKER[0], str(script)])
    workers.open_workers()
    record = msgspec.msgpack.decode(workers.run(msgspec.msgpack.encode({}), b"", b"", 5.0), type=Record)
    assert "no walls" in str(record.ungraded)
    monkeypatch.setattr(workers, "COMMAND", [batch.FAKE_WORKER[0], "-c", "raise SystemExit('missing part')"])
    record = msgspec.msgpack.decode(workers.run(msgspec.msgpack.encode({}), b"", b"", 5.0), type=Record)
    assert "exit 1 missing part" in str(record.ungraded)


# Its first starts fail, as on a machine that is short of memory for a moment.
UNWILLING = """
import os, runpy, sys, time
from pathlib import Path
starts = Path(FOLDER, "starts")
with starts.open("a") as file:
    file.write("x")
count = starts.stat().st_size
if count in FAIL:
    sys.exit("no memory")
time.sleep(SLOW)
runpy.run_path(WORKER, run_name="__main__")
"""


def _unwilling(monkeypatch: pytest.MonkeyPatch, folder: Path, fail: range, slow: float = 0.0) -> None:
    values = {"FOLDER": str(folder), "FAIL": fail, "SLOW": slow, "WORKER": batch.FAKE_WORKER[1]}
    script = folder / "unwilling.py"
    script.write_text("".join(f"{name} = {value!r}\n" for name, value in values.items()) + UNWILLING)
    monkeypatch.setattr(workers, "PAUSE", 0.1)
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
    assert starts <= 4 * workers.STARTS + 6  # if nothing were remembered: three for each worker and each submission


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
    workers.close_workers()
    with pytest.raises(CancelledError):
        workers.run(b"", b"", b"", 1.0)


def test_folders_of_the_killed_are_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    nobody = int(Path("/proc/sys/kernel/pid_max").read_text()) + 1
    dead, alive = (tmp_path / f"{workers.PREFIX}{pid}-abc" for pid in (nobody, os.getpid()))
    dead.mkdir()
    (dead / "left.txt").write_text("")
    alive.mkdir()
    (tmp_path / "other").mkdir()
    workers.open_workers()
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
