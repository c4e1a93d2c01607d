"""What the judge believes of an answer, attacked: one notebook each, the real engine.

Each attack shows that it has done what it means to do: by a word that it prints, or by the state that is refused.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from course.helpers import reference
from tests.support.engines import running
from tests.support.notebooks import Graded, check, grade, notebook, setup, solution

REACHED = "the attack is there"
NEXT = (solution("next", "def following(): return 1"), check("test_next", "assert following() == 1"))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=10.0, notebook_timeout=120.0)) as started:
        yield started


def attacked(engine: Engine, right: str, attack: str, test: str, reached: str = REACHED) -> Graded:
    """What the attack gets, where the right answer gets the point and the next exercise always has its own."""
    source = notebook(setup("import numpy as np\nimport torch"), solution("answer", right), check("test", test), *NEXT)
    honest = grade(engine, source, {})
    assert honest.scores == {"test": 1.0, "test_next": 1.0}, honest.said("test")
    graded = grade(engine, source, {"answer": attack.replace("REACHED", f"print({REACHED!r})")})
    assert graded.scores["test_next"] == 1.0
    assert any(reached in graded.said(name) for name in ("answer", "test")), graded.said("test")
    return graded


# By these exceptions a framework skips a test, passes over the rest of it or goes on without a result.
SQUARE = "def square(x): return x * x"
UNITTEST = """
import unittest
class TestSquare(unittest.TestCase):
    def test_small(self):
        self.assertEqual(square(2), 4)
    def test_large(self):
        with self.subTest('large'):
            self.assertEqual(square(100), 10000)
result = unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromTestCase(TestSquare))
assert result.testsRun == 2 and result.wasSuccessful()"""
PYTEST = """
import _pytest.outcomes
try:
    assert square(2) == 4
except _pytest.outcomes.Skipped:
    pass"""
DEBUGGER = """
import bdb, doctest
try:
    assert square(2) == 4
except (bdb.BdbQuit, doctest.UnexpectedException):
    pass"""
QUEUE = """
import queue
waiting = queue.Queue()
for number in (2, 3): waiting.put(number)
while True:
    try:
        number = waiting.get(block=False)
        assert square(number) == number ** 2
    except queue.Empty:
        break"""
ASYNCIO = """
import asyncio, concurrent.futures
async def main():
    try:
        assert square(3) == 9
    except (asyncio.CancelledError, concurrent.futures.CancelledError, asyncio.QueueEmpty):
        pass
