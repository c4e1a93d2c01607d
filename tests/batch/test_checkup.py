"""`autograder doctor --course DIR`: what it says of a course that is fit to be graded, and of one that is not."""

import shutil
from pathlib import Path

import pytest

from autograder.console import doctor
from autograder.exchange import checkup
from tests.support import batch


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_LANG", "en")
    batch.use_fake_worker(monkeypatch)
    course = batch.new_course(tmp_path)
    batch.execute_sql(course, "DELETE FROM assignment WHERE name = 'ps2'")
    return course


def looked(course: Path, scheduler: str | None = None) -> dict[str, tuple[bool, str]]:
    return {found.name: (found.well, found.told) for found in checkup.look(course, scheduler, sandbox=False)}


def test_a_course_that_is_fit(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.tell_course(course, None, None, sandbox=False) == 0
    said = capsys.readouterr().out
    assert "gradebook: yes (sqlite:///" in said
    assert "gradebook.db: ps1)" in said
    assert "solutions: yes" in said
    assert "the solution of ps1 has all 6 points of its tests" in said
    assert "A class can be graded in it." in said
    assert batch.grades(course) == []


def test_a_test_that_the_solution_fails(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch.write_source(course, "ps1", "p1", batch.source_cells(hidden="assert square(3) == 10"))
    batch.generate(course, "ps1")
    assert doctor.tell_course(course, None, None, sandbox=False) == 1
    said = capsys.readouterr().out
    assert "an answer graded: no (the solution of ps1 lost points: test_square" in said
    assert "before you grade a class" in said


def test_without_source_or_scheduler(course: Path) -> None:
    shutil.rmtree(course / "source")
    found = looked(course, "10.0.0.1:8786")
    assert found["solutions"] == (False, "not at hand: ps1; keep the course's source folder")
    assert not found["scheduler"][0]
    assert "without TLS" in found["scheduler"][1]
    assert "an answer graded" not in found


@pytest.mark.parametrize("kind", ["configuration", "gradebook", "no assignment"])
def test_it_ends_where_nothing_can_be_graded(course: Path, kind: str) -> None:
    if kind == "configuration":
        (course / "nbgrader_config.py").write_text("c = get_config(")
    elif kind == "gradebook":
        (course / "gradebook.db").unlink()
    else:
        batch.execute_sql(course, "DELETE FROM assignment")
    *_before, (name, (well, told)) = looked(course).items()
    assert (name, well) == ("configuration" if kind == "configuration" else "gradebook", False)
    assert {"configuration": "mend it", "gradebook": "no gradebook", "no assignment": "knows no"}[kind] in told
