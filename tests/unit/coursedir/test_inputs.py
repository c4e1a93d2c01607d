"""What the course says for the small examples is read by notebook, and nothing of it is run."""

import json
from pathlib import Path

import pytest

from autograder.coursedir import inputs

SOURCE = """
from somewhere import Draw
raise RuntimeError("this file was run")
LARGEST = 3
def predict(draw): ...
@compared(given=("predict",))
def error(draw): ...
def _samples(draw): ...
"""
TABLE = {
    "made from": {"01": "a"},
    "01": {"predict": {"f0": [["sum.for_mean", [1.0]], ["factor.two", [2.0]]]}},
    "02": {},
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / inputs.INPUTS).mkdir(parents=True)
    (tmp_path / inputs.INPUTS / "01.py").write_text(SOURCE)
    (tmp_path / inputs.UNSEEN).write_text(json.dumps(TABLE))
    return tmp_path


def test_the_declarations_are_those_of_the_notebooks_that_have_some(course: Path) -> None:
    assert inputs.declarations(course, ["01", "02"]) == {"01": SOURCE}
    assert inputs.exercises(SOURCE) == {"predict", "error"}


def test_the_table_is_read_by_notebook(course: Path) -> None:
    found = inputs.unseen(course, ["01", "02", "03"])
    assert {name: json.loads(text) for name, text in found.items()} == {"01": TABLE["01"], "02": {}}
    assert inputs.unseen_keys(course, "01", "predict") == {"sum.for_mean", "factor.two"}
    assert inputs.unseen_keys(course, "01", "error") == inputs.unseen_keys(course, "03", "predict") == set()


def test_a_course_without_a_table_names_nothing(course: Path) -> None:
    (course / inputs.UNSEEN).unlink()
    assert inputs.unseen(course, ["01"]) == {}
    assert inputs.unseen_keys(course, "01", "predict") == set()
