"""The teacher's page: its figures are right, what students wrote stays text, and nothing else is loaded."""

import base64
import csv
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from nbgrader.api import Gradebook

from autograder import report
from autograder.coursedir import examples
from autograder.coursedir.folder import directories
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import load_course
from autograder.faults import CourseError
from autograder.records import Example
from autograder.report import graded_class, statistics, students
from autograder.report.graded_class import Assignment, Exercise, GradedClass, Mistake
from autograder.report.page import FORMGRADER, render
from course.helpers.mistakes import MISTAKES

HOSTILE = "<script>alert(1)</script> & $x_1$"


def assignment(**scores: list[float | None]) -> Assignment:
    """An assignment with these scores by exercise, 4 points each."""
    exercises = [
        Exercise(name, 4.0, {f"s{i}": score for i, score in enumerate(column)}) for name, column in scores.items()
    ]
    students = range(len(next(iter(scores.values()))))
    totals = {f"s{i}": sum(exercise.scores[f"s{i}"] or 0.0 for exercise in exercises) for i in students}
    return Assignment("01_small", 4.0 * len(exercises), totals, exercises, [])


def test_difficulty_and_discrimination_are_the_textbooks() -> None:
    one, two, three = [4, 4, 4, 0, 0, 0], [4, 3, 2, 2, 1, 0], [0, 0, 4, 4, 4, 4]
    items = statistics.of(assignment(one=one, two=two, three=three))
    assert [item.difficulty for item in items] == [0.5, 0.5, pytest.approx(2 / 3)]
    rest = np.add(two, three)
    assert items[0].discrimination == pytest.approx(np.corrcoef(one, rest)[0, 1])
    assert [(item.full, item.none, item.marked) for item in items] == [(3, 3, 6), (1, 1, 6), (4, 2, 6)]


def test_doubtful_tests_are_told() -> None:
    good = [0, 0, 1, 3, 4, 4]
    columns = {"nobody": [0] * 6, "everybody": [4] * 6, "bad": good[::-1], "good": good, "better": good, "best": good}
    items = statistics.of(assignment(**columns))
    assert {item.exercise.name: item.doubt for item in items if item.doubt} == {
        "nobody": "nobody", "everybody": "everybody", "bad": "negative",
    }  # fmt: skip


def test_of_few_students_nothing_is_said() -> None:
    items = statistics.of(assignment(one=[0, 0, 0, 0], two=[4, 3, 2, 1]))
    assert [(item.discrimination, item.doubt) for item in items] == [(None, None)] * 2


def test_what_waits_for_a_person_is_in_no_figure() -> None:
    graded = assignment(one=[4, 0, 4, 0, 4], written=[None, None, 4, 4, 4], two=[4, 0, 4, 0, 4])
    one, written, _two = statistics.of(graded)
    assert one.discrimination == pytest.approx(1.0)
    assert (written.marked, written.difficulty) == (3, 1.0)
    assert graded.to_mark == 2


