"""The benchmark's simulated workers answer what a real one has answered, and take as long."""

import shutil
import time
from pathlib import Path

import msgspec
import pytest

from autograder.batch.task import Task
from benchmarks import scale
from tests.support import batch
from tests.support.batch import RIGHT, WRONG, hand_in


def test_what_simulated_workers_grade_is_what_a_real_one_has_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.use_fake_worker(monkeypatch)
    few = batch.new_course(tmp_path)
    hand_in(few, "ann", square=RIGHT)
    hand_in(few, "ben", square=WRONG)
    many = tmp_path / "many"
    shutil.copytree(few, many)
    for copy in ("cem", "dan"):
        shutil.copytree(many / "submitted/ann", many / "submitted" / copy)
    recorded = scale.record(few, "ps1")
    assert len(recorded.answers) == 3  # the two, and the solution
    monkeypatch.setattr("autograder.batch.workers.Worker", None)
    scale.measure(many, "ps1", recorded, 3)
    scores = {student: batch.auto_scores(many, student) for student in ("ann", "ben", "cem", "dan")}
    assert scores["ann"] == scores["cem"] == scores["dan"] == batch.auto_scores(few, "ann")
    assert scores["ben"] == batch.auto_scores(few, "ben") != scores["ann"]


def test_a_simulated_worker_takes_its_time_whoever_hands_in() -> None:
    recorded = scale.Recorded()
    tasks = [msgspec.msgpack.encode(Task(student, {"p1": b"{}"}, seed=len(student))) for student in ("ann", "benny")]

    def graded(*_: object) -> bytes:
        time.sleep(0.1)
        return b"record"

    recorded.recording(graded)("run", None, b"", b"", tasks[0], 1.0)
    begin = time.perf_counter()
    assert recorded.replay("run", None, b"", b"", tasks[1], 1.0) == b"record"
    assert time.perf_counter() - begin >= 0.1
