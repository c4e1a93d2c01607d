"""A class from Moodle, Canvas or a folder: whose each file is, when it came, and what is left out."""

import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import nbformat
import pytest
import sqlalchemy as sa
from babel.dates import format_datetime
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.coursedir.gradebook import Book, Enrolled
from autograder.coursedir.settings import load_course
from autograder.exchange import canvas, moodle, times
from autograder.exchange.collecting import Collected, HandedIn, collect
from autograder.exchange.people import Person
from autograder.faults import CourseError
from tests.support.lms import (
    FEUILLE,
    Someone,
    canvas_file,
    gradebook,
    moodle_folder,
    worksheet,
    zipped,
)
from tests.support.small_course import STEP

ADA = Someone(12, "Ada", "Lovelace", "Ada@x.org")
INES = Someone(345, "Inès", "Lefèvre d'Arc", "ines@x.org", "Friday, January 16, 2026, 11:59 PM", late=True)
BOB = Someone(9, "Bob", "O'Connor", "bob@x.org", "-")
NOTEBOOK = b'{"cells": []}'


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A gradebook that knows the step and its notebook."""
    path = tmp_path_factory.mktemp("built") / "gradebook.db"
    load_course(path.parent)  # it finds the program that makes the tables
    with Gradebook(f"sqlite:///{path}") as gradebook:
        gradebook.add_assignment(STEP)
        gradebook.add_notebook(STEP, STEP)
    return path


@pytest.fixture
def course(tmp_path: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COURSE_LANG", "en")
    (tmp_path / "course").mkdir()
    (tmp_path / "course/nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.max_file_size = 10\n")
    (tmp_path / "course/gradebook.db").write_bytes(built.read_bytes())
    return tmp_path / "course"


def laid_out(course: Path) -> dict[str, bytes]:
    root = course / "submitted"
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def lines(collected: Collected) -> str:
    remarks = [f"{one.student}: {remark}" for one in collected.students for remark in [*one.remarks, *one.doubts]]
    return "\n".join([*remarks, *map(str, collected.lines)])


def enrolled(course: Path) -> list[Enrolled]:
    book = Book(load_course(course))
    try:
        return book.enrolled()
    finally:
        book.close()


@pytest.mark.parametrize("form", ["folder", "old", "flat"])
def test_moodles_three_forms_come_in_with_times_and_names(course: Path, form: str) -> None:
    files = {f"{moodle_folder(one, form)}{STEP}.ipynb": NOTEBOOK for one in (ADA, INES)}
    path = zipped(course.parent / "m.zip", files)
    roster = worksheet(course.parent / "w.csv", [ADA, INES, BOB])
    collected = collect(course, "moodle", path, STEP, roster=roster, zone=ZoneInfo("Europe/Paris"))
    assert lines(collected) == ""
    assert laid_out(course) == {
        f"ada@x.org/{STEP}/{STEP}.ipynb": NOTEBOOK,
        f"ada@x.org/{STEP}/timestamp.txt": b"2026-01-15 16:00:00 UTC",
        f"ines@x.org/{STEP}/{STEP}.ipynb": NOTEBOOK,
        f"ines@x.org/{STEP}/timestamp.txt": b"2026-01-16 22:59:00 UTC",
    }
    assert collected.nothing == ["Bob O'Connor"]
    assert enrolled(course)[1:] == [
        Enrolled("bob@x.org", "Bob", "O'Connor", "bob@x.org"),
        Enrolled("ines@x.org", "Inès", "Lefèvre d'Arc", "ines@x.org"),
    ]


def test_an_unpacked_folder_is_taken_as_its_zip_is(course: Path) -> None:
    folder = course.parent / "unpacked" / "submissions" / moodle_folder(ADA)
    folder.mkdir(parents=True)
    (folder / f"{STEP}.ipynb").write_bytes(NOTEBOOK)
    (folder / ".DS_Store").write_bytes(b"litter")
    (folder / "link.py").symlink_to("/etc/passwd")
    roster = worksheet(course.parent / "w.csv", [ADA])
    collected = collect(course, "moodle", course.parent / "unpacked", STEP, roster=roster)
    assert [name for name in laid_out(course) if "timestamp" not in name] == [f"ada@x.org/{STEP}/{STEP}.ipynb"]
    assert "link.py: a link, left out" in lines(collected)
    assert "DS_Store" not in lines(collected)


def test_the_french_worksheet_is_read(course: Path) -> None:
    ines = Someone(345, "Inès", "Lefèvre", "ines@x.org", "vendredi 16 janvier 2026, 23:59")
    path = zipped(course.parent / "m.zip", {f"{moodle_folder(ines)}{STEP}.ipynb": NOTEBOOK})
    roster = worksheet(course.parent / "w.csv", [ines], FEUILLE)
    collect(course, "moodle", path, STEP, roster=roster, zone=UTC)
    assert laid_out(course)[f"ines@x.org/{STEP}/timestamp.txt"] == b"2026-01-16 23:59:00 UTC"


def test_a_worksheet_of_another_assignment_gives_nobody_another_ones_work(course: Path) -> None:
    path = zipped(course.parent / "m.zip", {f"{moodle_folder(ADA)}{STEP}.ipynb": NOTEBOOK})
    other = Someone(ADA.number, "Mallory", "Smith", "mallory@x.org")
    collected = collect(course, "moodle", path, STEP, roster=worksheet(course.parent / "w.csv", [other]))
    assert laid_out(course) == {}
    assert "participant 12, Ada Lovelace: not in the roster" in lines(collected)


def test_canvas_files_come_in_late_and_handed_in_again(course: Path) -> None:
    files = {
        canvas_file(ADA, 70, f"{STEP}.ipynb"): NOTEBOOK,
        canvas_file(INES, 71, f"{STEP}-1.ipynb"): b"{}",
        canvas_file(INES, 72, "helper-2.py"): b"x = 1",
        "smithmallory_400_80_x.ipynb": NOTEBOOK,
        "smithmallory_400_text.html": b"<p>",
        "anon_a1b2c_90_x.ipynb": NOTEBOOK,
    }
    roster = gradebook(course.parent / "g.csv", [ADA, INES, BOB], {f"{STEP} (5)": "6.00"})
    collected = collect(course, "canvas", zipped(course.parent / "c.zip", files), STEP, roster=roster)
    assert laid_out(course) == {
        f"ada@x.org/{STEP}/{STEP}.ipynb": NOTEBOOK,
        f"ines@x.org/{STEP}/{STEP}.ipynb": b"{}",
        f"ines@x.org/{STEP}/helper.py": b"x = 1",
    }
    told = lines(collected)
    assert "ines@x.org: late, as the LMS says" in told
    assert "user 400 is not in the roster" in told
    assert "an online text and no file" in told
    assert "handed in anonymously" in told
    assert enrolled(course)[0] == Enrolled("ada@x.org", "Ada", "Lovelace", "ada@x.org", "12")


def test_who_is_known_keeps_the_id_that_they_have(course: Path) -> None:
    book = Book(load_course(course))
    book.enrol([Enrolled("alovelace", email="ada@X.org"), Enrolled("bob", lms_id="9")])
    book.close()
    files = {canvas_file(one, 1, f"{STEP}.ipynb"): NOTEBOOK for one in (ADA, BOB, INES)}
    roster = gradebook(course.parent / "g.csv", [ADA, INES, BOB], {})
    collect(course, "canvas", zipped(course.parent / "c.zip", files), STEP, roster=roster)
    assert {name.partition("/")[0] for name in laid_out(course)} == {"alovelace", "bob", "ines@x.org"}
    assert Enrolled("alovelace", "Ada", "Lovelace", "ada@x.org", "12") in enrolled(course)


def test_two_rows_that_are_the_same_student_are_nobody(course: Path) -> None:
    thief = Someone(13, "Mal", "Lory", "ADA@x.org")
    path = zipped(course.parent / "m.zip", {f"{moodle_folder(one)}{STEP}.ipynb": NOTEBOOK for one in (ADA, thief)})
    collected = collect(course, "moodle", path, STEP, roster=worksheet(course.parent / "w.csv", [ADA, thief]))
    assert laid_out(course) == {}
    assert "Mal Lory: another row of the roster is ada@x.org too" in lines(collected)


def test_a_folder_is_taken_also_one_level_too_high(course: Path) -> None:
    given = course.parent / "given"
    for name in (
        f"ada/{STEP}/{STEP}.ipynb", f"bob/{STEP}.ipynb", f"cleo/work/{STEP} (1).ipynb", "dan/anything.ipynb",
        f"eve/{STEP}/{STEP}.ipynb", f"eve/{STEP}.ipynb", "stray.ipynb", "a,b/x.ipynb",
    ):  # fmt: skip
        (given / name).parent.mkdir(parents=True, exist_ok=True)
        (given / name).write_bytes(NOTEBOOK)
    (given / f"ada/{STEP}/timestamp.txt").write_text("2026-01-15 17:00:00 UTC")
    collected = collect(course, "folder", given, STEP)
    notebooks = {name for name in laid_out(course) if name.endswith(".ipynb")}
    assert notebooks == {f"{student}/{STEP}/{STEP}.ipynb" for student in ("ada", "bob", "cleo", "dan", "eve")}
    assert laid_out(course)[f"ada/{STEP}/timestamp.txt"] == b"2026-01-15 17:00:00 UTC"
    told = lines(collected)
    assert f"cleo: work/{STEP} (1).ipynb is taken for {STEP}.ipynb" in told
    assert f"eve/{STEP}.ipynb: beside the folder {STEP}, left out" in told
    assert "stray.ipynb: in no student's folder" in told
    assert "a,b cannot be a student's id" in told


def test_of_several_notebooks_none_is_guessed(course: Path) -> None:
    files = {f"{moodle_folder(ADA)}{name}.ipynb": NOTEBOOK for name in (f"{STEP} (1)", f"Copy of {STEP}")}
    roster = worksheet(course.parent / "w.csv", [ADA])
    collected = collect(course, "moodle", zipped(course.parent / "m.zip", files), STEP, roster=roster)
    assert f"there is no {STEP}.ipynb" in lines(collected)


def worked_on(*answers: str) -> bytes:
    cells = [new_code_cell(text, id=f"c{place}") for place, text in enumerate(("# given", *answers))]
    return nbformat.writes(new_notebook(cells=cells)).encode()


@pytest.fixture
def released(course: Path) -> bytes:
    """The step's notebook as it was handed out, which the course has the source of."""
    (course / "source" / STEP).mkdir(parents=True)
    (course / "source" / STEP / f"{STEP}.ipynb").write_bytes(worked_on())
    return worked_on()


