"""What students write into a kit's notebook is graded as what they write into the release's, in their language."""

from pathlib import Path

import nbformat
import pytest

from autograder.authoring import answers, kit
from autograder.batch.run import grade
from autograder.coursedir import atomic
from tests.support import one_step

HOUSE = Path(__file__).parents[2]
STEP = "01_numpy"
NAME = f"{STEP}/{STEP}.ipynb"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("course")
    made = one_step.course(folder, STEP)
    handed_out = {edition: kit.make(folder, [made], edition)[NAME] for edition in ("en", "fr", "both")}
    handed_out["release"] = made.release[f"{STEP}.ipynb"]
    for student, content in handed_out.items():
        atomic.write(folder / "submitted" / student / NAME, answered(content))
    return folder


def answered(content: bytes) -> bytes:
    """Right answers and wrong ones by turns."""
    notebook = nbformat.reads(content.decode(), as_version=4)
    bank = answers.load(HOUSE, STEP)
    verdicts = ("right", "wrong")
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution") and cell.cell_type == "code":
            cell.source = next(a.source for a in bank if (a.exercise, a.verdict) == (marks["grade_id"], verdicts[0]))
            verdicts = verdicts[::-1]
    return nbformat.writes(notebook).encode()


def test_a_kits_notebook_is_graded_as_the_releases(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    summary = grade(course, [STEP], jobs=1)
    assert [(event.kind, event.remarks) for event in summary.of("graded")] == [("graded", ())] * 4
    scores = {score.student: score.exercises for score in summary.scores[STEP]}
    assert len({tuple(sorted(score.items(), key=str)) for score in scores.values()}) == 1
    assert 0.0 < sum(score or 0.0 for score in scores["release"].values()) < 17.0
    assert "attendu" in said(course, "fr")
    assert "expected" not in said(course, "fr")
    for student in ("en", "both", "release"):  # the grader's own language, where the notebook has none
        assert "expected" in said(course, student)
        assert "attendu" not in said(course, student)


def said(course: Path, student: str) -> str:
    notebook = nbformat.read(course / "autograded" / student / NAME, as_version=4)
    return str(
        [output for cell in notebook.cells for output in cell.get("outputs", []) if cell.metadata.get("nbgrader")]
    )
