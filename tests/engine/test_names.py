"""Whose a name is while a submission is judged: helpers of the tests, imports, plain cells. The engine is the real one.

Most of these were met in other teachers' courses, where an ordinary kernel gives the marks that stand here.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.job import Job
from autograder.notebook.plan import Reading
from autograder.notebook.planner import make_plan
from tests.support.engines import running
from tests.support.notebooks import Graded, check, grade, notebook, setup, solution

HIDDEN = "\n### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0, memory=1024)) as started:
        yield started


def handed_in(source: NotebookNode, *order: int, **answers: str) -> NotebookNode:
    """The cells of `source` in this order (all, if none is given), with these answers."""
    cells = [nbformat.from_dict(source.cells[index]) for index in order or range(len(source.cells))]
    for cell in cells:
        cell.source = answers.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    return notebook(*cells)


def graded(engine: Engine, source: NotebookNode, submitted: NotebookNode, **options: Any) -> Graded:
    places = {"files": options.pop("files", None), "modules": options.pop("modules", frozenset())}
    plan = make_plan(source, **options)
    return Graded(engine.execute(Job(submitted, plan, judge_files=places["files"], **places)))


# Helpers, tolerances and imports of the first test serve the later ones.
HELPERS = notebook(
    setup("import numpy as np"),
    solution("first", "def first(x):\n    return x + 1"),
    check(
        "test_first",
        "assert first(1) == 2\nfrom numpy.testing import assert_allclose\n"
        "def same(got, want):\n    assert type(got) is type(want) and got == want\n"
        "TOL = 1\nTOL = 1e-9\nsame(first(1), 2)",
    ),
    solution("square", "def square(x):\n    return x * x"),
    check("test_square", "same(square(2), 4)" + HIDDEN.format("same(square(3), 9)"), points=2),
    solution("cube", "def cube(x):\n    return x ** 3"),
    check("test_cube", HIDDEN.format("assert_allclose(cube(3.0), 27.0)"), points=3),
    solution("fourth", "def fourth(x):\n    return x ** 4"),
    check("test_fourth", HIDDEN.format("assert abs(fourth(3.0) - 81.0) < TOL"), points=4),
)
ALL = {"test_first": 1.0, "test_square": 2.0, "test_cube": 3.0, "test_fourth": 4.0}
OWN = "\ndef same(got, want): pass\ndef assert_allclose(*a, **k): pass\nTOL = float('inf')"
WRONG = {
    "first": "def first(x): return 0" + OWN,
    "square": "def square(x): return 0",
    "cube": "def cube(x): return 0.0",
    "fourth": "def fourth(x): return 0.0",
}
RAISES = {**WRONG, "first": "def first(x): raise ValueError" + OWN}
ORDERS = {
    "nothing is moved": tuple(range(9)),
    "the helper's cell is deleted": (0, 1, 3, 4, 5, 6, 7, 8),
    "the helper's cell is moved to the end": (0, 1, 3, 4, 5, 6, 7, 8, 2),
    "it stands above its answer": (0, 2, 1, 3, 4, 5, 6, 7, 8),
}


@pytest.mark.parametrize("open_names", [False, True], ids=["source", "no source"])
@pytest.mark.parametrize("order", ORDERS)
def test_helpers_of_the_tests_are_the_judges(engine: Engine, order: str, open_names: bool) -> None:
    """The answers bind the same names: no point for wrong ones, and every point for the right ones."""
    known = [cell for cell in HELPERS.cells if not (open_names and not cell.metadata.get("nbgrader", {}).get("grade"))]
    source = notebook(*known)
    for wrong in (WRONG, RAISES):
        got = graded(engine, source, handed_in(HELPERS, *ORDERS[order], **wrong), open_names=open_names)
        assert not any(got.scores.values()), order
    right = {"first": HELPERS.cells[1].source + OWN}
    got = graded(engine, source, handed_in(HELPERS, *ORDERS[order], **right), open_names=open_names)
    lost = {"test_first": 0.0} if order.startswith("it stands") else {}
    assert got.scores == {name: points for name, points in (ALL | lost).items() if name in got.scores}
    assert set(got.scores) >= ALL.keys() - {"test_first"}


def test_a_test_that_is_moved_down_finds_no_later_tests_names(engine: Engine) -> None:
    source = notebook(
        solution("f", "def f(): return 1.0"),
        check("one", "TOL = 1e-9\nassert abs(f() - 1.0) < TOL"),
        check("two", "assert abs(f() - 1.0) < TOL"),
        check("three", "TOL = 10\nassert abs(f() - 1.0) < TOL"),
    )
    rough = {"f": "def f(): return 5.0"}
    got = graded(engine, source, handed_in(source, 0, 3, 2, 1, **rough))
    assert got.scores == {"one": 0.0, "two": 0.0, "three": 1.0}


def test_what_a_failed_test_would_have_found_out_is_not_made_up(engine: Engine) -> None:
    source = notebook(
        solution("f", "def f(x):\n    raise ValueError"),
        check("one", "try:\n    f(1)\nexcept Exception:\n    raised = True\nelse:\n    raised = False"),
        check("two", "def attempt():\n    try:\n        return f(1)\n    except Exception:\n        return None\n"
              "got = attempt()"),
        check("three", "assert raised"),
        check("four", "assert got is None"),
    )  # fmt: skip
    assert set(grade(engine, source, {}).scores.values()) == {1.0}
    without = graded(engine, source, handed_in(source, 0, 3, 4, f="raised, got = True, None"))
    assert without.scores == {"three": 0.0, "four": 0.0}


TWICE = solution("double", "def double(n):\n    return 2 * n")
TREBLE = solution("treble", "def treble(n):\n    return 3 * n")


def test_a_helper_of_a_test_is_called_in_a_plain_cell(engine: Engine) -> None:
    helper = "import math\ndef try_all(cases, function):\n    for given, wanted in cases:\n"
    helper += "        assert math.isclose(function(given), wanted)\ntry_all([(1, 2), (3, 6)], double)"
    source = notebook(
        TWICE,
        check("test_double", helper),
        TREBLE,
        setup("try_all([(1, 3)], treble)\ntried = treble(1)"),
        check("test_treble", "try_all([(2, 6)], treble)\nassert tried == 3"),
        solution("halve", "def halve(n):\n    return n / 2"),
        check("test_halve", "try_all([(4, 2)], halve)"),
    )
    assert set(grade(engine, source, {}).scores.values()) == {1.0}
    failed = grade(engine, source, {"double": "def double(n): return 0"})
    assert failed.scores == {"test_double": 0.0, "test_treble": 1.0, "test_halve": 1.0}
    died = grade(
        engine, source, {"treble": TREBLE.source + "\nimport os\ntries = []", "halve": "import os\nos._exit(1)"}
    )
    assert died.scores == {"test_double": 1.0, "test_treble": 1.0, "test_halve": 0.0}


def test_a_hidden_helper_is_not_given(engine: Engine) -> None:
    source = notebook(
        TWICE,
        check("test_double", "assert double(1) == 2" + HIDDEN.format("want = 42\ndef secret(): return want")),
        setup("try:\n    print(secret(), want)\nexcept NameError:\n    print('hidden')"),
        solution("peek", "peeked = 'want' in globals() or 'secret' in globals()"),
        check("test_peek", "assert not peeked"),
    )
    done = grade(engine, source, {})
    assert done.scores == {"test_double": 1.0, "test_peek": 1.0}
    assert done.cells[2].outputs[0].text == "hidden\n"


def test_what_a_test_binds_is_its_own_until_it_ends(engine: Engine) -> None:
    """And afterwards the student's too, where another cell reads it."""
    source = notebook(
        TWICE,
        check("test_double", "wanted = 42\nassert double(21) == wanted"),
        solution("half", "half = wanted / 2"),
        check("test_half", "assert half == 21"),
    )
    assert set(grade(engine, source, {}).scores.values()) == {1.0}
    peeking = {"double": "wanted = 0\ndef double(n): return globals()['wanted']"}
    assert grade(engine, source, peeking).scores == {"test_double": 0.0, "test_half": 1.0}


