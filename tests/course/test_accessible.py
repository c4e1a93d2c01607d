"""axe-core finds nothing in what students and teachers open in a browser."""

import base64
import re
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter

from autograder.authoring import steps
from autograder.report.graded_class import Assignment, GradedClass, Mistake
from autograder.report.graded_class import Exercise as Column
from autograder.report.page import render as report
from autograder.report.similar_page import render as similar
from autograder.report.similarity import Pair
from autograder.report.student import render as feedback
from course.commands import check
from course.helpers.mistakes import MISTAKES
from tests.tools import browser
from tests.tools.axe import violations
from tests.unit.report.test_similarity import OWN, alike
from tests.unit.report.test_student import submission

HOUSE = Path(__file__).parents[2]
# nbconvert's own: the grey of its prompts, the colours of its code, and links without a line below.
PARTS, RULES = (".jp-InputPrompt", ".jp-OutputPrompt", ".highlight"), ("link-in-text-block",)
pytestmark = pytest.mark.slow


def graded_class() -> GradedClass:
    scores: dict[str, float | None] = {"ada": 2.0, "bob": 0.0, "eve": None}
    exercises = [Column("one", 2.0, scores), Column("two", 2.0, dict.fromkeys(scores, 1.0))]
    mistakes = [Mistake("bias.missing", "The bias b is missing.", {"bob": ["one"]})]
    one = Assignment("01", 4.0, {"ada": 3.0, "bob": 1.0, "eve": 1.0}, exercises, mistakes, missing=["zoe"])
    return GradedClass({name: name.title() for name in ("ada", "bob", "eve", "zoe")}, [one])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_page_of_feedback(page: browser.Page, language: str, tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text(feedback(submission(), language), encoding="utf-8")
    for width in (1280, 400):
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        page.command("Emulation.setDeviceMetricsOverride", **size)
        assert violations(page, path) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        # The score and what came of each exercise are on the first screen.
        assert page.evaluate("document.querySelector('table').getBoundingClientRect().bottom") < 800


@pytest.mark.parametrize("language", ["en", "fr", "both"])
def test_the_teachers_report(
    page: browser.Page, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LANG", language)
    path = tmp_path / "report.html"
    path.write_text(report(graded_class()), encoding="utf-8")
    for width in (1280, 400):
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        page.command("Emulation.setDeviceMetricsOverride", **size)
        assert violations(page, path) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("language", ["en", "fr", "both"])
def test_the_page_of_similar_answers(
    page: browser.Page, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LANG", language)
    path = tmp_path / "similar.html"
    found = alike({"ada": OWN, "bob": OWN.replace("steps", "a_name_as_long_as_a_line_" * 9)})
    path.write_text(similar({"01": [Pair(("ada", "bob"), found)], "02": []}, {}), encoding="utf-8")
    for width in (1280, 400):
        size = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
        page.command("Emulation.setDeviceMetricsOverride", **size)
        assert violations(page, path) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        tops = page.evaluate("[...document.querySelectorAll('figure')].map(e => e.getBoundingClientRect().top)")
        assert (tops[0] == tops[1]) == (width == 1280), "side by side where there is room"


def show(page: browser.Page, path: Path) -> None:
    page.open(path.as_uri())
    page.wait_for(f"location.href === '{path.as_uri()}' && document.readyState === 'complete'")


def test_the_table_of_students_works_by_keyboard(page: browser.Page, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(report(graded_class()), encoding="utf-8")
    show(page, path)
    assert page.evaluate("document.querySelector('output').value") == "4 / 4"

    def names() -> list[str]:
        shown = "[...document.querySelectorAll('#students tbody tr')].filter((row) => !row.hidden)"
        return page.evaluate(f"{shown}.map((row) => row.cells[0].textContent)")

    def press(key: str, code: int) -> None:
        for kind in ("rawKeyDown", "char", "keyUp"):
            text = {"text": "\r"} if kind == "char" else {}
            page.command("Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **text)

    assert names() == ["Ada", "Bob", "Eve", "Zoe"]
    page.evaluate("document.querySelectorAll('#students thead button')[1].focus()")
    press("Enter", 13)
    assert names() == ["Zoe", "Bob", "Eve", "Ada"]
    press("Enter", 13)
    assert names() == ["Ada", "Bob", "Eve", "Zoe"]
    assert page.evaluate("document.querySelectorAll('#students thead th')[1].getAttribute('aria-sort')") == "descending"
    page.evaluate("document.querySelector('#filter input').focus()")
    page.command("Input.insertText", text="É")
    assert names() == ["Eve", "Zoe"]
    page.evaluate(
        "document.querySelector('#filter select').value = 'waits';"
        "document.querySelector('#filter').dispatchEvent(new Event('input'))"
    )
    assert names() == ["Eve"]
    assert page.evaluate("document.querySelector('output').value") == "1 / 4"


def test_without_its_script_the_report_is_whole(page: browser.Page, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(report(graded_class()), encoding="utf-8")
    page.command("Emulation.setScriptExecutionDisabled", value=True)
    try:
        show(page, path)
        assert page.evaluate("document.querySelectorAll('#students tbody tr').length") == 4
        assert page.evaluate("document.querySelector('#filter').offsetHeight") == 0
    finally:
        page.command("Emulation.setScriptExecutionDisabled", value=False)


def test_on_paper_the_report_has_a_page_a_step_and_the_tables(page: browser.Page, tmp_path: Path) -> None:
    students = {f"s{i}": f"Student {i}" for i in range(40)}
    scores: dict[str, float | None] = {student: float(i % 3) for i, student in enumerate(students)}
    exercises = [Column(f"exercise_{i}", 2.0, scores) for i in range(10)]
    everybody = {student: ["exercise_1"] for student in students}
    mistakes = [Mistake(key, "said", everybody) for key in list(MISTAKES)[:40]]
    totals = {student: 10 * float(score or 0) for student, score in scores.items()}
    steps = [Assignment(f"{i:02}_step", 20.0, totals, exercises, mistakes) for i in range(1, 4)]
    path = tmp_path / "report.html"
    path.write_text(report(GradedClass(students, steps)), encoding="utf-8")
    show(page, path)
    printed = base64.b64decode(page.command("Page.printToPDF", preferCSSPageSize=True)["data"])
    assert len(re.findall(rb"/Type /Page\b", printed)) <= len(steps) + 2


def test_the_page_of_check(page: browser.Page, tmp_path: Path) -> None:
    path = tmp_path / "checked.html"
    rows = [
        check.Row("predict", 2.0, False, check.FAILED, "The bias b is missing."),
        check.Row("why", 3.0, True, check.BY_HAND),
    ]
    path.write_text(check.as_html(check.Checked(rows, ["a sentence"]), "01_numpy.ipynb"), encoding="utf-8")
    assert violations(page, path) == []


@pytest.mark.parametrize("step", steps.names(HOUSE))
def test_a_release_as_html(page: browser.Page, step: str, tmp_path: Path) -> None:
    path = tmp_path / f"{step}.html"
    notebook = nbformat.read(HOUSE / "release" / step / f"{step}.ipynb", as_version=4)
    path.write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    # nbconvert's page is made for a wide screen. On a narrow one, its cells scroll sideways.
    page.command("Emulation.setDeviceMetricsOverride", width=1280, height=800, deviceScaleFactor=1, mobile=False)
    assert violations(page, path, PARTS, RULES) == []


def test_a_page_that_shuts_somebody_out_is_found(page: browser.Page, tmp_path: Path) -> None:
    path = tmp_path / "bad.html"
    path.write_text("<html><body><img src='a.png'><p style='color: #ccc'>grey</p></body></html>")
    rules = {found.partition(":")[0] for found in violations(page, path)}
    assert {"image-alt", "color-contrast", "html-has-lang"} <= rules


def test_a_page_is_read_when_its_colours_have_stopped_changing(page: browser.Page, tmp_path: Path) -> None:
    path = tmp_path / "changing.html"
    path.write_text(
        "<!doctype html><html lang='en'><head><title>changing</title><style>"
        "@keyframes appear { from { color: white } to { color: black } } main { animation: appear 2s linear }"
        "</style></head><body><main><h1>A line that appears</h1></main></body></html>"
    )
    assert violations(page, path) == []
