"""A class graded on PostgreSQL: by two graders at once, with a restart of the server in the middle."""

import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from autograder.authoring import build
from autograder.batch.events import Event, Summary
from autograder.batch.run import grade
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import load_course
from autograder.faults import CourseError
from tests.support import batch, postgres, small_course
from tests.support.batch import RIGHT, WRONG, hand_in

pytestmark = pytest.mark.slow
GRADES = """SELECT s.student_id, c.name, g.auto_score, g.needs_manual_grade
    FROM grade g JOIN base_cell c ON c.id = g.cell_id JOIN submitted_notebook sn ON sn.id = g.notebook_id
    JOIN submitted_assignment s ON s.id = sn.assignment_id JOIN assignment a ON a.id = s.assignment_id
    WHERE a.name = 'ps1' ORDER BY 1, 2"""


@pytest.fixture
def server() -> Iterator[postgres.Server]:
    server = postgres.Server()
    yield server
    server.remove()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    batch.use_fake_worker(monkeypatch)


def config(server: postgres.Server) -> str:
    return f"c.CourseDirectory.db_url = {server.url!r}\nc.CourseDirectory.course_id = 'ml'"


def rows(url: str) -> list[tuple[object, ...]]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(sa.text(GRADES))]
    engine.dispose()
    return found


def test_two_graders_and_a_restart_come_to_what_one_alone_comes_to(server: postgres.Server, tmp_path: Path) -> None:
    course = batch.new_course(tmp_path / "one", config(server))
    batch.generate(course, "ps1")
    copy = tmp_path / "two"
    shutil.copytree(course, copy)
    alone = batch.new_course(tmp_path / "alone")
    for index in range(12):
        for folder in (course if index % 2 else copy, alone):
            hand_in(folder, f"s{index:02}", square=(RIGHT, WRONG)[index % 3 == 0])
    summaries: list[Summary | CourseError] = []

    def run(folder: Path, hear: Callable[[Event], None] | None = None) -> None:
        try:
            summaries.append(grade(folder, ["ps1"], on_event=hear))
        except CourseError as error:
            summaries.append(error)

    other = threading.Thread(target=run, args=(copy,))
    other.start()
    restarted = threading.Event()

    def restart(event: Event) -> None:
        if event.kind == "graded" and not restarted.is_set():
            restarted.set()
            server.stop()
            server.start()

    run(course, restart)
    other.join()
    assert restarted.is_set()
    stopped = [str(summary) for summary in summaries if isinstance(summary, CourseError)]
    assert all("does not answer" in line for line in stopped), stopped
    for folder in (course, copy):  # what the restart has cost is made good
        again = grade(folder, ["ps1"])
        assert len(again.of("graded")) + len(again.of("unchanged")) == 6
    grade(alone, ["ps1"])
    assert rows(server.url) == rows(f"sqlite:///{alone / 'gradebook.db'}")
    assert len(rows(server.url)) == 12 * 3


def test_two_graders_note_a_rehearsal_at_once(server: postgres.Server, tmp_path: Path) -> None:
    course = batch.new_course(tmp_path, config(server))
    batch.generate(course, "ps1")
    one, other = (Book(load_course(course)) for _grader in range(2))
    engine = sa.create_engine(server.url)
    with ThreadPoolExecutor(1) as thread, engine.connect() as connection:  # both wait for this, and then both insert
        connection.execute(sa.text("LOCK TABLE autograder_rehearsed IN SHARE MODE"))
        noting = thread.submit(other.note_rehearsal, "ps1", "print", "outcome")
        threading.Timer(1.0, connection.rollback).start()
        one.note_rehearsal("ps1", "print", "outcome")
        noting.result()
    assert one.rehearsed("ps1", "print") == "outcome"
    one.close()
    other.close()
    engine.dispose()


def _refused(course: Path) -> str:
    with pytest.raises(CourseError) as refused:
        grade(course, ["ps1"])
    (fault,) = refused.value.faults
    assert "\n" not in str(fault)
    return str(fault)


def test_what_is_wrong_with_the_server_takes_a_line(
    server: postgres.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = batch.new_course(tmp_path, config(server).partition("\n")[0])
    assert "needs the course's id; set c.CourseDirectory.course_id" in _refused(course)
    batch.configure(course, config(server).replace("/grades", "/nowhere"))
    assert "does not answer" in _refused(course)
    batch.configure(course, config(server).replace("+psycopg", "+pg8000"))
    assert "gradient-course[postgresql]" in _refused(course)
    batch.configure(course, config(server))
    server.stop()
    assert "does not answer" in _refused(course)
    server.start()


def test_a_step_is_built_into_it(server: postgres.Server, tmp_path: Path) -> None:
    small_course.write(tmp_path)
    own = tmp_path / "nbgrader_config.py"
    plain = own.read_text()
    own.write_text(f"{plain}{config(server)}\n".replace("course_id = 'ml'", "course_id = ''"))
    with pytest.raises(CourseError, match="needs the course's id"):
        build.write(tmp_path, build.make(tmp_path, [small_course.STEP]))
    own.write_text(f"{plain}{config(server)}\n")
    build.write(tmp_path, build.make(tmp_path, [small_course.STEP]))
    engine = sa.create_engine(server.url)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT course_id FROM assignment")) == "ml"
    engine.dispose()