loop = asyncio.new_event_loop()
loop.run_until_complete(main())
loop.close()"""
RAISES = {
    "unittest's skip": (UNITTEST, "unittest.SkipTest('not today')"),
    "a class of its own that derives from it": (UNITTEST, "type('Mine', (unittest.SkipTest,), {})('not today')"),
    "unittest's stop": (UNITTEST, "unittest.case._ShouldStop()"),
    "unittest's success": (UNITTEST, "unittest.case._UnexpectedSuccess()"),
    "pytest's skip": (PYTEST, "_pytest.outcomes.Skipped('not today')"),
    "the debugger's quit": (DEBUGGER, "bdb.BdbQuit()"),
    "doctest's own": (DEBUGGER, "doctest.UnexpectedException(None, None, (None, None, None))"),
    "an empty queue": (QUEUE, "queue.Empty()"),
    "a cancelled task": (ASYNCIO, "asyncio.CancelledError()"),
    "a cancelled future": (ASYNCIO, "concurrent.futures.CancelledError()"),
    "an empty queue of asyncio": (ASYNCIO, "asyncio.QueueEmpty()"),
    "a group": (
        "try:\n    assert square(2) == 4\nexcept* NotImplementedError:\n    pass",
        "ExceptionGroup('all', [NotImplementedError()])",
    ),
    "the end of a generator": (
        "def check():\n    try:\n        assert square(2) == 4\n    except GeneratorExit:\n        pass\n    yield\n"
        "list(check())",
        "GeneratorExit()",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RAISES)
def test_no_exception_of_an_answer_steers_a_test(engine: Engine, name: str) -> None:
    test, error = RAISES[name]
    imports = "import _pytest.outcomes, asyncio, bdb, concurrent.futures, doctest, queue, unittest"
    attack = f"{imports}\nerror = {error}\ndef square(x):\n    REACHED\n    raise error"
    assert attacked(engine, SQUARE, attack, test).scores["test"] == 0


# A test that reads an answer's source is shown a text that is not the answer's.
TOTAL = "def total(xs):\n    s = 0\n    for x in xs:\n        s += x\n    return s"
SOURCE = """
import inspect
assert total([1, 2]) == 3
text = inspect.getsource(total)
assert 'for x in xs' in text and 'sum(' not in text"""
DECOY = TOTAL + "\ndecoy = total.__code__\n"
SOURCES = {
    "another function's line": DECOY
    + "def total(xs): return sum(xs)\ntotal.__code__ = total.__code__.replace(co_firstlineno=decoy.co_firstlineno)",
    "a line, a name and a qualified name": DECOY
    + "def cheat(xs): return sum(xs)\ntotal.__code__ = cheat.__code__.replace(co_name='total', co_qualname='total',"
    " co_firstlineno=decoy.co_firstlineno)",
    "another function bound to the name": DECOY + "def cheat(xs): return sum(xs)\ntotal = cheat",
    "another function bound by a function": DECOY
    + "def change():\n    global total\n    total = lambda xs: sum(xs)\nchange()",
    "a nested function of that name": "def make():\n    def total(xs): return sum(xs)\n    return total\n"
    + TOTAL + "\nglobals()['total'] = make()",
    "a method of that name": TOTAL
    + "\nclass Other:\n    def total(xs): return sum(xs)\nglobals()['total'] = Other.total",
    "a lambda": TOTAL + "\nglobals()['total'] = lambda xs: sum(xs)",
    "a lambda among lambdas": "total = lambda xs: [x for x in xs][0] + 2\ndecoy = total.__code__\n"
    "total = lambda xs: sum(xs)",
    "another's code": DECOY + "def cheat(xs): return sum(xs)\ntotal.__code__ = cheat.__code__",
    "an earlier definition": "def total(xs): return sum(xs)\ncheat = total\n" + TOTAL + "\nglobals()['total'] = cheat",
    "an earlier definition in a loop": "def total(xs): return sum(xs)\ncheat = total\n" + TOTAL
    + "\nfor total in [cheat]: pass",
    "an earlier definition's code": "def total(xs): return sum(xs)\ncheat = total.__code__\n" + TOTAL
    + "\ntotal.__code__ = cheat",
    "a definition under a condition": "def total(xs): return 0\n" + TOTAL
    + "\nif True:\n    def total(xs): return sum(xs)",
    "a decorated definition": "def total(xs): return sum(xs)\ncheat = total\n@lambda _: cheat\n" + TOTAL,
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_no_source_but_the_answers_own_is_shown(engine: Engine, name: str) -> None:
    graded = attacked(engine, TOTAL, f"{SOURCES[name]}\nassert total([2, 3]) == 5\nREACHED", SOURCE)
    assert graded.scores["test"] == 0
    shown = "assert 'for x in xs' in text" in graded.said("test")  # what runs, and it has no loop
    assert shown == (name in ("another function's line", "a lambda among lambdas"))
    assert shown or "AttributeError" in graded.said("test")


def test_the_judge_reads_no_file_of_solutions(engine: Engine) -> None:
    """Its own step's are in its memory; of the others it could read any that an answer names."""
    path = Path(reference.SOURCE, "01_numpy", "01_numpy.py")
    assert path.is_file()
    test = "text = open(place()).read() if place() else 'def predict'\nassert 'def predict' in text"
    graded = attacked(engine, "def place(): return ''", f"def place(): return {str(path)!r}\nREACHED", test)
    assert graded.scores["test"] == 0
    assert "PermissionError" in graded.said("test")


