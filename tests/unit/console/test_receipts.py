"""`autograder receipts`: which of the notebooks that were handed in are what their receipts say."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.cli import app
from autograder.console import receipts
from autograder.faults import CourseError
from course.commands import receipt

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
TIME = "2026-11-27T12:00:00+00:00"


def hand_in(course: Path, student: str, change: str = "", assignment: str = "ps1") -> Path:
    content = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    if change != "none":
        receipt.write(content, NOW)
    if change == "later":
        content["cells"].append({"cell_type": "markdown", "id": "a", "metadata": {}, "source": ""})
    path = course / "submitted" / student / assignment / "p1.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(content)[: 30 if change == "torn" else None])
    return path


def test_each_file_is_told_by_its_receipt(tmp_path: Path) -> None:
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    for student, change in (("ada", ""), ("bob", "later"), ("eve", "torn"), ("zoe", "none")):
        hand_in(tmp_path, student, change)
    hand_in(tmp_path, "ada", assignment="ps2")
    assert [(one.student, one.state, one.time) for one in receipts.find(tmp_path, ["ps1"])] == [
        ("ada", "whole", TIME), ("bob", "changed", TIME), ("eve", "changed", ""), ("zoe", "none", ""),
    ]  # fmt: skip
    assert [one.assignment for one in receipts.find(tmp_path)].count("ps2") == 1


def test_the_command_fails_where_a_file_is_not_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    hand_in(tmp_path, "ada")
    hand_in(tmp_path, "zoe", "none")
    command = ["receipts", "--course", str(tmp_path)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "not when it was made" in done.output
    hand_in(tmp_path, "bob", "later")
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 1
    assert "damaged" in done.output


def test_a_name_that_is_no_step_is_told_with_those_that_are(tmp_path: Path) -> None:
    (tmp_path / "source" / "ps1").mkdir(parents=True)
    hand_in(tmp_path, "ada", assignment="ps2")
    assert list(receipts.find(tmp_path, ["ps1"])) == [], "nobody has handed it in"
    with pytest.raises(CourseError, match=r"ps3: .*ps1, ps2"):
        list(receipts.find(tmp_path, ["ps3"]))
