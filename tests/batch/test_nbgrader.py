"""Stock nbgrader works in this course as it is: each of its commands, run as an instructor would, in a copy."""

import csv
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbgrader.api import Gradebook

from autograder.authoring import build, steps
from autograder.authoring.checks import marks_of
from autograder.batch.run import grade
from tests.support import small_course

pytestmark = pytest.mark.slow

COURSE = Path(__file__).parents[2]
STEP = "01_numpy"


def nbgrader(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # nbgrader runs alembic by name
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *args],
        cwd=folder, env={**os.environ, "PATH": path, "COURSE_LANG": "en"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def copy_of_the_course(folder: Path, step: str) -> build.Built:
    """The course with one step, its instructor's notebook made; nothing released yet."""
    shutil.copy(COURSE / "nbgrader_config.py", folder)
    shutil.copytree(COURSE / "source" / step, folder / "source" / step, ignore=shutil.ignore_patterns("*.ipynb"))
    (built,) = build.make(folder, [step])
    (folder / "source" / step / f"{step}.ipynb").write_bytes(built.source)
    return built


def solved(built: build.Built) -> nbformat.NotebookNode:
    """The release with the instructor's answers in it, as a perfect student would have it."""
    release = nbformat.reads(built.release[f"{built.step.name}.ipynb"].decode(), as_version=4)
    answers = {marks_of(cell).get("grade_id"): cell.source for cell in built.step.cells}
    for cell in release.cells:
        if marks_of(cell).get("solution"):
            cell.source = answers[marks_of(cell)["grade_id"]]
    return release


def half_solved(built: build.Built) -> nbformat.NotebookNode:
    """The same with every other answer as it was handed out."""
    notebook, given = solved(built), nbformat.reads(built.release[f"{built.step.name}.ipynb"].decode(), as_version=4)
    answers = [at for at, cell in enumerate(given.cells) if marks_of(cell).get("solution") and cell.cell_type == "code"]
    for at in answers[1::2]:
        notebook.cells[at].source = given.cells[at].source
    return notebook


def scores_of(course: Path, step: str) -> dict[str, dict[str, float | None]]:
    """The automatic scores by student and cell."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return {
            submission.student_id: {
                grade.name: grade.auto_score
                for grade in gradebook.find_submission_notebook(step, step, submission.student_id).grades
            }
            for submission in gradebook.assignment_submissions(step)
        }


def hidden_lines(source: str) -> list[str]:
    """The longer lines between the marks of a hidden test or a marking scheme."""
    regions = re.findall(r"BEGIN (?:HIDDEN TESTS|MARK SCHEME)[^\n]*\n(.*?)\n[^\n]*END", source, re.DOTALL)
    return [line.strip() for region in regions for line in region.splitlines() if len(line.strip()) > 60]


def submit(folder: Path, student: str, step: str, notebook: nbformat.NotebookNode | bytes) -> None:
    path = folder / "submitted" / student / step / f"{step}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_bytes(notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode())


def test_an_instructors_whole_road(tmp_path: Path) -> None:
    built = copy_of_the_course(tmp_path, STEP)

    made = nbgrader(tmp_path, "generate_assignment", STEP)
    assert made.returncode == 0, made.stderr
    release = tmp_path / "release" / STEP / f"{STEP}.ipynb"
    assert release.read_bytes() == built.release[f"{STEP}.ipynb"], "nbgrader's own release is not autograder build's"
    assert [path.name for path in release.parent.iterdir()] == [release.name]

    nbformat.write(solved(built), tmp_path / "solved.ipynb")
    right = nbgrader(tmp_path, "validate", "solved.ipynb")
    assert "Success! Your notebook passes all the tests." in right.stdout + right.stderr

    wrong = solved(built)
    answer = next(cell for cell in wrong.cells if cell.id == "predict")
    answer.source = "def predict(x, w, b):\n    return x @ w - b"
    nbformat.write(wrong, tmp_path / "wrong.ipynb")
    failed = nbgrader(tmp_path, "validate", "wrong.ipynb")
    said = failed.stdout + failed.stderr
    assert "VALIDATION FAILED ON 1 CELL(S)!" in said
    test_of_predict = next(cell.source for cell in wrong.cells if cell.id == "test_predict")
    assert test_of_predict.splitlines()[0] in said
    assert "✗ bias.subtracted" in said

    wrong.cells.append(nbformat.v4.new_code_cell("### BEGIN HIDDEN TESTS\n'a mark of the student\\'s own'"))
    submit(tmp_path, "grace", STEP, wrong)
    graded = nbgrader(tmp_path, "autograde", STEP)
    assert graded.returncode == 0, graded.stderr
    told = nbgrader(tmp_path, "generate_feedback", STEP)
    assert told.returncode == 0, told.stderr
    page = (tmp_path / "feedback" / "grace" / STEP / f"{STEP}.html").read_text()
    assert "bias.subtracted" in page
    assert "a mark of the student" in page
    written = BeautifulSoup(page, "html.parser").get_text()
    shown = built.release[f"{STEP}.ipynb"].decode().replace('\\"', '"')
    hidden = [line for cell in built.step.cells for line in hidden_lines(cell.source) if line not in shown]
    assert len(hidden) > 20
    assert not [line for line in hidden if line in written]
    exported = nbgrader(tmp_path, "export")
    assert exported.returncode == 0, exported.stderr
    with (tmp_path / "grades.csv").open() as file:
        (row,) = csv.DictReader(file)
    assert (row["student_id"], row["assignment"], float(row["max_score"])) == ("grace", STEP, 20.0)
    assert float(row["score"]) == 20 - 2 - 3  # without predict, and the written answer not yet marked


@pytest.mark.parametrize("step", steps.names(COURSE))
def test_the_reference_scores_all_and_the_untouched_release_nothing(step: str, tmp_path: Path) -> None:
    """And `autograder grade` comes to the same, also for a notebook that is half done."""
    built = copy_of_the_course(tmp_path, step)
    build.write(tmp_path, [built])
    submit(tmp_path, "reference", step, solved(built))
    submit(tmp_path, "untouched", step, built.release[f"{step}.ipynb"])
    submit(tmp_path, "half", step, half_solved(built))
    graded = nbgrader(tmp_path, "autograde", step)
    assert graded.returncode == 0, graded.stderr
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        points = {c.name: c.max_score for c in gradebook.find_notebook(step, step).grade_cells if c.cell_type == "code"}
    scores = scores_of(tmp_path, step)
    assert points
    assert {name: scores["reference"][name] for name in points} == points
    assert {name: scores["untouched"][name] for name in points} == dict.fromkeys(points, 0)
    assert 0 < sum(scores["half"][name] or 0 for name in points) < sum(points.values())
    summary = grade(tmp_path, [step])
    assert (summary.exit_code, len(summary.of("graded"))) == (0, 3)
    assert scores_of(tmp_path, step) == scores


def test_without_its_source_a_students_cell_is_no_cell_of_the_judges(tmp_path: Path) -> None:
    """What depends on no answer runs on the trusted side, if the instructor wrote it: a student's own cell does not."""
    course, trace = tmp_path / "course", tmp_path / "trace"
    small_course.write(course)
    shutil.copy(COURSE / "nbgrader_config.py", course)
    (built,) = build.make(course)
    build.write(course, [built])
    shutil.rmtree(course / "source" / small_course.STEP)
    notebook = solved(built)
    code = f"try:\n    open({str(trace)!r}, 'w')\nexcept OSError as error:\n    print(type(error).__name__)"
    notebook.cells.insert(0, nbformat.v4.new_code_cell(code))
    submit(course, "grace", small_course.STEP, notebook)
    graded = nbgrader(course, "autograde", small_course.STEP)
    assert graded.returncode == 0, graded.stderr
    assert not trace.exists()
    done = nbformat.read(
        course / "autograded" / "grace" / small_course.STEP / f"{small_course.STEP}.ipynb", as_version=4
    )
    assert "Error" in done.cells[0].outputs[0].text
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        assert gradebook.find_submission(small_course.STEP, "grace").score == 5


PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_nbgraders_own_tests_of_autograde_pass_on_the_engine(part: int, tmp_path: Path) -> None:
    """All but the one that docs/nbgrader.md lists: what a student's cell writes outlives the run."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    options = ["-q", "--tb=short", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "tests.support.on_the_engine"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "-k", "not side_effects",
         "--pyargs", "nbgrader.tests.apps.test_nbgrader_autograde"],
        cwd=tmp_path, env={**os.environ, "PATH": path, "PYTHONPATH": str(COURSE), "PART": f"{part}/{PARTS}"},
        capture_output=True, text=True, timeout=1500, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-5000:]
    passed = int(re.findall(r"(\d+) passed", done.stdout)[-1])
    assert passed >= 39 // PARTS - 2, "nbgrader itself skips two, and side_effects is left out"
