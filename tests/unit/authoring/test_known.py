"""What the bank's wrong answers give in the visible tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.authoring import origin, steps
from autograder.authoring.known import differ, faults, now, settled, table, unseen, visible, written
from autograder.coursedir import inputs
from autograder.notebook.planner import make_plan
from course.helpers import reference
from course.helpers.mistakes import MISTAKES
from course.helpers.testing import known
from tests.support.notebooks import check, notebook, solution

STEP = "01_small"
MARKS = '"locked": {}, "schema_version": 3, "task": false'
SOURCE = f"""# %% nbgrader={{"grade_id": "double", "grade": false, "solution": true, {MARKS.format("false")}}}
def double(x):
    ### BEGIN SOLUTION
    return 2.0 * x
    ### END SOLUTION

# %% nbgrader={{"grade_id": "test_double", "grade": true, "solution": false, "points": 1, {MARKS.format("true")}}}
from course.helpers import expect
expect.calls(double, [{{"x": 3.0}}], gives=[6.0])
### BEGIN HIDDEN TESTS
expect.calls(double, [{{"x": 5.0}}], gives=[10.0])
### END HIDDEN TESTS

# %% nbgrader={{"grade_id": "test_plain", "grade": true, "solution": false, "points": 1, {MARKS.format("true")}}}
assert double(1.0) == 2.0
"""
BANK = """# %% exercise="double" verdict="right" label="so"
def double(x): return x + x

# %% exercise="double" verdict="wrong" label="square" mistake="double.square"
def double(x): return x * x

# %% exercise="double" verdict="wrong" label="also the square" mistake="double.square"
def double(x): return x ** 2

# %% exercise="double" verdict="wrong" label="as good here" mistake="double.here"
def double(x): return 6.0

# %% exercise="double" verdict="wrong" label="without a name"
def double(x): return 0.0
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for place, text in {f"source/{STEP}/{STEP}.py": SOURCE, f"course/answers/{STEP}.py": BANK}.items():
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text(text)
    return tmp_path


def test_a_named_answer_that_differs_in_a_visible_test_is_in_the_table_once(course: Path) -> None:
    (step,) = table(course).items()
    assert (step[0], list(step[1])) == (STEP, ["double"]), "a test that calls no check has no part"
    (entries,) = step[1]["double"].values()
    assert [key for key, _outcomes in entries] == ["double.square"]
    assert "9.0" in json.dumps(entries)


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        ('RuntimeError("mat1 and mat2 shapes cannot be multiplied (2x2 and 3x2)")', []),
        ('RuntimeError("expected m1 and m2 to have the same dtype, but got: float != double")', []),
        ("TypeError(\"'Tensor' object is not callable\")", []),
        ('ValueError("this exercise\'s own words")', ["double.raised"]),
    ],
)
def test_an_error_that_many_mistakes_end_in_is_not_in_the_table(course: Path, error: str, kept: list[str]) -> None:
    path = course / "course" / "answers" / f"{STEP}.py"
    path.write_text(
        '# %% exercise="double" verdict="right" label="so"\ndef double(x): return x + x\n\n'
        f'# %% exercise="double" verdict="wrong" label="e" mistake="double.raised"\ndef double(x): raise {error}\n'
    )
    (entries,) = table(course)[STEP]["double"].values()
    assert [key for key, _outcomes in entries] == kept


def test_the_table_notes_what_it_was_made_from(course: Path) -> None:
    made = dict(now(course))[origin.PLACE]
    assert made.keys() == {origin.MADE_FROM, STEP}
    assert len(made[origin.MADE_FROM][STEP]) == 16
    assert table(course, ["01_small"]) == {STEP: made[STEP]}


