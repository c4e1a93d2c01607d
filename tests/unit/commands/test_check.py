"""`python -m course check` and `hand-in`: what a student is told."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.__main__ import main
from course.commands import check, receipt
from course.helpers.language import speaking

STUB = "def {name}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
ANSWERS = {
    "right": "def right(x):\n    return 2 * x",
    "wrong": "def wrong(x):\n    return x",
    "broken": "def broken(x:\n    return x",
    "absent": "import no_such_package\ndef absent(x):\n    return x",
    "untouched": STUB.format(name="untouched"),
}
WRONG = """from course.helpers import expect
expect.calls(wrong, {"x": 1.0}, gives=2.0)"""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COURSE_LANG", "en")
    with speaking(None):
        yield


def marks(**given: object) -> dict[str, object]:
    plain = {"schema_version": 3, "grade": False, "locked": False, "solution": False, "task": False}
    return {"nbgrader": {**plain, **given}}


def notebook() -> NotebookNode:
    cells = []
    for name, answer in ANSWERS.items():
        cells.append(new_code_cell(answer, metadata=marks(grade_id=name, solution=True)))
        test = WRONG if name == "wrong" else f"assert {name}(1) == 2"
        cells.append(new_code_cell(test, metadata=marks(grade_id=f"test_{name}", grade=True, points=2, locked=True)))
    for name, text in (("why", "Because."), ("how", "YOUR ANSWER HERE")):
        cells.append(new_markdown_cell(text, metadata=marks(grade_id=name, grade=True, solution=True, points=3)))
    graded = {f"test_{name}": 2 for name in ANSWERS} | {"why": 3, "how": 3}
    return new_notebook(cells=cells, metadata={"course": {"step": "01_small", "graded": graded}})


def written(folder: Path, book: NotebookNode, name: str = "01_small.ipynb") -> Path:
    nbformat.write(book, folder / name)
    return folder / name


def test_a_check_says_what_came_of_each_exercise(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, notebook())
    page = tmp_path / "page.html"
    assert main(["check", str(tmp_path), "--seconds", "60", "--html", str(page)]) == 1
    said = capsys.readouterr().out
    rows = {line.split()[0]: line for line in said.split("\n\n")[0].splitlines()[2:]}
    results = {name: row.split(maxsplit=2)[2] for name, row in rows.items()}
    assert results == {
        "right": "passed", "wrong": "failed", "broken": "failed", "absent": "failed",
        "untouched": "not answered", "why": "a person marks it", "how": "not answered",
    }  # fmt: skip
    assert "broken: SyntaxError" in said
    assert "The package no_such_package is missing" in said
    assert "expected" in next(line for line in said.splitlines() if line.startswith("wrong: "))
    assert "Visible tests: 2 of 10 points. The other 6 points are marked by a person." in said
    html = page.read_text(encoding="utf-8")
    assert '<html lang="en">' in html
    assert "<th scope=row>broken</th><td>2</td><td>failed" in html
    assert path.read_text() == nbformat.writes(notebook_as(path)) + "\n"  # the student's file is left alone


def notebook_as(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def test_a_cell_that_does_not_end_is_interrupted_and_the_next_one_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = notebook()
    book.cells[2:4] = book.cells[:2]
    book.cells[:2] = [
        new_code_cell("def endless(x):\n    while True: pass", metadata=marks(grade_id="endless", solution=True)),
        new_code_cell("endless(1)", metadata=marks(grade_id="test_endless", grade=True, points=2, locked=True)),
    ]
    book.cells = book.cells[:4]
    written(tmp_path, book)
    assert main(["check", str(tmp_path), "--seconds", "3"]) == 1
    said = capsys.readouterr().out
    assert "endless: it takes longer than 3 s: is there a loop without an end?" in said
    assert re.search(r"(?m)^right +2 +passed$", said)


@pytest.mark.slow
def test_a_kernel_that_dies_or_cannot_be_stopped_ends_the_check(tmp_path: Path) -> None:
    for answer, word in (
        ("import os\nos._exit(3)", "died"),
        ("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", "loop"),
    ):
        book = notebook()
        book.cells = book.cells[:4]
        book.cells[0].source = answer
        rows = {row.name: row for row in check.check(book, tmp_path / "01_small.ipynb", 2).rows}
        assert word in rows["right"].said
        assert "did not end" in rows["wrong"].said


def test_a_cell_of_no_exercise_that_stops_the_notebook_is_named(tmp_path: Path) -> None:
    book = notebook()
    book.cells = [new_code_cell("\nimport os\nos._exit(3)"), *book.cells[:2]]
    checked = check.check(book, tmp_path / "01_small.ipynb", 60)
    assert "did not end" in checked.rows[0].said
    assert [text for text in checked.sentences if "“import os”" in text and "died" in text]


def test_a_french_folder_is_spoken_of_in_french(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LANG", "both")
    monkeypatch.chdir(tmp_path)
    for step in ("01", "02"):
        book = notebook()
        book.metadata["course"]["language"] = "fr"
        (tmp_path / step).mkdir()
        written(tmp_path / step, book)
    assert main(["check"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Nommez")
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "rendre" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_renamed_file_and_lost_cells_are_explained(language: str, tmp_path: Path) -> None:
    book = notebook()
    del book.cells[0:3]
    with speaking(language):
        renamed, lost = check.amiss(book, tmp_path / "Copy (1).ipynb", check.exercises(book))
    assert "01_small.ipynb" in renamed
    assert "right" in lost
    assert "wrong" in lost
    assert ("Rendez" in renamed) == (language == "fr")


def test_a_file_that_is_no_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "half.ipynb"
    path.write_text('{"cells": [')
    assert main(["check", str(path)]) == 2
    assert main(["hand-in", str(path)]) == 2
    assert main(["check", str(tmp_path / "absent.ipynb")]) == 2
    said = capsys.readouterr().err
    assert said.count("half.ipynb is no notebook, or only a part of one.") == 2
    assert "There is no file" in said


def test_what_is_handed_in_is_whole_and_has_its_own_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, notebook(), "Copy (1).ipynb")
    assert main(["hand-in", str(path)]) == 0
    said = capsys.readouterr().out
    assert "Not answered: untouched, how." in said
    made = tmp_path / "hand-in" / "01_small.ipynb"
    assert str(made) in said
    content = json.loads(made.read_bytes())
    nbformat.validate(content)
    assert receipt.state(content)[0] == "whole"
    assert [cell["source"] for cell in content["cells"]] == [
        cell["source"] for cell in json.loads(path.read_bytes())["cells"]
    ]


def test_nothing_is_handed_in_without_its_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = notebook()
    del book.cells[1]
    assert main(["hand-in", str(written(tmp_path, book))]) == 1
    assert "Cells of these exercises are lost: right." in capsys.readouterr().err
    assert not (tmp_path / "hand-in").exists()


def test_a_receipt_tells_every_change(tmp_path: Path) -> None:
    content = json.loads(nbformat.writes(notebook()))
    assert receipt.state(content) == ("none", "")
    receipt.write(content, datetime(2026, 11, 27, 12, 0, tzinfo=UTC))
    assert receipt.state(content) == ("whole", "2026-11-27T12:00:00+00:00")
    assert receipt.state(json.loads(json.dumps(content, indent=4)))[0] == "whole"
    for place, value in (
        ("cells", content["cells"][:-1]),
        ("nbformat_minor", 4),
        ("metadata", {**content["metadata"], "a": 1}),
    ):
        assert receipt.state({**content, place: value})[0] == "changed"
    receipt.write(content, datetime(2026, 11, 28, tzinfo=UTC))
    assert receipt.state(content)[0] == "whole"


def test_the_commands_say_all_in_a_console_of_windows(tmp_path: Path) -> None:
    """cp1252 has no Greek letter, and no ✗."""
    book = notebook()
    book.metadata["course"]["language"] = "fr"
    book.cells[2].source = "def wrong(x):\n    raise LookupError('β ✗ 一')"
    book.cells = book.cells[:4]
    written(tmp_path, book)
    command = [sys.executable, "-m", "course", "check", "--seconds", "60"]
    house = Path(__file__).parents[3]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        check=False,
        env={"PYTHONIOENCODING": "cp1252", "PATH": "", "PYTHONPATH": str(house)},
    )
    said = done.stdout.decode("cp1252")
    assert done.returncode == 1, done.stderr
    assert "réussi" in said
    assert "cellules perdues" in said
    assert "LookupError" in said


@pytest.mark.parametrize("arguments", [["--help"], ["check", "--help"], ["hand-in", "-h"], []])
def test_the_help_is_in_the_readers_language_alone(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # a notebook here would choose the language
    monkeypatch.setenv("COURSE_LANG", "fr")
    with suppress(SystemExit):
        assert main(arguments) == 2
    told = capsys.readouterr()
    assert "affiche cette aide" in told.out + told.err
    assert not re.search(r"\b(show|the|argument|arguments|this)\b", told.out + told.err)


def test_a_french_colon_has_its_space(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "fr")
    row = check.Row("predict", 2, False, check.FAILED, "il manque b")
    assert "predict\u00a0: il manque b" in check.as_text(check.Checked([row], []))
