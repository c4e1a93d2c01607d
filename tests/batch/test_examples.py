"""A class is graded, and a failed answer's page shows a small example that is no hidden input and costs no mark."""

import html
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from autograder.batch import examples
from autograder.batch.run import grade
from autograder.coursedir import feedback
from autograder.coursedir.inputs import UNSEEN
from autograder.coursedir.settings import load_course
from autograder.engine.judge.drawn import Inputs
from autograder.engine.judge.naming import fixed
from autograder.report import graded_class
from course.helpers.language import LOCALE, in_language
from course.helpers.mistakes import MISTAKES
from course.helpers.testing import known
from tests.support import batch
from tests.support.pages import make_them_quickly

INPUTS = 'def square(draw):\n    return {"x": draw.whole(0, 9)}\n'
PAGE = """
c.Grading.cell_timeout = 2
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.plugins.clearing.ClearHiddenTests",
    "autograder.plugins.student_page.StudentPage",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
"""
OFF = "c.Grading.examples = False\n"
HIDDEN = "assert square(-7) == 49"
ANSWERS = {
    "ada": batch.WRONG,
    "carl": batch.RIGHT,
    # What it has seen of a hidden input it would show in its results.
    "eve": "seen = []\ndef square(x):\n    seen.append(x)\n    return 7777 if -7 in seen else 2 * x",
    "joe": "def square(x):\n    while x != 2:\n        pass\n    return 4",
    "kim": "def square(x):\n    print('planted ' * 10_000)\n    raise ValueError(f'planted {x}')",
    "lou": "class P(int):\n    __repr__ = lambda self: '<script>planted'\ndef square(x):\n    return P(2 * x)",
}
FOUND = {
    "ada": "square(x=1) gives 2 ; expected: 1 .",
    "eve": "square(x=1) gives 2 ; expected: 1 .",
    "joe": "square(x=0) does not end within a second; expected: 0 .",
    "kim": "square(x=0) ends with the error ValueError ; expected: 0 .",
    "lou": "square(x=1) gives 2 ; expected: 1 .",
}
NAMED = {"ada", "eve", "lou"}  # they give what the bank's named wrong answer gives


def unseen() -> str:
    """What one named wrong answer gives, as `autograder.authoring.known` writes it."""
    names: dict[str, Any] = {}
    exec(INPUTS, names)
    cases = fixed(Inputs(names["square"]))
    given = [["factor.two", [known.plain(2 * case["x"]) for case in cases]]]
    return json.dumps({"p1": {"square": {known.fingerprint(cases): given}}})


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that was graded without examples."""
    course = batch.new_course(tmp_path_factory.mktemp("examples"), PAGE + OFF)
    batch.write_source(course, "ps1", "p1", batch.source_cells(HIDDEN))
    batch.generate(course, "ps1")
    folder = course / "course/answers/inputs"
    folder.mkdir(parents=True)
    (folder / "p1.py").write_text(INPUTS)
    (course / UNSEEN).write_text(unseen())
    for student, answer in ANSWERS.items():
        batch.hand_in(course, student, square=answer)
    grade(course, ["ps1"])
    return course


def pages(
    course: Path, language: str, monkeypatch: pytest.MonkeyPatch, students: Iterable[str] = ANSWERS
) -> dict[str, str]:
    monkeypatch.setenv("COURSE_LANG", language)
    make_them_quickly(monkeypatch)
    assert feedback.generate(course, [("ps1", student) for student in students], 1) == []
    return {student: (course / "feedback" / student / "ps1/index.html").read_text() for student in students}


def said(page: str) -> str:
    """What the page says of the small example; empty where it shows none."""
    shown = re.search(r"<h4>(?:The smallest example found|Le plus petit exemple trouvé)</h4>\s*(<p.*?</p>)", page)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown[1])).split()) if shown else ""


@pytest.mark.slow
def test_a_page_shows_the_smallest_example(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = batch.grades(course)
    assert {said(page) for page in pages(course, "en", monkeypatch).values()} == {""}  # switched off
    batch.configure(course, PAGE)
    # A run that ends before the examples are there has written its marks, and the next one goes on.
    with monkeypatch.context() as stopped:
        stopped.setattr(examples, "_tasks", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            grade(course, ["ps1"])
    assert batch.grades(course) == before
    summary = grade(course, ["ps1"])
    assert [event.kind for event in summary.events] == ["unchanged"] * len(ANSWERS)
    assert batch.grades(course) == before
    assert 0 < summary.seconds["examples"] < 4 * len(FOUND)

    made = pages(course, "en", monkeypatch)
    assert {student: said(page) for student, page in made.items() if said(page)} == FOUND
    shown = "".join(re.findall(r"<h4>The smallest.*?</p>", "".join(made.values()), re.DOTALL))
    for absent in ("planted", "-7", "7777"):
        assert absent not in shown
    sentence = html.escape(MISTAKES["factor.two"], quote=False)
    assert {student for student, page in made.items() if sentence in html.unescape(page)} == NAMED
    french = pages(course, "fr", monkeypatch, ["ada"])
    assert said(french["ada"]) == "square(x=1) donne 2 ; attendu : 1 ."
    assert "Le plus petit exemple trouvé" in french["ada"]
    assert in_language(MISTAKES["factor.two"], "fr", LOCALE) in html.unescape(french["ada"])
    (mistake,) = graded_class.read(load_course(course)).assignments[0].mistakes
    assert (mistake.key, mistake.students) == ("factor.two", {one: ["square"] for one in NAMED})

    # Nobody looks twice, and an answer that is mended has no example any more.
    assert "examples" not in grade(course, ["ps1"]).seconds
    batch.hand_in(course, "ada", square=batch.RIGHT)
    assert "examples" not in grade(course, ["ps1"]).seconds
    assert batch.auto_scores(course, "ada")["test_square"] == 2
    mended = pages(course, "en", monkeypatch, ["ada"])["ada"]
    assert said(mended) == ""
    assert sentence not in html.unescape(mended)

    # Switched off, those that were found are not shown any more.
    batch.configure(course, PAGE + OFF)
    grade(course, ["ps1"])
    assert {said(page) for page in pages(course, "en", monkeypatch).values()} == {""}


def _interrupt(*_args: object) -> None:
    raise KeyboardInterrupt
