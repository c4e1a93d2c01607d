"""Where a course's gradebook is."""

import re
import socket
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from nbgrader.coursedir import CourseDirectory

from autograder.coursedir.database import address, fault_of
from autograder.faults import CourseError


def directory(root: Path, url: str, course_id: str = "course") -> CourseDirectory:
    return CourseDirectory(root=str(root), db_url=url, course_id=course_id)


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def test_a_file_of_sqlite_need_not_be_there(tmp_path: Path) -> None:
    url = address(directory(tmp_path, "sqlite:///gradebook.db", course_id=""))
    assert (url.get_backend_name(), url.database) == ("sqlite", "gradebook.db")


def test_a_server_needs_the_courses_id(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="needs the course's id"):
        address(directory(tmp_path, "postgresql+psycopg://localhost/x", course_id=""))


def test_a_driver_that_is_not_installed_is_named_with_its_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(url: sa.URL) -> sa.Engine:
        raise ModuleNotFoundError("No module named 'psycopg'", name="psycopg")

    monkeypatch.setattr(sa, "create_engine", missing)
    with pytest.raises(CourseError, match=r"the package psycopg is missing.*pip install"):
        address(directory(tmp_path, "postgresql+psycopg://localhost/x"))


def test_a_server_that_does_not_answer_is_told(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with socket.socket() as taken:  # a port at which nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"postgresql+psycopg://nobody:word@127.0.0.1:{taken.getsockname()[1]}/x?connect_timeout=1"
        with pytest.raises(CourseError, match="does not answer") as caught:
            address(directory(tmp_path, url))
    assert "word" not in str(caught.value), "no password is shown"


@pytest.mark.parametrize(
    ("code", "problem", "remedy"),
    [
        (sqlite3.SQLITE_BUSY, "another program holds", "end it"),
        (sqlite3.SQLITE_NOTADB, "is no database", "put a copy of it back"),
        (sqlite3.SQLITE_CORRUPT, "damaged", "put a copy of it back"),
        (sqlite3.SQLITE_READONLY, "read or written", "rights"),
        (sqlite3.SQLITE_FULL, "read or written", "disk"),
        (sqlite3.SQLITE_IOERR | 3 << 8, "read or written", "disk"),
        (sqlite3.SQLITE_ERROR, "cannot be read", "nbgrader db upgrade"),  # as where a column is missing
    ],
)
def test_what_is_wrong_with_a_file_has_its_own_remedy(tmp_path: Path, code: int, problem: str, remedy: str) -> None:
    cause = sqlite3.OperationalError("it said so")
    cause.sqlite_errorcode = code
    fault = fault_of(tmp_path / "gradebook.db", sa.exc.OperationalError("SELECT 1", {}, cause))
    assert problem in fault.problem
    assert fault.problem.endswith(": it said so")
    assert remedy in fault.remedy


def test_what_the_server_said_is_one_line(tmp_path: Path) -> None:
    error = sa.exc.OperationalError("SELECT 1", {}, Exception("  it is down\nmore of it"))
    fault = fault_of(tmp_path, error)
    assert (fault.path, fault.line) == (tmp_path, None)
    assert fault.problem.endswith(": it is down")


def test_a_file_that_cannot_be_written_has_a_remedy(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE x (y)"))
    engine.dispose()
    read_only = sa.create_engine(f"sqlite:///file:{path}?mode=ro&uri=true")
    try:
        with pytest.raises(sa.exc.OperationalError) as caught, read_only.begin() as connection:
            connection.execute(sa.text("INSERT INTO x VALUES (1)"))
    finally:
        read_only.dispose()
    told = str(fault_of(path, caught.value))
    assert re.search(r"cannot be read or written: .*readonly.*; see to its rights", told)
    assert "\n" not in told
