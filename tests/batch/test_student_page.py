"""The page that a student gets beside nbgrader's: every feedback makes it, and nothing in it is the instructor's."""

import html
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.authoring import answers, kit
from autograder.batch.run import grade
from autograder.cli import app
from autograder.coursedir import atomic, feedback
from tests.support import batch, one_step
from tests.support.pages import make_them_quickly

HOUSE = Path(__file__).parents[2]
STEP = "01_numpy"
CONFIG = """
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.plugins.clearing.ClearHiddenTests",
    "autograder.plugins.clearing.ClearMarkScheme",
    "autograder.plugins.student_page.StudentPage",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
"""
SOLUTIONS = "c.StudentPage.solutions = True"


def text(page: str) -> str:
    return html.unescape(re.sub(r"<style.*?</style>|<script.*?</script>|<[^>]*>", " ", page, flags=re.DOTALL))


def graded(folder: Path, monkeypatch: pytest.MonkeyPatch, config: str = "") -> Path:
    monkeypatch.setenv("COURSE_LANG", "en")
    course = batch.new_course(folder, CONFIG + config)
    batch.hand_in(course, "ada", square=batch.WRONG, part=batch.HALF, why="Since $x^2$.")
    batch.use_fake_worker(monkeypatch)
    make_them_quickly(monkeypatch)
    grade(course, ["ps1"])
    return course


def page(course: Path) -> str:
    assert feedback.generate(course, [("ps1", "ada")], 1) == []
    return (course / "feedback/ada/ps1/index.html").read_text(encoding="utf-8")


def test_the_page_comes_with_nbgraders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = graded(tmp_path, monkeypatch)
    made = page(course)
    assert (course / "feedback/ada/ps1/p1.html").is_file()
    assert 'href="p1.html"' in made
    said = " ".join(text(made).split())
    assert "square 0 / 2 ✗ wrong" in said
    assert "part 1.5 / 4 ◐ partly right" in said
    assert "why · / 3 … not marked yet" in said
    assert "return 2 * x" in said
    assert "square(3)" not in said  # the hidden test
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        marked = gradebook.find_grade("why", "p1", "ps1", "ada")
        marked.manual_score, marked.needs_manual_grade = 1.0, False
        gradebook.find_comment("why", "p1", "ps1", "ada").manual_comment = "Why so?"
        gradebook.db.commit()
    said = " ".join(text(page(course)).split())
    assert "why 1 / 3 ◐ partly right" in said
    assert "Why so?" in said
    assert "has yet to mark" not in said


