"""The answer bank of a course is read from its own files."""

from pathlib import Path

import pytest

from autograder.authoring.answers import Answer, load, read, steps, strays
from autograder.faults import CourseError

BANK = """# %% [markdown]
# Words between the answers.

# %% exercise="f" verdict="right" label="as told"
def f(x):
    return x

# %% exercise="f" verdict="wrong" label="twice, '2'" mistake="f.twice"
def f(x):
    return 2 * x  # é

# %%
"""


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def test_each_code_cell_is_an_answer() -> None:
    assert read(BANK, Path("01_small.py")) == [
        Answer("01_small", "f", "right", "as told", "def f(x):\n    return x"),
        Answer("01_small", "f", "wrong", "twice, '2'", "def f(x):\n    return 2 * x  # é", "f.twice"),
    ]


@pytest.mark.parametrize(
    "mark",
    ['verdict="right" label="x"', 'exercise="f" label="x"', 'exercise="f" verdict="right"', "",
     'exercise="f" verdict="maybe" label="x"'],
)  # fmt: skip
def test_an_answer_whose_mark_is_incomplete_is_told_with_its_file(mark: str) -> None:
    text = f'# %% exercise="f" verdict="right" label="so"\nx = 1\n\n# %% {mark}\nx = 1\n'
    with pytest.raises(
        CourseError, match=r"^bank/02.py:4: the mark of this answer is incomplete; begin it with # %% exer"
    ):
        read(text, Path("bank/02.py"))


def test_what_stands_before_the_first_mark_is_told_too() -> None:
    with pytest.raises(CourseError, match=r"^02.py:1: the mark of this answer is incomplete; [^\n]*$"):
        read(f"x = 1\n\n{BANK}", Path("02.py"))


def test_an_answer_knows_its_line() -> None:
    assert [one.line for one in read(BANK, Path("01_small.py"))] == [4, 8]


def test_an_answer_to_no_exercise_is_told_with_its_line_and_the_exercises() -> None:
    bank = read(BANK.replace('exercise="f" verdict="wrong"', 'exercise="ff" verdict="wrong"'), Path("01_small.py"))
    assert [str(fault) for fault in strays(Path(), bank, ["e", "f"])] == [
        "course/answers/01_small.py:8: there is no exercise ff; choose one of: e, f"
    ]


def test_the_banks_of_a_course_are_found_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "course/answers"
    folder.mkdir(parents=True)
    for name in ("02_b.py", "01_a.py", "__init__.py", "readme.md", ".hidden.py"):
        (folder / name).write_text(BANK, encoding="utf-8")
    assert steps(tmp_path) == ["01_a", "02_b"]
    assert [answer.step for answer in load(tmp_path, "02_b")] == ["02_b"] * 2
    assert steps(tmp_path / "elsewhere") == []


def test_a_step_without_a_bank_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"03_c\.py: this step has no answer bank"):
        load(tmp_path, "03_c")


def test_an_answer_is_named_in_one_line() -> None:
    assert str(Answer("01", "f", "wrong", "twice", "x")) == "01/f: wrong: twice"
