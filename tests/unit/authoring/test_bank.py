"""A student's answer becomes an entry of the bank: whole, alone, and with both sentences of its mistake."""

import runpy
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
    for path, text in {"course/answers/01.py": OLD, "course/helpers/mistakes.py": TABLE}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


def answer(source: str = "def f(x):\n    return 2", mistake: str | None = "c.d", label: str = 'two, "2"') -> Answer:
    return Answer("01", "f", "wrong", label, source, mistake)


def test_it_stands_behind_the_others_with_its_sentences(course: Path) -> None:
    written = bank.add(course, answer(), 'Not "2".', "Pas « 2 »\u00a0!")
    assert [path.name for path in written] == ["01.py", "mistakes.py", "01.po"]
    old, new = answers.load(course, "01")
    assert (old.label, new) == ("old", answer())
    assert runpy.run_path(str(course / "course/helpers/mistakes.py"))["MISTAKES"] == {"a.b": "A.", "c.d": 'Not "2".'}
    with (course / bank.FRENCH / "01.po").open("rb") as file:
        assert read_po(file)['Not "2".'].string == "Pas « 2 » !"
    assert bank.knows(course, "c.d")


def test_a_known_mistake_keeps_its_sentence(course: Path) -> None:
    assert [path.name for path in bank.add(course, answer(mistake="a.b"))] == ["01.py"]
    assert (course / "course/helpers/mistakes.py").read_text() == TABLE


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


def test_without_a_place_for_the_sentence_nothing_is_written(course: Path) -> None:
    (course / "course/helpers/mistakes.py").unlink()
    with pytest.raises(CourseError, match=r"c\.d"):
        bank.add(course, answer(), "A.", "A.")
    assert (course / "course/answers/01.py").read_text() == OLD
