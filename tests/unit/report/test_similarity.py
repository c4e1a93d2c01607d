"""Similar answers: what was given, the instructor's own, and what many have count for nothing; the rest is compared."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.authoring import build
from autograder.cli import app
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import load_course
from autograder.report import similarity
from autograder.report.similar_page import render
from autograder.report.similarity import ALIKE, LONGEST, Alike, Pair, compare, same_spans
from tests.support import small_course

KNOWN = similarity._PYTHON | {"np", "x", "descend"}
OWN = """def descend(x, steps):
    # walk down slowly, as grandmother did
    here = np.zeros(3)
    for k in range(steps):
        here = here - 0.125 * np.sign(x[k % 3]) / (1 + k)
    return here"""
RENAMED = OWN.replace("here", "place").replace("k", "i").replace("steps", "n").replace("    ", "\t")
OTHER = """def descend(x, steps):
    while steps:
        x = [value * value for value in sorted(x)] + [len(x)]
        steps -= 1
    return dict(enumerate(zip(x, x[1:], strict=False)))"""
STUB = "def descend(x, steps):\n    # YOUR CODE HERE\n    raise NotImplementedError"


def alike(
    texts: dict[str, str], taken_out: tuple[str, ...] = (STUB,), known: frozenset[str] | None = KNOWN
) -> list[Alike]:
    return compare("descend", texts, taken_out, known)


def who(found: list[Alike]) -> list[tuple[str, str]]:
    return [(one.one.student, one.other.student) for one in found]


def test_other_names_and_another_layout_hide_nothing() -> None:
    found = alike({"zoe": RENAMED, "ada": OWN, "bob": OTHER})
    assert who(found) == [("ada", "zoe")]
    assert found[0].share > 0.9
    assert found[0].tokens > 40


def test_what_was_given_and_the_instructors_own_are_taken_out() -> None:
    assert alike({"ada": STUB, "bob": STUB}) == []
    assert alike({"ada": OWN, "bob": OWN}, (STUB, OWN)) == []
    assert who(alike({"ada": OWN, "bob": OWN})) == [("ada", "bob")]


def test_what_many_have_is_taken_out() -> None:
    few = {f"s{i}": OWN for i in range(similarity.MANY - 1)}
    assert len(alike(few)) == 6
    assert alike({**few, "one more": OWN}) == []


def test_in_a_large_class_more_have_to_have_it() -> None:
    texts = {f"s{i}": f"x = {i} + {i} * {i} ** {i} - {i} // {i} % {i} ^ {i} & {i} | {i}" for i in range(80)}
    assert len(alike({**texts, **{f"t{i}": OWN for i in range(7)}})) == 21


def test_a_short_answer_is_nobodys_own() -> None:
    short = "def descend(x, steps):\n    return x - 0.125 * steps"
    assert alike({"ada": short, "bob": short}) == []


def test_prose_is_compared_by_its_words_and_its_sentences() -> None:
    model = "The rate is too large. It jumps over the minimum and climbs the other side of the valley ever higher."
    own = "My uncle once pushed the swing so hard that it went over the bar, and this loss does the very same thing."
    texts = {"ada": f"{model} {own}", "bob": own.upper(), "eve": model}
    found = alike(texts, (model,), None)
    assert who(found) == [("ada", "bob")]
    assert found[0].share == 1.0
    shown = render({"01": [Pair(("ada", "bob"), found)]}, {})
    assert f"<i>{model.split('.')[0]}.</i>" in shown
    assert f"<mark>{own}</mark>" in shown


@given(st.dictionaries(st.sampled_from("abcde"), st.text(max_size=200), max_size=5), st.booleans())
def test_any_text_is_compared_and_shown(texts: dict[str, str], code: bool) -> None:
    texts = {student: f"{OWN}\n{text}" for student, text in texts.items()}
    found = alike(texts, known=KNOWN if code else None)
    for one in found:
        assert ALIKE <= one.share <= 1.0
        assert one.one.student < one.other.student
        for line, spans in zip(one.one.lines, same_spans(one.one, one.other), strict=True):
            assert all(0 <= begin < end <= len(line.text) for begin, end in spans)
            assert [spans[i][1] <= spans[i + 1][0] for i in range(len(spans) - 1)] == [True] * max(len(spans) - 1, 0)
        whole = ("\n" if code else "").join(line.text for line in one.one.lines)
        assert whole == texts[one.one.student]


@pytest.mark.parametrize("piece", ["(", ": \n", "f'{x:{", "'\"", "# a", "a.", "1_", "é", "\u202e"])
@pytest.mark.parametrize("known", [KNOWN, None], ids=["code", "prose"])
def test_a_hostile_text_takes_no_time(piece: str, known: frozenset[str] | None) -> None:
    begin = time.process_time()
    alike({f"s{i}": piece * 100_000 + str(i) for i in range(4)}, known=known)
    assert time.process_time() - begin < 5


def test_only_the_beginning_of_a_long_answer_is_looked_at() -> None:
    found = alike({"ada": OWN + "\n" * LONGEST + OTHER, "bob": OWN})
    assert found[0].share == 1.0


SHORT = {"ada": "return x + x", "bob": "return 2 * x"}
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.mark.parametrize("lang", ["en", "fr", "both"])
def test_the_page_holds_no_markup_of_students(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", lang)
    text = f"{OWN}\n    # {HOSTILE}"
    found = alike({"ada": text, "bob": text})
    page = render({"01": [Pair(("ada", "bob"), found)], "02": []}, {"ada": HOSTILE})
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|img|a href=\"[^#])|src=|onerror=(?!alert)", page.replace("src=x", ""))
    assert page.count("&lt;script&gt;") >= 3
    assert "<i>def descend(x, steps):</i>" in page
    assert "<mark>return here</mark>" in page
    assert ("prove nothing" in page, "ne prouvent rien" in page) == (lang != "fr", lang != "en")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graded class: ada and bob have the same; nobody else has."""
    folder = tmp_path_factory.mktemp("class")
    small_course.write(folder)
    build.write(folder, build.make(folder))
    own = "def double(x):\n    total = 0\n    for sign in (1, -1):\n        total += sign * (3 * sign + x) - 3"
    answers = {"ada": own, "bob": own.replace("total", "t"), "eve": "def double(x):\n    return x + x", "max": ""}
    _graded(folder, answers)
    return folder


