"""Other teachers' tests: the same verdict as in one ordinary kernel, and a wrong answer does not pass."""

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.job import Job
from autograder.engine.mirror.files import JudgesFolder
from autograder.notebook.planner import make_plan
from tests.support.both import BOTH, SETUP
from tests.support.engines import running
from tests.support.foreign import FOREIGN
from tests.support.habits import HABITS, LIBRARIES
from tests.support.kept import KEPT
from tests.support.kinds import VALUES
from tests.support.language import LANGUAGE
from tests.support.memory import VIEWS
from tests.support.notebooks import Graded, check, grade, notebook, setup, solution
from tests.support.styles import FRAMES, STYLES

# Whatever is called, it is and gives the wrong thing.
WRONG = "class Wrong(Exception):\n    pass\n"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0)) as started:
        yield started


ALL = STYLES | HABITS | LIBRARIES | FOREIGN | KEPT | LANGUAGE | VALUES


@pytest.mark.parametrize("style", ALL)
def test_a_style_of_test_passes_across_the_bridge(engine: Engine, style: str) -> None:
    answer, test = ALL[style]
    graded = grade(engine, notebook(setup("import math"), solution("answer", answer), check("test_answer", test)), {})
    assert graded.scores == {"test_answer": 1.0}, graded.said("test_answer")


@pytest.mark.parametrize("style", BOTH)
def test_what_both_sides_have(engine: Engine, style: str) -> None:
    answer, test = BOTH[style]
    source = notebook(setup(SETUP), solution("answer", answer), check("test_answer", test))
    graded = grade(engine, source, {})
    assert graded.scores == {"test_answer": 1.0}, graded.said("test_answer")
    assert grade(engine, source, {"answer": WRONG}).scores == {"test_answer": 0.0}


@pytest.mark.parametrize("style", VIEWS)
def test_a_view_is_one_in_the_test_too(engine: Engine, style: str) -> None:
    answer, test, wrong = VIEWS[style]
    source = notebook(solution("answer", answer), check("test_answer", test))
    graded = grade(engine, source, {})
    assert graded.scores == {"test_answer": 1.0}, graded.said("test_answer")
    assert grade(engine, source, {"answer": wrong}).scores == {"test_answer": 0.0}


@pytest.mark.parametrize("style", ALL)
def test_and_does_not_pass_without_the_answer(engine: Engine, style: str) -> None:
    answer, test = ALL[style]
    source = notebook(setup("import math"), solution("answer", answer), check("test_answer", test))
    assert grade(engine, source, {"answer": WRONG}).scores == {"test_answer": 0.0}


@pytest.mark.parametrize(
    ("answer", "test"),
    [
        ("class Yes(list):\n    __eq__ = lambda self, other: True", "assert answer() == [1]"),
        ("class Yes(list):\n    __len__ = lambda self: 1\n    count = lambda self, x: 1", "assert len(answer()) == 1"),
        ("class Yes(list):\n    count = lambda self, x: 1", "assert answer().count(3) == 1"),
        ("class Yes(set):\n    symmetric_difference = __xor__ = lambda *_: set()",
         "assert not answer().symmetric_difference({1}) or not answer() ^ {1}"),
        ("class Yes(set):\n    issuperset = __ge__ = lambda *_: True", "assert answer().issuperset({1})"),
        ("class Yes(dict):\n    get = __getitem__ = lambda *_: 7",
         "assert answer().get('a') == 7 or answer()['a'] == 7"),
        ("class Yes(float):\n    __sub__ = __rsub__ = __abs__ = lambda *_: 0.0", "assert abs(answer() - 3) < 1e-6"),
        ("class Yes(str):\n    startswith = __contains__ = lambda *_: True", "assert 'a' in answer()"),
    ],
)  # fmt: skip
def test_what_a_list_of_the_students_says_of_itself_does_not_count(engine: Engine, answer: str, test: str) -> None:
    """Its content is compared; its methods are asked only where the built-in type has none."""
    source = notebook(solution("answer", "def answer():\n    return [1]"), check("test_answer", test))
    given = f"{answer}\n    other = 5\ndef answer():\n    return Yes()"
    assert grade(engine, source, {"answer": given}).scores == {"test_answer": 0.0}


LIE = "class Lie:\n    __class__ = property(lambda self: {})\n    other = 5\ndef f(): return Lie()"


@pytest.mark.parametrize(
    ("right", "test", "attack"),
    [
        ("def f(): return 5", "assert type(f()) is int", LIE.format("int")),
        ("def f(): return [5]", "assert f().__class__ == list", LIE.format("list")),
        ("import numpy as np\ndef f(): return np.ones(2)",
         "import numpy as np\nassert type(f()) is np.ndarray", "import numpy as np\n" + LIE.format("np.ndarray")),
        ("class A: pass\ndef f(): return A()", "assert type(f()) is A", "class A: pass\n" + LIE.format("A")),
        ("import sympy\ndef f(): return sympy.pi", "import sympy\nassert type(f()) is type(sympy.pi)",
         "import sympy\n" + LIE.format("type(sympy.pi)")),
    ],
)  # fmt: skip
def test_what_an_object_says_of_its_class_does_not_count(engine: Engine, right: str, test: str, attack: str) -> None:
    source = notebook(solution("f", right), check("test_f", test))
    assert grade(engine, source, {}).scores == {"test_f": 1.0}
    assert grade(engine, source, {"f": attack}).scores == {"test_f": 0.0}


