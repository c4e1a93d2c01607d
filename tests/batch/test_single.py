"""One notebook graded alone: the marks of a class, the forms that other programs read, and a course left as it was."""

import hashlib
import json
import re
from dataclasses import fields
from pathlib import Path

import nbformat
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from autograder import cli
from autograder.authoring import build
from autograder.exchange import results, single
from autograder.exchange.results import Exercise, Mistake, Result
from autograder.faults import CourseError
from tests.support import batch, small_course

DOCS = Path(__file__).parents[2] / "docs" / "one-notebook.md"
DRAWS = "import random\nassert square(3) == 9, f'drew {random.random()}'"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    monkeypatch.setenv("COURSE_LANG", "en")


def answer(course: Path, **answers: str) -> Path:
    file = course.parent / "mine (1).ipynb"
    nbformat.write(batch.answered(course, **answers), file)
    return file


def everything(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def test_it_gives_the_marks_of_a_class_and_leaves_the_course_as_it_was(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    file = answer(course, square=batch.RIGHT, part=batch.HALF, why="Because.")
    before = everything(tmp_path)
    result = single.grade(course, file, "ps1", sandbox=False)
    assert everything(tmp_path) == before
    assert (result.graded, result.score, result.max_score, result.to_mark) == (True, 3.5, 9.0, 1)
    marks = {exercise.name: (exercise.score, exercise.max_score) for exercise in result.exercises}
    assert marks == {"test_square": (2.0, 2.0), "test_part": (1.5, 4.0), "why": (None, 3.0)}


def test_a_gradebook_and_folders_named_by_the_course_are_not_touched(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    file = answer(course)
    elsewhere = tmp_path / "elsewhere"
    batch.configure(
        course,
        f"c.CourseDirectory.db_url = 'sqlite:///{elsewhere}/book.db'\n"
        f"c.CourseDirectory.autograded_directory = '{elsewhere}'\nc.CourseDirectory.submitted_directory = 'handed'",
    )
    assert single.grade(course, file, "ps1", sandbox=False).graded
    assert not elsewhere.exists()


def test_a_secret_decides_what_tests_draw(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    batch.write_source(course, "ps1", "p1", batch.source_cells(hidden=DRAWS))
    file = answer(course, square=batch.WRONG)

    def drawn(secret: str) -> str:
        (tmp_path / "secret").write_text(secret)
        result = single.grade(course, file, "ps1", secret=tmp_path / "secret", sandbox=False)
        return result.exercises[0].message

    assert drawn("one").startswith("drew 0.")
    assert drawn("one") == drawn("one\n") != drawn("two")
    (tmp_path / "secret").write_text("")
    with pytest.raises(CourseError, match="it is empty"):
        single.grade(course, file, "ps1", secret=tmp_path / "secret", sandbox=False)


def test_what_cannot_be_graded_has_a_reason_and_no_points(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    torn = tmp_path / "torn.ipynb"
    torn.write_text(answer(course).read_text()[:200])
    result = single.grade(course, torn, "ps1", sandbox=False)
    assert (result.graded, result.score, result.exercises) == (False, None, [])
    assert "not a notebook" in result.reason
    assert set(json.loads(results.as_gradescope(result))) == {"output"}
    assert results.as_github(result, "torn.ipynb").startswith("::error file=torn.ipynb,title=not graded::")


@pytest.mark.parametrize("name", ["ps9", "..", ".", "", "ps1/../ps2"])
def test_an_assignment_that_is_not_there_is_a_line(name: str, tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    with pytest.raises(CourseError, match="the course has no source of"):
        single.grade(course, answer(course), name, sandbox=False)


def run(*args: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli.app, ["grade", *args, "--no-sandbox"])
    return done.exit_code, done.stdout, done.stderr


def test_the_command_prints_the_form_that_is_asked_for(tmp_path: Path) -> None:
    small_course.write(tmp_path)  # a course of one text a step, never built: without a gradebook
    (made,) = build.make(tmp_path)
    release = nbformat.reads(made.release[f"{small_course.STEP}.ipynb"].decode(), as_version=4)
    for cell in release.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in ("double", "area"):
            cell.source = f"def {cell.metadata.nbgrader.grade_id}(x):\n    return 4"
    file = tmp_path / "mine.ipynb"
    nbformat.write(release, file)
    place = (str(file), "--assignment", small_course.STEP, "--course", str(tmp_path))
    before = everything(tmp_path)
    code, out, err = run(*place, "--json")
    assert code == 0, err
    found = json.loads(out)
    assert set(found) == {field.name for field in fields(Result)}
    assert [exercise["message"] for exercise in found["exercises"]][:2] == ["double(-3)", "area(1)"]
    assert everything(tmp_path) == before
    assert run(*place, "--json", "--github")[0] == 2
    assert run("--json")[0] == 2


def test_gradescopes_form() -> None:
    form = json.loads(results.as_gradescope(RESULT))
    assert form["score"] == 2.5
    assert [set(test) >= {"name", "score", "max_score", "visibility"} for test in form["tests"]] == [True] * 3
    assert [test.get("status") for test in form["tests"]] == ["passed", "failed", None]
    assert form["tests"][1]["output"] == "expected 1\n✗ sign — the sign"
    assert sum(test["max_score"] for test in form["tests"]) == 5  # what a person marks is not in it


def test_githubs_form_is_an_annotation_for_each_lost_exercise_and_the_score() -> None:
    lines = results.as_github(RESULT, "a,b.ipynb").split("\n")
    assert lines[0] == "::error file=a%2Cb.ipynb,title=test_b 0.5/3::expected 1%0A✗ sign — the sign"
    assert lines[-1].startswith("::notice file=a%2Cb.ipynb,title=2.5 of 5 points::1 ")
    assert len(lines) == 2


@given(st.text(), st.text())
def test_no_message_begins_an_annotation_of_its_own(message: str, name: str) -> None:
    result = Result("a", True, 0.0, 1.0, 0, [Exercise(name, 0.0, 1.0, message)])
    lines = re.split(r"[\r\n]", results.as_github(result, "f.ipynb"))
    assert len(lines) == 2
    assert re.fullmatch(r"::error file=f\.ipynb,title=[^:,]*::.*", lines[0], re.DOTALL)


RESULT = Result(
    "a",
    True,
    2.5,
    5.0,
    1,
    [
        Exercise("test_a", 2.0, 2.0),
        Exercise("test_b", 0.5, 3.0, "expected 1\n✗ sign — the sign", [Mistake("sign", "the sign")]),
        Exercise("why", None, 3.0),
    ],
)


def test_the_page_describes_every_field_and_no_other() -> None:
    text = DOCS.read_text()
    for heading, kind in (("the result", Result), ("an exercise", Exercise), ("a mistake", Mistake)):
        table = text.partition(f"| {heading} |")[2].partition("\n\n")[0]
        assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [field.name for field in fields(kind)]


def test_the_workflow_on_the_page_is_yaml_and_calls_what_there_is() -> None:
    block = DOCS.read_text().partition("```yaml\n")[2].partition("```")[0]
    workflow = yaml.safe_load(block)
    steps = workflow["jobs"]["grade"]["steps"]
    said = "\n".join(step.get("run", "") for step in steps)
    assert "--assignment 01_numpy --json" in said
    assert workflow["permissions"] == {"contents": "read"}
    options = {option for parameter in _grade().params for option in parameter.opts}
    assert set(re.findall(r"(--(?:assignment|secret|json|course|github|gradescope))\b", said)) <= options


def _grade():  # type: ignore[no-untyped-def]
    import typer.main

    return typer.main.get_command(cli.app).commands["grade"]
