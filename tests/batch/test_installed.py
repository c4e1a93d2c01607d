"""An install that is not editable, as any container image has: what is in it, and that it grades by the course's own
solutions."""

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import jupytext
import nbformat
import pytest

from autograder.authoring import answers, build, steps
from tests.support import batch, small_course

pytestmark = pytest.mark.slow  # it makes an environment and installs a wheel

COURSE = Path(__file__).parents[2]
STEP = small_course.STEP
# The course's own solution is another than any that this package could have with it.
ASKS = small_course.SMALL.replace(
    'assert double(-3) == -6, "double(-3)"',
    'from course.helpers import reference\nassert double(-3) == reference.load("01_small").double(-3)',
)
LOOKS = """
def double(x):
    import course, glob, os
    for folder in course.__path__:
        for path in sorted(glob.glob(os.path.join(folder, "**"), recursive=True)):
            print("found", path)
    return x + x
"""


Graded = tuple[Path, "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's wheel, made from a copy without anything that was built in the checkout before."""
    copy = tmp_path_factory.mktemp("project")
    unwanted = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("autograder", "course"):
        shutil.copytree(COURSE / name, copy / name, ignore=unwanted)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(COURSE / name, copy)
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(copy / "made"),
        str(copy),
    ]
    subprocess.run(command, check=True)
    (made,) = (copy / "made").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The python of an environment with the wheel in it, and with the libraries of this one."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    packages = folder / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    ours = shutil.ignore_patterns("__editable__*", "gradient_course-*")
    shutil.rmtree(packages)
    shutil.copytree(sysconfig.get_path("purelib"), packages, ignore=ours, copy_function=_link)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(install, check=True)
    return python


def _link(source: str, target: str) -> None:
    """A hard link: the libraries take gigabytes. A copy where the folders lie on two disks."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return new_course(tmp_path)


def new_course(tmp_path: Path) -> Path:
    """A course elsewhere, whose hidden test asks for its solution; three students have handed in."""
    small_course.write(tmp_path, ASKS)
    build.write(tmp_path, build.make(tmp_path, [STEP]))
    released = nbformat.read(tmp_path / "release" / STEP / f"{STEP}.ipynb", as_version=4)
    for student, double in (
        ("ada", "def double(x):\n    return 2 * x"),
        ("bob", "def double(x):\n    return 4"),
        ("eve", LOOKS),
    ):
        for cell in released.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "double":
                cell.source = double
        folder = tmp_path / "submitted" / student / STEP
        folder.mkdir(parents=True)
        nbformat.write(released, folder / f"{STEP}.ipynb")
    return tmp_path


def grade(python: Path, course: Path, cwd: Path) -> "subprocess.CompletedProcess[str]":
    return run(python, cwd, "grade", STEP, "--course", str(course), "--jobs", "1")


@pytest.fixture(scope="module")
def graded(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """Such a course, graded, and what the command said."""
    course = new_course(tmp_path_factory.mktemp("graded"))
    return course, grade(installed, course, course)


def run(python: Path, cwd: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    command = [str(python.parent / "autograder"), *args]
    environment = {**os.environ, "COURSE_LANG": "en", "COLUMNS": "200"}
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment)


def scores(course: Path) -> dict[str, float | None]:
    return {student: score for student, _step, _name, cell, score, *_ in batch.grades(course) if cell == "test_double"}


def test_the_wheel_holds_no_answer_and_no_solution(wheel: Path) -> None:
    """By what the files say, not by their names."""
    with zipfile.ZipFile(wheel) as archive:
        text = "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    flat = "".join(text.split())
    assert "defmatches(" in flat  # the helpers are in it
    for step in steps.names(COURSE):
        bank = [answer.source for answer in answers.load(COURSE, step)]
        cells = jupytext.read(COURSE / "source" / step / f"{step}.py").cells
        solved = [cell.source for cell in cells if "### BEGIN SOLUTION" in cell.source and cell.cell_type == "code"]
        assert bank
        assert solved
        for source in (*bank, *solved):
            assert "".join(source.split()) not in flat, source


def test_doctor_grades_the_courses_own_solution(installed: Path, course: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "doctor", "--course", str(course))
    assert done.returncode == 0, done.stderr + done.stdout
    assert "the solution of 01_small has all 5 points of its tests" in done.stdout


def test_it_grades_by_the_solutions_of_the_course(graded: Graded) -> None:
    course, done = graded
    assert done.returncode == 0, done.stderr + done.stdout
    assert scores(course) == {"ada": 2.0, "bob": 0.0, "eve": 2.0}


def test_a_folder_of_its_own_name_where_it_is_called_is_not_taken_for_it(
    installed: Path, course: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    for name in ("autograder", "course"):
        (elsewhere / name).mkdir(parents=True)
        (elsewhere / name / "__init__.py").write_text("raise ImportError('another one')")
    done = grade(installed, course, elsewhere)
    assert done.returncode == 0, done.stderr + done.stdout
    assert scores(course) == {"ada": 2.0, "bob": 0.0, "eve": 2.0}


def test_no_submission_can_read_an_answer(graded: Graded) -> None:
    course, _done = graded
    autograded = course / "autograded" / "eve" / STEP / f"{STEP}.ipynb"
    cells = nbformat.read(autograded, as_version=4).cells
    said = "\n".join(str(output.get("text", "")) for cell in cells for output in cell.get("outputs", []))
    assert "helpers/reference.py" in said  # it has looked in the right place
    assert "answers" not in said


def test_without_its_solutions_nobody_is_graded(installed: Path, course: Path, tmp_path: Path) -> None:
    shutil.rmtree(course / "source")
    done = grade(installed, course, tmp_path)
    assert done.returncode != 0
    assert scores(course) == {}
    said = done.stdout + done.stderr
    assert "no solutions of 01_small at hand" in said
    assert "put source/01_small back into the course folder" in said
