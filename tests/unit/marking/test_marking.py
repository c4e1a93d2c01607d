"""Marking one question of a class in the browser: what the page shows, to whom, and what it writes."""

import asyncio
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from tornado.httpclient import AsyncHTTPClient, HTTPRequest, HTTPResponse

from autograder.batch.run import grade
from autograder.coursedir.assignment import read_assignment
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import load_course
from autograder.faults import CourseError
from autograder.marking.answers import Answers
from autograder.marking.question import answer_to, find
from autograder.marking.server import Server
from tests.support import batch
from tests.support.batch import RIGHT, hand_in

STUDENTS = ("ada", "bob", "eve", "ida", "uma", "zoe")


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_LANG", "en")
    batch.use_fake_worker(monkeypatch)
    course = batch.new_course(tmp_path)
    for student in STUDENTS:
        hand_in(course, student, square=RIGHT, why=f"An answer of number {STUDENTS.index(student)}.")
    hand_in(course, "lazy", square=RIGHT)
    grade(course, ["ps1"])
    return course


@contextmanager
def answers_of(course: Path, name: str = "why") -> Iterator[Answers]:
    answers = Answers(course, "ps1", name)
    try:
        yield answers
    finally:
        answers.book.close()


class Browser:
    """One that has come in by the address in the terminal, and asks as a browser does."""

    def __init__(self, server: Server) -> None:
        self.base, self.url = f"http://127.0.0.1:{server.port}", server.url
        self.cookie = ""

    async def ask(self, path: str, body: dict[str, Any] | None = None, **headers: str) -> HTTPResponse:
        sent = {"Cookie": self.cookie, "Origin": self.base} | {name.replace("_", "-"): v for name, v in headers.items()}
        request = HTTPRequest(
            path if path.startswith("http") else f"{self.base}{path}",
            method="GET" if body is None else "POST",
            body=None if body is None else urlencode(body),
            headers={name: value for name, value in sent.items() if value},
            follow_redirects=False,
        )
        return await AsyncHTTPClient().fetch(request, raise_error=False)

    async def come_in(self) -> str:
        """The page on which the marking begins."""
        answer = await self.ask(self.url)
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]
        assert answer.code == 303
        return str(answer.headers["Location"])

    async def form(self, page: str = "/1", **changes: str) -> dict[str, str]:
        """What the form on this page would send."""
        text = (await self.ask(page)).body.decode()
        hidden = re.findall(r'name="(token|digest)" value="([^"]+)"', text)
        return {**dict(hidden), "score": "2", "comment": "", **changes}


def visit(course: Path, work: Callable[[Browser], Any], **options: Any) -> Any:
    async def run(answers: Answers) -> Any:
        server = Server(answers, **options)
        try:
            return await work(Browser(server))
        finally:
            server.close()

    with answers_of(course) as answers:
        return asyncio.run(run(answers))


