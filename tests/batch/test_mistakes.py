"""Wrong answers that no test has named: grouped by what they give, run behind the walls, and put into the bank."""

from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.audit import examination, miner
from autograder.audit.findings import Audit
from autograder.audit.miner import Group
from autograder.authoring import answers
from autograder.batch.run import grade
from autograder.cli import app
from tests.support import one_step

pytestmark = pytest.mark.slow  # two runs of the engine

STEP = "01_numpy"
ANSWERS = {
    "ada": "def predict(x, w, b):\n    return x * w + b + 1",
    "bob": "def predict(x, w, b):\n    print('f' * 32, 'digest', [1])\n    return 1 + (w * x + b)",
    "eve": "def predict(x, w, b):\n    open({marker!r}, 'w')\n    return x",
    "ida": "def predict(x, w, b):\n    while True:\n        pass",
    "lou": "def predict(x, w, b):\n    return x @ w - b",  # its mistake has a name
    "max": "def predict(x, w, b):\n    return x * w + b",
    "zoe": None,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("class")
    one_step.course(folder, STEP)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("\nc.Grading.cell_timeout = 3\nc.Grading.jobs = 1\n")
    (folder / answers.FOLDER).mkdir(parents=True)
    for student, answer in ANSWERS.items():
        notebook = nbformat.read(folder / "release" / STEP / f"{STEP}.ipynb", as_version=4)
        for cell in notebook.cells:
            if answer and cell.metadata.get("nbgrader", {}).get("grade_id") == "predict":
                cell.source = answer.replace("{marker!r}", repr(str(folder / "written")))
        place = folder / "submitted" / student / STEP
        place.mkdir(parents=True)
        nbformat.write(notebook, place / f"{STEP}.ipynb")
    assert grade(folder, [STEP]).exit_code == 0
    return folder


@pytest.fixture(scope="module")
def found(course: Path) -> list[Group]:
    return [group for group in miner.groups(course, [STEP], jobs=1) if group.exercise.name == "predict"]


def test_those_that_give_the_same_are_together(found: list[Group]) -> None:
    whose = {group.students for group in found}
    assert {("ada", "bob"), ("eve",), ("ida",)} == whose, "not the right ones, the empty ones and the named ones"
    assert found[0].students == ("ada", "bob"), "the largest first"
    assert found[0].answers[0] == ANSWERS["ada"], "the shortest text stands for the group"
    assert found[0].key.startswith("predict-")
    assert len({group.key for group in found}) == len(found)


def test_nothing_of_an_answer_leaves_the_walls(course: Path, found: list[Group]) -> None:
    assert len(found) == 3
    assert not (course / "written").exists()
    (one,) = [group for group in found if group.students == ("eve",)]
    assert "FileNotFoundError" in one.gives


def test_the_command_shows_a_group_and_makes_an_entry_of_it(
    course: Path, found: list[Group], monkeypatch: pytest.MonkeyPatch
) -> None:
    audited: list[dict[str, object]] = []
    nothing = Audit([], [], False, 1)
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setattr(miner, "groups", lambda *_args, **_how: found)
    monkeypatch.setattr(
        examination, "examine", lambda _course, steps, **how: audited.append({**how, "steps": steps}) or nothing
    )
    run = lambda *words, **how: CliRunner().invoke(app, [*words, "--course", str(course), "--jobs", "1"], **how)  # noqa: E731
    shown = run("mistakes", STEP)
    assert shown.exit_code == 0, shown.output
    assert f"{STEP}/predict: 2 students, {found[0].key}" in shown.output
    assert "    return x * w + b + 1" in shown.output
    assert run("mistakes", STEP, "--add", "predict-none").exit_code == 1

    bank = course / answers.FOLDER / f"{STEP}.py"
    assert run("mistakes", STEP, "--add", found[0].key, input="n\n").exit_code == 0
    assert not bank.exists()

    (course / "course/helpers/locale/fr/LC_MESSAGES").mkdir(parents=True)
    (course / "course/helpers/mistakes").mkdir()
    said = "y\none too much\nnot a key\none.too_much\nOne is added.\nOn ajoute un.\n"
    added = run("mistakes", STEP, "--add", found[0].key, input=said)
    assert added.exit_code == 0, added.output
    assert [(how["steps"], how["exercise"], how["sandbox"]) for how in audited] == [([STEP], "predict", True)]
    (entry,) = answers.load(course, STEP)
    assert (entry.exercise, entry.mistake, entry.source) == ("predict", "one.too_much", ANSWERS["ada"])
    assert '"one.too_much": _("One is added."),' in (course / "course/helpers/mistakes/one.py").read_text()
