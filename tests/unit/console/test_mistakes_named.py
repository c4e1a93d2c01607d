"""A mistake that a class has brought is named in the visible tests too: its step's part of the table is made anew."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.authoring import known as making
from autograder.authoring import origin
from autograder.console import mistakes
from autograder.coursedir import inputs
from course.helpers import reference


def test_one_step_is_made_anew_and_the_others_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [tmp_path / origin.PLACE, tmp_path / inputs.UNSEEN]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"made from": {"01": "a", "02": "b"}, "01": {"f": {}}, "02": {"g": {}}}))
    monkeypatch.setattr(reference, "SOURCE", tmp_path / "source")
    monkeypatch.setattr(making, "faults", lambda _course, _wanted: [])
    asked: list[list[str]] = []
    new = {"made from": {"02": "c"}, "02": {"h": {}}}
    made = [(origin.PLACE, new), (inputs.UNSEEN, new)]
    monkeypatch.setattr(making, "now", lambda _course, wanted: asked.append(wanted) or made)
    making.main(["02"])
    assert asked == [["02"]]
    for path in paths:
        assert json.loads(path.read_text()) == {
            "made from": {"01": "a", "02": "c"}, "01": {"f": {}}, "02": {"h": {}},
        }  # fmt: skip


@pytest.mark.parametrize("goes", ["well", "wrong", "on for ever"])
def test_what_became_of_the_table_is_told(
    goes: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    assert mistakes._name_it(tmp_path, "01_numpy"), "a course without a table has nothing to make"
    (tmp_path / origin.PLACE).parent.mkdir(parents=True)
    (tmp_path / origin.PLACE).write_text("{}")
    ran = []

    def run(command: list[str], cwd: Path, timeout: float, check: bool, stdout: int) -> SimpleNamespace:
        ran.append((command[1:], cwd))
        assert command[0] == sys.executable
        if goes == "on for ever":
            raise subprocess.TimeoutExpired(command, timeout)
        return SimpleNamespace(returncode=int(goes == "wrong"))

    monkeypatch.setattr(subprocess, "run", run)
    assert mistakes._name_it(tmp_path, "01_numpy") == (goes == "well")
    assert ran == [(["-m", "autograder.authoring.known", "01_numpy"], tmp_path)]
    out, err = capsys.readouterr()
    assert ("The tests name it from now on" in out) == (goes == "well")
    assert ("python -m autograder.authoring.known 01_numpy" in err) == (goes != "well")