def marks(course: Path) -> dict[str, tuple[float | None, bool, str | None]]:
    """By nbgrader's own API."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        found = {}
        for one in gradebook.assignment_submissions("ps1"):
            written = gradebook.find_grade("why", "p1", "ps1", one.student.id)
            comment = gradebook.find_comment("why", "p1", "ps1", one.student.id)
            found[one.student.id] = (written.manual_score, written.needs_manual_grade, comment.manual_comment)
        return found


def test_the_order_is_one_of_chance_and_stays(course: Path) -> None:
    def order(name: str = "why") -> list[str]:
        with answers_of(course, name) as answers:
            return [answers.read(number).student for number in range(len(answers))]

    assert sorted(order()) == list(STUDENTS), "who wrote nothing has no points already"
    assert order() == order() != list(STUDENTS)


def test_a_question_that_nobody_marks_by_hand_is_no_question(course: Path) -> None:
    for assignment, name, told in [("ps1", "test_square", "choose one of: why"), ("ps9", "why", "ps1, ps2")]:
        with pytest.raises(CourseError, match=told):
            Answers(course, assignment, name)
    with pytest.raises(CourseError, match="no answer"):
        Answers(course, "ps2", "why")


def test_a_mark_is_in_nbgraders_gradebook_at_once(course: Path) -> None:
    async def work(browser: Browser) -> str:
        page = await browser.come_in()
        text = (await browser.ask(page)).body.decode()
        await browser.ask(page, await browser.form(page, score="2,5", comment="Well said.\r\nGo on."))
        return text

    text = visit(course, work)
    (student,) = [name for name in STUDENTS if f"number {STUDENTS.index(name)}." in text]
    assert marks(course).pop(student) == (2.5, False, "Well said.\nGo on.")
    others = {marks(course)[name] for name in STUDENTS if name != student}
    assert others == {(None, True, None)}


def test_what_formgrader_wrote_is_on_the_page_and_may_be_changed(course: Path) -> None:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for student in STUDENTS:
            grade_ = gradebook.find_grade("why", "p1", "ps1", student)
            grade_.manual_score, grade_.needs_manual_grade, grade_.extra_credit = 1.5, False, 0.5
            gradebook.find_comment("why", "p1", "ps1", student).manual_comment = "Why?"
        gradebook.db.commit()

    async def work(browser: Browser) -> tuple[str, str]:
        before = (await browser.ask(await browser.come_in())).body.decode()
        answer = await browser.ask("/1", await browser.form(score="", comment=""), Accept="application/json")
        return before, answer.body.decode()

    page, told = visit(course, work)
    assert 'value="1.5"' in page
    assert ">Why?</textarea>" in page
    assert 'data-text="Why?"' in page
    assert json.loads(told)["marked"] == "5 marked"
    assert sorted(map(str, marks(course).values())) == ["(1.5, False, 'Why?')"] * 5 + [
        "(None, False, None)",
        "(None, True, None)",
    ]
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        assert gradebook.find_grade("why", "p1", "ps1", "ada").extra_credit == 0.5


def test_no_name_is_on_the_page_unless_it_is_asked_for(course: Path) -> None:
    async def work(browser: Browser) -> str:
        await browser.come_in()
        pages = [await browser.ask(f"/{number}") for number in range(1, 7)]
        return "".join(page.body.decode() for page in pages)

    assert not any(re.search(rf"\b{name}\b", visit(course, work)) for name in STUDENTS)
    assert all(f"<b>{name}</b>" in visit(course, work, names=True) for name in STUDENTS)


def test_it_begins_where_nothing_is_marked_yet_and_ends_behind_the_last(course: Path) -> None:
    async def work(browser: Browser) -> list[Any]:
        first = await browser.come_in()
        for number in (1, 2):
            await browser.ask(f"/{number}", await browser.form(f"/{number}"))
        next_ = await browser.come_in()
        return [first, next_, [(await browser.ask(path)).code for path in ("/6", "/7", "/0", "/x", "/mark.css")]]

    assert visit(course, work) == ["/1", "/3", [200, 404, 404, 404, 200]]


def test_an_answer_that_was_graded_anew_gets_no_mark_meant_for_the_last(course: Path) -> None:
    async def work(browser: Browser) -> int:
        await browser.come_in()
        form = await browser.form()
        for path in course.glob("autograded/*/ps1/p1.ipynb"):
            path.write_text(path.read_text().replace("An answer of", "Another of"))
        return (await browser.ask("/1", form)).code

    assert visit(course, work) == 409
    assert {mark for mark, _asked, _comment in marks(course).values()} == {None}


@pytest.mark.parametrize("other", [{"score": "3", "comment": ""}, {"score": "", "comment": "Long and careful."}])
def test_a_mark_that_somebody_else_has_given_is_not_written_over(course: Path, other: dict[str, str]) -> None:
    async def work(browser: Browser) -> HTTPResponse:
        await browser.come_in()
        mine = await browser.form(score="", comment="See the scheme.")
        with answers_of(course) as answers:
            server = Server(answers)
            second = Browser(server)
            await second.come_in()
            assert (await second.ask("/1", await second.form(**other))).code == 303
            server.close()
        answer = await browser.ask("/1", mine)
        again = await browser.form(score="1", comment="Both.")
        assert (await browser.ask("/1", again)).code == 303, "who has seen it may"
        return answer

    answer = visit(course, work)
    assert answer.code == 409
    assert "Load the page again" in answer.body.decode()
    assert sorted(map(str, marks(course).values()))[0] == "(1.0, False, 'Both.')"


def test_one_page_saves_as_often_as_it_likes(course: Path) -> None:
    async def work(browser: Browser) -> int:
        await browser.come_in()
        form = await browser.form()
        for score in ("1", "2"):
            answer = await browser.ask("/1", form | {"score": score}, Accept="application/json")
            form["digest"] = json.loads(answer.body)["digest"]
        return (await browser.ask("/1", form | {"score": "3"})).code

    assert visit(course, work) == 303
    assert sorted(map(str, marks(course).values()))[0] == "(3.0, False, None)"


def test_a_gradebook_that_another_program_holds_is_told_on_the_page_and_in_a_line(
    course: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("autograder.coursedir.gradebook.BUSY_TIMEOUT", 0)

    async def work(browser: Browser) -> list[HTTPResponse]:
        await browser.come_in()
        form = await browser.form()
        held = sqlite3.connect(course / "gradebook.db", isolation_level=None)
        answers = []
        for how in ("IMMEDIATE", "EXCLUSIVE"):
            held.execute(f"BEGIN {how}")
            answers.append(await browser.ask("/1", form))
            held.execute("ROLLBACK")
        held.close()
        return [*answers, await browser.ask("/1", form)]

    *refused, after = visit(course, work)
    assert {answer.code for answer in refused} == {503}
    assert all("What you typed is still here" in answer.body.decode() for answer in refused)
    assert after.code == 303
    lines = capfd.readouterr().err.splitlines()
    assert len(lines) == 2, lines
    assert all("another program holds the gradebook: database is locked" in line for line in lines)


@pytest.mark.parametrize("score", ["-1", "3.5", "nan", "inf", "two"])
def test_what_is_no_mark_is_refused(course: Path, score: str) -> None:
    async def work(browser: Browser) -> int:
        await browser.come_in()
        return (await browser.ask("/1", await browser.form(score=score))).code

    assert visit(course, work) == 400
    assert {mark for mark, _asked, _comment in marks(course).values()} == {None}


def test_nobody_else_gets_in(course: Path) -> None:
    async def work(browser: Browser) -> list[int]:
        await browser.come_in()
        form, cookie, port = await browser.form(), browser.cookie, browser.base.rpartition(":")[2]
        right = await browser.ask("/1", form | {"score": ""})
        answers = [
            right,
            await browser.ask("/1", Host=f"evil.example:{port}"),  # a name that points here
            await browser.ask(browser.url, Host="evil.example"),
            await browser.ask("/1", form, Origin="http://evil.example"),
            await browser.ask("/1", form, Origin="http://127.0.0.1:1"),  # another page of this machine
            await browser.ask("/1", form, Origin=""),
            await browser.ask("/1", form | {"token": "x"}),
            await browser.ask("/1", {**form, "token": cookie.partition("=")[2]}),
            await browser.ask("/?token=x", Cookie=""),
        ]
        for other in ("", f"{cookie}x"):
            answers += [await browser.ask(path, Cookie=other) for path in ("/1", "/", "/mark.js", "/nothing")]
            answers.append(await browser.ask("/1", form, Cookie=other))
        return [answer.code for answer in answers]

    codes = visit(course, work)
    assert codes[0] == 303, "the same request passes with all that it needs"
    assert set(codes[1:]) == {403}
    assert {mark for mark, _asked, _comment in marks(course).values()} == {None}


def test_every_answer_tells_the_browser_to_run_one_script_and_load_nothing(course: Path) -> None:
    async def work(browser: Browser) -> list[Any]:
        await browser.come_in()
        cookie = (await browser.ask(browser.url)).headers["Set-Cookie"]
        return [cookie, *[(await browser.ask(path)).headers for path in ("/1", "/mark.js", "/9", "/")]]

    cookie, *headers = visit(course, work)
    assert {"HttpOnly", "SameSite=Strict"} <= set(cookie.split("; "))
    for found in headers:
        policy = found["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self';")
        assert "unsafe" not in policy
        assert found["Referrer-Policy"] == "no-referrer"
        assert found["Cache-Control"] == "no-store"


def test_it_listens_on_the_loopback_address_alone(course: Path) -> None:
    ports: list[int] = []

    async def look(browser: Browser) -> set[str]:
        port = int(browser.base.rpartition(":")[2])
        ports.append(port)
        lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        return {line[1] for line in lines if line[3] == "0A" and line[1].endswith(f":{port:04X}")}

    assert visit(course, look) == {f"0100007F:{ports[0]:04X}"}


def test_the_scheme_and_a_model_answer_stand_beside_the_question(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def question(lang: str) -> NotebookNode:
        text = f"## {lang}\n\nHow?\n\n=== BEGIN MARK SCHEME ===\nA point, {lang}.\n=== END MARK SCHEME ==="
        marks = batch.marked(grade_id=f"how_{lang}", locked=True)
        return new_markdown_cell(text, metadata={**marks, "lang": lang})

    plot = new_code_cell("### BEGIN SOLUTION\nplot()\n### END SOLUTION", metadata=batch.marked(
        grade_id="plot", grade=True, solution=True, points=2))  # fmt: skip
    task = new_markdown_cell(
        question("en").source, metadata=batch.marked(grade_id="task", task=True, points=1, locked=True)
    )
    other = new_markdown_cell("Not the question.")
    batch.configure(course, "c.ClearMarkScheme.enforce_metadata = False")  # schemes stand in cells of their own
    batch.write_source(course, "ps3", "p", [other, question("en"), question("fr"), plot, task])
    batch.generate(course, "ps3")

    loaded = load_course(course)
    book = Book(loaded)
    assignment = read_assignment(loaded, book.assignments()[2])
    for languages, names in (("en", ["en"]), ("fr", ["fr"]), ("both", ["en", "fr"])):
        monkeypatch.setenv("COURSE_LANG", languages)
        found = find(assignment, "plot", loaded.config, course)
        assert found.asked == tuple(f"## {name}\n\nHow?" for name in names)
        assert found.scheme == tuple(f"A point, {name}." for name in names)
        assert (found.model, found.is_code, found.points) == ("plot()", True, 2.0)
    found = find(assignment, "task", loaded.config, course)
    assert (found.asked, found.scheme, found.model) == (("## en\n\nHow?",), ("A point, en.",), "")
    below = [new_markdown_cell("mine"), new_code_cell("1"), plot, new_code_cell("2")]
    assert answer_to(found, [plot, task, *below]) == below[:2]
    book.close()