def come_in(course: Path, lms: str, files: list[tuple[str, bytes]]) -> HandedIn:
    """Ada hands in these files over the LMS, one after the other."""
    if lms == "canvas":
        path = {canvas_file(ADA, 90 + place, name): data for place, (name, data) in enumerate(files)}
        roster = gradebook(course.parent / "g.csv", [ADA], {})
    else:
        path = {f"{moodle_folder(ADA)}{name}": data for name, data in files}
        roster = worksheet(course.parent / "w.csv", [ADA])
    (one,) = collect(course, lms, zipped(course.parent / "z.zip", path), STEP, roster=roster).students
    return one


AGAIN = [("moodle", f"{STEP} (1).ipynb"), ("moodle", f"work/{STEP}.ipynb"), ("canvas", f"{STEP}-1.ipynb")]


@pytest.mark.parametrize(("lms", "again"), AGAIN)
@pytest.mark.parametrize("first", [True, False])
def test_of_two_notebooks_the_one_that_was_worked_on_comes_in(
    course: Path, released: bytes, lms: str, again: str, first: bool
) -> None:
    pair = [worked_on("x = 1"), released] if first else [released, worked_on("x = 1")]
    one = come_in(course, lms, list(zip([f"{STEP}.ipynb", again], pair, strict=True)))
    there = laid_out(course)
    there.pop(f"ada@x.org/{STEP}/timestamp.txt", None)
    assert there == {f"ada@x.org/{STEP}/{STEP}.ipynb": worked_on("x = 1")}
    (remark,) = one.remarks
    assert "counts; no other work is in" in str(remark)
    assert one.doubts == []


