"""The course's settings as plain data."""

from pathlib import Path

from autograder.coursedir.settings import PlainPreprocessor, late_penalties, load_course, preprocessors


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
