"""The complete example in docs/authoring.md is one: the build takes it, and its test judges its answers."""

import re
from pathlib import Path

import jupytext
import pytest

from autograder.authoring import answers, checks, known, steps
from autograder.coursedir.inputs import exercises
from autograder.notebook.one_kernel import run_plan
from autograder.notebook.planner import make_plan
from course.helpers import reference
from tests.course.texts import HOUSE

STEP = "01_numpy"
SETUP = "# %%\nimport numpy as np\n\nfrom course.helpers import data, expect\n\n"
PAGE = (HOUSE / "docs" / "authoring.md").read_text(encoding="utf-8")
SOURCE, BANK, SENTENCE, INPUT = re.findall(
    r"(?ms)^```python\n(.*?)^```$", PAGE.partition("\n## A complete example\n")[2].partition("\n## ")[0]
)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for place, text in {f"source/{STEP}/{STEP}.py": SETUP + SOURCE, f"course/answers/{STEP}.py": BANK}.items():
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    monkeypatch.setattr(reference, "SOURCE", tmp_path / "source")
    monkeypatch.setattr(reference, "_loaded", {})
    return tmp_path


def test_the_build_takes_it(course: Path) -> None:
    (step,) = steps.read_all(course)
    assert checks.faults(step) == []


def test_its_test_judges_its_answers(course: Path) -> None:
    plan = make_plan(jupytext.read(course / "source" / STEP / f"{STEP}.py"))
    passed = {
        answer.verdict: run_plan(plan, {answer.exercise: answer.source})["test_standard_error"].error is None
        for answer in answers.load(course, STEP)
    }
    assert passed == {"right": True, "wrong": False}
    assert run_plan(plan, {})["test_standard_error"].error is None


def test_its_key_has_its_sentence_and_its_exercise_an_input(course: Path) -> None:
    ((key, sentence),) = re.findall(r'"(.*)": _\("(.*)"\)', SENTENCE)
    assert [answer.mistake for answer in answers.load(course, STEP) if answer.mistake] == [key]
    assert f'msgid "{sentence}"' in PAGE
    assert exercises(INPUT) == {"standard_error"}


def test_the_visible_test_sees_its_mistake(course: Path) -> None:
    (entries,) = known.table(course)[STEP]["standard_error"].values()
    assert [key for key, _outcomes in entries] == ["scale.population"]
