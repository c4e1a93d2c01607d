"""Tests in teachers' styles, each against the answer that was made for it: one notebook, the real engine."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.job import Job
from autograder.engine.judge import clock
from autograder.notebook.planner import make_plan
from autograder.sandbox import landlock
from tests.support.engines import running
from tests.support.notebooks import Graded, check, grade, notebook, setup, solution

SECONDS = 2.0
NEXT = (solution("next", "def following(): return 1"), check("test_next", "assert following() == 1"))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=SECONDS, notebook_timeout=60.0, memory=1024)) as started:
        yield started


def attacked(engine: Engine, right: str, attack: str, test: str) -> Graded:
    """What the attack gets, where the right answer gets the point and the next exercise always has its own."""
    imports = setup("import numpy as np\nimport torch\nimport matplotlib.pyplot as plt")
    source = notebook(imports, solution("answer", right), check("test", test), *NEXT)
    assert grade(engine, source, {}).scores == {"test": 1.0, "test_next": 1.0}
    graded = grade(engine, source, {"answer": attack})
    assert graded.scores["test_next"] == 1.0
    return graded


# What a test lends has methods of its library's that write files; a path that an answer gives may be any.
DRAW = ("def draw(ax):\n    ax.plot([1, 2])", "_, ax = plt.subplots()\ndraw(ax)\nassert len(ax.lines) == 1")
ASK = (
    "def ask(base):\n    return base.execute('select 1').fetchone()[0]",
    "import sqlite3\nassert ask(sqlite3.connect(':memory:')) == 1",
)
REACHES = {
    "saves a figure": (*DRAW, "def draw(ax):\n    ax.plot([1, 2])\n    ax.figure.savefig('{mark}', format='raw')"),
    "attaches a file to the test's database": (
        *ASK,
        "def ask(base):\n    base.execute(\"attach '{mark}' as y\")\n    base.execute('create table y.t (a)')\n"
        "    base.commit()\n    return 1",
    ),
    "reads the gradebook by the test's database": (
        *ASK,
        "def ask(base):\n    base.execute(\"attach '{secret}' as y\")\n    print(base.execute('select * from y.t'))\n"
        "    return 1",
    ),
    "gives a path of the grader's": (
        "def save():\n    open('x.txt', 'w').write('1')\n    return 'x.txt'",
        "with open(save(), 'rb') as file:\n    text = file.read()\nassert text == b'1', text",
        "def save():\n    return '{secret}'",
    ),
}


@pytest.mark.skipif(not landlock.version(), reason="needs Landlock")
@pytest.mark.parametrize("name", REACHES)
def test_the_judge_reaches_no_file_but_its_own(engine: Engine, tmp_path: Path, name: str) -> None:
    right, test, attack = REACHES[name]
    mark, secret = tmp_path / "mark", tmp_path / "secret"
    secret.write_text("the gradebook")
    os.chmod(secret, 0o666)
    graded = attacked(engine, right, attack.replace("{mark}", str(mark)).replace("{secret}", str(secret)), test)
    assert graded.scores["test"] == 0
    assert not mark.exists()
    assert secret.read_text() == "the gradebook"
    assert "the gradebook" not in graded.said("test")


def test_a_test_has_a_place_for_temporary_files(engine: Engine) -> None:
    test = "import tempfile\nwith tempfile.TemporaryFile() as file:\n    file.write(b'1')\nassert following() == 1"
    assert grade(engine, notebook(NEXT[0], check("test", test)), {}).scores == {"test": 1.0}


# Each of these once left the whole submission ungraded, or cost the exercise that comes next.
HARMS = {
    "ends over the message of a failed check": (
        "def f(): return 1.0",
        "got = f()\nassert isinstance(got, float), got",
        "import os\nclass End:\n    def __str__(self): os._exit(0)\ndef f(): return End()",
    ),
    "loops over what the test lends": (
        "def f(g): return g(1)",
        "assert f(lambda x: x) == 1",
        "def f(g):\n    while True:\n        g(1)",
    ),
}


@pytest.mark.parametrize("name", HARMS)
def test_a_fault_costs_its_exercise_alone(engine: Engine, name: str) -> None:
    right, test, attack = HARMS[name]
    assert attacked(engine, right, attack, test).scores["test"] == 0


def test_a_student_side_that_ends_while_a_setup_cell_seeds(engine: Engine) -> None:
    source = notebook(
        setup("import torch"), solution("f", "def f(): return 1"), setup("torch.manual_seed(0)"), *NEXT
    )  # fmt: skip
    bomb = "import gc, os\nfound = [one for one in gc.get_objects() if type(one).__name__ == 'Student']\n"
    bomb += "for one in found: one.link.extra['seed'] = lambda *args: os._exit(0)\nprint('found', len(found))"
    graded = grade(engine, source, {"f": bomb})
    assert "found 1" in graded.said("f")
    assert graded.scores == {"test_next": 1.0}


HARD = {
    "signs": "-" * 100_000 + "1",
    "attributes": "a" + ".b" * 50_000,
    "lambdas": "lambda: " * 5000 + "0",
    "questions": "a?\n" * 600,
    "commands": "x = 1\n" * 9000 + "a = !x\n" * 400,
}


@pytest.mark.parametrize("cell", HARD.values(), ids=HARD)
def test_a_cell_that_is_hard_to_read_is_no_fault_of_the_graders(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, cell: str
) -> None:
    """It is looked through for the names of experiments."""
    monkeypatch.setattr(clock, "GRACE", 0.5)
    monkeypatch.setattr(clock, "AGAIN", 0.05)  # hypothesis' callback at a garbage collection may catch it
    source = notebook(new_code_cell("print(1)", metadata={"tags": ["experiment"]}), *NEXT)
    submitted = nbformat.from_dict(source)
    submitted.cells = [*source.cells, new_code_cell(cell)]
    begin = time.monotonic()
    executed = engine.execute(Job(submitted, make_plan(source)))
    graded = Graded(executed)
    assert graded.scores == {"test_next": 1.0}, graded.said("test_next")
    assert time.monotonic() - begin < 50  # an hour, were nothing bounded; on a busy machine it takes 20 s


def test_two_notebooks_tests_of_one_name_keep_their_own_lines(engine: Engine) -> None:
    first, other = (notebook(solution("f", "def f(): return 1"), check("test_f", f"assert f() == {n}")) for n in (1, 2))
    for source in (first, other):
        grade(engine, source, {})
    assert "assert f() == 1" in grade(engine, first, {"f": "def f(): return 0"}).said("test_f")


# Objects that stand for data: what they say of themselves decides nothing.
SCALE = "def f(xs): return [2 * x for x in xs]"
TWICE = "def f(x): return 2 * x"
LIES = {
    "three long, and nothing in it": (
        SCALE,
        "got = f([1, 2, 3])\nassert len(got) == 3\nfor g, w in zip(got, [2, 4, 6]):\n    assert g == w",
        "class Lie:\n    def __len__(self): return 3\n    def __iter__(self): return iter(())\ndef f(xs): return Lie()",
    ),
    "three long when first asked": (
        SCALE,
        "got = f([1, 2, 3])\nassert len(got) == 3\nfor i in range(len(got)):\n    assert got[i] == [2, 4, 6][i]",
        "class Lie:\n    n = 6\n    def __len__(self):\n        self.n -= 3\n        return self.n\n"
        "    def __getitem__(self, i): return 0\ndef f(xs): return Lie()",
    ),
    "three long, and ends when its items are asked for": (
        SCALE,
        "got = f([1, 2, 3])\nassert len(got) == 3\nfor g, w in zip(got, [2, 4, 6]):\n    assert g == w",
        "class Lie:\n    def __len__(self): return 3\n    def __getitem__(self, i): raise IndexError\n"
        "def f(xs): return Lie()",
    ),
    "a named tuple with a function for a field": (
        TWICE,
        "want = torch.tensor([2.0])\ngot = f(torch.ones(1))\nassert got.allclose(want)",
        "import collections\nLie = collections.namedtuple('Lie', 'allclose')\ndef f(x): return Lie(lambda other: True)",
    ),
    "a difference of its own": (
        TWICE,
        "want = torch.tensor([2.0])\ngot = f(torch.ones(1))\nassert got.sub(want).abs().max() < 1e-6",
        "class Lie:\n    def sub(self, other): return self\n    abs = lambda self: self\n    max = lambda self: 0.0\n"
        "def f(x): return Lie()",
    ),
}
# What a test lends serves for no more than it was lent for.
MODEL = """
class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(1, 1, bias=False)
    def forward(self, x):
        return self.layer(x)