def test_nbgraders_own_command_makes_it_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = graded(tmp_path, monkeypatch)
    command = [sys.executable, "-m", "nbgrader", "generate_feedback", "ps1"]
    path = os.pathsep.join([str(HOUSE), os.environ.get("PYTHONPATH", "")])
    subprocess.run(command, cwd=course, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": path})
    assert (course / "feedback/ada/ps1/index.html").is_file()


def test_one_page_has_all_steps_of_a_student(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = graded(tmp_path, monkeypatch)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for name in ("z2", "z3"):
            gradebook.add_assignment(name)
            gradebook.add_notebook("p1", name)
        gradebook.update_or_create_student("ada", first_name="<b>Ada</b>")
        gradebook.find_assignment("ps1").duedate = datetime(2026, 1, 1)
        gradebook.find_submission("ps1", "ada").timestamp = datetime(2026, 1, 1, 3)
        gradebook.db.commit()
    (course / "submitted/ada/z2").mkdir()
    path = tmp_path / "ada.html"
    report = lambda *more: CliRunner().invoke(app, ["report", "--course", str(course), "--output", str(path), *more])  # noqa: E731
    told = report("--student", "ada")
    assert told.exit_code == 0, told.output
    made = path.read_text(encoding="utf-8")
    said = " ".join(text(made).split())
    assert "ps1 1.5 / 9 3 points wait to be marked · 3.0 h late" in said
    assert "z2 · handed in, not graded z3 · nothing handed in" in said
    assert "square 0 / 2 ✗ wrong" in said
    assert "return 2 * x" in said
    assert "<b>" not in made
    ids = re.findall(r' id="([^"]*)"', made)
    assert len(set(ids)) == len(ids)
    assert {link[1:] for link in re.findall(r'href="([^"]*)"', made)} <= set(ids)
    told = report("--student", "eve")
    assert (told.exit_code, len(told.output.splitlines())) == (1, 1)
    assert "the gradebook knows no student eve" in told.output
    assert report("--student", "ada", "--csv", "x.csv").exit_code == 2


def test_model_solutions_wait_for_the_last_deadline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = graded(tmp_path, monkeypatch, SOLUTIONS)
    batch.hand_in(course, "bob")
    grade(course, ["ps1"])
    now = datetime.now(UTC).replace(tzinfo=None)

    def due(days: float, extension: float = 0.0) -> str:
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            gradebook.find_assignment("ps1").duedate = now + timedelta(days=days)
            gradebook.find_submission("ps1", "bob").extension = timedelta(days=extension)
            gradebook.db.commit()
        return text(page(course))

    assert "model solution" not in text(page(course))  # no deadline
    assert "model solution" not in due(1)
    assert "model solution" not in due(-1, 2)
    told = due(-3, 2)
    assert "return x * x" in told
    assert "Because." in told
    assert "BEGIN" not in told
    batch.configure(course, CONFIG)
    assert "model solution" not in text(page(course))


@pytest.fixture(scope="module")
def handed_back(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that made every mistake of a step's answer bank, one a student, and what it gets back."""
    course = tmp_path_factory.mktemp("course")
    made = one_step.course(course, STEP)
    wrong: dict[str, list[str]] = {}
    for answer in answers.load(HOUSE, STEP):
        if answer.verdict == "wrong":
            wrong.setdefault(answer.exercise, []).append(answer.source)
    name = f"{STEP}/{STEP}.ipynb"
    editions = {language: kit.make(course, [made], language)[name] for language in ("en", "fr")}
    for turn in range(4):
        language = ("en", "fr")[turn % 2]
        notebook = nbformat.reads(editions[language].decode(), as_version=4)
        for cell in notebook.cells:
            given = wrong.get(cell.metadata.get("nbgrader", {}).get("grade_id", ""))
            if given:
                cell.source = given[turn * 3 % len(given)]
        atomic.write(course / "submitted" / f"{language}{turn}" / name, nbformat.writes(notebook).encode())
    summary = grade(course, [STEP], jobs=1)
    pairs = [(event.assignment, event.student) for event in summary.of("graded")]
    assert len(pairs) == 4
    assert feedback.generate(course, pairs, 1) == []
    return course


def regions(source: str) -> set[str]:
    """The lines of hidden tests and marking schemes that stand nowhere else, without blanks."""
    hidden, opened, inside = set(), set(), False
    for line in source.splitlines():
        if "BEGIN HIDDEN TESTS" in line or "BEGIN MARK SCHEME" in line:
            inside = True
        elif "END HIDDEN TESTS" in line or "END MARK SCHEME" in line:
            inside = False
        else:
            (hidden if inside else opened).add("".join(line.split()).removeprefix("#"))
    return {line for line in hidden - opened if len(line) > 16}


def test_no_page_tells_a_hidden_line_or_a_place_of_the_grading_machine(handed_back: Path) -> None:
    hidden = regions((HOUSE / "source" / STEP / f"{STEP}.py").read_text())
    assert len(hidden) > 30
    pages = sorted(handed_back.glob("feedback/*/*/*.html"))
    assert len(pages) == 8
    for path in pages:
        written = path.read_text(encoding="utf-8")
        said = "".join(text(written).split())
        assert [line for line in hidden if line in said] == [], path
        places = (str(handed_back), str(HOUSE), sys.prefix, str(Path.home()) + "/", "site-packages", "/judge-")
        assert [place for place in places if place in written] == [], path


def test_an_editions_page_speaks_its_language(handed_back: Path) -> None:
    for path in handed_back.glob(f"feedback/*/{STEP}/index.html"):
        language = path.parts[-3][:2]
        page = path.read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page
        assert ("Ce que dit le test" in page) == (language == "fr")
        assert ("What the test says" in page) == (language == "en")
        assert ("attendu" in page, "expected" in page) == (language == "fr", language == "en")
        assert "<code>predict</code>" in page
