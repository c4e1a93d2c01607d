"""What a person has marked: it stays, and only another answer asks for a new look."""

from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.batch.run import grade
from autograder.console import results
from autograder.notebook.answered import digests
from tests.batch.test_execute import under_nbgrader
from tests.support import batch
from tests.support.batch import RIGHT, WRONG, hand_in, marked


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    batch.use_fake_worker(monkeypatch)
    return batch.new_course(tmp_path)


def asked(course: Path) -> set[str]:
    """The exercises of ada's at which a person is to look."""
    return {row[3] for row in batch.grades(course) if row[:2] == ("ada", "ps1") and row[7]}


def mark(course: Path, name: str, score: float) -> None:
    """As formgrader does."""
    cell = f"(SELECT id FROM base_cell WHERE name = '{name}')"
    statement = f"UPDATE grade SET manual_score = {score}, needs_manual_grade = 0 WHERE cell_id IN {cell}"
    batch.execute_sql(course, statement)


def test_only_another_answer_asks_for_a_new_look(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(course, "ada", square=RIGHT, why="Because.")
    grade(course, ["ps1"])
    assert asked(course) == {"why"}
    mark(course, "why", 2.5)

    grade(course, ["ps1"], force=True)
    hand_in(course, "ada", square=WRONG, why="Because.\n")  # another answer elsewhere, the same one here
    results.tell_run(grade(course, ["ps1"]))
    assert asked(course) == set()
    assert "by hand" not in capsys.readouterr().out

    hand_in(course, "ada", square=WRONG, why="Since it is so.")
    results.tell_run(grade(course, ["ps1"]))
    assert asked(course) == {"why"}
    assert "ps1, why: changed since it was marked by hand: ada" in capsys.readouterr().out
    assert [row[5] for row in batch.grades(course) if row[:4] == ("ada", "ps1", "p1", "why")] == [2.5]

    grade(course, ["ps1"], force=True)  # nobody has looked yet
    assert asked(course) == {"why"}
    mark(course, "why", 1.0)
    grade(course, ["ps1"], force=True)
    assert asked(course) == set()


def test_a_mark_on_code_asks_for_a_new_look_where_any_code_has_changed(course: Path) -> None:
    hand_in(course, "ada", square=WRONG, why="Because.")
    grade(course, ["ps1"])
    mark(course, "test_square", 1.0)
    hand_in(course, "ada", square=WRONG, why="Because.", part="def part():\n    return 2")
    grade(course, ["ps1"])
    assert "test_square" in asked(course)


def test_an_unreadable_notebook_asks_for_a_new_look(course: Path) -> None:
    hand_in(course, "ada", square=RIGHT, why="Because.")
    other = course / "submitted/ada/ps2"
    other.mkdir()
    for name in ("a", "b"):
        (other / f"{name}.ipynb").write_text(nbformat.writes(batch.answered(course, "ps2", name, why="So.")))
    grade(course, [])
    mark(course, "why", 2.5)
    (other / "b.ipynb").write_text("{")
    grade(course, [])
    assert {row[1:4] for row in batch.grades(course) if row[7] and row[3] == "why"} == {("ps2", "b", "why")}


@pytest.mark.slow  # nbgrader's command starts twice
def test_nbgraders_own_command_asks_no_more_than_we_do(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    hand_in(course, "ada", square=RIGHT, why="Because.")
    hand_in(course, "bob", square=RIGHT, why="Because.")
    assert under_nbgrader(course).returncode == 0
    mark(course, "why", 2.5)
    hand_in(course, "bob", square=RIGHT, why="Since it is so.")
    assert under_nbgrader(course).returncode == 0
    assert {row[0] for row in batch.grades(course) if row[7]} == {"bob"}


def test_what_an_answer_is() -> None:
    def told(written: str, code: str, below: str) -> dict[str, str]:
        cells: list[NotebookNode] = [
            new_markdown_cell(written, metadata=marked(grade_id="why", grade=True, solution=True)),
            new_code_cell(code, metadata=marked(grade_id="plot", grade=True, solution=True)),
            new_markdown_cell("Do.", metadata=marked(grade_id="task", task=True, locked=True)),
            new_markdown_cell(below),
        ]
        return digests(new_notebook(cells=cells))

    first = told("a", "b", "c")
    same = lambda other: {name for name in first if first[name] == other[name]}  # noqa: E731
    assert same(told("a \n", "b", "c")) == {"why", "plot", "task"}
    assert same(told("x", "b", "c")) == {"plot"}
    assert same(told("a", "x", "c")) == {"why"}
    assert same(told("a", "b", "x")) == {"why", "plot"}