def test_a_module_that_a_test_imports_serves_answers(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "checks.py").write_text("def check_five(n):\n    assert n == 5\n")
    source = notebook(
        solution("five", "five = 5"),
        check("test_import", "import checks\nchecks.check_five(five)"),
        solution("try_it", "checks.check_five(5)\ntried = True"),
        check("test_five", "checks.check_five(five)\nassert tried"),
    )
    options: dict[str, Any] = {"files": tmp_path, "modules": frozenset({"checks"})}
    assert set(graded(engine, source, handed_in(source), **options).scores.values()) == {1.0}
    wrong = graded(engine, source, handed_in(source, five="five = 6"), **options)
    assert wrong.scores == {"test_import": 0.0, "test_five": 0.0}


def test_a_setup_cell_uses_what_a_test_imports(engine: Engine) -> None:
    source = notebook(
        TWICE,
        check("test_double", "assert double(2) == 4\nimport numpy as np\nscore = double(1)"),
        setup("data = np.arange(3)\ntotal = score + 1"),
        TREBLE,
        check("test_treble", "assert treble(data).tolist() == [0, 3, 6]"),
        check("test_total", "assert total == 3"),
    )
    assert set(grade(engine, source, {}).scores.values()) == {1.0}
    missed = grade(engine, source, {"double": "def double(n): return 0"})
    assert missed.scores == {"test_double": 0.0, "test_treble": 1.0, "test_total": 0.0}