@pytest.mark.parametrize(("lms", "again"), AGAIN)
def test_of_two_that_were_worked_on_the_teacher_is_asked(course: Path, released: bytes, lms: str, again: str) -> None:
    one = come_in(course, lms, [(f"{STEP}.ipynb", worked_on("x = 1")), (again, worked_on("x = 2"))])
    newest = worked_on("x = 2") if lms == "canvas" else worked_on("x = 1")
    assert laid_out(course)[f"ada@x.org/{STEP}/{STEP}.ipynb"] == newest
    (doubt,) = one.doubts
    assert "look which one is meant" in str(doubt)


def test_of_other_files_that_canvas_has_twice_the_newest_comes_in(course: Path) -> None:
    come_in(course, "canvas", [(f"{STEP}.ipynb", NOTEBOOK), ("mine.py", b"old"), ("mine-1.py", b"new")])
    assert laid_out(course)[f"ada@x.org/{STEP}/mine.py"] == b"new"


@pytest.mark.parametrize("name", [f"{STEP}.IPYNB", f"{STEP}.Ipynb"])
@pytest.mark.parametrize("lms", ["moodle", "canvas"])
def test_an_ending_in_capitals_is_an_ending(course: Path, lms: str, name: str) -> None:
    assert come_in(course, lms, [(name, NOTEBOOK)]).doubts == []
    assert laid_out(course)[f"ada@x.org/{STEP}/{STEP}.ipynb"] == NOTEBOOK


