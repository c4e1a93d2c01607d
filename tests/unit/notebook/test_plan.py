"""Whose a name is when a test begins, and what a plan says of an instructor's notebook."""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.notebook.code import Import
from autograder.notebook.editions import editions
from autograder.notebook.plan import Owners, Plan, PlannedCell
from autograder.notebook.planner import make_plan
from tests.support.notebooks import check, notebook, setup, solution

REGION = "### BEGIN SOLUTION\n{}\n### END SOLUTION"
F = solution("f", "def f(x):\n    return x + k")
HERE = check("here", "pass")


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


def test_a_name_that_no_test_binds_is_seen_at_once_if_it_is_the_students() -> None:
    owners, cell = owners_at(notebook(F, check("here", "want = 3")), "here")
    assert owners.told_at_once(cell, "f")
    assert not owners.told_at_once(cell, "other")
    assert not owners.told_at_once(None, "other")
    owners.found("other")
    assert owners.told_at_once(None, "other")


def test_what_a_student_binds_is_theirs_unless_it_is_trusted() -> None:
    owners, _ = owners_at(notebook(setup("k = 2"), F, HERE), "here")
    for name in ("k", "extra"):
        owners.found(name)
    assert (owners.of("k"), owners.of("extra")) == ("judge", "student")
    owners.bound("extra")
    assert owners.of("extra") == "anyone"


PLAN = make_plan(
    notebook(
        setup("import math\nk = 2"),
        solution("A", "import json\nclass A:\n    def forward(self):\n        return help(k)"),
        check("one", "import re\ndef help(x): return x\nwant = 3"),
        solution("j", "import json\njson = None"),
        check("two", "want = 4\nk = 5"),
    )
)


def test_names_are_sorted_by_who_binds_them() -> None:
    assert PLAN.students == {"A", "json"}
    assert PLAN.trusted == {"math", "k", "re", "help", "want"}
    assert PLAN.called == {"help", "k"}
    assert PLAN.tested == {"re", "help", "want"}
    assert PLAN.methods == {"forward"}
    assert PLAN.world == {"math", "k", "A", "json", "help"}


def test_the_tests_are_found_by_their_names() -> None:
    assert list(PLAN.tests) == ["one", "two"]
    assert PLAN.tests["two"].source == "want = 4\nk = 5"


def test_a_name_that_is_also_assigned_is_not_only_imported() -> None:
    assert PLAN.imported == {"json": [Import("json", "json", loads="json")] * 2}
    assert PLAN.only_imported == frozenset()
    only = make_plan(notebook(solution("i", "import json as js"), check("t", "js")))
    assert only.only_imported == {"js"}


EXPERIMENT = new_code_cell("drawn = f(3)", metadata={"tags": ["experiment"]})


@pytest.mark.parametrize(
    ("own", "left_out"),
    [("x = 1", {1}), ("print(drawn)", set()), ("globals()['drawn']", set()), ("drawn = f(3)", {1, 2})],
)
def test_an_experiment_runs_where_a_cell_of_the_students_own_means_its_names(own: str, left_out: set[int]) -> None:
    plan = make_plan(notebook(F, EXPERIMENT, check("t", "f(1)")))
    submitted = [F, EXPERIMENT, setup(own), check("t", "f(1)")]
    assert plan.left_out(submitted) == left_out
    assert Plan(plan.cells).left_out(submitted) == frozenset()


def test_a_changed_experiment_is_the_students_own_cell() -> None:
    plan = make_plan(notebook(F, EXPERIMENT, check("t", "f(1)")))
    assert plan.left_out([F, setup("drawn = f(4)"), EXPERIMENT]) == {2}


def test_an_experiment_that_must_run_has_those_that_it_needs_run_too() -> None:
    experiments = ["a = f(1)", "b = [part + a for part in [1]]", "for part in [1]:\n    c = part", "def d(): return b"]
    cells = [F, *(new_code_cell(text, metadata={"tags": ["experiment"]}) for text in experiments), check("t", "f(1)")]
    plan = make_plan(notebook(*cells))
    assert plan.left_out([*cells, setup("print(b)")]) == {3, 4}
    assert plan.left_out([*cells, setup("print(d())")]) == {3}
    assert plan.left_out([*cells, setup("print(c)")]) == {1, 2, 4}


TWICE = "# Draw. / Dessiner.\ndrawn = f(3)  # once / une fois"


@pytest.mark.parametrize("text", [TWICE, *editions(TWICE)])
def test_an_experiment_is_known_in_either_language(text: str) -> None:
    tags = {"tags": ["experiment"]}
    source = [F, new_code_cell(TWICE, metadata=tags), check("t", "f(1)")]
    bilingual = make_plan(notebook(new_markdown_cell("One.", metadata={"lang": "en"}), *source))
    submitted = [F, new_code_cell(text), check("t", "f(1)")]
    assert bilingual.left_out(submitted) == {1}
    assert bilingual.own_code([*submitted, setup("drawn")]) == ["drawn"]
    plain = make_plan(notebook(*source))
    assert plain.left_out(submitted) == ({1} if text == TWICE else set())
