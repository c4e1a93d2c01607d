"""The answer bank of a course is read from its own files."""

from pathlib import Path

import pytest

from autograder.authoring.answers import Answer, load, read, steps

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
    with pytest.raises(ValueError, match=r"^bank/02.py: an answer needs exercise, verdict"):
        read(f"# %% {mark}\nx = 1\n", Path("bank/02.py"))


def test_the_banks_of_a_course_are_found_in_order(tmp_path: Path) -> None:
    folder = tmp_path / "course/answers"
    folder.mkdir(parents=True)
    for name in ("02_b.py", "01_a.py", "__init__.py", "readme.md", ".hidden.py"):
        (folder / name).write_text(BANK, encoding="utf-8")
    assert steps(tmp_path) == ["01_a", "02_b"]
    assert [answer.step for answer in load(tmp_path, "02_b")] == ["02_b"] * 2
    assert steps(tmp_path / "elsewhere") == []


def test_a_step_without_a_bank_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="03_c"):
        load(tmp_path, "03_c")


def test_an_answer_is_named_in_one_line() -> None:
    assert str(Answer("01", "f", "wrong", "twice", "x")) == "01/f: wrong: twice"
