"""The command line as its users meet it: what it says, in which language, on which stream, and its exit code."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from rich.console import Console

from autograder.console import tables
from autograder.console.progress import Bar
from autograder.coursedir.gradebook import StudentScore
from tests.support import small_course
from tests.support.small_course import SMALL, STEP


def autograder(folder: Path, *args: str, lang: str = "en", columns: int = 80) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "COURSE_LANG": lang, "COLUMNS": str(columns)}
    command = [sys.executable, "-m", "autograder", *args]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    small_course.write(tmp_path)
    return tmp_path


COMMANDS = ("build", "collect", "return", "grade", "demo", "plan", "doctor")


def test_the_version_is_that_of_the_package(tmp_path: Path) -> None:
    told = autograder(tmp_path, "--version")
    assert (told.returncode, told.stdout) == (0, f"autograder {version('gradient-course')}\n")


def test_help_names_every_command_in_both_languages(tmp_path: Path) -> None:
    english, french = autograder(tmp_path, "--help"), autograder(tmp_path, "--help", lang="fr")
    assert (english.returncode, french.returncode) == (0, 0)
    for command in COMMANDS:
        assert f" {command} " in english.stdout
        assert f" {command} " in french.stdout
    assert "grade a class" in english.stdout
    assert "corrige une classe" in " ".join(french.stdout.split())
    assert "Show this message" in english.stdout
    assert "Show this message" not in french.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_fits_a_narrow_window(command: str, tmp_path: Path) -> None:
    french = autograder(tmp_path, command, "--help", lang="fr", columns=60)
    assert french.returncode == 0
    assert max(map(len, french.stdout.splitlines())) <= 60
    assert "Affiche ce message" in french.stdout


def test_help_comes_without_waiting_for_torch(tmp_path: Path) -> None:
    probe = (
        "import sys; sys.argv[1:] = ['--help']\nfrom autograder.__main__ import main\n"
        "try: main()\nexcept SystemExit: print({'torch', 'nbgrader'} & sys.modules.keys())"
    )
    done = subprocess.run([sys.executable, "-c", probe], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"


@pytest.mark.parametrize(
    "args",
    [
        ("gade",),
        ("build", "--lang", "de"),
        ("build", "--lang", "fr"),
        ("build", "--output", "x"),
        ("grade", "--jobs", "0"),
        ("grade", "--course", "nowhere"),
        ("grade", "--nonsense"),
        ("grade", "--student"),
        ("demo", "01_numpy"),
    ],
)
def test_a_usage_error_is_one_line_in_the_readers_language(args: tuple[str, ...], tmp_path: Path) -> None:
    for lang, see in (("en", "see: autograder"), ("fr", "voyez : autograder")):
        done = autograder(tmp_path, *args, lang=lang)
        assert done.returncode == 2
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        assert see in line
    assert list(tmp_path.iterdir()) == []


def test_a_language_that_the_course_does_not_have(tmp_path: Path) -> None:
    done = autograder(tmp_path, "--help", lang="de")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "COURSE_LANG='de': choose en, fr or both / choisissez en, fr ou both\n"


def test_build_then_check_then_stale(course: Path) -> None:
    built = autograder(course, "build", STEP)
    assert (built.returncode, built.stdout, built.stderr) == (0, f"written: release/{STEP}\n", "")
    assert autograder(course, "build", STEP, "--check").returncode == 0
    source = course / "source" / STEP / f"{STEP}.py"
    source.write_text(SMALL.replace("So 21", "Hence 21").replace("Twice x.", "The double of x."))
    stale = autograder(course, "build", STEP, "--check", lang="fr")
    assert (stale.returncode, stale.stdout) == (1, "")
    assert stale.stderr == (
        f"release/{STEP}/{STEP}.ipynb: "
        f"ce n'est pas ce que donne la source\u00a0; lancez\u00a0: autograder build {STEP}\n"
    )


def test_faults_are_lines_on_stderr_and_nothing_is_written(course: Path) -> None:
    small_course.write(course, SMALL.replace('"points": 3, ', "").replace('lang="fr"\n# # D', 'lang="en"\n# # D'))
    done = autograder(course, "build", STEP, "02_gone", "03_gone")
    assert (done.returncode, done.stdout) == (1, "")
    unknown = done.stderr.splitlines()
    assert [line.split(":")[0] for line in unknown] == ["source/02_gone", "source/03_gone"]
    done = autograder(course, "build", STEP)
    assert (done.returncode, done.stdout) == (1, "")
    lines = done.stderr.splitlines()
    assert len(lines) == 3
    assert all(line.startswith(f"source/{STEP}/{STEP}.py:") and "; " in line for line in lines)
    assert "Traceback" not in done.stderr
    assert not (course / "release").exists()
    assert not (course / "gradebook.db").exists()


def test_an_edition(course: Path) -> None:
    done = autograder(course, "build", STEP, "--lang", "fr", "--output", "edition")
    assert (done.returncode, done.stdout) == (0, "The fr edition is in edition.\n")
    assert "Deux fois" in (course / "edition" / STEP / f"{STEP}.ipynb").read_text()
    assert not (course / "release").exists()


def test_grade_without_a_gradebook_says_what_to_do(course: Path) -> None:
    done = autograder(course, "grade", "--no-sandbox")
    assert done.returncode == 1
    assert "there is no gradebook; run autograder build" in done.stderr
    assert "Traceback" not in done.stderr


def test_grade_tells_scores_on_stdout_and_refusals_on_stderr(course: Path) -> None:
    assert autograder(course, "build", STEP).returncode == 0
    release = (course / "release" / STEP / f"{STEP}.ipynb").read_text()
    stub = '    # YOUR CODE HERE\\n",\n    "    raise NotImplementedError()'
    right = release.replace(stub, "    return 2 * x", 1)
    for student, text in (("zoé", right), ("blank", release), ("torn", release[:300])):
        folder = course / "submitted" / student / STEP
        folder.mkdir(parents=True)
        (folder / f"{STEP}.ipynb").write_text(text)
    done = autograder(course, "grade", STEP, "--jobs", "1", columns=60)
    assert done.returncode == 3, done.stderr
    (refused,) = [line for line in done.stderr.splitlines() if "torn" in line]
    assert refused.startswith(f"{STEP}, torn: ")
    assert "grading: " in done.stderr
    assert "2 graded, 0 unchanged, 1 refused, 0 not graded" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 60
    row = next(line for line in done.stdout.splitlines() if " double " in line)
    assert [cell.strip() for cell in row.strip("│").split("│")] == ["double", "2", "1.0", "1", "1", "0"]

    again = autograder(course, "grade", STEP, "--student", "zoé", "--jobs", "1", lang="fr")
    assert again.returncode == 0, again.stderr
    assert "0 corrigées, 1 inchangées" in again.stdout


def test_doctor_shows_every_wall(tmp_path: Path) -> None:
    done = autograder(tmp_path, "doctor", lang="fr", columns=60)
    assert done.returncode == 0, done.stdout
    for wall in ("fichiers", "réseau", "autres processus", "mémoire", "temps de calcul", "espace disque"):
        assert f"│ {wall} " in done.stdout
    assert "Cette machine peut corriger." in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 60


def test_without_walls_nothing_is_graded(course: Path, monkeypatch: pytest.MonkeyPatch, capsys: object) -> None:
    from typer.testing import CliRunner

    from autograder import cli, sandbox
    from autograder.sandbox.walls import NAMES, Wall

    monkeypatch.setenv("COURSE_LANG", "en")
    down = [Wall(name, name != "network", (), "no such thing here") for name in NAMES]
    monkeypatch.setattr(sandbox, "probe", lambda: down)
    refused = CliRunner().invoke(cli.app, ["grade", "--course", str(course)])
    assert refused.exit_code == 1
    assert "network: no such thing here" in refused.stderr
    assert "--no-sandbox" in refused.stderr
    doctor = CliRunner().invoke(cli.app, ["doctor"])
    assert doctor.exit_code == 1
    assert "refuses to work without: network" in doctor.stdout


SCORES = [
    StudentScore(
        "inès-lefèvre", 3.5, 5.0, 0.0, {("n", "test_double"): 2.0, ("n", "test_area"): 1.5, ("n", "why"): None}
    ),
    StudentScore("陈-思远", 0.0, 5.0, 0.0, {("n", "test_double"): 0.0, ("n", "test_area"): 0.0, ("n", "why"): None}),
]
POINTS = {("n", "test_double"): 2.0, ("n", "test_area"): 3.0, ("n", "why"): 1.0}


def printed(table: object, width: int = 60) -> list[str]:
    console = Console(width=width, record=True, file=open(os.devnull, "w"))  # noqa: SIM115
    console.print(table)
    return console.export_text().splitlines()


def test_a_class_as_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    lines = printed(tables.of_students(STEP, SCORES, POINTS))
    rows = [[cell.strip() for cell in line.strip("│┃").split("│")] for line in lines if line.startswith("│")]
    assert rows == [
        ["inès-lefèvre", "2", "1.5", "·", "3.5 ·"],
        ["陈-思远", "0", "0", "·", "0 ·"],
        ["mean", "1.0", "0.8", "·", "1.8 /5"],
    ]
    assert "total /6" in lines[2]
    assert "1 double (2)" in "".join(lines)
    narrow = printed(tables.of_students(STEP, SCORES, POINTS), width=45)
    assert all(any(part in line for line in narrow) for part in ("1 double (2)", "2 area (3)", "3 why (1)"))


def test_the_exercises_as_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "fr")
    lines = printed(tables.of_exercises(STEP, SCORES, POINTS))
    rows = [[cell.strip() for cell in line.strip("│┃").split("│")] for line in lines if line.startswith("│")]
    assert rows == [
        ["double", "2", "1.0", "1", "1", "0"],
        ["area", "3", "0.8", "0", "1", "0"],
        ["why", "1", "·", "0", "0", "2"],
        ["total", "6", "1.8 /5", "", "", ""],
    ]
    assert f"{STEP}\u00a0: 2 copies" in lines[0]


def test_an_answer_that_nobody_has_marked_is_no_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    double, why = ("n", "test_double"), ("n", "why")
    scores = [
        StudentScore("ada", 3.0, 3.0, 0.0, {double: 2.0, why: 1.0}),
        StudentScore("bob", 2.0, 3.0, 0.0, {double: 2.0, why: None}),
    ]
    for table in (tables.of_students, tables.of_exercises):
        lines = printed(table(STEP, scores, {double: 2.0, why: 1.0}))
        (last,) = [line for line in lines if line.startswith(("│ mean", "│ total"))]
        assert "3.0" in last.split()


def test_progress_is_plain_lines_away_from_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with Bar("grading") as bar:
        bar.start(200)
        for _submission in range(200):
            bar.advance()
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 10
    assert lines[0].startswith("grading: 20 ")
    assert "\x1b" not in "".join(lines)


def test_progress_is_a_bar_on_a_terminal() -> None:
    with open(os.devnull, "w") as nothing:
        console = Console(force_terminal=True, width=60, record=True, file=nothing)
        with Bar("grading", console) as bar:
            bar.start(3)
            for _submission in range(3):
                bar.advance()
    shown = console.export_text()
    assert "3/3" in shown
    assert "/s" in shown
    assert len(shown.strip()) <= 2 * 60  # a line when it began, drawn over by a line at its end
