"""Finding and checking what was handed in: names are text, and nothing leads out of the submitted folder."""

import os
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.coursedir.choosing import is_doubtful
from autograder.coursedir.settings import Course, load_course
from autograder.coursedir.submission import Submission, check, find
from autograder.coursedir.untrusted import LARGEST, read
from autograder.faults import Refused
from autograder.notebook.handed_in import parse
from autograder.notebook.outline import Landmark

OUTLINE = (Landmark("answer", "x = ...", answer=True),)


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    monkeypatch.setenv("COURSE_LANG", "en")
    (tmp_path / "course").mkdir()
    (tmp_path / "course/nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.student_id_exclude = 'x,y'\n"
    )
    return load_course(tmp_path / "course")


def hand_in(course: Course, student: str, **files: str) -> Path:
    folder = course.root / "submitted" / student / "ps1"
    folder.mkdir(parents=True)
    for name, text in ({"p1_ipynb": "{}"} | files).items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


def checked(course: Course, student: str = "ada") -> Submission:
    (place,) = [place for place in find(course.directory, "ps1") if place.student == student]
    return check(course, place, {"p1": OUTLINE, "p2": ()}, frozenset({"data.csv", "lib/a.py"}))


def refusal(course: Course, student: str = "ada") -> str:
    with pytest.raises(Refused) as caught:
        checked(course, student)
    return str(caught.value)


def told(submission: Submission) -> str:
    return "\n".join(map(str, submission.remarks))


def test_finds_students_in_order_and_leaves_out_whom_the_course_excludes(course: Course) -> None:
    assert list(find(course.directory, "ps1")) == []
    for student in ("zoe", "ada", "[ab]*", "x", ".git", "{student_id}"):
        hand_in(course, student)
    (course.root / "submitted/bob/ps2").mkdir(parents=True)
    places = list(find(course.directory, "ps1"))
    assert [place.student for place in places] == ["[ab]*", "ada", "zoe", "{student_id}"]
    assert places[1].folder == course.root / "submitted/ada/ps1"


def test_reads_a_submission(course: Course) -> None:
    folder = hand_in(course, "ada", notes_txt="hello", timestamp_txt="2026-01-02 03:04:05.5 UTC")
    (folder / "sub/.ipynb_checkpoints").mkdir(parents=True)
    (folder / "sub/.ipynb_checkpoints/old.txt").write_text("")
    (folder / "sub/mine.py").write_text("x = 1")
    submission = checked(course)
    assert submission.notebooks == {"p1": b"{}"}
    assert submission.files["sub/mine.py"] == b"x = 1"
    assert sorted(submission.files) == ["notes.txt", "sub/mine.py", "timestamp.txt"]
    assert submission.timestamp == datetime(2026, 1, 2, 3, 4, 5, 500_000)
    assert told(submission) == "not handed in: p2.ipynb"


def test_the_digest_depends_on_every_byte_and_name(course: Course) -> None:
    folder = hand_in(course, "ada", notes_txt="hello")
    seen = {checked(course).digest}
    (folder / "p1.ipynb").write_text("{ }")
    seen.add(checked(course).digest)
    (folder / "notes.txt").write_text("hallo")
    seen.add(checked(course).digest)
    (folder / "notes.txt").rename(folder / "note.txt")
    seen.add(checked(course).digest)
    (folder / "timestamp.txt").write_text("2026-01-02 03:04 UTC")
    seen.add(checked(course).digest)
    assert len(seen) == 5
    assert checked(course).digest in seen


def test_the_instructors_names_are_not_the_students(course: Course) -> None:
    folder = hand_in(course, "ada", data_csv="forged", lib="a file where the instructor has a folder")
    (folder / "data.csv.d").mkdir()
    (folder / "data.csv.d/x").write_text("")
    (folder / "p2.ipynb").mkdir()
    (folder / "p2.ipynb/x").write_text("a folder where a notebook belongs")
    assert sorted(checked(course).files) == ["data.csv.d/x"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-02 03:04:05 UTC", datetime(2026, 1, 2, 3, 4, 5)),
        ("2026-01-02T03:04:05+02:00", datetime(2026, 1, 2, 1, 4, 5)),
        ("2026-01-02 03:04:05 Europe/Paris", datetime(2026, 1, 2, 2, 4, 5)),
    ],
)
def test_timestamps(course: Course, text: str, expected: datetime) -> None:
    hand_in(course, "ada", timestamp_txt=text)
    assert checked(course).timestamp == expected


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "9" * 60,
        "2026-13-45 99:99 UTC",
        "0001-01-01 00:00 +9999999",
        "1 1 /etc/localtime",
        "1 1 a/../../b",
        "\x1b[31m",
        "x" * 100_000,
        "2026-01-01 10:00 UTC\n2027",
    ],
)
def test_strange_timestamps_are_remarked_upon_and_go_no_further(course: Course, text: str) -> None:
    hand_in(course, "ada", timestamp_txt=text)
    submission = checked(course)
    assert submission.timestamp is None
    assert "timestamp.txt" in told(submission)
    assert "timestamp.txt" not in submission.files


