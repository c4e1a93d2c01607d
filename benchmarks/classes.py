"""The classes that are graded, by stock nbgrader, and the scores that came out."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.authoring import answers, build
from autograder.coursedir.folder import directories
from autograder.demo import classroom

ROOT = Path(__file__).resolve().parents[1]
Scores = dict[tuple[str, str, str], float | None]


DISTINCT = 44  # students whose submissions are made; those of a larger class are copies of theirs


def make_class(folder: Path, steps: list[str], students: int, database: str = "") -> None:
    """A course folder with a class that has handed in. `database`: the URL of its gradebook; a file, if none."""
    for step in steps:
        shutil.copytree(
            ROOT / "source" / step, folder / "source" / step, ignore=shutil.ignore_patterns("*.ipynb", "runs")
        )
    shutil.copy(ROOT / "nbgrader_config.py", folder / "nbgrader_config.py")
    if database:
        with (folder / "nbgrader_config.py").open("a") as config:
            config.write(f"c.CourseDirectory.db_url = {database!r}\nc.CourseDirectory.course_id = 'benchmark'\n")
    made = build.make(folder, steps)
    build.write(folder, made)
    bank = {step: answers.load(ROOT, step) for step in steps}
    classroom.hand_in(folder, made, bank, min(students, DISTINCT), seed=0)
    originals = sorted((folder / "submitted").iterdir())
    for number in range(DISTINCT, students):
        shutil.copytree(originals[number % len(originals)], folder / "submitted" / f"student-{number}")


def scores(course: Path, steps: list[str]) -> Scores:
    """auto_score by (assignment, student, test cell)."""
    found: Scores = {}
    with Gradebook(directories(course).db_url) as gradebook:
        for step in steps:
            for submission in gradebook.assignment_submissions(step):
                for notebook in submission.notebooks:
                    for grade in notebook.grades:
                        if grade.cell.cell_type == "code":
                            found[step, submission.student_id, grade.name] = grade.auto_score
    return found


def stock(course: Path, steps: list[str], students: int) -> float:
    """Seconds that `nbgrader autograde` takes for the first `students` of the class, its own Execute at work."""
    config = course / "nbgrader_config.py"
    stock = 'c.Autograde.pop("autograde_preprocessors", None)\nc.Execute.timeout = 120\n'
    config.write_text(config.read_text() + stock)
    keep = sorted(path.name for path in (course / "submitted").iterdir())[:students]
    for path in (course / "submitted").iterdir():
        if path.name not in keep:
            shutil.rmtree(path)
    begin = time.perf_counter()
    for step in steps:
        subprocess.run(
            [sys.executable, "-m", "nbgrader", "autograde", step], cwd=course, check=False, capture_output=True
        )
    return time.perf_counter() - begin
