"""The grader's settings."""

from pathlib import Path

import pytest

from autograder.coursedir.grading import Grading
from autograder.coursedir.settings import load_course
from autograder.faults import CourseError
from tests.unit.coursedir.test_settings import course


def test_settings_are_the_same_in_another_process(tmp_path: Path) -> None:
    grading = load_course(course(tmp_path, "c.Grading.memory = 4096", "c.Grading.unmarked = 'student'")).grading
    again = Grading(**grading.values())
    assert (again.memory, again.unmarked) == (4096, "student")
    assert again.values() == grading.values()


@pytest.mark.parametrize(("timeout", "seconds"), [("30", 30.0), ("-1", None), ("None", None)])
def test_a_cells_time_is_nbgraders_by_default(tmp_path: Path, timeout: str, seconds: float | None) -> None:
    assert load_course(course(tmp_path, f"c.Execute.timeout = {timeout}")).grading.cell_timeout == seconds


def test_a_setting_that_is_not_possible_is_told(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="unmarked"):
        load_course(course(tmp_path, "c.Grading.unmarked = 'nobody'"))
