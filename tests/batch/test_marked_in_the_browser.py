"""`autograder mark` as a person uses it: in a real browser, by the keys, also in French and on a telephone."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from autograder.batch.run import grade
from tests.attacks.markup import FORMULAS, LINKS, PAYLOADS, RUNS
from tests.support import batch
from tests.support.batch import RIGHT, hand_in
from tests.tools import browser
from tests.tools.axe import violations_of_open

pytestmark = pytest.mark.slow
TEXT = "The **rate** is too large: the error is multiplied by $1 - 15\\alpha$.\n\n1. It grows.\n2. So it diverges.\n"
HOSTILE = "\n\n".join([*PAYLOADS, *LINKS, *FORMULAS])
ANSWERS = {"ada": TEXT, "bob": f"# No idea\n\n{TEXT}", "eve": HOSTILE, "ida": "No.", "uma": "x" * 3000, "zoe": TEXT}
SHOTS = os.environ.get("SCREENSHOTS")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    batch.use_fake_worker(monkeypatch)
    course = batch.new_course(tmp_path)
    for student, text in ANSWERS.items():
        hand_in(course, student, square=RIGHT, why=text)
    grade(course, ["ps1"])
    return course


@contextmanager
def marking(course: Path, language: str = "en") -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The command, and the address that it shows."""
    command = [sys.executable, "-m", "autograder", "mark", "ps1", "why", "--no-browser", "--course", str(course)]
    environment = {**os.environ, "COURSE_LANG": language, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield next(line.strip() for line in process.stdout if line.startswith("http://127.0.0.1:")), process
        finally:
            process.kill()


def press(page: browser.Page, key: str, code: str = "") -> None:
    for kind in ("keyDown", "keyUp"):
        text = {"text": key} if kind == "keyDown" and len(key) == 1 else {}
        page.command("Input.dispatchKeyEvent", type=kind, key=key, code=code, **text)


def size(page: browser.Page, width: int) -> None:
    page.command("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=False)


def at(page: browser.Page, number: int) -> None:
    """Wait until this answer is on the page, and its keys work."""
    page.wait_for(f"document.readyState === 'complete' && location.pathname === '/{number}'")


def saved(page: browser.Page) -> None:
    page.wait_for("document.getElementById('state')?.className === 'saved'")


def test_a_class_is_marked_by_the_keys_alone(page: browser.Page, course: Path) -> None:
    size(page, 1280)
    with marking(course) as (url, process):
        page.open(url)
        at(page, 1)
        press(page, "&", "Digit2")  # as a French keyboard has it
        saved(page)
        press(page, "h", "KeyH")
        page.wait_for("document.getElementById('score').value === '2.5'")
        saved(page)
        press(page, "c", "KeyC")
        page.command("Input.insertText", text="The second question has no reason.")
        press(page, "Escape")
        page.wait_for("document.getElementById('state').className === 'saved'")
        press(page, "ArrowRight", "ArrowRight")
        at(page, 2)
        press(page, "a", "KeyA")  # the comment that was used before
        saved(page)
        press(page, "9", "Digit9")  # more than there is
        press(page, "1", "Numpad1")
        page.wait_for("document.getElementById('score').value === '1'")
        press(page, "n", "KeyN")
        at(page, 3)
        assert page.evaluate("document.getElementById('marked').textContent") == "2 marked"
        page.evaluate("location.reload()")
        at(page, 3)
        press(page, "ArrowLeft", "ArrowLeft")
        at(page, 2)
        assert page.evaluate("document.getElementById('score').value") == "1"
        process.send_signal(signal.SIGINT)
        assert process.stdout is not None
        assert process.stdout.read() == "2 of 6 answers are marked.\n"
        assert process.wait() == 0
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        found = {
            (one.manual_score, one.needs_manual_grade, gradebook.find_comment("why", "p1", "ps1", name).manual_comment)
            for name in ANSWERS
            if (one := gradebook.find_grade("why", "p1", "ps1", name)).manual_score is not None
        }
    told = "The second question has no reason."
    assert found == {(2.5, False, told), (1.0, False, told)}


@pytest.mark.parametrize("language", ["en", "fr", "both"])
def test_the_page_shuts_nobody_out_and_runs_nothing(page: browser.Page, course: Path, language: str) -> None:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.find_comment("why", "p1", "ps1", "ada").manual_comment = "Say why, in a sentence of its own."
        gradebook.db.commit()
    with marking(course, language) as (url, _process):
        page.open(url)
        at(page, 1)
        base = url.partition("/?")[0]
        for width in (1280, 400):
            size(page, width)
            for number in range(1, len(ANSWERS) + 1):
                page.open(f"{base}/{number}")
                at(page, number)
                page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
                assert violations_of_open(page) == []
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert page.evaluate(f"typeof {RUNS}") == "undefined"
                if SHOTS:
                    page.picture(Path(SHOTS) / f"mark-{language}-{width}-{number}.png")


def test_what_is_typed_is_kept_where_somebody_else_has_marked_the_answer(page: browser.Page, course: Path) -> None:
    with marking(course) as (url, _process):
        page.open(url)
        at(page, 1)
        for score in ("Digit1", "Digit2"):  # one's own marks are nobody else's
            press(page, score[-1], score)
            page.wait_for(f"document.getElementById('score').value === '{score[-1]}'")
            saved(page)
        batch.execute_sql(course, "UPDATE grade SET manual_score = 3 WHERE manual_score = 2")
        press(page, "c", "KeyC")
        page.command("Input.insertText", text="A long comment.")
        press(page, "Escape")
        page.wait_for("document.getElementById('state').className === 'replaced'")
        page.open(f"{url.partition('/?')[0]}/1")
        at(page, 1)
        assert page.evaluate("document.getElementById('score').value") == "3"
        assert page.evaluate("document.getElementById('comment').value") == ""
        assert "A long comment." in page.evaluate("document.getElementById('kept').innerText")
        press(page, "1", "Digit1")
        saved(page)
        assert page.evaluate("document.getElementById('kept').hidden")


def test_a_mark_that_is_not_written_is_told(page: browser.Page, course: Path) -> None:
    with marking(course) as (url, process):
        page.open(url)
        at(page, 1)
        process.kill()
        process.wait()
        press(page, "2", "Digit2")
        page.wait_for("document.getElementById('state').className === 'failed'")
        press(page, "ArrowRight", "ArrowRight")
        page.wait_for("document.getElementById('state').className === 'failed'")
        assert re.fullmatch(r"/1", page.evaluate("location.pathname"))
        page.evaluate("document.getElementById('score').value = ''")  # or the browser would ask before it leaves
