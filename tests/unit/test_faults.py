"""Errors know their place, their cause and their exit code."""

from pathlib import Path

import pytest

from autograder.batch.events import Event, Summary
from autograder.faults import (
    CourseError,
    Fault,
    Gone,
    Late,
    Malformed,
    MissingWalls,
    NoAnswer,
    Reason,
    Refused,
    Ungraded,
    Unsendable,
    Withdrawn,
    printable,
)


def test_a_fault_names_its_place_as_a_reader_would_type_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.chdir(tmp_path)
    fault = Fault(tmp_path / "source" / "ps1.py", 3, "two cells\nof one name", "rename one")
    assert str(fault) == "source/ps1.py:3: two cells of one name; rename one"
    assert str(Fault(Path("/elsewhere"), None, "gone", "bring it back")) == "/elsewhere: gone; bring it back"
    assert str(CourseError([fault, fault])).count("\n") == 1


@pytest.mark.parametrize(("error", "code"), [(CourseError, 1), (MissingWalls, 1), (Refused, 3), (Ungraded, 3)])
def test_an_error_has_its_exit_code(error: type, code: int) -> None:
    assert error.exit_code == code  # type: ignore[attr-defined]


@pytest.mark.parametrize(("kind", "code"), [("graded", 0), ("unchanged", 0), ("refused", 3), ("ungraded", 3)])
def test_a_run_ends_with_the_code_of_what_could_not_be_graded(kind: str, code: int) -> None:
    assert Summary(events=[Event(kind, "ps1", "ada")]).exit_code == code  # type: ignore[arg-type]


@pytest.mark.parametrize(("error", "cause"), [(Gone, "ended"), (Late, "late"), (Malformed, "malformed")])
def test_an_end_of_the_other_side_has_a_cause(error: type[NoAnswer], cause: str) -> None:
    assert issubclass(error, NoAnswer)
    assert error.cause == cause


def test_their_data_and_ours_are_different_errors() -> None:
    assert issubclass(Withdrawn, Malformed)
    assert not issubclass(Unsendable, NoAnswer)
    assert not issubclass(Malformed, TypeError)
    assert issubclass(Unsendable, TypeError)


def test_what_students_wrote_stays_on_its_line() -> None:
    reason = Reason("{name} is a link", {"name": "a\x1b[2J\u202eb\n" + "c " * 1000})
    assert "\\x1b[2J\\u202eb" in str(reason)
    assert len(str(reason)) < 420
    assert printable("élève\udc80") == "élève\\udc80"
    assert str(Refused("{name} is a link", name=7)) == "7 is a link"
    assert str(Ungraded("it broke {here}")) == "it broke {here}"
