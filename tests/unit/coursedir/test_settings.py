"""The course's settings as plain data."""

from pathlib import Path

import pytest

from autograder.coursedir.settings import Grading, PlainPreprocessor, late_penalties, load_course, preprocessors
from autograder.faults import CourseError


def course(folder: Path, *lines: str) -> Path:
    (folder / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines]) + "\n")
    return folder


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


def test_the_preprocessors_of_the_course_are_plain_data(tmp_path: Path) -> None:
    lines = ["c.ClearSolutions.code_stub = {'python': 'pass'}", "c.LimitOutput.max_lines = 7"]
    found = preprocessors(load_course(course(tmp_path, *lines)))
    names = [step.path.rpartition(".")[2] for step in found.sanitize + found.score + found.finish]
    assert "ClearOutput" in names
    done_here = {"OverwriteCells", "Execute", "SaveAutoGrades"}
    assert not done_here & set(names)
    (limit,) = (step for step in found.finish if step.path.endswith(".LimitOutput"))  # after the scoring
    assert limit.traits == {"max_lines": 7}
    assert limit.make().max_lines == 7


def test_a_step_is_made_again_from_its_path() -> None:
    assert type(PlainPreprocessor("nbgrader.preprocessors.ClearOutput").make()).__name__ == "ClearOutput"


def test_late_penalties_are_nbgraders(tmp_path: Path) -> None:
    assert late_penalties(load_course(course(tmp_path))) is not None
    lines = ["c.AssignLatePenalties.enabled = False"]
    assert late_penalties(load_course(course(tmp_path, *lines))) is None
