"""The course's settings as plain data."""

from pathlib import Path

import pytest

from autograder.coursedir.settings import (
    PlainPreprocessor,
    late_penalties,
    load_course,
    penalties_set,
    preprocessors,
)
from autograder.faults import CourseError


def course(folder: Path, *lines: str) -> Path:
    (folder / "nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines]) + "\n")
    return folder


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


def test_penalties_that_are_set_are_known_apart_from_none(tmp_path: Path) -> None:
    for lines in ([], ["c.AssignLatePenalties.enabled = False"], ["c.LateSubmissionPlugin.penalty_method = 'none'"]):
        assert penalties_set(load_course(course(tmp_path, *lines))) is None
    zero = penalties_set(load_course(course(tmp_path, "c.LateSubmissionPlugin.penalty_method = 'zero'")))
    assert zero is not None
    assert zero.traits == {"penalty_method": "zero"}
    own = ["from nbgrader.plugins import LateSubmissionPlugin as Stock", "class Half(Stock): pass"]
    half = penalties_set(load_course(course(tmp_path, *own, "c.AssignLatePenalties.plugin_class = Half")))
    assert half not in (None, zero)


@pytest.mark.parametrize(
    "line",
    [
        "c.LateSubmissionPlugin.penalty_method = 'zerro'",
        "c.AssignLatePenalties.plugin_class = 'my_plugin.Late'",
        "c.Autograde.autograde_preprocessors = ['no.such.Class']",
        "c.LimitOutput.max_lines = 'many'",
    ],
)
def test_what_the_configuration_names_and_is_not_possible_is_its_authors_fault(tmp_path: Path, line: str) -> None:
    loaded = load_course(course(tmp_path, line))
    look = late_penalties if "enalt" in line else preprocessors
    with pytest.raises(CourseError, match=r"nbgrader_config.py: .*cannot be read.*; mend it"):
        look(loaded)
