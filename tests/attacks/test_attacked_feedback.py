"""What students get back shows no hidden data, and what one run showed is of no use in another."""

import ast
import sys
import warnings
from collections.abc import Iterator

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.job import Job
from autograder.notebook.outputs import WITHHELD
from autograder.notebook.planner import make_plan
from autograder.notebook.sanitize import make_harmless
from autograder.plugins.clearing import ClearHiddenTests
from autograder.seeding import derived
from tests.support.engines import running
from tests.support.notebooks import Graded, check, notebook, setup, solution, words

LINE = "def line(x):\n    return 3.25 * x - 1.5\n"
HIDDEN = f"""{LINE}for x in np.random.default_rng(np.random.randint(2**31)).normal(size=5):
    expect.close(predict(float(x)), line(float(x)), mistakes={{'bias.missing': 3.25 * x}})
    assert isinstance(predict(7.0625), float), "7.0625 is the hidden one"
print('the teacher says', x)
str(predict(7.0625))"""
SOURCE = notebook(
    setup("import numpy as np\nfrom course.helpers import expect, given"),
    solution("predict", "def predict(x):\n    return 3.25 * x - 1.5"),
    check(
        "test_predict", f"expect.close(predict(0.0), -1.5)\n### BEGIN HIDDEN TESTS\n{HIDDEN}\n### END HIDDEN TESTS", 2
    ),
    solution("total", "def total(xs):\n    return sum(predict(x) for x in xs)"),
    check(
        "test_total",
        f"print('seen by all')\n### BEGIN HIDDEN TESTS\n{LINE}with given(predict=line):\n"
        "    expect.close(total([7.0625, 8.0625]), 46.15625)\n### END HIDDEN TESTS",
    ),
)
PRINTS = """
def predict(x):
    y = 3.25 * x - 1.5
    print('INPUT', x)
    return y
def total(xs):
    print('INPUT', xs, 'LENT', [predict(x) for x in xs])
    return sum(map(predict, xs))
"""
RAISES = "def predict(x):\n    if x: raise ValueError(f'INPUT {x}')\n    return -1.5\n"
RAISES += "def total(xs): raise type(f'INPUT_{int(xs[0])}', (ValueError,), {})(f'INPUT {xs}')"
WARNS = "import warnings\ndef predict(x):\n    warnings.warn(f'INPUT {x}')\n    return 3.25 * x - 1.5\n"
WARNS += "def total(xs):\n    warnings.warn(f'INPUT {xs}')\n    return 0.0"
ANSWERS = WARNS.replace("return 3.25 * x - 1.5", "return Told(f'INPUT {x}') if x == 113 / 16 else 3.25 * x - 1.5")
ANSWERS = "class Told(float):\n    def __new__(cls, text): return float.__new__(cls, 1.0)\n" + ANSWERS
ENDS = "import os\ndef predict(x):\n    if x: os._exit(7)\n    return -1.5\ndef total(xs): os._exit(8)"
NUMBERS = "import ctypes, os\ndef predict(x):\n    if x: os._exit(113)\n    return -1.5\n"
NUMBERS += "def total(xs): ctypes.string_at(0)"
FORGETS = "def predict(x):\n    return 3.25 * x if x else -1.5\ndef total(xs): return 1.0"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0, notebook_timeout=200.0, memory=1024)) as started:
        yield started


def run(engine: Engine, code: str, seed: int = 1) -> Graded:
    submitted = nbformat.from_dict(SOURCE)
    for cell in submitted.cells:
        marks = cell.metadata.get("nbgrader", {})
        cell.update(source=code if marks.get("grade_id") == "predict" else cell.source, outputs=[])
        if marks.get("grade_id") == "total":
            cell.source = "pass"
    with warnings.catch_warnings():
        # pytest keeps warnings to itself, and the judge is a fork of it.
        warnings.simplefilter("always")
        warnings.showwarning = lambda *warning, **_: print(*warning[:2], file=sys.stderr)
        return Graded(engine.execute(Job(submitted, make_plan(SOURCE), seed=seed)))


def pages(graded: Graded) -> tuple[str, str, str]:
    """All outputs as the teacher has them, as the student has them, and the student's page."""
    made: NotebookNode = nbformat.from_dict(notebook(*graded.cells))
    make_harmless(made)
    nbformat.validate(made)
    teachers = str([cell.get("outputs") for cell in made.cells])
    cleared, resources = ClearHiddenTests().preprocess(made, {})
    students = str([cell.get("outputs") for cell in cleared.cells])
    return teachers, students, HTMLExporter().from_notebook_node(cleared, resources)[0]


def test_a_student_sees_no_number_by_which_a_process_ends_in_a_hidden_part(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer chooses it: it could be what the hidden part has given."""
    monkeypatch.setenv("COURSE_LANG", "en")
    _teachers, students, _page = pages(run(engine, NUMBERS))
    assert "The process ended itself." in students
    assert "The process crashed." in students
    assert "113" not in students
    assert "SIG" not in students


@pytest.mark.parametrize(
    "code", [PRINTS, RAISES, WARNS, ANSWERS, ENDS, FORGETS], ids=["print", "raise", "warn", "answer", "end", "forget"]
)
def test_a_students_page_shows_nothing_of_a_hidden_part(engine: Engine, code: str) -> None:
    graded = run(engine, code)
    teachers, students, page = pages(graded)
    if code not in (ENDS, FORGETS):
        assert "INPUT" in teachers.replace("INPUT 0.0", ""), "it has reached what it is to leak"
    assert "seen by all" in page
    for secret in ("INPUT", "LENT", "7.0625", "46.15", "the teacher says"):
        assert secret not in students.replace("INPUT 0.0", "")
    assert "7.0625" not in page.replace(code, "")
    assert "HIDDEN TESTS" not in page


def test_a_student_is_told_that_a_hidden_check_failed_and_which_mistake_it_is(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    _teachers, _students, page = pages(run(engine, FORGETS))
    assert "A hidden check of this test failed (AssertionError)." in page
    assert "✗ bias.missing — " in page
    _teachers, _students, page = pages(run(engine, "import no_such_module\npredict = total = no_such_module.f"))
    assert "ended with ModuleNotFoundError" in page


def test_a_table_of_one_run_answers_no_other_submission(engine: Engine) -> None:
    """Made of all that a teacher could see; given the same data it is worth all points."""

    def seeds(*submissions: str) -> list[int]:
        return [derived("the gradebook's", "ps1", submission) for submission in submissions]

    scout, other = seeds("scout", "other")
    printed = run(
        engine, "def predict(x):\n    y = 3.25 * x - 1.5\n    print('TABLE', (x, y))\n    return y\ntotal = sum", scout
    )
    outputs = [
        cell.outputs for cell in printed.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "test_predict"
    ]
    lines = [line for output in outputs[0] for line in words(output).splitlines() if line.startswith("TABLE")]
    table = dict(ast.literal_eval(line.removeprefix("TABLE ")) for line in lines)
    assert len(table) >= 6
    assert any(output.metadata.get(WITHHELD) for output in outputs[0] if "metadata" in output)
    replay = f"table = {table!r}\ndef predict(x):\n    return table.get(x, 0.0)\ntotal = sum"
    assert run(engine, replay, scout).scores["test_predict"] == 2
    assert run(engine, replay, other).scores["test_predict"] == 0