def _graded(folder: Path, answers: dict[str, str]) -> None:
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as book:
        for student, answer in answers.items():
            book.add_student(student, first_name=student.title(), last_name="Lee")
            book.add_submission(small_course.STEP, student)
            place = folder / "autograded" / student / small_course.STEP
            place.mkdir(parents=True)
            marks = {"nbgrader": {"grade_id": "double", "solution": True, "grade": False}}
            cell = {"cell_type": "code", "metadata": marks, "source": answer.splitlines(keepends=True)}
            text = json.dumps({"cells": [cell]}) if answer else "no notebook"
            (place / f"{small_course.STEP}.ipynb").write_text(text)


def test_the_command_lists_pairs_and_writes_the_page(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setenv("COLUMNS", "60")
    page = course / "similar.html"
    told = CliRunner().invoke(app, ["similar", small_course.STEP, "--course", str(course), "--output", str(page)])
    assert told.exit_code == 0, told.output
    assert all(len(line) <= 60 for line in told.output.splitlines() if not line.startswith("written"))
    (row,) = [line.split() for line in told.output.splitlines() if "ada" in line]
    assert row[1] == "ada"
    assert row[3] == "double"
    assert "no verdict" in told.output
    assert "eve" not in told.output
    assert "<h3>Ada Lee – Bob Lee</h3>" in page.read_text()


@pytest.mark.parametrize("language", ["en", "fr", "both"])
def test_what_was_given_in_one_language_is_taken_out(language: str, tmp_path: Path) -> None:
    said = (
        "Give back twice the number x, that is x added to itself; x may be any number at all, or a list of them.",
        "Rend le double du nombre x, soit x ajouté à lui-même ; x est un nombre quelconque, ou bien une liste.",
    )
    twice = f'"""{said[0]}\n    {said[1]}"""'
    text = small_course.SMALL.replace('"""Twice x.\n\n    Le double de x.\n    """', twice)
    small_course.write(tmp_path, text)
    build.write(tmp_path, build.make(tmp_path))
    given = twice if language == "both" else f'"""{said[language == "fr"]}"""'
    _graded(tmp_path, {student: f"def double(x):\n    {given}\n    {own}" for student, own in SHORT.items()})
    course = load_course(tmp_path)
    book = Book(course)
    try:
        assert similarity.read(course, book) == {small_course.STEP: []}
    finally:
        book.close()


def test_what_it_cannot_do_is_a_line(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    for arguments, line in ((["09_none"], "there is no such step"), (["--output", "no/such/x.html"], "does not exist")):
        told = CliRunner().invoke(app, ["similar", "--course", str(course), *arguments])
        assert told.exit_code == 1
        assert line in told.output
        assert len(told.output.splitlines()) == 1