CLASS = GradedClass(
    {"s0": HOSTILE, "s1": "Zoé"},
    [
        Assignment(
            "01_small",
            4.0,
            {"s0": 4.0, "s1": 0.0},
            [Exercise("pre<b>dict $a$", 4.0, {"s0": 4.0, "s1": 0.0})],
            [
                Mistake("sum.for_mean", "as told", {"s0": ["predict"]}),
                Mistake("of_another_course", HOSTILE, {"s1": ["predict"], "s0": ["predict"]}),
            ],
            late={"s1": timedelta(hours=5, minutes=12)},
            missing=["s2</li>"],
            ungraded=["s3"],
        )
    ],
)


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("lang", ["en", "fr", "both"])
def test_the_page_is_whole_and_holds_no_markup_of_students(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", lang)
    page = render(CLASS)
    tags = _Tags(page)
    assert not {tag for tag, _attributes in tags.found} & {"link", "img", "iframe", "object", "b<"}
    assert [attributes for tag, attributes in tags.found if tag == "script"] == [{}]
    for tag, attributes in tags.found:
        assert not [name for name in attributes if name.startswith("on")]
        ways = ("#", "feedback/", FORMGRADER) if tag == "a" else ("#",)
        assert all((attributes.get(name) or "#").startswith(ways) for name in ("href", "src", "xlink:href"))
    assert not re.search(r"url\((?!#)|@import", page)
    assert HOSTILE in tags.text
    assert "pre<b>dict $a$" in tags.text
    assert "s2</li>" in tags.text
    assert sum(tag == "svg" for tag, _attributes in tags.found) == 3
    ids = [attributes["id"] for _tag, attributes in tags.found if attributes.get("id")]
    assert len(ids) == len(set(ids)) > 3
    assert set(re.findall(r'url\(#([^)]+)\)|xlink:href="#([^"]+)"', page)) <= {
        *((i, "") for i in ids),
        *(("", i) for i in ids),
    }
    assert tags.text.index("of_another_course") > 0
    assert "+5.2 h" in tags.text
    english, french = "This is the sum; the exercise asks for the mean." in page, "moyenne" in page
    assert (english, french) == (lang != "fr", lang != "en")


def test_the_same_class_gives_the_same_page() -> None:
    made = datetime(2026, 1, 17, 8, 30, tzinfo=UTC)
    assert render(CLASS, made=made) == render(CLASS, made=made)
    assert made.astimezone().strftime("%Y-%m-%d %H:%M") in render(CLASS, made=made)


def test_the_browser_runs_the_pages_own_script_alone() -> None:
    page = render(CLASS)
    (script,) = re.findall(r"(?s)<script>(.*?)</script>", page)
    named = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{named}'" in page


# --- students × steps ------------------------------------------------------------------------------------------------

EVE = {"ada": 4.0, "bob": 1.0, "eve": None}
STEPS = GradedClass(
    {"ada": "Ada Lee", "bob": "=Bob", "eve": "Ève", "zoe": "zoe"},
    [
        Assignment("01", 6.0, {"ada": 6.0, "bob": 3.0, "eve": 2.0}, [
            Exercise("one", 4.0, EVE), Exercise("two", 2.0, {"ada": 2.0, "bob": 2.0, "eve": 2.0})
        ], [], late={"bob": timedelta(hours=2)}, missing=["zoe"]),
        Assignment("02", 4.0, {"ada": 2.0}, [Exercise("one", 4.0, {"ada": 2.0})], [],
                   missing=["bob", "zoe"], ungraded=["eve"]),
        Assignment("03", 4.0, {}, [Exercise("one", 4.0, {})], [], missing=["ada", "bob", "eve", "zoe"]),
    ],
)  # fmt: skip


def test_unmarked_answers_are_in_no_percentage() -> None:
    assert STEPS.assignments[0].shares == {"ada": 100.0, "bob": 50.0, "eve": 100.0}
    assert [one.waiting("eve") for one in STEPS.assignments[:2]] == [4.0, 4.0]


def test_a_row_a_student_has_a_cell_a_step_that_somebody_has_handed_in() -> None:
    ada, bob, eve, zoe = sorted(students.rows(STEPS, Path()), key=lambda row: row.student)
    assert [cell.score for cell in ada.cells] == [6.0, 2.0]
    assert (ada.mean, ada.change, ada.missing) == (75.0, -50.0, 0)
    assert [(cell.late, cell.missing) for cell in bob.cells] == [(True, False), (False, True)]
    assert [(cell.waits, cell.ungraded) for cell in eve.cells] == [(True, False), (False, True)]
    assert (zoe.mean, zoe.missing, zoe.waits) == (None, 2, False)


def test_the_page_tells_who_has_handed_in_nothing_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    text = _Tags(render(STEPS)).text
    assert re.search(r"Nothing handed in at all:\s+zoe\n", text)


def test_the_table_as_csv_holds_no_formula() -> None:
    rows = list(csv.reader(students.as_csv(STEPS).splitlines()))
    assert rows[0][:6] == ["student", "name", "01", "01 points", "01 waiting", "01 hours late"]
    assert rows[1] == ["ada", "Ada Lee", "6", "6", "0", "0.0", "2", "4", "0", "0.0"]
    assert rows[2] == ["bob", "'=Bob", "3", "6", "0", "2.0", "", "4", "", ""]
    assert rows[3][2:6] == ["2", "6", "4", "0.0"]


def test_a_class_without_anything_has_a_page() -> None:
    assert "<svg" not in render(GradedClass({}, []))
    assert "<svg" not in render(GradedClass({"s0": "A"}, [Assignment("01", 0.0, {}, [], [], missing=["s0"])]))


# --- from a gradebook ------------------------------------------------------------------------------------------------

SAID = "f(x)\nexpected: 1\ngot: 2\n✗ sum.for_mean — The sum.\n\nattendu : 1\n✗ sum.for_mean — La somme."


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    with Gradebook(directories(tmp_path).db_url) as book:
        book.add_assignment("01_small", duedate="2026-01-16 17:00:00 UTC")
        book.add_notebook("nb", "01_small")
        book.add_grade_cell("test_double", "nb", "01_small", max_score=2, cell_type="code")
        book.add_grade_cell("why", "nb", "01_small", max_score=3, cell_type="markdown")
        for student, score in (("ada", 2.0), ("bob", 0.0)):
            book.add_student(student, first_name=student.title(), last_name="Lee")
            submission = book.add_submission("01_small", student)
            submission.timestamp = None
            (notebook,) = submission.notebooks
            for grade in notebook.grades:
                if grade.name == "test_double":
                    grade.auto_score = score
                else:
                    grade.needs_manual_grade = True
        book.add_student("cleo")
        book.add_student("dan")
        book.db.commit()
    cells = [
        cell("test_double", error=SAID),
        cell("test_double", stream="✗ mean.for_sum — printed by the student"),
        cell(None, error="✗ mean.twice — in a cell of the student's own"),
    ]
    for student, content in (("ada", []), ("bob", cells)):
        for kind in ("submitted", "autograded"):
            folder = tmp_path / kind / student / "01_small"
            folder.mkdir(parents=True)
            (folder / "nb.ipynb").write_text(json.dumps({"cells": content}))
    (tmp_path / "submitted" / "cleo" / "01_small").mkdir(parents=True)
    return tmp_path


def cell(grade_id: str | None, error: str = "", stream: str = "") -> dict[str, object]:
    marks = {"nbgrader": {"grade_id": grade_id, "grade": True, "solution": False}} if grade_id else {}
    outputs: list[dict[str, object]] = [{"output_type": "stream", "name": "stdout", "text": stream}] if stream else []
    outputs += [{"output_type": "error", "ename": "Wrong", "evalue": error, "traceback": [error]}] if error else []
    return {"cell_type": "code", "metadata": marks, "outputs": outputs}


def test_a_gradebook_is_read(course: Path) -> None:
    graded = graded_class.read(load_course(course))
    assert graded.names == {"ada": "Ada Lee", "bob": "Bob Lee", "cleo": "cleo", "dan": "dan"}
    (one,) = graded.assignments
    assert (one.points, one.totals) == (5.0, {"ada": 2.0, "bob": 0.0})
    assert [(exercise.name, exercise.scores) for exercise in one.exercises] == [
        ("double", {"ada": 2.0, "bob": 0.0}),
        ("why", {"ada": None, "bob": None}),
    ]
    assert (one.to_mark, one.missing, one.ungraded) == (2, ["dan"], ["cleo"])


def test_mistakes_are_those_that_tests_named(course: Path) -> None:
    (one,) = graded_class.read(load_course(course)).assignments
    assert one.mistakes == [Mistake("sum.for_mean", "The sum.", {"bob": ["double"]})]


def test_a_mistake_that_no_test_named_is_counted_where_the_search_named_it(course: Path) -> None:
    (course / "autograded/ada/01_small/nb.ipynb").write_text(json.dumps({"cells": [cell("test_double", "Wrong.")]}))
    # The test has named bob's mistake, and not hers.
    for student in ("ada", "bob"):
        named = Example("double(1)", "2", "1", mistake="factor.two")
        book = Book(load_course(course))
        examples.note(book.session, "01_small", student, {"nb": {"test_double": named}})
        book.close()
    (course / "autograded/bob/01_small/nb.ipynb").write_text(json.dumps({"cells": [cell("test_double", SAID)]}))
    (one,) = graded_class.read(load_course(course)).assignments
    assert one.mistakes == [
        Mistake("factor.two", MISTAKES["factor.two"], {"ada": ["double"]}),
        Mistake("sum.for_mean", "The sum.", {"bob": ["double"]}),
    ]


def test_late_ones_are_told_and_penalties_taken_off(course: Path) -> None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        submission = book.find_submission("01_small", "ada")
        submission.timestamp = submission.assignment.duedate + timedelta(hours=2)
        submission.notebooks[0].late_submission_penalty = 0.5
        book.db.commit()
    (one,) = graded_class.read(load_course(course)).assignments
    assert one.late == {"ada": timedelta(hours=2)}
    assert one.totals["ada"] == 1.5


def test_the_page_is_written(course: Path) -> None:
    feedback = course / "feedback" / "ada" / "01_small"
    feedback.mkdir(parents=True)
    (feedback / "nb.html").touch()
    (feedback / "index.html").touch()
    (course / "pages").mkdir()
    report.write(course, course / "pages" / "report.html", course / "class.csv", "https://hub.example.org/formgrader/")
    page = (course / "pages" / "report.html").read_text()
    assert '<a href="../feedback/ada/01_small/index.html">2</a>' in page
    assert page.count("feedback/") == 1
    assert '<a href="https://hub.example.org/formgrader/manage_students/bob">Bob Lee</a>' in page
    assert '<a href="https://hub.example.org/formgrader/gradebook/01_small">2</a>' in page
    assert (course / "class.csv").read_text().splitlines()[1] == "ada,Ada Lee,2,5,3,0.0"


def test_a_course_without_a_gradebook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError):
        report.write(tmp_path, tmp_path / "report.html")