def test_an_empty_timestamp_is_none_as_for_nbgrader(course: Course) -> None:
    hand_in(course, "ada", timestamp_txt="\n")
    submission = checked(course)
    assert (submission.timestamp, "timestamp" in told(submission)) == (None, False)


@pytest.mark.parametrize(
    "student",
    [
        "a\nb",
        "a\x1b]0;x\x07",
        "a\u202e",
        "a\u2028b",
        os.fsdecode(b"\xff"),
        "a,b",
        "=1+1",
        "+1",
        "-1",
        "@x",
        "a;b",
        "a\\",
        "<i>",
        'a"',
        "*",
        "a?",
        "[a]",
        " a",
        "x" * 129,
    ],
)
def test_ids_that_no_student_has_are_refused_in_one_printable_line(course: Course, student: str) -> None:
    hand_in(course, student)
    reason = refusal(course, student)
    assert reason.isprintable()
    assert "name" in reason


@pytest.mark.parametrize("student", ["o'brien", "élodie", "王", "a.b-c_d@x.org", "{x}", "%s", "~", "$HOME", "a b", "1"])
def test_other_ids_are_text(course: Course, student: str) -> None:
    hand_in(course, student)
    assert checked(course, student).student == student


def test_nothing_is_followed(course: Course, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "ps1").mkdir(parents=True)
    (outside / "ps1/p1.ipynb").write_text("{}")
    submitted = course.root / "submitted"
    submitted.mkdir()
    (submitted / "own").symlink_to(outside)
    (submitted / "dangling").symlink_to(tmp_path / "nowhere")
    (submitted / "inner").mkdir()
    (submitted / "inner/ps1").symlink_to(outside / "ps1")
    (submitted / "note").mkdir()
    (submitted / "note/ps1").mkdir()
    (submitted / "note/ps1/p1.ipynb").symlink_to(outside / "ps1/p1.ipynb")
    os.mkfifo(submitted / "pipe")
    (submitted / "half").mkdir()
    os.mkfifo(submitted / "half/ps1")
    assert "own is a link" in refusal(course, "own")
    assert "dangling is a link" in refusal(course, "dangling")
    assert "ps1 is a link" in refusal(course, "inner")
    assert "p1.ipynb: a link" in refusal(course, "note")
    assert "pipe is not a folder" in refusal(course, "pipe")
    assert "ps1 is not a folder" in refusal(course, "half")


def test_the_instructor_may_keep_the_submissions_elsewhere(course: Course, tmp_path: Path) -> None:
    hand_in(course, "ada")
    (course.root / "submitted").rename(tmp_path / "disk")
    (course.root / "submitted").symlink_to(tmp_path / "disk")
    assert checked(course).notebooks


