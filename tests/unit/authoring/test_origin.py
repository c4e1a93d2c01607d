"""A table of known mistakes that was made from other tests or answers is told; nothing else is."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.authoring import origin, steps
from tests.support import small_course
from tests.support.small_course import STEP

WRONG = '# %% exercise="double" verdict="wrong" label="the square"\ndef double(x):\n    return x * x\n'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    small_course.write(tmp_path)
    for place, text in ((Path("course", "answers", f"{STEP}.py"), WRONG), (origin.PLACE, "{}")):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(text)
    note(tmp_path)
    return tmp_path


def note(course: Path) -> None:
    digests = {step.name: origin.digest(course, step) for step in steps.read_all(course)}
    (course / origin.PLACE).write_text(json.dumps({origin.MADE_FROM: digests}))


def is_stale(course: Path) -> bool:
    return bool(origin.stale(course, steps.read_all(course)))


def replaced(old: str, new: str) -> Callable[[Path], None]:
    def change(course: Path) -> None:
        path = course / "source" / STEP / f"{STEP}.py"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return change


def other_answer(course: Path) -> None:
    (course / "course" / "answers" / f"{STEP}.py").write_text(WRONG.replace("x * x", "x ** 2"))


@pytest.mark.parametrize("change", [other_answer, replaced("double(2) == 4", "double(3) == 6")])
def test_a_change_of_what_it_was_made_from_is_told(course: Path, change: Callable[[Path], None]) -> None:
    assert not is_stale(course)
    change(course)
    (fault,) = origin.stale(course, steps.read_all(course))
    assert fault.remedy.endswith(f"{origin.COMMAND} {STEP}")
    note(course)
    assert not is_stale(course)


def test_a_hidden_test_is_no_part_of_it(course: Path) -> None:
    before = steps.read_all(course)[0]
    hidden = [cell for cell in before.cells if "BEGIN HIDDEN TESTS" in cell.source]
    assert hidden
    for cell in hidden:
        cell.source = cell.source.replace("### END HIDDEN TESTS", "assert True\n### END HIDDEN TESTS")
    assert not origin.stale(course, [before])


def test_a_course_without_a_table_or_without_a_bank_has_nothing_stale(course: Path) -> None:
    (course / "course" / "answers" / f"{STEP}.py").unlink()
    (course / origin.PLACE).write_text("{}")
    assert not is_stale(course)
    (course / origin.PLACE).unlink()
    assert not is_stale(course)