# A generator that a test lends comes back in a state in which the next draw reads what lies beside it in memory. The
# test asks for more numbers and hands them over, so that the answer sees what was read.
WORD = "the-hidden-word-of-this-test"
DRAWS = f"""
rng = np.random.RandomState(3)
for _ in range(6):
    x = rng.randint(0, 2**32, size=50000, dtype=np.uint32)
    assert total(x, rng) == x.sum()
SECRET = {WORD!r}"""
SEARCH = r"""
import re
def untemper(y):
    y = y.astype(np.uint32)
    y ^= y >> 18
    y ^= (y << 15) & np.uint32(0xefc60000)
    z = y.copy()
    for _ in range(5): z = y ^ ((z << 7) & np.uint32(0x9d2c5680))
    y = z.copy()
    for _ in range(3): z = y ^ (z >> 11)
    return z
places = iter(PLACES)
asked = 0
def total(x, rng):
    global asked
    if asked:
        raw = untemper(x).astype("<u4").tobytes()
        for found in re.findall(rb"[ -~]{12,}", raw):
            if b"hidden-" in found or b"BEGIN HIDDEN" in found: print("FOUND", found.decode())
    asked += 1
    state = rng.get_state(legacy=False)
    state["state"]["pos"] = next(places)
    rng.set_state(state)
    assert rng.get_state(legacy=False)["state"]["pos"] not in range(625)
    return x.sum()
"""
PLACES = {
    "beside the words": "(625, -60000, 51000, -120000, 101000, 625)",
    "far below": "(-n * 2_000_000 for n in range(1, 9))",  # 8 to 40 MB below lies what the judge has read
    "far above": "(n * 2_000_000 for n in range(1, 9))",
    "at no place at all": "(2**30 for n in range(9))",
}


@pytest.mark.parametrize("name", PLACES)
def test_no_generator_reads_the_judges_memory(engine: Engine, name: str) -> None:
    right = "def total(x, rng): return x.sum()"
    graded = attacked(engine, right, SEARCH.replace("PLACES", PLACES[name]), DRAWS, "cannot have this position")
    assert graded.scores["test"] == 0
    assert "FOUND" not in graded.said("test")
    assert WORD not in graded.said("test")


