"""Whose a name is: notebooks, and whose each name is when a test begins. No process is started."""

from pathlib import Path

import jupytext
import nbformat
import nbgrader
import pytest
from nbformat import NotebookNode

from autograder.notebook.code import Import, mentions, names_of, read_first, statements
from autograder.notebook.plan import Owners, PlannedCell, Reading
from autograder.notebook.planner import make_plan
from autograder.notebook.unmarked import unmarked_answers
from tests.support.notebooks import check, notebook, setup, solution

HIDDEN = "\n### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
REGION = "### BEGIN SOLUTION\n{}\n### END SOLUTION"


def owners_at(source: NotebookNode, grade_id: str, **options: object) -> tuple[Owners, PlannedCell]:
    """As they are when this test begins, every other cell above it having run."""
    plan = make_plan(source, **options)  # type: ignore[arg-type]
    owners = Owners(plan)
    for cell in plan.cells:
        if cell.grade_id == grade_id and cell.kind == "test":
            return owners, cell
        if cell.kind == "test":
            for name in cell.names.stores:
                owners.bound(name)
        owners.passes(cell)
    raise KeyError(grade_id)


SOURCE = Path(__file__).parents[3] / "source"
F = solution("f", "def f(x):\n    return x + k")
HERE = check("here", "pass")
# The cells, and whose each name is where the test `here` begins. `anyone`: the judge's own, if it has bound one;
# else the student is asked.
WHOSE = {
    "an answer is the student's": ([F, HERE], {"f": "student"}),
    "what setup binds is the judge's": ([setup("import numpy as np\nk = 2"), F, HERE], {"np": "judge", "k": "judge"}),
    "what only a test binds is the judge's": (
        [F, check("one", "def same(a, b): pass\nTOL = 1e-9"), HERE],
        {"same": "judge", "TOL": "judge"},
    ),
    "what only a later test binds is the judge's": ([F, HERE, check("last", "want = 1")], {"want": "judge"}),
    "what depends on an answer is the student's": ([F, setup("fitted = f(1)"), HERE], {"fitted": "student"}),
    "what nobody binds is anyone's": ([F, HERE], {"g": "anyone"}),
    "setup binds it last": ([solution("x", "x = 1"), setup("x = 2"), HERE], {"x": "anyone"}),
    "the student binds it last": ([setup("x = 2"), solution("x", "x = 1"), HERE], {"x": "student"}),
    "a test binds it last": ([solution("x", "x = 1"), check("one", "x = 2"), HERE], {"x": "anyone"}),
    "a later answer is not yet the student's": ([HERE, F], {"f": "anyone"}),
    "data that an answer changes": (
        [setup("data, other = [], []"), solution("d", "data.append(1)"), HERE],
        {"data": "student", "other": "judge"},
    ),
    "an import that is the answer": ([solution("i", "import statistics as st"), HERE], {"st": "student"}),
    "an import that setup has made": (
        [setup("import numpy as np"), solution("i", "import numpy as np\ny = np.pi"), HERE],
        {"np": "judge", "y": "student"},
    ),
    "a solution region in a plain cell": (
        [setup("width = 2\n" + REGION.format("area = 6")), HERE],
        {"area": "student"},
    ),
}


@pytest.mark.parametrize("case", WHOSE)
def test_whose_a_name_is(case: str) -> None:
    cells, expected = WHOSE[case]
    owners, _ = owners_at(notebook(*cells), "here")
    assert {name: owners.of(name) for name in expected} == expected


def test_unmarked_cells_are_the_students_where_the_course_says_so() -> None:
    locked = setup("limit = 3")
    locked.metadata["nbgrader"] = {"locked": True, "grade": False, "solution": False, "grade_id": "limit"}
    source = notebook(setup("import math\narea = ..."), locked, check("here", "assert area == 6"))
    owners, _ = owners_at(source, "here", reading=Reading(unmarked="student"))
    assert {name: owners.of(name) for name in ("area", "math", "limit")} == {
        "area": "student", "math": "student", "limit": "judge",
    }  # fmt: skip
    assert owners_at(source, "here")[0].of("area") == "judge"


def test_other_delimiters_of_a_course_are_known() -> None:
    source = notebook(
        setup("# ANSWER\narea = 6\n# END"), check("here", "want = 1\n# SECRET\nx = 2\n# OPEN\nprint(want)")
    )
    reading = Reading(solution="ANSWER", hidden=("SECRET", "OPEN"))
    owners, cell = owners_at(source, "here", reading=reading)
    assert owners.of("area") == "student"
    assert [part.hidden for part in owners.plan.statements(cell)] == [False, True, False]


# What a test binds, and what goes over to the student's side when it is over.
GIVEN = {
    "nobody else reads it": (["1"], "want = 4", set(), set()),
    "a plain cell calls a helper": (["help(1)"], "import math\ndef help(x): return math.pi", {"help"}, set()),
    "an answer looks an import up": ([solution("g", "def g(): return js")], "import json as js", {"js"}, {"js"}),
    "it is hidden": ([solution("g", "def g(): return want")], HIDDEN.format("want = 4"), set(), set()),
    "it is hidden too": ([solution("g", "def g(): return n")], "n = 1" + HIDDEN.format("n = 4"), {"n"}, set()),
    "another cell binds it before it is read": (["x = 1", "print(x)"], "x = 5", set(), set()),
    "a cell reads it at once": ([solution("g", "print(x)")], "x = 5", {"x"}, set()),
}


