"""No attack gets a point more than it deserves, reads a secret, harms another student or leaves a trace."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers

from autograder.coursedir import feedback
from tests.attacks import course
from tests.attacks.attack import FAMILIES, Attack
from tests.attacks.browser import what_runs
from tests.attacks.grade import with_the_autograder
from tests.attacks.suite import ATTACKS, BY_NAME, Run, run
from tests.support.worlds import REPOSITORY, USER, open_up

MARKUP = [attack for attack in ATTACKS if attack.family == "markup"]
# Tried again by an ordinary user's grader: what another identity or other namespaces could make possible.
AS_USER = (
    "class-of-the-judges", "hooks-on-the-tests-model", "reads-the-course", "reads-the-home", "reads-proc",
    "reads-memory-of-others", "links-in-the-folder", "shadow-modules", "startup-files", "kills-everything", "fork-bomb",
    "all-disk", "calls-home", "unix-sockets", "files-outside", "by-the-judges-hand", "changes-the-libraries",
    "shared-memory", "home-and-caches", "lives-on", "real-time-signal",
)  # fmt: skip


@pytest.fixture(scope="module")
def graded() -> Iterator[Run]:
    """The whole class, graded once by the command's own function."""
    folder = Path(tempfile.mkdtemp(prefix="attacks-"))
    yield run(folder, ATTACKS, with_the_autograder)
    shutil.rmtree(folder)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_gets_what_it_deserves_and_no_more(graded: Run, attack: Attack) -> None:
    assert (attack.name in graded.refused) == attack.refused, graded.refused
    assert attack.name not in graded.ungraded, graded.ungraded
    assert graded.forged(attack) == {}
    assert graded.read(attack) == []
    if attack.at_least and not attack.refused:
        scores = graded.scores[attack.name]
        deserved = {"test_triple": 1.0} | attack.deserves
        assert {name: scores[name] for name in deserved} == deserved


@pytest.mark.parametrize("attack", [attack for attack in ATTACKS if not attack.refused], ids=lambda attack: attack.name)
def test_an_attack_gets_as_far_as_it_means_to(graded: Run, attack: Attack) -> None:
    """An attack that looks for a part of the engine by a name that has changed would hold for nothing."""
    assert attack.reached in graded.outputs(attack.name)
    if attack.tamper is None:
        assert graded.failed_cells(attack) <= set(attack.fails)


def test_an_attack_that_misses_is_known() -> None:
    missing = "import gc\nnext(thing for thing in gc.get_objects() if type(thing).__name__ == 'NoSuchPart')"
    attack = Attack("misses", "forging", "looks for what is not there", code=missing)
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        assert run(Path(folder), [attack], with_the_autograder).failed_cells(attack) == {"square"}


def test_every_honest_student_has_full_marks_and_the_same_notebook(graded: Run) -> None:
    assert graded.harmed() == []


def test_nothing_left_the_machine_or_its_folder(graded: Run) -> None:
    assert graded.heard == []
    assert graded.left_behind == []


def test_no_process_outlives_the_batch(graded: Run) -> None:
    assert graded.processes == []


def test_no_submission_is_passed_over(graded: Run) -> None:
    told = set(graded.scores) | set(graded.refused) | set(graded.ungraded)
    assert told >= {attack.name for attack in ATTACKS}


def test_no_notebook_grows_beyond_bounds(graded: Run) -> None:
    cells = len(course.ORDER) + 10
    for path in (graded.course / "autograded").glob("*/*/*.ipynb"):
        assert path.stat().st_size < cells * (256 << 10) * 2, path


@pytest.fixture(scope="module")
def pages(graded: Run) -> dict[str, list[str]]:
    """What nbgrader shows of the submissions with markup: the feedback page and formgrader's."""
    students = [attack.name for attack in MARKUP]
    failed = feedback.generate(graded.course, [(course.ASSIGNMENT, student) for student in [*students, "slow-to-show"]])
    assert failed == []
    exporter = HTMLExporter(template_name="formgrade", extra_template_basedirs=[handlers.template_path])
    found = {}
    for student in students:
        place = (student, course.ASSIGNMENT, course.NOTEBOOK)
        path = graded.course / "autograded" / place[0] / place[1] / f"{place[2]}.ipynb"
        resources = dict.fromkeys(
            ("assignment_id", "notebook_id", "submission_id", "base_url", "student", "last_name", "first_name"), "x"
        ) | {"index": 0, "total": 1, "notebook_path": "x"}
        page = graded.course / "feedback" / place[0] / place[1] / f"{place[2]}.html"
        found[student] = [page.read_text(), exporter.from_filename(str(path), resources=resources)[0]]
    return found


@pytest.mark.filterwarnings("ignore:Your element with mimetype:UserWarning")  # nbconvert shows none of them
@pytest.mark.parametrize("attack", MARKUP, ids=lambda attack: attack.name)
def test_nothing_runs_in_the_browser_of_whoever_marks(pages: dict[str, list[str]], attack: Attack) -> None:
    for page in pages[attack.name]:
        assert what_runs(page) == []


def test_what_runs_is_found_where_it_does() -> None:
    for attack_page in (
        "<script>window.attacked = 1</script>", "<p onclick='window.attacked=1'>",
        "<a href='java\tscript:window.attacked'>",
        "<iframe srcdoc='window.attacked'></iframe>", "<p>$\\href{x}{y}$</p>", "<pre class='mermaid'>x</pre>",
    ):  # fmt: skip
        assert what_runs(attack_page)
    assert not what_runs("<a href='https://x'>x</a><p>window.attacked</p><pre><script></pre>")


@pytest.mark.slow  # a grader of its own starts anew
@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user runs the whole suite as such")
def test_an_ordinary_users_grader_withstands_as_well(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = Path(tempfile.mkdtemp(prefix="attacks-user-"))
    os.chown(folder, USER, USER)

    def become() -> None:
        open_up(Path(sys.prefix), Path(sys.base_prefix), REPOSITORY)
        os.setgroups([])
        os.setresgid(USER, USER, USER)
        os.setresuid(USER, USER, USER)

    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.attacks.grade", str(folder), *AS_USER],
            cwd=REPOSITORY, preexec_fn=become, capture_output=True, text=True, timeout=900, check=False,
            env={"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder), "COURSE_LANG": "en"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        result = json.loads(done.stdout.splitlines()[-1])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    whole = dict.fromkeys(AS_USER, 1.0)
    assert result.pop("triple") == whole
    assert result == {
        "forged": {}, "read": {}, "harmed": [], "heard": 0, "left_behind": [], "processes": 0, "ungraded": {}
    }  # fmt: skip


def test_there_are_enough_of_every_kind() -> None:
    assert len(ATTACKS) == len(BY_NAME) >= 40
    assert {attack.family for attack in ATTACKS} == set(FAMILIES)