def test_a_clock_that_was_not_the_right_one_is_mended_in_both_directions(course: Path) -> None:
    path = zipped(course.parent / "m.zip", {f"{moodle_folder(ADA)}{STEP}.ipynb": NOTEBOOK})
    roster = worksheet(course.parent / "w.csv", [ADA])
    for zone, hour in (("UTC", 17), ("Europe/Paris", 16), ("America/Denver", 24)):
        (one,) = collect(course, "moodle", path, STEP, roster=roster, zone=ZoneInfo(zone)).students
        assert one.state in ("new", "changed")
        noted = laid_out(course)[f"ada@x.org/{STEP}/timestamp.txt"].decode()
        assert noted == ("2026-01-16 00:00:00 UTC" if hour == 24 else f"2026-01-15 {hour}:00:00 UTC")


def test_a_gradebook_that_cannot_be_written_is_one_fault(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_args: object) -> None:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorcode = sqlite3.SQLITE_READONLY
        raise sa.exc.OperationalError("DELETE", {}, error)

    monkeypatch.setattr(Book, "note_collected", full)  # root may write everywhere
    with pytest.raises(CourseError, match="cannot be read or written: attempt to write a readonly database"):
        come_in(course, "moodle", [(f"{STEP}.ipynb", NOTEBOOK)])


def test_an_anonymous_worksheet_says_what_to_do(course: Path) -> None:
    roster, path = course.parent / "w.csv", zipped(course.parent / "m.zip", {"x": b""})
    roster.write_text("Identifier,Status,Grade,Last modified (submission)\nParticipant 12,-,-,-\n")
    with pytest.raises(CourseError, match="marked anonymously; reveal the students' identities"):
        collect(course, "moodle", path, STEP, roster=roster)


def test_a_worksheet_in_another_language_says_which_to_download(course: Path) -> None:
    roster, path = course.parent / "w.csv", zipped(course.parent / "m.zip", {"x": b""})
    roster.write_text("ID,Vollständiger Name\nTeilnehmer 12,Ada\n", encoding="utf-8")
    with pytest.raises(CourseError, match=r"no column Identifier.*English or French"):
        collect(course, "moodle", path, STEP, roster=roster)


def test_nothing_is_written_in_a_dry_run_and_the_rest_after_it_was_shown(course: Path) -> None:
    path = zipped(course.parent / "m.zip", {f"{moodle_folder(ADA)}{STEP}.ipynb": NOTEBOOK})
    roster = worksheet(course.parent / "w.csv", [ADA])
    shown = list[bool]()
    collect(course, "moodle", path, STEP, roster=roster, dry_run=True, on_read=lambda _c: shown.append(True))
    assert (laid_out(course), enrolled(course), shown) == ({}, [], [True])
    collect(course, "moodle", path, STEP, roster=roster, on_read=lambda _c: shown.append(bool(laid_out(course))))
    assert shown == [True, False]
    assert laid_out(course)


def test_a_later_one_replaces_an_earlier_one_and_never_the_other_way(course: Path) -> None:
    def hand_in(time: str, data: bytes, **more: bytes) -> str:
        ada = Someone(12, "Ada", "Lovelace", "ada@x.org", time)
        files = {f"{moodle_folder(ada)}{name}": d for name, d in {f"{STEP}.ipynb": data, **more}.items()}
        path = zipped(course.parent / "m.zip", files)
        roster = worksheet(course.parent / "w.csv", [ada])
        (one,) = collect(course, "moodle", path, STEP, roster=roster, zone=UTC).students
        return one.state

    assert hand_in("15 January 2026, 5:00 PM", b"1", old=b"x") == "new"
    assert hand_in("15 January 2026, 5:00 PM", b"1", old=b"x") == "unchanged"
    assert hand_in("15 January 2026, 6:00 PM", b"2") == "changed"
    assert hand_in("15 January 2026, 5:00 PM", b"1") == "older"
    assert laid_out(course) == {
        f"ada@x.org/{STEP}/{STEP}.ipynb": b"2",
        f"ada@x.org/{STEP}/timestamp.txt": b"2026-01-15 18:00:00 UTC",
    }