@pytest.mark.parametrize("case", GIVEN)
def test_what_a_test_gives(case: str) -> None:
    cells, test, given, told = GIVEN[case]
    others = [setup(cell) if isinstance(cell, str) else cell for cell in cells]
    _, cell = owners_at(notebook(F, check("here", test), *others), "here")
    assert (set(cell.given), set(cell.told)) == (given, told)


def test_what_is_given_is_the_text_that_students_see_and_nothing_of_their_own() -> None:
    test = "import math\nk = 2\nseen = f(1)\ndef help(x): return k * math.pi" + HIDDEN.format("k = 3")
    _, cell = owners_at(notebook(F, check("here", test), setup("print(help(1), seen)")), "here")
    assert cell.given == {"help", "seen", "k"}
    assert [source.partition("\n")[0] for source in cell.handed] == ["import math", "k = 2", "def help(x):"]


def test_a_test_that_replaces_an_answer_is_seen_at_once() -> None:
    g = solution("g", "def g(x):\n    return f(x)\ny = g(1)")
    owners, cell = owners_at(notebook(F, g, check("here", "f = lambda x: 3\ny = 4\nwant = 3")), "here")
    assert [owners.told_at_once(cell, name) for name in ("f", "y", "want")] == [True, False, False]
    _, plain = owners_at(notebook(F, g, check("here", "with given(f=1, y=2):\n    pass")), "here")
    assert [owners.told_at_once(plain, name) for name in ("f", "y", "want")] == [True, True, False]


def test_without_the_source_names_of_tests_are_the_judges() -> None:
    cells = [check("one", "def same(a, b): pass\nsame(f(1), 2)"), check("two", "old = f\ndel f\nf = old")]
    for order in (cells, cells[::-1]):
        owners, _ = owners_at(notebook(*order), order[-1].metadata.nbgrader.grade_id, open_names=True)
        assert {name: owners.of(name) for name in ("same", "f", "old", "g")} == {
            "same": "judge", "f": "anyone", "old": "judge", "g": "anyone",
        }  # fmt: skip


def test_what_an_import_stands_for() -> None:
    plan = make_plan(
        notebook(solution("i", "import motion as mo\nfrom pathlib import PurePath as P\nx = 1"), check("t", "mo"))
    )
    assert plan.may_be("mo") == [Import("mo", "motion")]
    assert plan.may_be("P") == [Import("P", "pathlib", "PurePath")]
    assert plan.may_be("x") == []
    assert plan.may_be("np") == [Import("np", "numpy")]
    assert plan.may_be("json") == [Import("json", "json")]


def test_reading_code() -> None:
    names = names_of("import a.b, c as d\nfrom e import *\ndef f(q=1):\n    return g(q)\nx = [t for t in data]\nn += 1")
    assert names.stores >= {"a", "d", "f", "x", "n"}
    assert names.now >= {"data", "n"}
    assert names.called == {"g"}
    assert Import("a", "a", loads="a.b") in names.imports
    assert read_first([names_of("old = f"), names_of("f = old"), names_of("def h(): return k"), names_of("k = 1")]) == {
        "f"
    }
    assert [part.line for part in statements("%%time\nx = 1", "BEGIN", "END")] == [1]
    assert names_of("x = (") == names_of("")


def test_what_a_cell_mentions() -> None:
    assert {"line_x", "line_y", "line_z"} <= mentions(
        "globals()['line_x'], eval('line_y + 1')\nimport __main__\n__main__.line_z"
    )
    assert "line_x" not in mentions('"""About line_x."""\n# line_x\ndef f(line_x):\n    return line_x')


# A plain cell, and whether it looks as if a student were to fill it in.
PLAIN = [
    ("# Your answer here\nwidth, height = 2, 3\narea = 5", True),
    ("area = ...", True),
    ("area = None", True),
    ("def area(w, h):\n    '''The area.'''\n    raise NotImplementedError()", True),
    ("def area(w, h):\n    pass", True),
    ("# À compléter\narea = 0", True),
    ("area = 6", False),
    ("import numpy as np\narea = np.zeros(3)  # data", False),
    ("def area(w, h):\n    return w * h", False),
    ("from shapes import area  # to do: later", False),
    (REGION.format("area = ..."), False),
]


@pytest.mark.parametrize(("cell", "told"), PLAIN)
def test_answers_in_unmarked_cells_are_found(cell: str, told: bool) -> None:
    plan = make_plan(notebook(setup(cell), check("test_area", "assert area == 6\nassert other")))
    assert unmarked_answers(plan) == ([("test_area", "area")] if told else [])


def test_no_false_alarm_in_this_course_nor_in_the_quickstart() -> None:
    quickstart = Path(nbgrader.__file__).parent / "docs/source/user_guide/source/ps1"
    books = [jupytext.read(path) for path in sorted(SOURCE.glob("*/*.py"))]
    books += [nbformat.read(path, as_version=4) for path in sorted(quickstart.glob("*.ipynb"))]
    assert len(books) == 10
    for book in books:
        assert unmarked_answers(make_plan(book)) == []
