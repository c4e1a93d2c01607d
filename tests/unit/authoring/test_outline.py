"""The table of the steps' exercises that students receive."""

import json
from pathlib import Path

import pytest

from autograder.authoring import outline, steps
from autograder.authoring.steps import Step
from course.helpers.testing.cells import digest
from tests.support import small_course
from tests.support.small_course import SMALL, STEP

DOUBLE = digest('assert double(2) == 4, "double(2)"')
AREA = digest('assert math.isclose(area(1), math.pi), "area(1)"')
EXERCISES = [["double", 2, False, DOUBLE], ["area", 3, False, AREA], ["why", 1, True, ""]]


@pytest.fixture
def step(tmp_path: Path) -> Step:
    (tmp_path / outline.PLACE).parent.mkdir(parents=True)
    return steps.read(small_course.write(tmp_path))


def table(course: Path) -> dict[str, list[object]]:
    return dict(json.loads((course / outline.PLACE).read_text(encoding="utf-8")))


def test_an_exercise_has_its_name_its_points_who_marks_it_and_its_visible_test(step: Step) -> None:
    assert outline.exercises(step) == EXERCISES


def test_what_is_written_is_not_stale(step: Step, tmp_path: Path) -> None:
    (fault,) = outline.stale(tmp_path, [step])
    assert fault.path == tmp_path / outline.PLACE
    outline.write(tmp_path, [step])
    assert table(tmp_path) == {STEP: EXERCISES}
    assert outline.stale(tmp_path, [step]) == []
    assert len((tmp_path / outline.PLACE).read_text().splitlines()) == 7, "a line for each exercise"


def test_a_change_of_points_is_stale(step: Step, tmp_path: Path) -> None:
    outline.write(tmp_path, [step])
    step.cells[6].metadata.nbgrader["points"] = 4
    assert len(outline.stale(tmp_path, [step])) == 1


def test_a_change_of_a_visible_test_is_stale_and_one_of_its_hidden_part_is_not(step: Step, tmp_path: Path) -> None:
    outline.write(tmp_path, [step])
    step.cells[4].source = step.cells[4].source.replace("-6", "-3 - 3")
    assert outline.stale(tmp_path, [step]) == []
    step.cells[4].source = step.cells[4].source.replace("== 4", "== 2 + 2")
    assert len(outline.stale(tmp_path, [step])) == 1


def test_other_steps_stay_and_one_that_is_no_more_goes(step: Step, tmp_path: Path) -> None:
    other = steps.read(small_course.write(tmp_path, SMALL, "00_first"))
    outline.write(tmp_path, [other])
    outline.write(tmp_path, [step])
    assert list(table(tmp_path)) == ["00_first", STEP]
    (tmp_path / "source/00_first").rename(tmp_path / "gone")
    assert len(outline.stale(tmp_path, [step])) == 1
    outline.write(tmp_path, [step])
    assert list(table(tmp_path)) == [STEP]


def test_a_course_with_the_installed_helpers_has_no_table(tmp_path: Path) -> None:
    step = steps.read(small_course.write(tmp_path))
    outline.write(tmp_path, [step])
    assert not (tmp_path / outline.PLACE).exists()
    assert outline.stale(tmp_path, [step]) == []
