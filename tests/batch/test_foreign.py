"""The benchmark's other courses: what is handed in is worth what it should be, and a difference is told."""

from pathlib import Path

import pytest

from autograder.batch import run
from benchmarks import foreign
from benchmarks.classes import scores

COURSES = foreign.all_courses()


@pytest.mark.slow
@pytest.mark.parametrize("name", COURSES)
def test_a_solved_submission_has_all_points_and_others_have_fewer(name: str, tmp_path: Path) -> None:
    assignment, make = COURSES[name]
    make(tmp_path / "course")
    summary = run.grade(tmp_path / "course", [assignment])
    assert (summary.failing, len(summary.of("graded"))) == ([], 4)
    points = scores(tmp_path / "course", [assignment])
    most = {test: value for (_, test), value in summary.max_scores[assignment].items()}
    # A person marks the exercise of the quickstart that has no points yet.
    solved = {test: value for (_, student, test), value in points.items() if student == "solved" and value is not None}
    assert solved
    assert solved == {test: most[test] for test in solved}
    for other in ("untouched", "half", "wrong"):
        total = sum(value or 0 for (_, student, _), value in points.items() if student == other)
        assert total < sum(solved.values()), other


def test_a_score_that_differs_or_a_course_without_scores_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = iter([foreign.Compared("one", 8, 40.0, 8.0, 12, 0), foreign.Compared("two", 8, 30.0, 8.0, 12, 1)])
    monkeypatch.setattr(foreign, "all_courses", lambda: {"one": ("a", None), "two": ("b", None)})
    monkeypatch.setattr(foreign, "compare", lambda *_: next(rows))
    monkeypatch.setenv("COLUMNS", "60")
    assert foreign.tell(tmp_path)
    said = capsys.readouterr().out
    assert "5.0" in said
    assert max(map(len, said.splitlines())) <= 60
    monkeypatch.setattr(foreign, "all_courses", lambda: {"one": ("a", None)})
    monkeypatch.setattr(foreign, "compare", lambda *_: foreign.Compared("one", 8, 40.0, 8.0, 12, 0))
    assert not foreign.tell(tmp_path / "again")
    monkeypatch.setattr(foreign, "compare", lambda *_: foreign.Compared("one", 8, 40.0, 8.0, 0, 0))
    assert foreign.tell(tmp_path / "once more")