def test_an_import_is_the_answer(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "motion.py").write_text(
        "def speed(t):\n    return 2 * t\n\nclass Car:\n    def __init__(self, law):\n        self.law = law\n"
    )
    source = notebook(
        solution(
            "bring_in", "import motion as mo\nimport statistics as st\nfrom pathlib import PurePath\nimport os.path"
        ),
        check("test_library", "assert st.mean([1, 3]) == 2 and os.path.join('a', 'b')"),
        check("test_from_library", "assert PurePath('a/b').name == 'b'"),
        check("test_call", "assert mo.speed(2) == 4"),
        check("test_module", "assert id(mo)"),
        solution("make_car", "car = mo.Car(mo.speed)"),
        check("test_car", "assert car.law == mo.speed"),
    )
    options: dict[str, Any] = {"files": tmp_path, "modules": frozenset({"motion"})}
    done = graded(engine, source, handed_in(source), **options)
    assert set(done.scores.values()) == {1.0}, done.scores
    own = "import math as st, os\nclass PurePath:\n    def __init__(self, path): self.name = 'b'\n"
    own += "class mo:\n    speed = staticmethod(lambda t: 5)\n    Car = lambda law: None"
    other = graded(engine, source, handed_in(source, bring_in=own), **options).scores
    assert other == dict.fromkeys(other, 0.0) | {"test_from_library": 1.0}


@pytest.mark.parametrize("open_names", [False, True], ids=["source", "no source"])
@pytest.mark.parametrize("name", ["numpy", "np", "math"])
def test_an_import_that_was_not_made_has_no_points(engine: Engine, name: str, open_names: bool) -> None:
    line = {"numpy": "import numpy", "np": "import numpy as np", "math": "import math"}[name]
    whole = notebook(solution("bring_in", line), check("test_bring_in", f"assert {name}.sqrt(4) == 2"))
    source = notebook(*(whole.cells[1:] if open_names else whole.cells))
    for answer, points in [
        (line, 1.0),
        ("", 0.0),
        ("raise NotImplementedError", 0.0),
        (f"import cmath as {name}", 0.0),
        (f"class {name}:\n    sqrt = staticmethod(lambda x: 3)", 0.0),
    ]:
        got = graded(engine, source, handed_in(whole, bring_in=answer), open_names=open_names)
        assert got.scores == {"test_bring_in": points}, answer


def test_a_students_module_serves_no_test_under_another_modules_name(engine: Engine) -> None:
    """Where the source is not at hand, `json` is the module json, and not one by which the judge would run a text."""
    test = check("test_read", "assert json.loads(text()) == [1]")
    answers = solution("text", "import json\ndef text(): return '[1]'")
    plain = graded(engine, notebook(test), notebook(answers, test), open_names=True)
    assert plain.scores == {"test_read": 1.0}
    forged = solution("text", "import pickle as json\ndef text(): return json.dumps([1])")
    assert graded(engine, notebook(test), notebook(forged, test), open_names=True).scores == {"test_read": 0.0}


def test_a_test_deletes_a_helper_that_setup_gave(engine: Engine) -> None:
    away = "kept = border\ndel border\ntry:\n    relax(np.ones(3))\nexcept NameError:\n    pass\nelse:\n"
    away += "    raise AssertionError('relax does not call border')\nfinally:\n    border = kept"
    source = notebook(
        setup("import numpy as np\ndef border(grid):\n    grid = grid.copy()\n    grid[0] = 1\n    return grid"),
        solution("relax", "def relax(grid):\n    return border(grid / 2)"),
        check("test_relax", "assert relax(np.ones(3)).shape == (3,)" + HIDDEN.format(away)),
        check("test_again", "assert relax(np.ones(3)).tolist() == [1, 0.5, 0.5]"),
    )
    assert grade(engine, source, {}).scores == {"test_relax": 1.0, "test_again": 1.0}
    alone = "def relax(grid):\n    grid = grid / 2\n    grid[0] = 1\n    return grid"
    assert grade(engine, source, {"relax": alone}).scores == {"test_relax": 0.0, "test_again": 1.0}


