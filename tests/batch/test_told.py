"""What the command line says where something outside of it goes wrong: one line, and no traceback."""

import errno
import gettext
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from autograder import __main__, cli, faults
from autograder.batch.events import Event, Summary
from autograder.batch.run import _said, grade
from autograder.console import results
from autograder.console.command import faults_told
from autograder.console.progress import Bar
from autograder.coursedir import atomic, feedback
from autograder.faults import CourseError, Fault
from tests.support import batch


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


def exit_of(args: list[str]) -> tuple[int, str]:
    done = CliRunner().invoke(cli.app, args)
    return done.exit_code, done.stderr


WAITS = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background has it ignored
from autograder import cli, faults
@cli.app.command()
def wait() -> None:
    try:
        print("begun", flush=True)
        time.sleep(60)
    finally:
        print("cleaned up", flush=True)
sys.argv[1:] = ["wait"]
from autograder.__main__ import main
main()
"""


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_interrupts_is_told_what_is_safe_and_how_to_go_on(number: int, code: int) -> None:
    command = [sys.executable, "-c", WAITS]
    env = {**os.environ, "COURSE_LANG": "en"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (code, "cleaned up\n")
    assert stderr.strip() == "Interrupted. What has been written is whole. To go on, run the same command again."


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_refuses_takes_a_line(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = batch.new_course(tmp_path)

    def refuse(path: Path, content: bytes) -> None:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(atomic, "write", refuse)
    code, said = exit_of(["report", "--course", str(course), "--output", str(tmp_path / "page.html")])
    assert code == 1
    assert said.splitlines() == [
        f"{tmp_path}/page.html: it cannot be read or written: {os.strerror(number)}; make room, or write elsewhere"
    ]


@pytest.mark.parametrize(
    "command", ["kit --output f/x", "kit --output f/x.zip", "kit --output f", "build --lang fr --output f/x"]
)
def test_a_file_where_a_folder_is_needed_takes_a_line(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "f").touch()
    files = {"a/b.txt": b""}
    monkeypatch.setattr("autograder.authoring.build.make", lambda course, steps: [])
    monkeypatch.setattr("autograder.authoring.kit.make", lambda *given: files)
    monkeypatch.setattr(
        "autograder.authoring.build.write_edition", lambda output, made, lang: atomic.write(output / "a", b"")
    )
    code, said = exit_of(command.split())
    assert code == 1
    (line,) = said.splitlines()
    assert line.startswith("f")
    assert line.endswith("; mend the path, or name another")


def test_a_report_tells_a_file_from_no_folder(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    (tmp_path / "f").touch()
    for option in ("--output", "--csv"):
        code, said = exit_of(["report", "--course", str(course), option, str(tmp_path / "f/x")])
        assert (code, f"{tmp_path}/f: this is no folder; " in said) == (1, True)


def test_a_terminal_that_takes_no_output_is_told_as_what_it_is(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    command = [sys.executable, "-m", "autograder", "receipts", "--course", str(course)]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    said = (
        "autograder: the output, or a file, cannot be written: No space left on device; make room, or write elsewhere\n"
    )
    assert (done.returncode, done.stderr) == (1, said)


def test_an_error_of_our_own_is_not_taken_for_one_of_the_disk() -> None:
    with pytest.raises(ConnectionError), faults_told():
        raise ConnectionError


def test_a_report_makes_no_folder(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    code, said = exit_of(["report", "--course", str(course), "--output", str(tmp_path / "nowhere/page.html")])
    assert code == 1
    assert "this folder does not exist" in said
    assert not (tmp_path / "nowhere").exists()


def test_a_missing_extra_takes_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("autograder.audit")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "libcst", None)
    code, said = exit_of(["audit"])
    assert code == 1
    assert said.splitlines() == ["autograder: the package libcst is missing; pip install 'gradient-course[audit]'"]


def test_all_who_handed_in_nothing_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    results.tell_run(Summary(missing=[("ps1", "ann"), ("ps1", "bob"), ("ps2", "ann")]))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["ps1: nothing handed in by 2: ann, bob", "ps2: nothing handed in by 1: ann"]


def test_feedback_is_made_for_all_who_are_graded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.use_fake_worker(monkeypatch)
    course = batch.new_course(tmp_path)
    with pytest.raises(CourseError, match="nobody is graded yet"):
        feedback.graded(course, [])
    for student in ("ann", "bob"):
        batch.hand_in(course, student, square=batch.RIGHT)
    grade(course, ["ps1"], sandbox=False)
    assert feedback.graded(course, []) == [("ps1", "ann"), ("ps1", "bob")]
    with pytest.raises(CourseError, match="knows no assignment ps9"):
        feedback.graded(course, ["ps9"])
    with pytest.raises(CourseError, match="student eve has no graded submission"):
        feedback.graded(course, ["ps1"], "eve")
    code, said = exit_of(["feedback", "ps1", "--student", "bob", "--course", str(course), "--jobs", "1"])
    assert code == 0, said
    assert (course / "feedback/bob/ps1/p1.html").is_file()
    assert [folder.name for folder in (course / "feedback").iterdir()] == ["bob"]


def test_help_after_a_mistake_is_that_of_the_command(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "autograder", "grade", "--student"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "see: autograder grade --help" in done.stderr


@pytest.mark.parametrize("command", [["doctor"], ["grade"], ["demo"], ["audit"]], ids=lambda command: command[0])
def test_another_system_takes_a_line(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Darwin")
    code, told = exit_of(command)
    assert (code, told.count("\n")) == (1, 1)
    assert "grade on Linux, or in a container" in told


def test_a_folder_that_is_no_course_stays_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(CourseError):
        grade(tmp_path, [])
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_current_folder_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert str(Fault(Path(), None, "bad", "mend it")) == f"{tmp_path.name}: bad; mend it"


def test_what_a_database_refuses_is_told_without_the_statement() -> None:
    refused = sa.exc.OperationalError("INSERT INTO grade VALUES (?)", ("a hidden value",), Exception("disk is full"))
    assert "disk is full" in _said(refused)["error"]
    assert "INSERT" not in _said(refused)["error"]
    assert "hidden" not in _said(refused)["error"]


MISTAKES = {
    "collect nowhere x.zip --assignment 01": (
        "lms: this value is not possible (choose one of: moodle, canvas, folder)",
        "lms\xa0: cette valeur n'est pas possible (choisissez parmi\xa0: moodle, canvas, folder)",
    ),
    "build --lang de --output x": ("--lang: this value is not possible (choose one of: en, fr)", "parmi\xa0: en, fr)"),
    "grade --jobs x": ("(a whole number, at least 1)", "(un nombre entier, au moins 1)"),
    "grade --jobs 0": ("(a whole number, at least 1)", "(un nombre entier, au moins 1)"),
    "demo --seed 1.5": ("(a whole number)", "(un nombre entier)"),
    "grade --course nowhere": ("(there is no such folder)", "(ce dossier n'existe pas)"),
    "grade --course file": ("(there is no such folder)", "(ce dossier n'existe pas)"),
    "build --lang fr --output file": ("(there is a file of this name)", "(un fichier porte ce nom)"),
    "report --output .": ("(there is a folder of this name)", "(un dossier porte ce nom)"),
    "grade my.ipynb": ("autograder grade FILE.ipynb --assignment STEP;", "FILE.ipynb --assignment STEP\xa0;"),
    "mark 01_numpy": ("autograder: EXERCISE is missing;", "autograder: il manque EXERCISE\xa0;"),
    "collect": ("autograder: LMS is missing;", "autograder: il manque LMS\xa0;"),
    "collect moodle": ("autograder: --assignment is missing;", "autograder: il manque --assignment\xa0;"),
}


def test_both_languages_say_what_a_value_has_to_be_and_that_one_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(__main__, "_tell_of_signals", lambda: None)
    for line, (english, french) in MISTAKES.items():
        monkeypatch.setattr(sys, "argv", ["autograder", *line.split()])
        for language, expected in (("en", english), ("fr", french)):
            monkeypatch.setenv("COURSE_LANG", language)
            monkeypatch.setattr(gettext, "gettext", gettext.gettext)  # put back afterwards: `main` sets them
            monkeypatch.setattr(gettext, "ngettext", gettext.ngettext)
            with pytest.raises(SystemExit) as ended:
                __main__.main()
            said = capsys.readouterr().err
            assert ended.value.code == 2
            assert expected in said, line
            assert said.count("\n") == 1


def test_help_shows_no_type_where_an_option_takes_no_value() -> None:
    shown = CliRunner().invoke(cli.app, ["grade", "--help"], terminal_width=200).stdout
    assert "--force" in shown
    assert "bool" not in shown


def test_the_first_pieces_promise_no_end(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar("grading") as bar:
        bar.start(10)
        for _submission in range(10):
            bar.advance()
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "grading: 1 of 10"
    assert ["left" in line for line in lines] == [False] * 4 + [True] * 6


def test_the_exit_codes_are_those_that_the_manual_has() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", manual, re.MULTILINE)}
    errors = [error for error in vars(faults).values() if isinstance(error, type) and "exit_code" in vars(error)]
    assert len(errors) == 4
    assert codes == {0, 2, 128 + signal.SIGINT, 128 + signal.SIGTERM} | {error.exit_code for error in errors}


def test_what_the_container_copies_is_there() -> None:
    house = Path(__file__).parents[2]
    copies = re.findall(r"^COPY (?!--)(.+)$", (house / "docs" / "Containerfile").read_text(), re.MULTILINE)
    sources = [name for copy in copies for name in copy.split()[:-1]]
    assert len(sources) > 4
    assert [name for name in sources if not (house / name).exists()] == []


def test_a_notebook_in_doubt_is_a_line_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    told = [Event("graded", "ps1", "ada", remarks=("which?",), doubtful=True), Event("graded", "ps1", "bob")]
    results.tell_run(Summary(events=told))
    out, errors = capsys.readouterr()
    assert ("which?" in out, errors) == (False, "ps1, ada: which?\n")


def test_a_download_without_a_notebook_is_a_line_on_stderr_and_exit_code_3(tmp_path: Path) -> None:
    course = batch.new_course(tmp_path)
    for name, code in (("p1.ipynb", 0), ("homework.zip", 3)):
        (tmp_path / "in/ada/ps1").mkdir(parents=True)
        (tmp_path / "in/ada/ps1" / name).write_text("{}")
        args = ["collect", "folder", str(tmp_path / "in"), "--assignment", "ps1", "--course", str(course)]
        assert exit_of(args) == (code, "ada: there is no p1.ipynb\n" if code else "")
        shutil.rmtree(tmp_path / "in")