def test_what_cannot_be_written_is_a_line_and_what_was_there_stays(course: Path) -> None:
    (course / "submitted" / "ada@x.org").mkdir(parents=True)
    (course / "submitted" / "ada@x.org" / STEP).symlink_to(course)
    path = zipped(course.parent / "m.zip", {f"{moodle_folder(ADA)}{STEP}.ipynb": NOTEBOOK})
    collected = collect(course, "moodle", path, STEP, roster=worksheet(course.parent / "w.csv", [ADA]))
    assert collected.students[0].state == "refused"
    assert f"{STEP} is not a folder" in lines(collected)
    assert not (course / f"{STEP}.ipynb").exists()


@pytest.mark.parametrize("table", [b"", b"no table", b'"a', b"Name,Mark\nx,1\n", b"\xff\xfe\0"])
def test_a_roster_that_is_none_is_told(course: Path, table: bytes) -> None:
    path, roster = zipped(course.parent / "m.zip", {"x": b""}), course.parent / "w.csv"
    roster.write_bytes(table)
    for lms in ("moodle", "canvas", "folder"):
        with pytest.raises(CourseError):
            collect(course, lms, path, STEP, roster=roster)


def test_an_unknown_assignment_is_told(course: Path) -> None:
    with pytest.raises(CourseError, match="knows no assignment 02, only 01_small"):
        collect(course, "folder", course, "02")


NAMES = st.text(st.characters(exclude_categories=["C"], exclude_characters="/"), min_size=1, max_size=12)


@given(st.lists(st.tuples(st.integers(1, 10**9), NAMES, NAMES), min_size=1, max_size=6, unique_by=lambda t: t[0]))
@settings(max_examples=200, deadline=None)
def test_what_goes_out_under_a_number_comes_in_under_the_same(rows: list[tuple[int, str, str]]) -> None:
    """Whatever people are called, Moodle's and Canvas' names of files lead back to them."""
    people = [Someone(number, first, last, "x@x.org") for number, first, last in rows]
    users = {str(one.number) for one in people}
    for one in people:
        person = Person(str(one.number), one.full, one.first, one.last, "", (), 0)
        for form in ("folder", "old", "flat"):
            name = f"{moodle_folder(one, form)}{STEP}.ipynb"
            owner = moodle.owner(tuple(name.split("/")))
            assert owner[0] == str(one.number), owner
            assert owner[2] == (f"{STEP}.ipynb",)
            assert moodle.is_called(owner[1], person)
        found = canvas.owner(canvas_file(one, 4711, f"{STEP}.ipynb"), users)
        assert found[:3] == (str(one.number), "4711", f"{STEP}.ipynb"), found


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(lambda t: t.replace(second=0, microsecond=0))


FORMS = [("en", "EEEE, d MMMM y, h:mm a"), ("en", "EEEE, MMMM d, y, h:mm a"), ("fr", "EEEE d MMMM y, HH:mm")]


@given(MOMENTS)
def test_a_time_reads_as_it_was_written(moment: datetime) -> None:
    for locale, form in FORMS:
        assert times.read(format_datetime(moment, form, locale=locale), UTC) == moment.replace(tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "-", "yesterday", "5:00 PM", "31 February 2026, 5:00 PM", "15 Foo 2026, 17:00"])
def test_what_is_no_time_reads_as_none(text: str) -> None:
    assert times.read(text, UTC) is None


def test_a_notebook_of_the_real_form_survives_byte_for_byte(course: Path) -> None:
    data = json.dumps({"cells": [{"source": "é" * 3000}]}).encode()
    path = zipped(course.parent / "m.zip", {f"{moodle_folder(ADA)}{STEP}.ipynb": data})
    collect(course, "moodle", path, STEP, roster=worksheet(course.parent / "w.csv", [ADA]))
    assert laid_out(course)[f"ada@x.org/{STEP}/{STEP}.ipynb"] == data