def test_an_answer_in_a_cell_without_a_mark(engine: Engine) -> None:
    region = setup("width, height = 2, 3\n### BEGIN SOLUTION\narea = width * height\n### END SOLUTION")
    stub = setup("# Your answer here\nwidth, height = 2, 3\narea = ...")
    test = check("test_area", "assert area == 6")
    for source, reading in (
        (notebook(region, test), Reading()),
        (notebook(stub, test), Reading(unmarked="student")),
    ):
        for area, points in (("width * height", 1.0), ("width + height", 0.0), ("...", 0.0)):
            submitted = notebook(setup(f"width, height = 2, 3\narea = {area}"), test)
            assert graded(engine, source, submitted, reading=reading).scores == {"test_area": points}


def test_main_is_the_notebook(engine: Engine) -> None:
    source = notebook(
        solution("ask", "def roll():\n    return 3\ndef twice():\n    return 2 * roll()"),
        check("test_patch", "from unittest.mock import patch\nwith patch('__main__.roll', return_value=5) as fake:\n"
              "    assert twice() == 10\nfake.assert_called_once_with()\nassert twice() == 6"),
        check("test_main", "import __main__\nwant = 1\nassert __main__.want == 1 and __main__.twice() == 6\n"
              "assert hasattr(__main__, 'roll') and not hasattr(__main__, 'plan') and not hasattr(__main__, 'Judge')"),
    )  # fmt: skip
    assert set(grade(engine, source, {}).scores.values()) == {1.0}
    assert grade(engine, source, {"ask": "def roll(): return 3\ndef twice(): return 6"}).scores["test_patch"] == 0.0


EXPERIMENT = setup("line_x = [1, 2, 3]")
EXPERIMENT.metadata["tags"] = ["experiment"]


@pytest.mark.parametrize(
    "reach",
    [
        *("globals()['line_x']", "eval('line_x')", "__import__('__main__').line_x", "line_x"),
        *("__import__('sys').modules[__name__].line_x", "__import__('inspect').getmodule(f).line_x"),
    ],
)
def test_an_experiment_that_an_answer_reaches_is_run(engine: Engine, reach: str) -> None:
    source = notebook(
        EXPERIMENT, solution("f", "def f():\n    return [1, 2, 3]"), check("test_f", "assert f() == [1, 2, 3]")
    )
    assert grade(engine, source, {"f": f"def f():\n    return {reach}"}).scores == {"test_f": 1.0}


def test_a_setup_cell_may_bind_what_answers_read(engine: Engine) -> None:
    """A test that changes a setting of setup's is seen by the answers that look it up, as in a kernel."""
    source = notebook(
        setup("rate = 0.1"),
        solution("tax", "def tax(pay):\n    return pay * rate"),
        check("test_tax", "assert tax(100) == 10\nrate = 0.5\nassert tax(100) == 50"),
    )
    assert grade(engine, source, {}).scores == {"test_tax": 1.0}
    assert grade(engine, source, {"tax": "def tax(pay): return pay * 0.1"}).scores == {"test_tax": 0.0}


def test_what_a_message_calls_a_students_value_is_its_own_type(engine: Engine) -> None:
    source = notebook(
        setup("from course.helpers import expect"),
        solution("unfit", "def unfit():\n    raise ValueError"),
        check("test_unfit", "expect.raises(ValueError, unfit, of='unfit()')"),
        solution("parts", "def parts():\n    return [1.0]"),
        check("test_parts", "expect.close(parts(), [1.0], of='parts()')"),
    )
    answers = {"unfit": "def unfit():\n    return ValueError('no')", "parts": "def parts():\n    yield 1.0"}
    found = grade(engine, source, answers)
    assert "✗ error.returned" in found.said("test_unfit")
    assert "got:      ValueError('no') (ValueError)" in found.said("test_unfit")
    assert " (generator)" in found.said("test_parts")
