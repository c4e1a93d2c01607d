"""Other teachers' notebooks have stock nbgrader's marks; and the tool that compares them does what it says."""

from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from tests.support import notebooks
from tests.tools import courses

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def handed_out() -> list[courses.Case]:
    return courses.read(CASES)


# Its answer stands in a cell without a mark: the teacher is told, and a setting makes that cell the student's.
UNMARKED = ("plain_cell_answer", "student", "test_area", 2.0, 0.0)


@pytest.mark.slow
def test_every_handed_out_notebook_has_stocks_marks(handed_out: list[courses.Case]) -> None:
    """Stock nbgrader's scores are on record: `python -m tests.tools.courses tests/batch/cases` asks for them anew."""
    stock = courses.recorded(CASES, handed_out, False, _not_on_record)
    ours = courses.by_autograder(handed_out, 2)
    assert courses.differences(stock, ours.scores) == [UNMARKED], ours.said
    assert "plain_cell_answer: test_area reads area" in ours.said


@pytest.mark.slow
def test_answers_in_unmarked_cells_have_stocks_marks_where_the_course_says_so(handed_out: list[courses.Case]) -> None:
    cases = [case for case in handed_out if case.name == UNMARKED[0]]
    stock = courses.recorded(CASES, cases, False, _not_on_record)
    ours = courses.by_autograder(cases, 1, "c.Grading.unmarked = 'student'")
    assert courses.differences(stock, ours.scores) == [], ours.said


def _not_on_record(name: str) -> None:
    pytest.fail(f"{name} has changed: run python -m tests.tools.courses tests/batch/cases")


def test_the_record_tells_the_submissions_apart(handed_out: list[courses.Case]) -> None:
    """The solved notebook has points in every case, the untouched one loses some."""
    stock = courses.recorded(CASES, handed_out, False, _not_on_record)
    points = {
        name: {student: sum(filter(None, tests.values())) for student, tests in scores.items()}
        for name, scores in stock.items()
    }
    assert all(of["solved"] > of["untouched"] for name, of in points.items() if name not in GIVEN)
    assert any(of["solved"] > of["half"] > of["untouched"] for of in points.values())


# Untouched, these have the points of the solution: an answer in a cell without a mark, a file that was handed out.
GIVEN = {"plain_cell_answer", "file_overwritten"}


def test_a_case_is_the_same_each_time_it_is_read(handed_out: list[courses.Case]) -> None:
    assert [case.digest for case in courses.read(CASES)] == [case.digest for case in handed_out]


def test_what_is_handed_in() -> None:
    source = notebooks.notebook(
        notebooks.setup("import math"),
        notebooks.solution("one", "def one(x):\n    ### BEGIN SOLUTION\n    return x + 2\n    ### END SOLUTION"),
        notebooks.check("test_one", "assert one(1) == 3"),
        notebooks.solution("two", "### BEGIN SOLUTION\nname = 5\n### END SOLUTION"),
    )
    released = nbformat.from_dict(source)
    for cell in (released.cells[1], released.cells[3]):
        cell.source = "raise NotImplementedError()"
    written = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("import cmath"), notebooks.solution("two", "name = 6")]
    )
    made = courses.submissions(courses.Case("case", source, {}, written), released)
    answers = {name: [one.cells[place].source for place in (0, 1, 3)] for name, one in made.items()}
    solved, stub = "def one(x):\n    return x + 2", "raise NotImplementedError()"
    assert answers == {
        "solved": ["import math", solved, "name = 5"],
        "untouched": ["import math", stub, stub],
        "half": ["import math", solved, stub],
        "wrong": ["import math", "def one(x):\n    return x - 3", "name = 6"],
        "student": ["import cmath", solved, "name = 6"],
    }


def test_a_difference_is_shown_and_the_exit_code_tells_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "case.py").write_text('# %% nbgrader={"grade": true, "grade_id": "test", "points": 1}\nassert True\n')
    stock = {"case": {"solved": {"test": 1.0}}}
    monkeypatch.setattr(courses, "by_stock", lambda cases, tell: stock)
    for points, code in ((1.0, 0), (0.0, 1)):
        ours = courses.Ours({"case": {"solved": {"test": points}}}, "what it said", 0)
        monkeypatch.setattr(courses, "by_autograder", lambda cases, jobs, ours=ours: ours)
        done = CliRunner().invoke(courses.app, [str(tmp_path)])
        assert done.exit_code == code
        assert ("what it said" in done.output) == bool(code)


def test_a_folder_without_notebooks_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(courses.app, [str(tmp_path)])
    assert done.exit_code == 2
    assert "no notebook here" in " ".join(done.output.split())