STATES = {
    "torch's generator": (
        "cannot have this position",
        "def draw(g): return torch.rand(3, generator=g)",
        "g = torch.Generator().manual_seed(0)\ndraw(g)\nx = torch.rand(700, generator=g)\nassert draw(g) is not None",
        "def draw(g):\n    state, end = g.get_state().clone(), torch.tensor([112, 2, 0, 0], dtype=torch.uint8)\n"
        "    state[8:12] = state[16:20] = end\n    g.set_state(state)\n    return torch.ones(3)",
    ),
    "Philox's buffer": (
        "cannot have this position",
        "def draw(rng): return rng.random()",
        "rng = np.random.Generator(np.random.Philox(1))\ndraw(rng)\nrng.random()\nassert draw(rng) is not None",
        "def draw(rng):\n    state = rng.bit_generator.state\n    state['buffer_pos'] = -100_000\n"
        "    rng.bit_generator.state = state\n    return 1.0",
    ),
    "a normal number that is kept": (
        "cannot have this normal number",
        "def draw(rng): return rng.rand()",
        "rng = np.random.RandomState(1)\ndraw(rng)\nassert abs(rng.randn()) < 20",
        "def draw(rng):\n    state = rng.get_state(legacy=False)\n    state.update(has_gauss=1, gauss=1e300)\n"
        "    rng.set_state(state)\n    return 1.0",
    ),
    "the kernel of an optimizer": (
        "the optimizer's setting 'fused'",
        "def step(o): o.step()",
        "p = torch.nn.Parameter(torch.ones(100_000))\np.grad = torch.ones(100_000)\no = torch.optim.Adam([p])\n"
        "step(o)\np.grad = torch.ones(100_000)\no.step()\nassert p.isfinite().all()",
        "def step(o):\n    o.step()\n    group = o.param_groups[0]\n    group['fused'] = True\n"
        "    o.state[group['params'][0]]['exp_avg'] = torch.zeros(1)",
    ),
    "the moments of a fused optimizer": (
        "the optimizer's 'exp_avg'",
        "def step(o): o.step()",
        "p = torch.nn.Parameter(torch.ones(100_000))\np.grad = torch.ones(100_000)\n"
        "o = torch.optim.Adam([p], fused=True)\nstep(o)\np.grad = torch.ones(100_000)\no.step()\n"
        "assert p.isfinite().all()",
        "def step(o):\n    o.step()\n    o.state[o.param_groups[0]['params'][0]]['exp_avg'] = torch.zeros(1)",
    ),
    "a parameter of another shape": (
        "a parameter has another shape",
        "def fit(m): m.weight_hh_l0.data.fill_(1.0)",
        "m = torch.nn.LSTM(4, 4)\nfit(m)\nm(torch.ones(3, 4))\nassert (m.weight_hh_l0 == 1).all()",
        "def fit(m): m.weight_hh_l0.data = torch.ones(1, 1)",
    ),
    "truth values that count more than once": (
        "neither true nor false",
        "def mask(n): return np.ones(n, bool)",
        "got = mask(5)\nassert got.dtype == bool and got.sum() == 5",
        "def mask(n): return np.array([5], np.uint8).view(bool)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STATES)
def test_no_state_that_a_library_could_not_have(engine: Engine, name: str) -> None:
    refusal, right, test, attack = STATES[name]
    assert attacked(engine, right, attack, test, refusal).scores["test"] == 0


# Objects that stand for data: only some of what they say of themselves is right.
COUNT = "def count(word): return {c: word.count(c) for c in word}"
TABLE = "def table(n): return pd.DataFrame({'x': range(n), 'y': [i * i for i in range(n)]})"
IS_COUNT = "want = {'a': 2, 'b': 1}\ngot = count('aab')\nassert len(got) == len(want)\n"
IS_TABLE = "got = table(3)\nassert len(got) == 3\n"
BY_ITEMS = IS_COUNT + "for key, value in got.items():\n    assert value == want[key]"
BY_ROWS = IS_TABLE + "for _, row in got.iterrows():\n    assert row['y'] == row['x'] ** 2"
LIE = "class Lie:\n    def __len__(self): return 2\n"
FRAME = "class Lie(pd.DataFrame):\n"
VIEWS = {
    "items that are none": (COUNT, BY_ITEMS, LIE + "    def items(self): return []\ndef count(word): return Lie()"),
    "items of a generator that has none": (
        COUNT, BY_ITEMS, LIE + "    def items(self): yield from ()\ndef count(word): return Lie()",
    ),
    "items that are two and are not there": (
        COUNT,
        BY_ITEMS,
        LIE + "    def items(self): return Two()\nclass Two(Lie):\n    def __iter__(self): return iter(())\n"
        "def count(word): return Lie()",
    ),
    "keys that are none": (
        COUNT,
        IS_COUNT + "for key in got.keys():\n    assert got[key] == want[key]",
        LIE + "    def keys(self): return {}.keys()\ndef count(word): return Lie()",
    ),
    "values that are none": (
        COUNT,
        IS_COUNT + "for value in got.values():\n    assert value in (1, 2)",
        LIE + "    def values(self): return ()\ndef count(word): return Lie()",
    ),
    "two long until its items are asked for": (
        COUNT,
        BY_ITEMS,
        "class Lie:\n    n = 2\n    def __len__(self): return self.n\n"
        "    def items(self):\n        self.n = 0\n        return []\ndef count(word): return Lie()",
    ),
    "a Mapping": (
        COUNT,
        BY_ITEMS,
        "import collections.abc\nclass Lie(collections.abc.Mapping):\n    def __len__(self): return 2\n"
        "    def __iter__(self): return iter(())\n    def __getitem__(self, key): return 9\n"
        "def count(word): return Lie()",
    ),
    "a UserDict": (
        COUNT,
        BY_ITEMS,
        "import collections\nclass Lie(collections.UserDict):\n    def items(self): return []\n"
        "def count(word): return Lie({'a': 9, 'b': 9})",
    ),
    "an iterator of itself": (
        COUNT,
        IS_COUNT + "for key, other in zip(got, want):\n    assert key == other",
        LIE + "    def __iter__(self): return self\n    def __next__(self): raise StopIteration\n"
        "def count(word): return Lie()",
    ),
    "backwards it is empty": (
        COUNT,
        IS_COUNT + "for key in reversed(got):\n    assert got[key] == want[key]",
        LIE + "    def __reversed__(self): return iter(())\ndef count(word): return Lie()",
    ),
    "false and full": (
        "def wrong(word): return []",
        "got = wrong('x')\nassert len(got) < 5\nassert not got",
        LIE + "    def __bool__(self): return False\ndef wrong(word): return Lie()",
    ),
    "a shape of three": (
        TABLE,
        "got = table(3)\nassert got.shape == (3, 2)\nfor row in got.itertuples():\n    assert row.y == row.x ** 2",
        "class Lie:\n    shape = (3, 2)\n    def itertuples(self): return []\ndef table(n): return Lie()",
    ),
    "rows of a table that are none": (
        TABLE,
        BY_ROWS,
        FRAME + "    def iterrows(self): return iter(())\ndef table(n): return Lie({'x': [7] * n, 'y': 0})",
    ),
    "a table that lacks nothing": (
        TABLE,
        IS_TABLE + "assert got.isna().sum().sum() == 0 and not got.duplicated().any()",
        FRAME + "    def isna(self): return self * 0\n    def duplicated(self): return self['x'] != self['x']\n"
        "def table(n): return Lie({'x': [None] * n, 'y': None})",
    ),
    "something that says it lacks nothing": (
        TABLE,
        IS_TABLE + "assert not got.isna().any().any()",
        "class No:\n    def __len__(self): return 3\n    def isna(self): return self\n    def any(self): return False\n"
        "def table(n): return No()",
    ),
    "a column with a sum of its own": (
        "def column(n): return pd.Series(range(n))",
        "got = column(4)\nassert isinstance(got, pd.Series) and got.sum() == 6",
        "class Lie(pd.Series):\n    def sum(self): return 6\ndef column(n): return Lie([9] * n)",
    ),
    "labels with items of their own": (
        "def labels(n): return pd.Index(range(n))",
        "got = labels(4)\nassert isinstance(got, pd.Index) and got.tolist() == [0, 1, 2, 3]",
        "class Lie(pd.Index):\n    def tolist(self): return [0, 1, 2, 3]\n"
        "def labels(n):\n    made = pd.Index([9] * n)\n    made.__class__ = Lie\n    return made",
    ),
    "a sparse matrix with numbers of its own": (
        "import scipy.sparse\ndef eye(n): return scipy.sparse.csr_matrix(np.eye(n))",
        "import scipy.sparse\ngot = eye(2)\n"
        "assert scipy.sparse.issparse(got) and got.toarray().tolist() == [[1, 0], [0, 1]]",
        "import scipy.sparse\nclass Lie(scipy.sparse.csr_matrix):\n    def toarray(self): return np.eye(2)\n"
        "def eye(n): return Lie((2, 2))",
    ),
}  # fmt: skip


def _tuple(fields: str, *values: str) -> str:
    return f"import collections\ndef f(*_): return collections.namedtuple('T', {fields!r})({', '.join(values)})"


# Methods that would answer for the data, of a named tuple or of an object that stands for data.
ANSWERS = {
    "a named tuple that equals": (
        "def f(n): return pd.Series(range(n))", "assert f(3).equals(pd.Series([0, 1, 2]))", _tuple("equals", "str"),
    ),
    "a named tuple that is close": (
        "def f(t): return 2 * t", "t = torch.rand(3)\nassert f(t).allclose(2 * t)", _tuple("allclose", "type"),
    ),
    "a named tuple with a function of the test's": (
        "def f(t, key): return 2 * t", "t = torch.rand(3)\nassert f(t, lambda x: 1).allclose(2 * t)",
        "import collections\ndef f(t, key): return collections.namedtuple('T', 'allclose')(key)",
    ),
    "a named tuple with items of its own": (
        COUNT.replace("count(word)", "f(word)"),
        "got = f('aab')\nassert len(got) == 2\nfor c, n in got.items():\n    assert n == 'aab'.count(c)",
        _tuple("items b", "lambda: []", "0"),
    ),
    "a named tuple of which all is true": (
        "def f(t): return t > 0", "assert f(torch.ones(3)).all()", _tuple("all", "lambda: True"),
    ),
    "a set of its own": (
        "def f(a, b): return a & b", "assert f({1, 2, 3}, {2, 3, 4}).intersection({2, 3}) == {2, 3}",
        "class Lie:\n    def intersection(self, other): return other\ndef f(a, b): return Lie()",
    ),
    "a mean and a spread of its own": (
        "def f(x): return (x - x.mean()) / x.std()",
        "x = np.arange(9.0)\nz = f(x)\nassert z.shape == x.shape and abs(z.mean()) < 1e-9 and abs(z.std() - 1) < 1e-9",
        "class Lie:\n    shape = (9,)\n    def mean(self): return 0.0\n    def std(self): return 1.0\n"
        "def f(x): return Lie()",
    ),
    "an index of its own": (
        "def f(x): return pd.Index(x)", "assert f([1, 2]).identical(pd.Index([1, 2]))",
        "class Lie:\n    def identical(self, other): return True\ndef f(x): return Lie()",
    ),
    "a column of its own": (
        "def f(s): return 2 * s",
        "s = pd.Series([1.0, 2.0, 5.0])\nassert f(s).corr(s) > 0.99 and (f(s).div(s) == 2).all()",
        "class Lie:\n    def corr(self, other): return 1.0\n    def div(self, other): return 2 * other / other\n"
        "def f(s): return Lie()",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_nothing_of_the_students_answers_for_data(engine: Engine, name: str) -> None:
    right, test, attack = ANSWERS[name]
    pandas = "import pandas as pd\n"
    graded = attacked(engine, pandas + right, f"{pandas}{attack}\nREACHED", pandas + test)
    assert graded.scores["test"] == 0


@pytest.mark.parametrize("name", VIEWS)
def test_all_views_of_an_object_agree(engine: Engine, name: str) -> None:
    right, test, attack = VIEWS[name]
    pandas = "import pandas as pd\n"
    graded = attacked(engine, pandas + right, f"{pandas}{attack}\nREACHED", pandas + test)
    assert graded.scores["test"] == 0


# Objects whose views have one length and other items: each check of the test sees those that it wants.
SORT = "def ordered(xs): return sorted(xs)"
SAME = "xs = [3, 1, 2]\ngot = ordered(xs)\n"
ASCENDS = "assert all(a <= b for a, b in zip(got, list(got)[1:]))"
SEEN = "assert sorted(got) == sorted(xs)\n"
BY_PLACE = SEEN + "assert all(got[i] <= got[i + 1] for i in range(len(xs) - 1))"
GIVES = "class Lie:\n    def __init__(self, xs): self.xs, self.n = xs, 0\n"
TURNS = GIVES + "    def __iter__(self):\n        self.n += 1\n"
TURNS += "        return iter(self.xs if self.n == 1 else range(len(self.xs)))\n"
LENGTH = "    def __len__(self): return len(self.xs)\n"
ITEM = "    def __iter__(self): return iter(self.xs)\n    def __getitem__(self, i): return i\n"
RETURNED = "def ordered(xs): return Lie(list(xs))"
OTHER_ITEMS = {
    "the second time": (SORT, SAME + SEEN + ASCENDS, TURNS + LENGTH + RETURNED),
    "the second time, and no length": (SORT, SAME + SEEN + ASCENDS, TURNS + RETURNED),
    "by place": (SORT, SAME + BY_PLACE, GIVES + LENGTH + ITEM + RETURNED),
    "by place, and no length": (SORT, SAME + BY_PLACE, GIVES + ITEM + RETURNED),
    "by a place that it calls a key": (
        SORT, SAME + BY_PLACE, GIVES + LENGTH + ITEM + "    def keys(self): return self.xs\n" + RETURNED,
    ),
    "by place, the second time": (
        SORT,
        SAME + "assert sorted(got[i] for i in range(3)) == [1, 2, 3]\nassert got[0] <= got[1] <= got[2]",
        GIVES + LENGTH + "    def __getitem__(self, i):\n        self.n += 1\n"
        "        return self.xs[i] if self.n < 4 else i\n" + RETURNED,
    ),
    "backwards": (
        SORT,
        SAME + SEEN + "assert all(a >= b for a, b in zip(reversed(got), list(reversed(got))[1:]))",
        GIVES + LENGTH + ITEM + "    def __reversed__(self): return iter([2, 1, 0])\n" + RETURNED,
    ),
    "in a slice": (
        SORT,
        SAME + SEEN + "assert list(got[:2]) == [1, 2]",
        GIVES + LENGTH + ITEM.replace("return i\n", "return [1, 2]\n") + RETURNED,
    ),
    "in an array": (
        SORT,
        SAME + SEEN + "assert (np.diff(np.asarray(got)) >= 0).all()",
        GIVES + LENGTH + ITEM + "    def __array__(self, *a, **k): return np.arange(3)\n" + RETURNED,
    ),
    "after a list of them": (
        SORT,
        SAME + "got.tolist() if hasattr(got, 'tolist') else None\n" + SEEN
        + "if hasattr(got, 'tolist'): got.tolist()\n" + ASCENDS,
        TURNS + LENGTH + "    def tolist(self): return self.xs\n" + RETURNED,
    ),
    "in a mapping": (
        COUNT,
        IS_COUNT + "assert sorted(got.values()) == [1, 2] and all(n == want[key] for key, n in got.items())\n"
        "assert set(got) == {'a', 'b'} and got['b'] < got['a']",
        LIE + "    def __iter__(self): return iter('ab')\n    def __getitem__(self, key): return 7 - (key == 'b')\n"
        "    def keys(self): return ['a', 'b']\n    def values(self): return [1, 2]\n"
        "    def items(self): return [('a', 2), ('b', 1)]\ndef count(word): return Lie()",
    ),
    "in a mapping, the second time": (
        COUNT,
        IS_COUNT + "assert got['a'] > got['b']\nassert got['a'] + got['b'] == 3 and got['b'] == 1",
        LIE + "    n = 0\n    def keys(self): return ['a', 'b']\n    def __iter__(self): return iter('ab')\n"
        "    def __getitem__(self, key):\n        self.n += 1\n        return [7, 3, 2, 1, 1][self.n - 1]\n"
        "def count(word): return Lie()",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHER_ITEMS)
def test_all_views_of_an_object_have_the_same_items(engine: Engine, name: str) -> None:
    right, test, attack = OTHER_ITEMS[name]
    assert attacked(engine, right, f"{attack}\nREACHED", test).scores["test"] == 0


def test_objects_that_change_by_design_are_as_in_one_kernel(engine: Engine) -> None:
    """A loader that shuffles; an object that a call or a generator changes; iterators; a loop that changes a list."""
    own = """
from torch.utils.data import DataLoader, TensorDataset
def loader(n): return DataLoader(TensorDataset(torch.arange(n)), batch_size=n, shuffle=True)
class Stack:
    def __init__(self): self.parts = []
    def __len__(self): return len(self.parts)
    def __iter__(self): return iter(self.parts)
    def __getitem__(self, i): return self.parts[i]
    def push(self, part): self.parts.append(part)
    def fill(self):
        for number in range(3):
            self.push(number)
            yield number
def stack(): return Stack()
def layers(): return nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
def pairs(xs): return zip(xs, xs)"""
    test = """
one = loader(500)
first, second = ([batch[0] for batch in one][0] for _ in range(2))
assert not torch.equal(first, second) and torch.equal(first.sort()[0], second.sort()[0]) and len(one) == 1
assert [x for x, y in pairs([1, 2])] == [1, 2] and next(pairs([5])) == (5, 5)
assert isinstance(layers()[:2], nn.Sequential) and layers()[-1].out_features == 1 and len(list(layers())) == 3
got = stack()
got.push(4)
assert list(got) == [4] and got[-1] == 4 and 4 in got
got.push(5)
assert list(got) == [4, 5] and got[0:1] == [4] and list(reversed(got)) == [5, 4] and len(got) == 2
for number in got.fill():
    assert got[-1] == number == list(got)[-1]
seen = []
for part in got:
    seen.append(part)
    if len(seen) < 3: got.push(9)
assert seen == [4, 5, 0, 1, 2, 9, 9]"""
    source = notebook(setup("import torch\nfrom torch import nn"), solution("answer", own), check("test", test))
    graded = grade(engine, source, {})
    assert graded.scores == {"test": 1.0}, graded.said("test")


def test_views_that_agree_are_as_in_one_kernel(engine: Engine) -> None:
    """A mapping of a student's own, where the instructor's is a dict."""
    own = """
import collections.abc
class Own(collections.abc.Mapping):
    def __init__(self, data): self.data = data
    def __len__(self): return len(self.data)
    def __iter__(self): return iter(self.data)
    def __getitem__(self, key): return self.data[key]
def count(word): return Own({c: word.count(c) for c in word})
class Table(pd.DataFrame): pass
def table(n): return Table({'x': range(n)})"""
    test = (
        IS_COUNT
        + """
assert dict(got.items()) == want and list(got.keys()) == list(want) and sorted(got.values()) == [1, 2]
assert 'a' in got.keys() and [k for k in got] == ['a', 'b'] and got and got['a'] == 2 and len(got.items()) == 2
items = iter(got.items())
assert next(items) == ('a', 2)
assert isinstance(table(2), pd.DataFrame) and table(2).equals(pd.DataFrame({'x': range(2)}))"""
    )
    source = notebook(setup("import pandas as pd"), solution("answer", own), check("test", test))
    graded = grade(engine, source, {})
    assert graded.scores == {"test": 1.0}, graded.said("test")
