"""An autograded folder is laid out beside its place and put there at once."""

from datetime import datetime
from pathlib import Path

import pytest

from autograder.coursedir.assignment import Assignment
from autograder.coursedir.autograded import is_complete, place, publish, stage
from autograder.coursedir.settings import Course
from autograder.coursedir.submission import Submission
from autograder.faults import Reason
from autograder.records import NotebookRecord, Record
from tests.support.gradebook import new_course

ASSIGNMENT = Assignment("ps1", {}, {"data.csv": b"1,2", "secret.csv": b"3"}, frozenset({"data.csv"}))
RECORD = Record([NotebookRecord("p1", text='{"é": 1}'), NotebookRecord("p2", problem=Reason("it is cut off"))])


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return new_course(tmp_path / "course", "c.BaseConverter.permissions = 640")


def submission(**files: bytes) -> Submission:
    named = {name.replace("__", "/").replace("_", "."): content for name, content in files.items()}
    return Submission("ada", {"p1": b"{}"}, named, {}, datetime(2026, 1, 2), [], "digest")


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def graded(course: Course, **files: bytes) -> Path:
    stage(course, ASSIGNMENT, submission(**files), RECORD)
    publish(place(course, ASSIGNMENT, "ada"))
    return place(course, ASSIGNMENT, "ada")


def test_it_stands_where_nbgrader_looks_for_it(course: Course) -> None:
    assert place(course, ASSIGNMENT, "ada") == course.root / "autograded/ada/ps1"


def test_the_instructors_files_come_before_the_students(course: Course) -> None:
    folder = graded(course, data_csv=b"forged", mine__notes_txt=b"mine")
    assert tree(folder) == {"data.csv": b"1,2", "mine/notes.txt": b"mine", "p1.ipynb": '{"é": 1}'.encode()}
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o640}


def test_nothing_is_seen_before_it_is_published(course: Course) -> None:
    folder = graded(course, a_txt=b"old")
    stage(course, ASSIGNMENT, submission(b_txt=b"new"), RECORD)
    assert "a.txt" in tree(folder)
    assert [path.name for path in folder.parent.glob("*")].count("ps1") == 1
    publish(folder)
    assert "a.txt" not in tree(folder)
    assert tree(folder)["b.txt"] == b"new"
    assert [path.name for path in folder.parent.iterdir()] == ["ps1"], "nothing is left beside it"


def test_publishing_twice_changes_nothing(course: Course) -> None:
    folder = graded(course, a_txt=b"1")
    before = tree(folder)
    publish(folder)
    assert tree(folder) == before


def test_what_an_interrupted_run_has_staged_is_laid_out_anew(course: Course) -> None:
    stage(course, ASSIGNMENT, submission(half_txt=b"half"), RECORD)
    assert "half.txt" not in tree(graded(course, a_txt=b"1"))


def test_a_folder_is_complete_with_all_its_notebooks(course: Course) -> None:
    folder = graded(course)
    assert is_complete(folder, ["p1"])
    assert is_complete(folder, [])
    assert not is_complete(folder, ["p1", "p2"])


def test_what_a_killed_run_left_beside_it_is_removed(course: Course) -> None:
    folder = graded(course, a_txt=b"old")
    stage(course, ASSIGNMENT, submission(), RECORD)
    folder.rename(folder.with_name(".ps1.old"))  # killed between the two steps of publishing
    assert not is_complete(folder, ["p1"])
    assert [path.name for path in folder.parent.iterdir()] == [".ps1.old"], "the old files stay until there are new"
    graded(course)
    assert [path.name for path in folder.parent.iterdir()] == ["ps1"]


@pytest.mark.parametrize("shared", [True, False])
def test_a_shared_course_is_shared(tmp_path: Path, shared: bool) -> None:
    course = new_course(tmp_path / "shared", f"c.CourseDirectory.groupshared = {shared}")
    folder = graded(course)
    assert (folder.stat().st_mode & 0o2070 == 0o2070) is shared
