"""A folder that students write to is read without following anything that leads out of it."""

import os
import socket
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.coursedir.settings import Course, load_course
from autograder.coursedir.untrusted import (
    check_folders,
    notebook_of,
    open_file,
    read,
    read_notebook,
    regular_files,
    sorted_out,
    unreadable,
)
from autograder.faults import Reason, Refused


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    lines = ["c.Grading.notebook_size = 1", "c.Grading.max_files = 5", "c.CourseDirectory.max_file_size = 1"]
    (tmp_path / "course").mkdir()
    (tmp_path / "course/nbgrader_config.py").write_text("\n".join(["c = get_config()", *lines]))
    return load_course(tmp_path / "course")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ada/ps1").mkdir(parents=True)
    (tmp_path / "secret").write_text("the gradebook")
    return tmp_path / "ada/ps1"


def test_a_file_is_read_up_to_its_limit(folder: Path) -> None:
    (folder / "a").write_bytes(b"0123456789")
    assert read(folder / "a") == b"0123456789"
    assert read(folder / "a", 3) == b"012"
    with open_file(folder / "a") as file:
        assert not os.get_inheritable(file.fileno())


def test_nothing_but_a_regular_file_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "link").symlink_to(folder.parents[1] / "secret")
    os.mkfifo(folder / "pipe")  # an ordinary open would wait for a writer
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(folder)  # a socket's path is short
        server.bind("socket")
        for name in ("link", "pipe", "socket", ".", "missing"):
            with pytest.raises(OSError):  # noqa: PT011
                read(folder / name)


def test_no_descriptor_is_left_open(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    before = os.listdir("/proc/self/fd")
    for _turn in range(3):
        with pytest.raises(OSError, match="not a regular file"):
            open_file(folder / "pipe")
    assert len(os.listdir("/proc/self/fd")) == len(before)


def test_a_large_notebook_is_read_without_its_outputs(course: Course, folder: Path) -> None:
    cell = new_code_cell("x = 1", outputs=[new_output("stream", text="x" * (2 << 20))])
    (folder / "p1.ipynb").write_text(nbformat.writes(new_notebook(cells=[cell])))
    large = read_notebook(course, "p1", folder / "p1.ipynb")
    assert len(large.text) < 1000
    assert b"x = 1" in large.text
    cell.outputs[0].text += "!"
    (folder / "p1.ipynb").write_text(nbformat.writes(new_notebook(cells=[cell])))
    assert read_notebook(course, "p1", folder / "p1.ipynb").digest != large.digest


@pytest.mark.parametrize("content", [b"x" * ((1 << 20) + 1), b"{" * (6 << 20)])
def test_a_notebook_that_is_large_without_outputs_is_refused(course: Course, folder: Path, content: bytes) -> None:
    (folder / "p1.ipynb").write_bytes(content)
    with pytest.raises(Refused, match="1 MiB"):
        read_notebook(course, "p1", folder / "p1.ipynb")


def test_each_folder_down_to_the_submission_is_a_real_one(folder: Path) -> None:
    own = folder.parent
    check_folders(own, folder)
    folder.rmdir()
    folder.symlink_to(own.parent)
    with pytest.raises(Refused, match="ps1 is a link"):
        check_folders(own, folder)
    folder.unlink()
    folder.write_text("")
    with pytest.raises(Refused, match="ps1 is not a folder"):
        check_folders(own, folder)
    own.rename(own.with_name("bob"))
    own.symlink_to(own.with_name("bob"))
    with pytest.raises(Refused, match="ada is a link"):
        check_folders(own, own / "ps1")


def test_only_regular_files_of_fitting_size_are_found(course: Course, folder: Path) -> None:
    (folder / "sub").mkdir()
    (folder / "sub/a.txt").write_text("a")
    (folder / "p1.ipynb").write_text("x" * 3000)
    (folder / "large.txt").write_text("x" * 3000)
    (folder / "link").symlink_to("/etc/passwd")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints/p1.ipynb").write_text("")
    remarks: list[Reason] = []
    found = dict(regular_files(course, folder, remarks))
    assert found == {"p1.ipynb": folder / "p1.ipynb", "sub/a.txt": folder / "sub/a.txt"}
    assert sorted(map(str, remarks)) == ["large.txt: too large, left out", "link: a link, left out"]


def test_a_name_that_cannot_be_shown_is_left_out(course: Course, folder: Path) -> None:
    (folder / "red\x1b[31m.txt").write_text("")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_text("")
    remarks: list[Reason] = []
    assert list(regular_files(course, folder, remarks)) == []
    assert sorted(map(str, remarks)) == [
        "\\udcff.txt: a name that cannot be shown, left out",
        "red\\x1b[31m.txt: a name that cannot be shown, left out",
    ]


def test_too_many_files_are_refused(course: Course, folder: Path) -> None:
    for number in range(6):
        (folder / f"{number}.txt").write_text("")
    with pytest.raises(Refused, match="more than 5 files"):
        list(regular_files(course, folder, []))


def test_all_files_together_have_a_limit(course: Course, folder: Path) -> None:
    course.directory.max_dir_size = 1
    for name in "ab":
        (folder / f"{name}.txt").write_text("x" * 600)
    remarks: list[Reason] = []
    assert [name for name, _path in regular_files(course, folder, remarks)] == ["a.txt"]
    assert [str(one) for one in remarks] == ["b.txt: too large, left out"]


@pytest.mark.parametrize(
    ("name", "notebook"),
    [
        ("p1.ipynb", "p1"),
        ("p1 (1).ipynb", "p1"),
        ("p1(2).ipynb", "p1"),
        ("p1-Copy1.ipynb", "p1"),
        ("Copy of p1.ipynb", "p1"),
        ("Copie de p1.ipynb", "p1"),
        ("p1 - Copie.ipynb", "p1"),
        ("p1.ipynb.txt", "p1"),
        ("P1.IPYNB.json", "P1"),
        ("sub/p1.ipynb", "sub/p1"),
        ("p1.py", None),
        (".ipynb", None),
        ("ipynb", None),
    ],
)
def test_a_notebook_is_known_by_any_name_that_a_program_gives_it(name: str, notebook: str | None) -> None:
    assert notebook_of(name) == notebook
    notebooks, others = sorted_out([(name, Path(name))])
    assert (list(notebooks), list(others)) == (([name], []) if notebook else ([], [name]))


@given(st.from_regex(r"[a-z0-9_é]{1,20}", fullmatch=True))
def test_a_copys_name_is_that_of_the_notebook(name: str) -> None:
    for saved in (f"{name}.ipynb", f"Copy of {name}.ipynb", f"{name} (3).ipynb", f"{name}-Copy2.ipynb.txt"):
        assert notebook_of(saved) == name


def test_what_the_system_says_is_the_reason() -> None:
    assert str(unreadable(PermissionError(13, "Permission denied"))) == "it cannot be read: Permission denied"
    assert str(unreadable(OSError("no number"))) == "it cannot be read: no number"