model = Model()
fit(model)
assert torch.allclose(model(torch.tensor([[5.0]])), torch.tensor([[15.0]]))"""
FIT = "def fit(model):\n    with torch.no_grad(): model.layer.weight.fill_(3.0)"
LENT = {
    "answers the test's questions to its mock": (
        "def greet(name): print('hello', name)",
        "from unittest.mock import patch\nwith patch('builtins.print') as shown:\n    greet('Bob')\n"
        "shown.assert_called_once_with('hello', 'Bob')",
        "def greet(name): print.configure_mock(assert_called_once_with=lambda *args: None)",
    ),
    "puts a model of its own in the test's": (
        FIT,
        MODEL,
        "class Right(torch.nn.Module):\n    def forward(self, x): return 3 * x\ndef fit(model): model.layer = Right()",
    ),
    "compiles the test's model to a function of its own": (
        FIT,
        MODEL,
        "def fit(model): model.compile(backend=lambda graph, inputs: lambda *args: (3 * args[-1],))",
    ),
}


@pytest.mark.parametrize("name", LIES | LENT)
def test_no_point_for(engine: Engine, name: str) -> None:
    right, test, attack = (LIES | LENT)[name]
    assert attacked(engine, right, attack, test).scores["test"] == 0


HOARD = """
import gc
link = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Link")
number, data = [1001], bytes(60_000_000)
def f(x):
    number[0] += 2
    link._encode_answer = lambda result: ["o", number[0], "A", ["|u1", [60_000_000], data]]
"""


def test_what_answers_leave_with_the_judge_has_an_end() -> None:
    """Each answer a new array that the student's side never lets go: 5 GB of the machine's in half a minute."""
    with running(Grading(cell_timeout=20.0, memory=300)) as small:
        graded = attacked(small, "def f(x): return x", HOARD, "for i in range(40):\n    f(i)\nassert f(1) == 1")
    assert "MemoryError" in graded.said("test")


def test_the_folders_that_the_judge_follows_an_answer_into_have_an_end(engine: Engine) -> None:
    attack = """
import os
base = os.getcwd()
def f(x):
    os.makedirs(os.path.join(base, f"p{x}"))
    os.chdir(os.path.join(base, f"p{x}"))
    return x"""
    test = "import os\nfor i in range(150):\n    assert f(i) == i\n"
    test += "here = os.path.basename(os.getcwd())\nprint(here, len(os.listdir('..')) if here[0] == 'p' else 0)"
    graded = attacked(engine, "def f(x): return x", attack, test)
    assert "p99 100" in graded.said("test")
