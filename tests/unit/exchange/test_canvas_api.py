"""Canvas by its API: the class comes in, marks and pages go back, and what goes wrong is one line."""

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from typer.testing import CliRunner, Result

from autograder.authoring import build
from autograder.cli import app
from autograder.coursedir import feedback
from tests.support import canvas, small_course
from tests.support.canvas import TOKEN, Canvas, Submission
from tests.support.small_course import STEP

BOOK = nbformat.writes(nbformat.v4.new_notebook()).encode()
PEOPLE = [
    {"id": 12, "sortable_name": "Lovelace, Ada", "login_id": "Ada@x.org", "sis_user_id": "S12"},
    {"id": 345, "sortable_name": "Lefèvre, Inès_12_x", "login_id": None, "email": "ines@x.org"},
    {"id": 9, "sortable_name": "O'Connor, Bob", "login_id": "bob"},
]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("canvas")
    small_course.write(folder)
    build.write(folder, build.make(folder))
    return folder


@pytest.fixture
def course(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("nbgrader_config.py", "gradebook.db"):
        (tmp_path / name).write_bytes((built / name).read_bytes())
    monkeypatch.setenv("COURSE_LANG", "en")
    monkeypatch.setenv("CANVAS_TOKEN", TOKEN)
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.setenv(name, "127.0.0.1")
    return tmp_path


@pytest.fixture
def there() -> Canvas:
    return Canvas(PEOPLE, {
        12: Submission(12, {f"{STEP}-1.ipynb": BOOK, "../../evil.py": b"x = 1"}, "2026-01-15T17:00:00Z"),
        345: Submission(345, {f"{STEP}.ipynb": BOOK}, "2026-01-15T18:30:00+01:00"),
        9: Submission(9),
    })  # fmt: skip


@pytest.fixture
def address(there: Canvas) -> Iterator[str]:
    with canvas.serving(there) as found:
        yield found


def run(course: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--assignment", STEP, "--course", str(course)])


def test_a_class_comes_in_with_times_and_names(course: Path, there: Canvas, address: str) -> None:
    dry = run(course, "collect", "canvas", "--api", address, "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert "2 to write" in dry.output
    assert not (course / "submitted").exists()
    told = run(course, "collect", "canvas", "--api", address)
    assert told.exit_code == 0, told.output
    assert "nothing handed in (1): Bob O'Connor" in told.output
    files = {str(path.relative_to(course)) for path in (course / "submitted").rglob("*") if path.is_file()}
    assert files == {
        f"submitted/{student}/{STEP}/{name}"
        for student, names in (("ada@x.org", [f"{STEP}.ipynb", ".._.._evil.py"]), ("ines@x.org", [f"{STEP}.ipynb"]))
        for name in [*names, "timestamp.txt"]
    }
    assert (course / f"submitted/ines@x.org/{STEP}/timestamp.txt").read_text() == "2026-01-15 17:30:00 UTC"
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        assert {one.id: (one.first_name, one.lms_user_id) for one in book.students} == {
            "ada@x.org": ("Ada", "12"), "bob": ("Bob", "9"), "ines@x.org": ("Inès_12_x", "345"),
        }  # fmt: skip
    assert "2 stay as they are" in run(course, "collect", "canvas", "--api", address).output
    assert sum("page=2" in asked for asked in there.asked) >= 2, "it reads what stands on further pages"
    assert not any(TOKEN in asked for asked in there.asked)


@pytest.fixture
def graded(course: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Ada has 3 of 6 points, Inès 6; both have a page."""
    assert run(course, "collect", "canvas", "--api", address).exit_code == 0
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        for student, scores in (("ada@x.org", (0, 3, 0)), ("ines@x.org", (2, 3, 1))):
            given = dict(zip(("test_double", "test_area", "why"), scores, strict=True))
            for grade in book.add_submission(STEP, student).notebooks[0].grades:
                grade.auto_score, grade.needs_manual_grade = given[grade.name], False
        book.db.commit()

    def generate(_course: Path, pairs: list[tuple[str, str]], *_how: object) -> list[object]:
        for assignment, student in pairs:
            page = course / "feedback" / student / assignment / "index.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(f"<p>{student}</p>")
        return []

    monkeypatch.setattr(feedback, "generate", generate)
    return course


def test_marks_and_pages_go_back_once(graded: Path, there: Canvas, address: str) -> None:
    told = run(graded, "return", "canvas", "--api", address)
    assert told.exit_code == 0, told.output
    assert "sent to Canvas: something new for 2 students" in told.output
    assert {user: one.score for user, one in there.submissions.items()} == {12: 5.0, 345: 10.0, 9: None}
    assert there.submissions[12].comments == {"index.html": b"<p>ada@x.org</p>"}
    assert there.submissions[345].comments == {"index.html": b"<p>ines@x.org</p>"}
    there.asked.clear()
    assert "something new for 0 students" in run(graded, "return", "canvas", "--api", address).output
    assert all(asked.startswith("GET") for asked in there.asked)
    there.points = None
    assert run(graded, "return", "canvas", "--api", address).exit_code == 0
    assert there.submissions[12].score == 3.0, "without a maximum in Canvas the course's points are the marks"


def test_whom_canvas_refuses_is_a_line_and_the_others_are_done(graded: Path, there: Canvas, address: str) -> None:
    there.refuses = {12}
    told = run(graded, "return", "canvas", "--api", address)
    assert told.exit_code == 3
    assert "Ada Lovelace: Canvas refused it" in told.output
    assert "the grading period is closed" in told.output
    assert there.submissions[345].score == 10.0


WRONG = {
    "a wrong token": ({"": (401, "")}, "this token"),
    "no such course": ({"/assignments": (404, "{}")}, "Canvas has nothing at this address"),
    "not allowed": ({"/assignments": (403, "{}")}, "use the token of somebody who teaches the course"),
    "not Canvas": ({"/assignments": (200, "<html>hello</html>")}, "this is not what Canvas says"),
    "another thing": ({"/assignments": (200, '{"a": 1}')}, "this is not what Canvas says"),
    "broken": ({"/submissions": (500, "x" * 9999)}, "Canvas refused it"),
}


@pytest.mark.parametrize("what", [*WRONG, "nobody listens", "no such assignment"])
@pytest.mark.parametrize("way", ["collect", "return"])
def test_what_goes_wrong_is_one_line(
    what: str, way: str, course: Path, there: Canvas, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what in WRONG:
        there.answers, line = WRONG[what]
    if what == "a wrong token":
        there.answers = {}
        monkeypatch.setenv("CANVAS_TOKEN", "wrong-7")
    if what == "nobody listens":
        address, line = "http://127.0.0.1:9/courses/7", "Canvas cannot be reached: Connection refused"
    if what == "no such assignment":
        there.title, line = "Week 1", "name it with --column"
    told = run(course, way, "canvas", "--api", address)
    assert told.exit_code == 1, told.output
    (said,) = told.output.splitlines()
    assert line in said
    assert len(said) < 400
    assert TOKEN not in said
    assert "wrong-7" not in said
    assert not (course / "submitted").exists()


@pytest.mark.parametrize(
    ("address", "token", "line"),
    [
        ("https://canvas.x.org/", TOKEN, "not the address of a course"),
        ("http://canvas.x.org/courses/7", TOKEN, "use https"),
        ("https://canvas.x.org/courses/7", "", "CANVAS_TOKEN: this variable holds no token"),
        ("https://canvas.x.org/courses/7", "a\nb", "CANVAS_TOKEN"),
    ],
)
def test_what_is_wrong_before_anything_is_asked(
    address: str, token: str, line: str, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANVAS_TOKEN", token)
    told = run(course, "collect", "canvas", "--api", address)
    assert told.exit_code == 1
    (said,) = told.output.splitlines()
    assert line in said


def test_the_token_may_stand_in_a_file(
    course: Path, there: Canvas, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CANVAS_TOKEN")
    path = course / "token"
    path.write_text(f"{TOKEN}\n")
    told = run(course, "collect", "canvas", "--api", address, "--token-file", str(path), "--dry-run")
    assert told.exit_code == 0, told.output
    assert run(course, "collect", "canvas", "--api", address, "--token-file", str(course / "none")).exit_code == 1


def test_another_title_is_named_by_column(course: Path, there: Canvas, address: str) -> None:
    there.title = "Week 1"
    assert run(course, "collect", "canvas", "--api", address, "--column", "Week 1", "--dry-run").exit_code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["collect", "canvas", "--api", "https://x.org/courses/7", "some.zip"],
        ["collect", "moodle", "--api", "https://x.org/courses/7"],
        ["collect", "canvas", "--roster", "r.csv"],
        ["return", "canvas"],
        ["return", "moodle", "--api", "https://x.org/courses/7"],
        ["return", "canvas", "--api", "https://x.org/courses/7", "--roster", "r.csv"],
    ],
)
def test_what_does_not_go_together_is_refused(course: Path, words: list[str]) -> None:
    assert run(course, *words).exit_code == 2
