"""The folder that tests and answers share, attacked: one notebook each, the real engine.

Each attack says, by a word that it prints, that it has done what it means to do.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import Graded, check, grade, notebook, setup, solution

REACHED = "the attack is there"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0, notebook_timeout=120.0)) as started:
        yield started


def attacked(engine: Engine, attack: str, test: str, tmp_path: Path, right: str = "def f(): return '1,2'") -> Graded:
    """What the attack gets, with files of the instructor's that were handed out and some that were not."""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    (ours / "data").mkdir(parents=True)
    (ours / "data" / "expected.csv").write_text("1,2")
    shutil.copytree(ours, theirs)
    (ours / "secret.csv").write_text("1,2")
    source = notebook(setup("import os, pickle"), solution("f", right), check("test_f", test))
    files = {"files": theirs, "judge_files": ours}
    honest = grade(engine, source, {}, **files)
    assert honest.scores == {"test_f": 1.0}, honest.said("test_f")
    graded = grade(engine, source, {"f": attack.replace("REACHED", f"print({REACHED!r})")}, **files)
    assert REACHED in graded.said("f") + graded.said("test_f"), graded.said("f")
    return graded


READS = "assert f() == open('data/expected.csv').read()"
# What the student side says of its files is made up by the attack.
FORGED = """
import gc
told = []
for folder in gc.get_objects():
    if type(folder).__name__ == "StudentsFolder":
        folder.changes = lambda: told
        REACHED
def f():
    told.extend({})
    return "7"
"""
FORGING = {
    "overwrites what is expected": "open('data/expected.csv', 'w').write('7'); REACHED\ndef f(): return '7'",
    "from inside": "os.chdir('data'); open('expected.csv', 'w').write('7'); os.chdir('..'); REACHED\n"
    "def f(): return '7'",
    "overwrites it by a link to its folder": "os.symlink('data', 'link'); open('link/expected.csv', 'w').write('7')\n"
    "REACHED\ndef f(): return '7'",
    "a folder in the place of its folder": "os.rename('data', 'old'); os.mkdir('data')\n"
    "open('data/expected.csv', 'w').write('7'); REACHED\ndef f(): return '7'",
    "goes where it has written another": "os.makedirs('x/data'); open('x/data/expected.csv', 'w').write('7')\n"
    "os.chdir('x/data/..'); os.rename('data', '../y'); os.chdir('..'); REACHED\ndef f(): return '7'",
    "says so": FORGED.format("[['data/expected.csv', b'7']]"),
    "says so by ways about": FORGED.format("[['x/../data/expected.csv', b'7'], ['data//expected.csv', b'7']]"),
    "says so from the root": FORGED.format("[[os.getcwd() + '/data/expected.csv', b'7']]"),
    "says that it is gone": FORGED.format("[['data/expected.csv', 'gone'], ['data', 'gone'], ['data', 'kind']]"),
    "says what nobody says": FORGED.format("[['a', 1], ['b', 'c'], [7, b'7'], ['..', True], ['../..', True]]"),
}  # fmt: skip


@pytest.mark.parametrize("attack", FORGING)
def test_what_a_test_expects_stays_the_instructors(engine: Engine, attack: str, tmp_path: Path) -> None:
    assert attacked(engine, FORGING[attack], READS, tmp_path).scores == {"test_f": 0.0}


def test_a_check_is_not_passed_over_for_a_file_that_the_answer_removed(engine: Engine, tmp_path: Path) -> None:
    test = "if os.path.exists('data/expected.csv'):\n    assert f() == open('data/expected.csv').read()"
    attack = "os.remove('data/expected.csv'); REACHED\ndef f(): return '7'"
    assert attacked(engine, attack, test, tmp_path).scores == {"test_f": 0.0}


MADE = "f()\nprint(os.path.lexists('out.csv'))\nassert open('out.csv').read() == open('secret.csv').read()"
RIGHT = "def f(): open('out.csv', 'w').write('1,2')"
STEALING = {
    "a link to what was not handed out": "def f():\n    os.symlink('secret.csv', 'out.csv'); REACHED",
    "a link by its place": "def f():\n    os.symlink(os.getcwd() + '/secret.csv', 'out.csv'); REACHED",
    "a hard link": "def f():\n    REACHED\n    os.link('secret.csv', 'out.csv')",
    "a huge file": "def f():\n    open('out.csv', 'w').write('1,2' + '\\n' * 3_000_000); REACHED",
    "a pipe": "def f():\n    REACHED\n    os.mkfifo('out.csv')",
    "a folder": "def f():\n    os.makedirs('out.csv/out.csv'); REACHED",
}


@pytest.mark.parametrize("attack", STEALING)
def test_no_link_and_no_odd_file_crosses(engine: Engine, attack: str, tmp_path: Path) -> None:
    graded = attacked(engine, STEALING[attack], MADE, tmp_path, RIGHT)
    assert graded.scores == {"test_f": 0.0}
    assert "TimeoutError" not in graded.said("test_f")


BOMB = """
class Bomb:
    def __reduce__(self): return print, ("it", "ran")
def f(name):
    bomb = pickle.dumps(Bomb(), protocol={})
    open(name, "wb").write({} + bomb); REACHED
"""
# Of each the first bytes are what the name says, and pickle passes over them.
BEFORE = {"x.gif": b"GIF89a123", "x.bmp": b"BM\0\0\0" + b"x" * 77, "x.txt": b"", "x": b"", "x.py": b"I1\n0"}


@pytest.mark.parametrize("name", BEFORE)
def test_a_pickle_behind_other_bytes_runs_nothing(engine: Engine, name: str, tmp_path: Path) -> None:
    """The test's own pickle crosses to the answer; the answer's does not come back."""
    test = f"pickle.dump(3, open({name!r}, 'wb'))\nf({name!r})\nassert pickle.load(open({name!r}, 'rb')) == 3"
    for protocol in (0, 4):
        attack = BOMB.format(protocol, BEFORE[name])
        graded = attacked(engine, attack, test, tmp_path / str(protocol), "def f(name): pass")
        assert graded.scores == {"test_f": 0.0}
        assert "it ran" not in graded.said("test_f")


PLACES = {
    "above its own folder": "os.getcwd() + '/../../../../../../..' + OUTSIDE",
    "above the folder by parts": "os.path.join('..', '..', '..', '..', '..', '..', '..') + OUTSIDE",
    "by its place": "OUTSIDE",
    "by the process's own root": "'/proc/self/cwd/../../../../../../..' + OUTSIDE",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_folders_name_leads_to_no_file_of_the_machines(engine: Engine, place: str, tmp_path: Path) -> None:
    """A "temporary folder" of the answer's that lies where the grader's files are."""
    (tmp_path / "grades.txt").write_text("a secret")
    test = (
        "try:\n    print(open(os.path.join(f(), 'grades.txt')).read(), 'read')\n"
        "    open(os.path.join(f(), 'grades.txt'), 'w').write('7')\nexcept OSError as error:\n    print(error)"
    )
    attack = f"REACHED\ndef f(): return {PLACES[place].replace('OUTSIDE', repr(str(tmp_path)))}"
    right = "def f():\n    open('grades.txt', 'w').write('mine')\n    return '.'"
    graded = attacked(engine, attack, test, tmp_path, right)
    assert "a secret" not in graded.said("test_f")
    assert (tmp_path / "grades.txt").read_text() == "a secret"