def test_a_key_without_a_sentence_and_an_answer_to_no_exercise_are_told(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    path = course / "course" / "answers" / f"{STEP}.py"
    path.write_text(path.read_text().replace("double.square", "factor.two").replace("double.here", "factor.half"))
    assert faults(course) == []
    path.write_text(
        '# %% exercise="double" verdict="wrong" label="square" mistake="factor.tow"\ndef double(x): return x * x\n\n'
        '# %% exercise="duoble" verdict="right" label="so"\ndef double(x): return x + x\n'
    )
    assert [str(fault).removeprefix(str(path)) for fault in faults(course, [STEP])] == [
        ":4: there is no exercise duoble; choose one of: double",
        ":1: the mistake factor.tow has no sentence; write it in course/helpers/mistakes, "
        "beside the keys that begin with the same word",
    ]


def test_numbers_that_rounding_alone_has_changed_stay_as_they_were() -> None:
    old = {"made from": {"1": "a"}, "1": {"f": {"x": [["k", [1.0]]]}, "g": {"y": [["k", [1.0]]]}}, "2": {}}
    new = {
        "made from": {"1": "b"},
        "1": {"f": {"x": [["k", [1.0000001]]]}, "g": {"y": [["k", [2.0]]]}, "h": {}},
        "3": {"f": {}},
    }
    wanted = {"made from": {"1": "b"}, "1": {"f": old["1"]["f"], "g": new["1"]["g"], "h": {}}, "3": {"f": {}}}
    assert settled(new, old) == wanted


INPUTS = """from autograder.engine.judge.drawn import Case, Draw

def double(draw: Draw) -> Case:
    return {"x": draw.number()}
"""


@pytest.fixture
def visible_table(course: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The tests look a mistake up in this course's table."""
    monkeypatch.setattr(known, "TABLE", course / origin.PLACE)
    known.TABLE.parent.mkdir(parents=True)
    known.TABLE.write_text("{}")
    known.table.cache_clear()
    yield
    known.table.cache_clear()


def test_what_the_visible_test_does_not_name_is_in_a_table_of_its_own(
    course: Path, visible_table: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unseen(course) == {}, "nobody says how an input is drawn"
    (course / inputs.INPUTS).mkdir()
    (course / inputs.INPUTS / f"{STEP}.py").write_text(INPUTS)
    monkeypatch.setitem(reference._loaded, STEP, SimpleNamespace(double=lambda x: 2.0 * x))
    monkeypatch.setattr(known, "_step", STEP)
    monkeypatch.setitem(MISTAKES, "double.square", "It is the square.")
    for place, made in now(course):  # the second table sees the first one, which has just been written
        (course / place).write_text(written(made))
    (entries,) = made[STEP]["double"].values()
    assert [(key, set(gives)) for key, gives in entries] == [("double.here", {6.0})]
    assert inputs.unseen_keys(course, STEP, "double") == {"double.here"}
    assert not origin.stale(course, steps.read_all(course))
    (course / inputs.INPUTS / f"{STEP}.py").write_text(INPUTS.replace("number", "size"))
    assert origin.stale(course, steps.read_all(course))


def test_the_hidden_part_of_a_test_is_left_out() -> None:
    hidden = "x = 1\n### BEGIN HIDDEN TESTS\nsecret = 2\n### END HIDDEN TESTS\ny = 3"
    plan = visible(make_plan(notebook(solution("f", "f = 1"), check("test_f", hidden))))
    assert [cell.source for cell in plan.cells] == ["f = 1", "x = 1\ny = 3"]


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3),
)
TABLES = st.dictionaries(st.text(max_size=5), st.lists(PLAIN, max_size=3) | st.text(max_size=5), max_size=3)


@settings(max_examples=40)
@given(st.dictionaries(st.text(max_size=5), TABLES, max_size=3))
def test_a_table_is_read_as_it_was_written(found: dict[str, object]) -> None:
    text = written(found)
    assert json.loads(text) == found
    assert not differ(json.loads(text), found)


def test_each_answer_has_a_line_of_its_own() -> None:
    assert written({"a": {"f": [["k", [1.0]], ["é", []]]}}).splitlines() == [
        "{", '"a": {', '"f": [', '["k", [1.0]],', '["é", []]', "]", "}", "}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        (1.0, 1.0 + 1e-5, False),
        (1.0, 1.01, True),
        (float("nan"), float("nan"), False),
        (float("nan"), 1.0, True),
        (1, 1.0, False),
        ([1.0], [1.0, 2.0], True),
        ({"a": 1.0}, {"a": 1.0 + 1e-5}, False),
        ({"a": 1.0}, {"b": 1.0}, True),
        ("a", "b", True),
        ([], {}, True),
    ],
)
def test_numbers_are_compared_with_a_tolerance(one: object, other: object, different: bool) -> None:
    assert differ(one, other) is different
    assert differ(other, one) is different
    assert differ({"x": [one]}, {"x": [other]}) is different
