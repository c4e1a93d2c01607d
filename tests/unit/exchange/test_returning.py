"""Marks and feedback go back: what came in under a number goes out under the same, as the LMS reads it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbgrader.api import Gradebook

from autograder.coursedir import feedback
from autograder.coursedir.gradebook import Book
from autograder.coursedir.own_tables import MARKED
from autograder.coursedir.settings import load_course
from autograder.coursedir.submission import check, find
from autograder.exchange import returning
from autograder.exchange.collecting import collect
from autograder.exchange.people import Person
from autograder.exchange.returning import Returned, give_back
from autograder.faults import CourseError
from tests.support.lms import (
    FEUILLE,
    WORKSHEET,
    Someone,
    canvas_file,
    canvas_takes_marks,
    canvas_takes_pages,
    gradebook,
    moodle_takes_marks,
    moodle_takes_pages,
    worksheet,
    zipped,
)
from tests.support.small_course import STEP

ADA = Someone(12, "Ada", "Lovelace", "ada@x.org")
INES = Someone(345, "Inès_12_x", "Lefèvre, d'Arc", "ines@x.org", late=True)
BOB = Someone(9, "Bob", "O'Connor", "bob@x.org", "-")
CLASS = [ADA, INES, BOB]
COLUMN = f"{STEP} (77)"


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook of a step of 4 points: Ada has 3, Inès 2 and a penalty of 0.5, and Bob handed in nothing."""
    path = tmp_path_factory.mktemp("graded") / "gradebook.db"
    load_course(path.parent)  # it finds the program that makes the tables
    with Gradebook(f"sqlite:///{path}") as book:
        book.add_assignment(STEP)
        book.add_notebook(STEP, STEP)
        book.add_grade_cell("test_a", STEP, STEP, max_score=4, cell_type="code")
        for one, score in ((ADA, 3), (INES, 2)):
            book.add_student(one.email, email=one.email)
            submission = book.add_submission(STEP, one.email)
            (grade,) = submission.notebooks[0].grades
            grade.auto_score, grade.needs_manual_grade = score, False
            submission.notebooks[0].late_submission_penalty = 0.5 if one is INES else None
        book.db.commit()
    return path