def test_reading_takes_regular_files_only(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    (tmp_path / "link").symlink_to(tmp_path / "file")
    os.mkfifo(tmp_path / "pipe")
    assert read(tmp_path / "file", limit=2) == b"te"
    for name in ("link", "pipe", "."):
        with pytest.raises(OSError, match=r".+"):
            read(tmp_path / name)


def test_what_is_too_much_is_left_out_or_refused(course: Course) -> None:
    folder = hand_in(course, "ada")
    with (folder / "big.bin").open("wb") as file:
        file.truncate(course.directory.max_file_size * 1000 + 1)
    submission = checked(course)
    assert "big.bin: too large" in told(submission)
    assert submission.files == {}
    with (folder / "p2.ipynb").open("wb") as file:
        file.truncate((course.grading.notebook_size << 20) + 1)
    assert "p2.ipynb is larger than 20 MiB" in str(checked(course).problems["p2"])
    course.grading.max_files = 4
    for index in range(3):
        (folder / str(index)).write_text("")
    assert "more than 4 files" in refusal(course)


def test_outputs_do_not_count_towards_the_size_of_a_notebook(course: Course) -> None:
    folder = hand_in(course, "ada")
    course.grading.notebook_size = 1
    cell = new_code_cell("1", outputs=[new_output("stream", text="x" * (2 << 20))])
    (folder / "p1.ipynb").write_text(nbformat.writes(new_notebook(cells=[cell])), encoding="utf-16")
    submission = checked(course)
    assert list(submission.notebooks) == ["p1"]
    read_as = submission.notebooks["p1"]
    assert [one.source for one in parse(read_as).cells] == ["1"]
    assert len(read_as) < 1000

    cell.source = "x" * (1 << 20)
    (folder / "p1.ipynb").write_text(nbformat.writes(new_notebook(cells=[cell])))
    assert "c.Grading.notebook_size" in refusal(course)
    with (folder / "p1.ipynb").open("ab") as file:
        file.truncate(LARGEST * (1 << 20) + 1)
    assert "p1.ipynb is larger than 1 MiB" in refusal(course)


@pytest.mark.parametrize(
    "name",
    [
        "p1 (1).ipynb",
        "p1(2).ipynb",
        "p1-Copy1.ipynb",
        "p1 - Copy.ipynb",
        "p1 - Copie.ipynb",
        "Copy of p1.ipynb",
        "Copie de p1.ipynb",
        "p1.IPYNB",
        "p1.ipynb.txt",
        "p1.ipynb.json",
    ],
)
def test_a_name_that_saving_has_changed_is_known(course: Course, name: str) -> None:
    folder = hand_in(course, "ada")
    (folder / "p1.ipynb").write_text('{"a": 1}')
    (folder / "p1.ipynb").rename(folder / name)
    submission = checked(course)
    assert submission.notebooks == {"p1": b'{"a": 1}'}
    assert f"{name} is taken for p1.ipynb" in told(submission)
    assert submission.files == {}
    (folder / "p1.ipynb").write_text("{}")
    submission = checked(course)
    assert submission.notebooks == {"p1": b"{}"}
    assert f"p1.ipynb counts, but other work may be in {name}: look" in told(submission)
    (folder / "p1.ipynb").rename(folder / "p1 (9).ipynb")
    (folder / name).rename(folder / "Copy of p1.ipynb")
    assert "Copy of p1.ipynb" in refusal(course), "either of the two could be meant"


def with_cells(*cells: str) -> str:
    return nbformat.writes(new_notebook(cells=[new_code_cell(cell, id="one") for cell in cells]))


@pytest.mark.parametrize("copy", ["p1 (1).ipynb", "p1-Copy1.ipynb", "Copy of p1.ipynb"])
def test_a_notebook_that_was_worked_on_counts_before_one_as_it_was_handed_out(course: Course, copy: str) -> None:
    folder = hand_in(course, "ada")
    (folder / "p1.ipynb").write_text(with_cells("x = ..."))
    (folder / copy).write_text(with_cells("x = 1"))
    submission = checked(course)
    assert submission.notebooks == {"p1": with_cells("x = 1").encode()}
    assert f"{copy} counts; no other work is in p1.ipynb" in told(submission)
    assert not is_doubtful(submission.remarks)
    (folder / "p1.ipynb").write_text(with_cells("x = 2"))
    submission = checked(course)
    assert submission.notebooks == {"p1": with_cells("x = 2").encode()}
    assert f"p1.ipynb counts, but other work may be in {copy}: look which one is meant" in told(submission)
    assert is_doubtful(submission.remarks)


def test_a_folder_that_nobody_may_look_into_is_found_and_refused(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hand_in(course, "ada")
    lstat = Path.lstat

    def forbidden(path: Path) -> os.stat_result:
        if path == folder:
            raise PermissionError(13, "Permission denied")
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", forbidden)  # root may look everywhere
    assert refusal(course) == "it cannot be read: Permission denied"


def test_an_archive_is_to_be_unpacked(course: Course) -> None:
    folder = hand_in(course, "ada")
    (folder / "p1.ipynb").rename(folder / "homework.ZIP")
    assert refusal(course) == "expected p1.ipynb, p2.ipynb, found only homework.ZIP; unpack the archive"
    (folder / "homework.ZIP").rename(folder / "homework.py")
    assert refusal(course) == "expected p1.ipynb, p2.ipynb, found only homework.py"


def test_a_module_of_the_students_own_is_taken_or_told_of(course: Course) -> None:
    hand_in(course, "ada", mine_py="x = 1")
    assert sorted(checked(course).files) == ["mine.py"]
    course.directory.ignore = ["*.py"]
    assert checked(course).files == {}
    assert "mine.py: left out, as c.CourseDirectory.ignore says" in told(checked(course))


def test_all_files_together_have_a_limit(course: Course) -> None:
    folder = hand_in(course, "ada")
    course.directory.max_dir_size = 1
    (folder / "a").write_bytes(b"x" * 600)
    (folder / "b").write_bytes(b"x" * 600)
    assert list(checked(course).files) == ["a"]


def test_without_a_notebook_it_says_what_is_there(course: Course) -> None:
    folder = hand_in(course, "ada")
    (folder / "p1.ipynb").rename(folder / "P1 copy.ipynb")
    assert refusal(course) == "expected p1.ipynb, p2.ipynb, found only P1 copy.ipynb"
    (folder / "P1 copy.ipynb").unlink()
    assert refusal(course) == "it holds no notebook; expected p1.ipynb, p2.ipynb"
    (folder / "inner").mkdir()
    (folder / "inner/p1.ipynb").write_text("{}")
    assert "found only inner/p1.ipynb" in refusal(course)


def test_what_cannot_be_read_is_refused(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(course, "ada")

    def forbidden(*args: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("autograder.coursedir.untrusted.os.open", forbidden)  # root may read everything
    assert refusal(course) == "it cannot be read: Permission denied"
