"""An instructor's notebook is read once: the kind of each cell, and what each test gives."""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.notebook.plan import Plan, Reading
from autograder.notebook.planner import borrowed, make_plan
from tests.support.notebooks import check, notebook, setup, solution, text

HIDDEN = "\n### BEGIN HIDDEN TESTS\n{}\n### END HIDDEN TESTS"
F = solution("f", "def f(x):\n    return x + k")


def experiment(source: str) -> NotebookNode:
    return new_code_cell(source, metadata={"tags": ["experiment"]})


def kinds(plan: Plan) -> list[str]:
    return [cell.kind for cell in plan.cells]


def test_each_code_cell_has_its_kind_and_its_name() -> None:
    plan = make_plan(
        notebook(text("# Title"), setup("k = 2"), F, setup("fitted = f(1)"), check("t", "f(1)"), setup("# end"))
    )
    assert kinds(plan) == ["setup", "student", "student", "test", "setup"]
    assert [cell.grade_id for cell in plan.cells] == [None, "f", None, "t", None]
    assert [cell.unmarked for cell in plan.cells] == [True, False, True, False, True]


def test_a_cell_that_only_defines_functions_over_an_answer_stays_setup() -> None:
    through = setup("def twice(x):\n    return f(f(x))")
    assert kinds(make_plan(notebook(F, through))) == ["student", "setup"]
    assert kinds(make_plan(notebook(F, through, setup("y = twice(1)")))) == ["student", "setup", "student"]
    assert kinds(make_plan(notebook(F, through, setup("def twice(x): return x"), setup("y = twice(1)")))) == [
        *("student", "setup", "setup", "setup"),
    ]
    assert kinds(make_plan(notebook(F, setup("def g(x):\n    return f(x)\ny = g(1)")))) == ["student", "student"]


def test_a_name_that_setup_binds_again_depends_on_no_student() -> None:
    assert kinds(make_plan(notebook(solution("x", "x = 1"), setup("x = 2"), setup("y = x")))) == [
        *("student", "setup", "setup"),
    ]


def test_data_that_an_answer_changes_is_the_students_and_a_module_is_not() -> None:
    plan = make_plan(notebook(setup("import numpy as np\ndata = []"), solution("d", "data.append(1)\nnp.seterr()")))
    assert plan.students == {"data"}


def test_an_import_that_setup_has_made_stays_the_judges() -> None:
    again = solution("i", "import numpy as np\nimport math\ny = np.pi")
    assert make_plan(notebook(setup("import numpy as np"), again)).students == {"y", "math"}


def test_experiments_are_left_out() -> None:
    plan = make_plan(notebook(F, experiment("drawn = f(3)"), check("t", "f(1)")))
    assert kinds(plan) == ["student", "test"]
    assert plan.experiments == {"drawn = f(3)"}


def test_an_experiment_that_a_later_cell_needs_is_none() -> None:
    cells = [experiment("a = 1"), experiment("b = a"), setup("c = b")]
    plan = make_plan(notebook(*cells))
    assert (kinds(plan), plan.experiments) == (["setup"] * 3, frozenset())
    alone = make_plan(notebook(*cells[:2]))
    assert (kinds(alone), alone.experiments) == ([], {"a = 1", "b = a"})


def test_without_the_source_every_code_cell_is_read() -> None:
    plan = make_plan(notebook(experiment("a = 1"), check("t", "a")), open_names=True)
    assert (kinds(plan), plan.reading.open_names) == (["setup", "test"], True)


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (["a, b = 1, 2", "print(a)", "b, a"], [("a", 0, 1), ("a", 0, 2), ("b", 0, 2)]),
        (["a = 1", "a = 2", "print(a)"], []),
        (["a = 1", "def later(): return a"], [("a", 0, 1)]),
        (["a = 1", "x = 3"], []),
    ],
)
def test_what_a_cell_borrows_from_an_experiment(sources: list[str], found: list[tuple[str, int, int]]) -> None:
    cells = [experiment(sources[0]), *map(setup, sources[1:])]
    assert list(borrowed(cells, {0})) == found
    assert list(borrowed([*cells, text("a")], frozenset())) == []


def test_unmarked_cells_are_the_students_where_the_course_says_so() -> None:
    locked = setup("limit = 3")
    locked.metadata["nbgrader"] = {"locked": True, "grade": False, "solution": False, "grade_id": "limit"}
    source = notebook(setup("import math\narea = ..."), locked, check("here", "assert area == 6"))
    plan = make_plan(source, reading=Reading(unmarked="student"))
    assert (plan.students, plan.trusted) == ({"math", "area"}, {"limit"})
    assert kinds(make_plan(source)) == ["setup", "setup", "test"]


def test_other_delimiters_of_a_course_are_known() -> None:
    source = notebook(
        setup("# ANSWER\narea = 6\n# END"), check("here", "want = 1\n# SECRET\nx = 2\n# OPEN\nprint(want)")
    )
    reading = Reading(solution="ANSWER", hidden=("SECRET", "OPEN"))
    plan = make_plan(source, reading=reading)
    assert plan.students == {"area"}
    assert [part.hidden for part in plan.statements(plan.tests["here"])] == [False, True, False]


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
    cell = make_plan(notebook(F, check("here", test), *others)).tests["here"]
    assert (set(cell.given), set(cell.told)) == (given, told)


def test_what_is_given_is_the_text_that_students_see_and_nothing_of_their_own() -> None:
    test = "import math\nk = 2\nseen = f(1)\ndef help(x): return k * math.pi" + HIDDEN.format("k = 3")
    cell = make_plan(notebook(F, check("here", test), setup("print(help(1), seen)"))).tests["here"]
    assert cell.given == {"help", "seen", "k"}
    assert [source.partition("\n")[0] for source in cell.handed] == ["import math", "k = 2", "def help(x):"]
