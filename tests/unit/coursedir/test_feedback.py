"""Whose feedback there is to make, and what becomes of a page that cannot be made."""

from pathlib import Path

import pytest

from autograder.coursedir import feedback
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import Course
from autograder.coursedir.writing import Entry
from autograder.faults import CourseError
from autograder.records import NotebookRecord, Record
from tests.support.gradebook import new_course


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A course where ada and bob are graded, and the folder of eve is lost."""
    monkeypatch.setenv("COURSE_LANG", "en")
    made = new_course(tmp_path / "course")
    book = Book(made)
    entries = [
        Entry(name, None, Record([NotebookRecord("p1")]), "f", [], lambda: None) for name in ("bob", "ada", "eve")
    ]
    assert book.write("ps1", entries) == [None] * 3
    book.close()
    for student in ("ada", "bob", "zoe"):
        (made.root / "autograded" / student / "ps1").mkdir(parents=True)
    return made


def test_all_who_are_graded_and_have_a_folder_are_found(course: Course) -> None:
    assert feedback.graded(course.root, []) == [("ps1", "ada"), ("ps1", "bob")]
    assert feedback.graded(course.root, ["ps1"], "bob") == [("ps1", "bob")]


def test_an_assignment_that_nobody_knows_is_told_with_those_that_are_known(course: Course) -> None:
    with pytest.raises(CourseError, match="knows no assignment ps2, only ps1"):
        feedback.graded(course.root, ["ps1", "ps2"])


@pytest.mark.parametrize("student", ["eve", "zoe", "nobody", ""])
def test_where_nobody_is_graded_the_remedy_is_told(course: Course, student: str) -> None:
    with pytest.raises(
        CourseError, match=r"no graded submission; mend the student's id, or run autograder grade first"
    ):
        feedback.graded(course.root, [], student)


def test_without_submissions_no_process_is_started(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback._Maker, "_context", None)
    told: list[tuple[int, int]] = []
    assert feedback.generate(course.root, [], 2, lambda done, total: told.append((done, total))) == []
    assert told == [(0, 0)]


class Maker(feedback._Maker):
    """One that ends over bob's page, and cannot make eve's."""

    def make(self, assignment: str, student: str) -> str:
        (self._course / "feedback" / student / assignment).mkdir(parents=True)
        if student == "bob":
            raise feedback._Ended("the process has ended")
        return "no such notebook" if student == "eve" else ""


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_page_that_cannot_be_made_is_told_and_half_of_it_removed(
    course: Course, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(feedback, "_Maker", Maker)
    told: list[tuple[int, int]] = []
    pairs = [("ps1", student) for student in ("eve", "bob", "ada")]
    failed = feedback.generate(course.root, pairs, jobs, lambda done, total: told.append((done, total)))
    assert failed == [("ps1", "bob", "the process has ended"), ("ps1", "eve", "no such notebook")]
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]
    assert sorted(path.parent.name for path in (course.root / "feedback").glob("*/ps1")) == ["ada", "eve"]


def test_the_reason_why_there_is_no_page_is_one_line(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course.root)
    reason = feedback._generate(course.root, "ps1", "nobody")
    assert reason
    assert "\n" not in reason


def test_hidden_tests_and_schemes_are_cleared_unless_the_course_says_otherwise(course: Course, tmp_path: Path) -> None:
    assert feedback._converter(course.root, "ps1").preprocessors == list(feedback.PREPROCESSORS)
    own = new_course(tmp_path / "own", "c.GenerateFeedback.preprocessors = ['nbgrader.preprocessors.GetGrades']")
    assert feedback._converter(own.root, "ps1").preprocessors == ["nbgrader.preprocessors.GetGrades"]


def test_the_reason_is_that_of_the_traceback_and_not_that_there_is_one() -> None:
    trace = f"{feedback.TRACEBACK}  File x\n    work()\nOSError: [Errno 28] No space left on device\n\n"
    first = trace.replace("OSError", "ValueError")
    log = f"[ERROR] It is wrong\n[ERROR] {first}[ERROR] {trace}[ERROR] There was an error\n"
    error = f"{feedback.TRACEBACK}  File y\nNbGraderException: Please see the above traceback\n"
    assert feedback._cause(log, error) == "OSError: [Errno 28] No space left on device"
    assert feedback._cause("[ERROR] It is wrong\n", error) == "NbGraderException: Please see the above traceback"
