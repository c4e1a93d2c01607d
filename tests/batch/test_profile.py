"""The benchmark's profile: its parts are the whole, and each is where it belongs."""

import time
from pathlib import Path

import pytest

from benchmarks import profile
from benchmarks.stopwatch import PARTS, SIZE, WHOLE, Stopwatch
from tests.support import batch


def _busy(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


@pytest.fixture
def watch(tmp_path: Path) -> Stopwatch:
    path = tmp_path / "seconds"
    path.write_bytes(bytes(SIZE))
    return Stopwatch(path)


def test_a_stage_does_not_have_the_time_of_what_is_nested_in_it(watch: Stopwatch) -> None:
    with watch.whole("grader"), watch.stage("tests"):
        _busy(0.02)
        with watch.message("call"):
            _busy(0.05)
    found = watch.found()
    assert 0.02 <= found["grader", "tests"] < 0.04 < 0.05 <= found["grader", "message call"] < 0.07
    assert found["grader", WHOLE] == pytest.approx(sum(found["grader", part] for part in PARTS), abs=0.005)


def test_a_stage_that_ends_by_an_error_is_left(watch: Stopwatch) -> None:
    with watch.whole("grader"):
        with pytest.raises(KeyError), watch.stage("tests"):
            raise KeyError
        _busy(0.02)
    assert watch.found()["grader", "tests"] < 0.01 < 0.02 <= watch.found()["grader", "rest"]


def test_to_receive_a_message_belongs_to_it_and_an_unknown_kind_is_among_the_others(watch: Stopwatch) -> None:
    watch.begin("grader")
    _busy(0.02)
    with watch.message("of no known kind", came=True):
        pass
    assert watch.found()["grader", "message others"] >= 0.02 > watch.found()["grader", "rest"]


def test_the_profile_of_a_class_adds_up(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path, "c.Grading.examples = False")
    batch.hand_in(course, "ann", square=batch.RIGHT, part=batch.HALF)
    batch.hand_in(course, "bob", square=batch.WRONG)
    found = profile.measure(course, "ps1", runs=1)
    for side in profile.SHOWN:
        parts = sum(found[side, part] for part in PARTS)
        assert found[side, WHOLE] == pytest.approx(parts, rel=0.05), side
        assert all(found[side, part] >= 0 for part in PARTS)
        assert 0 <= found[side, "rest"] < 0.5 * parts, side
    stages = {
        "grader": ("reading", "writing", "scoring", "fork", "end"),
        "judge": ("fork", "seeds", "tests", "end", "message cell", "message call"),
        "student": ("fork", "seeds", "cells", "functions", "end", "message cell", "message call"),
    }
    assert [(side, part) for side, parts in stages.items() for part in parts if not found[side, part] > 0] == []
    assert not any(found["grader", part] for part in ("tests", "cells", "message call"))


def test_the_table_adds_small_kinds_up_and_fits_sixty_columns() -> None:
    one = {(side, part): 0.0 for side in profile.SHOWN for part in (*PARTS, WHOLE)}
    one |= {("judge", WHOLE): 1234.0, ("judge", "message call"): 1230.0}
    one |= {("judge", "message dir"): 2.0, ("judge", "message set"): 2.0}
    lines = profile.table({f"0{i}_step": one for i in range(1, 9)}).splitlines()
    assert max(map(len, lines)) <= 60
    assert [line.split()[:3] for line in lines if "message" in line] == [
        ["message", "call", "1230"],
        ["other", "messages", "4.0"],
    ]
    assert lines[-1].split() == ["all", *["1234"] * 8]
