"""A student's answer becomes an entry of the bank: whole, alone, and with both sentences of its mistake."""

import re
import runpy
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from autograder.authoring import answers, bank
from autograder.authoring.answers import Answer
from autograder.faults import CourseError

OLD = '# %% exercise="f" verdict="right" label="old"\ndef f(x):\n    return x\n'
TABLE = 'from course.helpers.language import _\n\nMISTAKES: dict[str, str] = {\n    "a.b": _("A."),\n}\n'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for path, text in {"course/answers/01.py": OLD, "course/helpers/mistakes/a.py": TABLE}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def answer(source: str = "def f(x):\n    return 2", mistake: str | None = "c.d", label: str = 'two, "2"') -> Answer:
    return Answer("01", "f", "wrong", label, source, mistake)


def test_it_stands_behind_the_others_with_its_sentences(course: Path) -> None:
    written = bank.add(course, answer(), 'Not "2".', "Pas « 2 »\u00a0!")
    assert [path.name for path in written] == ["01.py", "c.py", "01.po"]
    old, new = answers.load(course, "01")
    assert (old.label, new) == ("old", answer())
    assert table(course, "c") == {"c.d": 'Not "2".'}
    with (course / bank.FRENCH / "01.po").open("rb") as file:
        assert read_po(file)['Not "2".'].string == "Pas « 2 » !"
    assert bank.knows(course, "c.d")


def test_a_key_stands_with_the_keys_of_its_first_word(course: Path) -> None:
    written = bank.add(course, answer(mistake="a.c"), "C.", "C.")
    assert [path.name for path in written] == ["01.py", "a.py", "01.po"]
    assert table(course, "a") == {"a.b": "A.", "a.c": "C."}


def table(course: Path, theme: str) -> dict[str, str]:
    return runpy.run_path(str(course / bank.MISTAKES / f"{theme}.py"))["MISTAKES"]


def test_a_known_mistake_keeps_its_sentence(course: Path) -> None:
    assert [path.name for path in bank.add(course, answer(mistake="a.b"))] == ["01.py"]
    assert (course / bank.MISTAKES / "a.py").read_text() == TABLE


def test_the_first_answer_makes_the_bank(course: Path) -> None:
    (course / "course/answers/01.py").unlink()
    bank.add(course, answer(mistake=None))
    assert answers.load(course, "01") == [answer(mistake=None)]


@pytest.mark.parametrize(
    "source",
    [
        'x = 1\n# %% exercise="f" verdict="right" label="forged"\ndef f(x): pass',
        "x = 1\n# %%\ny = 2",
        "# ---\n# jupyter: 1\n# ---\nx = 1",
        "def f(x:",
        "!rm -rf x",
        "x = 1\n# + [markdown]\n# so",
    ],
)
def test_a_text_that_the_bank_would_read_as_another_is_refused(course: Path, source: str) -> None:
    try:
        bank.add(course, answer(source))
    except CourseError:
        assert (course / "course/answers/01.py").read_text() == OLD
    else:
        assert answers.load(course, "01")[1:] == [answer(source)]
    if "%%" in source or "rm" in source or source.endswith("(x:"):
        assert (course / "course/answers/01.py").read_text() == OLD


@pytest.mark.parametrize("mistake", ["a.c", "c", "__init__.py", "../x.y", "C.d"])
def test_without_a_place_for_the_sentence_nothing_is_written(course: Path, mistake: str) -> None:
    (course / bank.MISTAKES / "a.py").write_text('OTHER = {\n    "a.b": "A.",\n}\n')
    before = {path: path.read_bytes() for path in course.rglob("*.*")}
    with pytest.raises(CourseError, match=re.escape(mistake)):
        bank.add(course, answer(mistake=mistake), "A.", "A.")
    assert {path: path.read_bytes() for path in course.rglob("*.*")} == before


def test_a_course_without_a_table_of_mistakes_gets_none(course: Path) -> None:
    shutil.rmtree(course / bank.MISTAKES)
    with pytest.raises(CourseError, match=r"c\.d"):
        bank.add(course, answer(), "A.", "A.")
    assert (course / "course/answers/01.py").read_text() == OLD