@pytest.mark.parametrize("style", FRAMES)
def test_tables_of_pandas_are_plain_data(engine: Engine, style: str) -> None:
    answer, test = FRAMES[style]
    source = notebook(setup("import math"), solution("answer", answer), check("test_answer", test))
    graded = grade(engine, source, {})
    assert graded.scores == {"test_answer": 1.0}, graded.said("test_answer")
    assert grade(engine, source, {"answer": WRONG}).scores == {"test_answer": 0.0}


def test_a_table_that_equals_everything_does_not_pass(engine: Engine) -> None:
    answer = "import pandas as pd\ndef column():\n    return pd.Series([1, 2])\n"
    yes = "def __eq__(self, other): return True\n    def equals(self, other): return True"
    wrong = [
        f"import pandas as pd\nclass Yes(pd.Series):\n    {yes}\ndef column():\n    return Yes([3])",
        f"import pandas as pd\nclass Yes:\n    {yes}\ndef column():\n    return pd.Series([Yes(), Yes()])",
    ]
    for test in ("assert column().equals(pd.Series([1, 2]))", "assert (column() == [1, 2]).all()"):
        source = notebook(solution("column", answer), check("test_column", f"import pandas as pd\n{test}"))
        assert grade(engine, source, {}).scores == {"test_column": 1.0}
        for other in wrong:
            assert grade(engine, source, {"column": other}).scores == {"test_column": 0.0}


def test_what_a_test_cell_replaces_is_back_in_the_next(engine: Engine) -> None:
    source = notebook(
        solution("ask", "def ask():\n    return input('? ')"),
        check("test_ask", "import builtins\nbuiltins.input = lambda prompt: '4'\nassert ask() == '4'"),
        check("test_again", "try:\n    ask()\nexcept RuntimeError:\n    pass\nelse:\n    raise AssertionError"),
    )
    assert set(grade(engine, source, {}).scores.values()) == {1.0}


@pytest.mark.parametrize(
    ("magic", "points"),
    [("%%capture out\n", 1.0), ("%%time\n", 1.0), ("%time ", 1.0), ("%%bash\n", 0.0), ("%run ", 0.0)],
)
def test_behind_a_magic_a_test_runs_or_fails(engine: Engine, magic: str, points: float) -> None:
    source = notebook(
        solution("double", "def double(x):\n    return 2 * x"), check("test_double", f"{magic}assert double(2) == 4")
    )
    assert grade(engine, source, {}).scores == {"test_double": points}
    assert grade(engine, source, {"double": "def double(x):\n    return 5"}).scores == {"test_double": 0.0}


def test_sys_stdin_is_the_students_too(engine: Engine) -> None:
    source = notebook(
        solution("ask", "def ask():\n    return int(input()) + int(input())"),
        check("test_ask", "import io, sys\nsys.stdin = io.StringIO('4\\n5\\n')\nassert ask() == 9"),
    )
    assert grade(engine, source, {}).scores == {"test_ask": 1.0}


def test_what_a_test_passes_in_is_changed_after_a_call_back_too(engine: Engine) -> None:
    source = notebook(
        solution("push", "def push(items, tell):\n    tell(1)\n    items.append(2)\n    tell(3)\n    items.append(4)"),
        check("test_push", "items, told = [], []\npush(items, told.append)\nassert items == [2, 4] and told == [1, 3]"),
    )
    assert grade(engine, source, {}).scores == {"test_push": 1.0}


@pytest.mark.parametrize("name", ["answer.pkl", "answer.pyc", "answer.npy", ".hidden.txt", "data.csv"])
def test_only_new_text_comes_back_from_the_students_folder(engine: Engine, name: str, tmp_path: Path) -> None:
    """A pickle or a program would be run by a test that loads it; the instructor's own files stay as they are."""
    (tmp_path / "data.csv").write_text("1,2\n")
    source = notebook(
        solution("save", "def save(name):\n    for file, text in [(name, 'changed'), ('new.txt', 'new')]:\n"
                 "        open(file, 'w').write(text)"),
        check("test_save", f"import os\nsave({name!r})\nassert open('new.txt').read() == 'new'\n"
              f"assert not os.path.exists({name!r}) or open({name!r}).read() == '1,2\\n'"),
    )  # fmt: skip
    plan_files = {"files": tmp_path, "judge_files": tmp_path}
    done = engine.execute(Job(source, make_plan(source), **plan_files))
    assert Graded(done).scores == {"test_save": 1.0}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv"], "nothing outlives the run"
    assert (tmp_path / "data.csv").read_text() == "1,2\n"


def test_the_judge_looks_at_the_content_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile student side says of anything that it is text."""
    monkeypatch.chdir(tmp_path)
    folder = JudgesFolder()
    for name, content in [("a.txt", pickle.dumps(1)), ("../c.txt", b"x"), ("d.txt", b"words")]:
        folder.take(name, content)
    assert [path.name for path in tmp_path.iterdir()] == ["d.txt"]
    assert not (tmp_path.parent / "c.txt").exists()
