"""The demo: a class as real as one can be made up, the same for the same seed, graded as it deserves."""

import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.authoring import answers, build
from autograder.coursedir import feedback
from autograder.demo import classroom, run
from autograder.faults import CourseError
from tests.batch.test_cli import autograder
from tests.support import small_course
from tests.support.small_course import STEP

COURSE = Path(__file__).parents[2]
BANK = """# %% exercise="double" verdict="right" label="product"
def double(x):
    return 2 * x

# %% exercise="double" verdict="wrong" label="square"
def double(x):
    return x**2

# %% exercise="area" verdict="right" label="power"
def area(r):
    return math.pi * r**2

# %% exercise="area" verdict="wrong" label="circumference"
def area(r):
    return 2 * math.pi * r
"""
STUDENTS = 12


@pytest.fixture
def course(tmp_path: Path) -> Path:
    small_course.write(tmp_path / "course")
    return tmp_path / "course"


@pytest.fixture
def bank(course: Path) -> dict[str, list[answers.Answer]]:
    folder = course / answers.FOLDER
    folder.mkdir(parents=True)
    (folder / f"{STEP}.py").write_text(BANK)
    return {STEP: answers.load(course, STEP)}


def class_in(course: Path, bank: dict[str, list[answers.Answer]], seed: int) -> dict[str, bytes]:
    made = build.make(course, [STEP])
    build.write(course, made)
    classroom.hand_in(course, made, bank, STUDENTS, seed)
    files = {str(path.relative_to(course)): path.read_bytes() for path in (course / "submitted").rglob("*.*")}
    shutil.rmtree(course / "submitted")
    (course / "gradebook.db").unlink()
    return files


def test_the_same_seed_gives_the_same_class(course: Path, bank: dict[str, list[answers.Answer]]) -> None:
    first, second, other = (class_in(course, bank, seed) for seed in (1, 1, 2))
    assert first == second
    assert first != other
    notebooks = [name for name in first if name.endswith(".ipynb")]
    assert len(notebooks) == STUDENTS - 1  # one has handed in nothing
    assert len({first[name] for name in notebooks}) >= 3


def test_a_class_has_names_of_many_scripts_and_each_student_once() -> None:
    import random

    students = classroom.enrol(100, random.Random(0))
    assert len({student.id for student in students}) == 100
    assert any(ord(letter) > 0x370 for student in students for letter in student.name)
    assert all("/" not in student.id and " " not in student.id for student in students)


def test_the_demo_grades_its_class_as_it_deserves(
    course: Path, bank: dict[str, list[answers.Answer]], tmp_path: Path
) -> None:
    folder = tmp_path / "demo"
    shown = run.run(course, folder, STUDENTS, seed=0, jobs=1)
    right = {answer.source for answer in bank[STEP] if answer.verdict == "right"}
    points = {"double": 2.0, "area": 3.0}
    scores = {score.student: score.exercises for score in shown.summary.scores[STEP]}
    assert len(scores) == STUDENTS - 1
    seen = set()
    for student, exercises in scores.items():
        notebook = nbformat.read(folder / "submitted" / student / STEP / f"{STEP}.ipynb", as_version=4)
        nbformat.validate(notebook)
        for cell in notebook.cells:
            if cell.id in points:
                deserved = points[cell.id] if cell.source.strip() in right else 0.0
                assert exercises[STEP, f"test_{cell.id}"] == deserved, (student, cell.source)
                seen.add(deserved)
        assert "Half a point" not in nbformat.writes(notebook)
        assert (folder / "feedback" / student / STEP / f"{STEP}.html").is_file()
    assert seen == {0.0, 2.0, 3.0}
    for language in ("en", "fr"):
        with zipfile.ZipFile(folder / "kits" / f"gradient-{language}.zip") as archive:
            names = archive.namelist()
        assert {f"gradient-{language}/README.md", f"gradient-{language}/{STEP}/{STEP}.ipynb"} <= {*names}
    assert shown.failed == []
    ((_step, late),) = shown.late
    ((_step, missing),) = shown.summary.missing
    assert late in scores
    assert missing not in scores
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        assert len(gradebook.students) == STUDENTS
        assert gradebook.find_student(late).last_name


def test_the_demo_begins_anew_each_time(
    course: Path, bank: dict[str, list[answers.Answer]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run.grading, "grade", lambda *args, **kwargs: run.Summary())
    folder = tmp_path / "demo"
    run.run(course, folder, 3, seed=0)
    (folder / "submitted" / "stranger").mkdir()
    run.run(course, folder, 3, seed=0)
    assert not (folder / "submitted" / "stranger").exists()


@pytest.mark.parametrize("kind", ["folder", "link", "file"])
def test_the_demo_deletes_nothing_that_it_did_not_make(
    kind: str, course: Path, bank: dict[str, list[answers.Answer]], tmp_path: Path
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (work / "thesis.txt").write_text("years")
    folder = tmp_path / "demo"
    if kind == "folder":
        folder = work
    elif kind == "link":
        (work / run.MARK).touch()
        folder.symlink_to(work)
    else:
        folder.write_text("years")
    with pytest.raises(CourseError, match="--output"):
        run.run(course, folder, 3, seed=0)
    assert (work / "thesis.txt").read_text() == "years"
    assert folder.exists()


def test_without_an_answer_bank_there_is_no_demo(course: Path, tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no step here has an answer bank"):
        run.run(course, tmp_path / "demo", 3, seed=0)
    assert not (tmp_path / "demo").exists()


def test_feedback_that_fails_is_told(course: Path) -> None:
    build.write(course, build.make(course, [STEP]))
    broken = course / "autograded" / "ada" / STEP / f"{STEP}.ipynb"
    broken.parent.mkdir(parents=True)
    broken.write_text("{}")
    done: list[tuple[int, int]] = []
    ((assignment, student, reason),) = feedback.generate(course, [(STEP, "ada")], 1, lambda *at: done.append(at))
    assert (assignment, student) == (STEP, "ada")
    assert reason
    assert done == [(0, 1), (1, 1)]


@pytest.mark.slow
def test_autograder_demo_on_the_course_itself(tmp_path: Path) -> None:
    shutil.copy(COURSE / "nbgrader_config.py", tmp_path)
    shutil.copytree(COURSE / answers.FOLDER, tmp_path / answers.FOLDER)
    shutil.copytree(
        COURSE / "source" / "01_numpy", tmp_path / "source" / "01_numpy", ignore=shutil.ignore_patterns("*.ipynb")
    )
    done = autograder(tmp_path, "demo", "--students", "3", "--jobs", "1", lang="fr", columns=60)
    assert done.returncode == 0, done.stderr
    assert max(len(line) for line in done.stdout.splitlines() if "demo/" not in line) <= 60
    assert "│ moyenne " in done.stdout
    assert "retours en HTML" in done.stdout
    assert "kits des élèves" in done.stdout
    pages = list((tmp_path / "demo" / "feedback").rglob("*.html"))
    assert len(pages) == 4  # of each of the two that handed in: the notebook, and what came of it