@pytest.fixture
def course(tmp_path: Path, graded: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_LANG", "en")
    folder = tmp_path / "course"
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text("c = get_config()\n")
    (folder / "gradebook.db").write_bytes(graded.read_bytes())

    def generate(course: Path, pairs: Sequence[tuple[str, str]], *_more: object) -> list[tuple[str, str, str]]:
        for assignment, student in pairs:
            page = course / "feedback" / student / assignment / f"{assignment}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(f"page of {student}")
            (page.parent / "index.html").write_text("summed up")
        return []

    monkeypatch.setattr(feedback, "generate", generate)
    return folder


def unmark(course: Path, student: str) -> None:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        (grade,) = book.find_submission(STEP, student).notebooks[0].grades
        grade.auto_score, grade.needs_manual_grade = None, True
        book.db.commit()
    (course / "autograded" / student / STEP).mkdir(parents=True)


def lines(returned: Returned) -> str:
    return "\n".join(map(str, returned.lines))


@pytest.mark.parametrize("header", [WORKSHEET, FEUILLE])
def test_moodle_takes_marks_and_pages_under_the_same_numbers(course: Path, header: Sequence[str]) -> None:
    roster = worksheet(course.parent / "w.csv", CLASS, header)
    returned = give_back(course, "moodle", STEP, roster, course / "out")
    assert moodle_takes_marks(course / "out/grades.csv", header) == {12: 75.0, 345: 37.5}
    pages = moodle_takes_pages(course / "out/feedback.zip", [one.number for one in CLASS])
    assert pages == {
        12: {f"{STEP}.html": b"page of ada@x.org", "index.html": b"summed up"},
        345: {f"{STEP}.html": b"page of ines@x.org", "index.html": b"summed up"},
    }
    assert (returned.points, returned.maximum, returned.penalties, returned.students) == (4.0, 100.0, 1, 2)
    assert (returned.ungraded, returned.waiting, returned.strangers, lines(returned)) == (["Bob O'Connor"], [], [], "")


def test_all_other_cells_of_moodles_worksheet_stay_byte_for_byte(course: Path) -> None:
    roster = worksheet(course.parent / "w.csv", [ADA], maximum="4,00")
    give_back(course, "moodle", STEP, roster, course / "out")
    before, after = roster.read_bytes(), (course / "out/grades.csv").read_bytes()
    assert after == before.replace(b',-,,"4,00",', b',-,3,"4,00",')
    assert after != before


def test_canvas_takes_marks_and_pages_under_the_same_numbers(course: Path) -> None:
    attachments = {12: 70, 345: 71, 9: 72}
    ines = Someone(345, "Inès", "Lefèvre", "ines@x.org", late=True)
    people = [ADA, ines, BOB]
    files = {canvas_file(one, attachments[one.number], f"{STEP}-1.ipynb"): b"{}" for one in people[:2]}
    roster = gradebook(course.parent / "g.csv", people, {"other (76)": "9.00", COLUMN: "8.00"}, grade="1.00")
    collect(course, "canvas", zipped(course.parent / "c.zip", files), STEP, roster=roster)
    returned = give_back(course, "canvas", STEP, roster, course / "out")
    assert canvas_takes_marks(course / "out/grades.csv", list(attachments)) == {COLUMN: {12: "6", 345: "3"}}
    pages = canvas_takes_pages(course / "out/feedback.zip", attachments)
    assert pages == {12: [b"page of ada@x.org", b"summed up"], 345: [b"page of ines@x.org", b"summed up"]}
    assert returned.maximum == 8.0
    assert lines(returned) == ""


def test_the_rows_that_tell_of_the_columns_go_back_to_canvas(course: Path) -> None:
    roster = gradebook(course.parent / "g.csv", CLASS, {COLUMN: "8.00"})
    returned = give_back(course, "canvas", STEP, roster, course / "out")
    rows = (course / "out/grades.csv").read_text().splitlines()
    assert rows[0] == f"Student,ID,SIS User ID,SIS Login ID,Section,{COLUMN}"
    assert rows[1:3] == [",,,,,Manual Posting", "    Points Possible,,,,,8.00"]
    assert len(rows) == 5
    assert "no page goes back; collect the submission" in lines(returned)


def test_the_column_is_named_or_told(course: Path) -> None:
    roster = gradebook(course.parent / "g.csv", [ADA], {"Week 1 (5)": "4.00", "Week 2 (6)": "4.00"})
    with pytest.raises(CourseError, match=r"which column is 01_small\? There are: Week 1 \(5\), Week 2 \(6\)"):
        give_back(course, "canvas", STEP, roster, course / "out")
    give_back(course, "canvas", STEP, roster, course / "out", column="Week 2")
    assert canvas_takes_marks(course / "out/grades.csv", [12]) == {"Week 2 (6)": {12: "3"}}


def test_who_waits_for_a_person_keeps_what_the_lms_has(course: Path) -> None:
    unmark(course, "ada@x.org")
    roster = worksheet(course.parent / "w.csv", CLASS)
    returned = give_back(course, "moodle", STEP, roster, course / "out")
    assert returned.waiting == ["Ada Lovelace"]
    assert moodle_takes_marks(course / "out/grades.csv") == {345: 37.5}
    give_back(course, "moodle", STEP, roster, course / "out", partial=True)
    assert moodle_takes_marks(course / "out/grades.csv") == {12: 0.0, 345: 37.5}


def test_rows_without_a_score_and_without_a_graded_folder_are_no_zero(course: Path) -> None:
    """As `nbgrader autograde` leaves them where it could not grade."""
    unmark(course, "ada@x.org")
    (course / "autograded/ada@x.org" / STEP).rmdir()
    roster = worksheet(course.parent / "w.csv", CLASS)
    returned = give_back(course, "moodle", STEP, roster, course / "out", partial=True)
    assert moodle_takes_marks(course / "out/grades.csv") == {345: 37.5}
    assert returned.ungraded == ["Ada Lovelace", "Bob O'Connor"]


def note_digest(course: Path, student: str, digest: str) -> None:
    """As if the submission with this digest had been graded."""
    loaded = load_course(course)
    book = Book(loaded)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as rows:
        submission = rows.find_submission(STEP, student).id
    book.session.execute(MARKED.insert(), [{"submission_id": submission, "digest": digest}])
    book.session.commit()
    book.close()


@pytest.mark.parametrize("left", ["{}", None], ids=["another", "none"])
def test_a_mark_of_an_earlier_submission_is_told(course: Path, left: str | None) -> None:
    folder = course / "submitted" / ADA.email / STEP
    folder.mkdir(parents=True)
    notebook = folder / f"{STEP}.ipynb"
    notebook.write_text('{"as": "graded"}')
    loaded = load_course(course)
    (place,) = find(loaded.directory, STEP)
    note_digest(course, ADA.email, check(loaded, place, {STEP: ()}).digest)
    roster = worksheet(course.parent / "w.csv", CLASS)
    assert lines(give_back(course, "moodle", STEP, roster, course / "out")) == ""
    notebook.unlink() if left is None else notebook.write_text(left)
    told = lines(give_back(course, "moodle", STEP, roster, course / "out"))
    assert told == "Ada Lovelace: the mark is of an earlier submission; the one that is there now is not graded"
    assert moodle_takes_marks(course / "out/grades.csv") == {12: 75.0, 345: 37.5}


def test_who_is_graded_and_not_in_the_roster_is_told(course: Path) -> None:
    returned = give_back(course, "moodle", STEP, worksheet(course.parent / "w.csv", [ADA]), course / "out")
    assert returned.strangers == ["ines@x.org"]


def test_nothing_is_written_where_nobody_gets_a_mark(course: Path) -> None:
    returned = give_back(course, "moodle", STEP, worksheet(course.parent / "w.csv", [BOB]), course / "out")
    assert (returned.marks, (course / "out").exists()) == ({}, False)


def test_a_page_that_could_not_be_made_is_told(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "generate", lambda _course, pairs, *_more: [(*pairs[0], "too long")])
    returned = give_back(course, "moodle", STEP, worksheet(course.parent / "w.csv", CLASS), course / "out")
    assert "ada@x.org: no page of feedback: too long" in lines(returned)
    assert not (course / "out/feedback.zip").exists()


@pytest.mark.parametrize("lms", ["moodle", "canvas"])
def test_a_table_without_a_column_for_marks_is_told(course: Path, lms: returning.Lms) -> None:
    (course.parent / "w.csv").write_text("Identifier,Student,ID\nParticipant 12,x,12\n")
    with pytest.raises(CourseError):
        give_back(course, lms, STEP, course.parent / "w.csv", course / "out")


NAMES = st.text(max_size=20)


@given(st.lists(st.tuples(st.integers(1, 10**9), NAMES), min_size=1, max_size=5, unique_by=lambda pair: pair[0]))
def test_moodle_finds_everybody_by_the_name_of_their_page(rows: list[tuple[int, str]]) -> None:
    for number, name in rows:
        folder, page = returning.moodle_name(Person(str(number), name, "", "", "", (), 0), "page.html").split("/")
        assert folder.split("_", 4)[1:] == [str(number), "assignfeedback", "file"]
        assert folder.isprintable()
        assert page == "page.html"
