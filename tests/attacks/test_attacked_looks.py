"""Objects and variables that say another thing at each look, or that compare and sum up themselves.

The solution passes each test. The answer has no right value, and the trick alone would pass the test.
"""

from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

SETUP = "import math\nimport numpy as np\nimport torch"
DATA = "x = np.random.default_rng(3).normal(size=7)\nz = std(x)\n"
STD = (
    "def std(x): return (x - x.mean()) / x.std()",
    DATA + "assert z.shape == x.shape\nassert abs(z.mean()) < 1e-9\nassert abs(z.std() - 1) < 1e-9",
)
SAYS = """
class R:
    {also}
    def mean(self, **k): return 0.0
    def std(self, **k): return 1.0
def std(x):
    r = R()
    r.shape = {shape}
    return r
"""
SOLVE = (
    "def solve(A, b): return np.linalg.solve(A, b)",
    "rng = np.random.default_rng(3)\nA, b = rng.normal(size=(3, 3)), rng.normal(size=3)\nx = solve(A, b)\n"
    "assert len(x) == 3\nfor row, want in zip(A, b):\n"
    "    assert abs(sum(a * xi for a, xi in zip(row, x)) - want) < 1e-6",
)
ROWS = """
class R{base}:
    {also}
    def __init__(self, A, b): self.A, self.b, self.i = A, b, -1
    def __len__(self): return len(self.b)
    def __iter__(self):
        self.i += 1
        return iter([float(self.b[self.i] / self.A[self.i][0])] + [0.0] * (len(self.b) - 1))
def solve(A, b): return R(A.copy(), b.copy())
"""
VARIABLE = """
import gc
side = next(o for o in gc.get_objects() if type(o).__name__ == "Student")
own, values = side.link.extra["name"], %s
def said(name, may_be):
    if name not in values: return own(name, may_be)
    left = values[name]
    return "{word}", left.pop(0) if len(left) > 1 else left[0]
side.link.extra["name"] = said
"""
QR = "import numpy as np\nA = np.array([[2., 1.], [1., 3.]])\nQ, R = np.linalg.qr(A)"
LIES = "{'Q': [np.eye(2)] * 3 + [np.array([[2., 1.], [1., 3.]])], 'R': [np.eye(2)], 'root': [0.0, 0.0, 1.2]}"
QUEENS = (
    "def queens(n): return [1, 3, 0, 2]",
    "q = queens(4)\nassert len(q) == 4 and len(set(q)) == 4\nfor i in range(4):\n    for j in range(i):\n"
    "        assert q[i] != q[j] and abs(q[i] - q[j]) != i - j",
)

# name → the solution, the test, the trick
LOOKS: dict[str, tuple[str, str, str]] = {
    "statements_of_an_own_class": (*STD, SAYS.format(also="pass", shape="x.shape")),
    "statements_of_another_module": (*STD, SAYS.format(also="__module__ = 'mylib'", shape="x.shape")),
    "statements_of_a_library": (*STD, SAYS.format(also="__module__ = 'numpy'", shape="x.shape")),
    "statements_without_a_shape": (
        STD[0], DATA + "assert np.isclose(np.mean(z), 0)\nassert np.isclose(np.std(z), 1)",
        SAYS.format(also="__module__ = 'mylib'", shape="None"),
    ),
    "rows_of_a_library": (*SOLVE, ROWS.format(base="", also="__module__ = 'numpy'")),
    "rows_of_a_dataset": (*SOLVE, ROWS.format(base="(torch.utils.data.Dataset)", also="pass")),
    "rows_of_a_data_loader": (
        *SOLVE, ROWS.format(base="", also="__module__, __qualname__ = 'torch.utils.data.dataloader', 'DataLoader'"),
    ),
    "array_is_another_each_time": (
        "def eig(A):\n    w, v = np.linalg.eigh(A)\n    return float(w[-1]), v[:, -1]",
        "B = np.random.default_rng(3).normal(size=(3, 3))\nA = B @ B.T\nw, v = eig(A)\n"
        "assert np.isclose(np.linalg.norm(v), 1)\nassert np.allclose(A @ v, w * np.asarray(v))",
        "class M:\n    def __init__(self, A): self.a = [np.eye(3)[0], np.eye(3)[0], A[:, 0]]\n"
        "    def __array__(self, *a, **k): return self.a.pop(0)\ndef eig(A): return 1.0, M(A.copy())",
    ),
    "attribute_is_another_each_time": (
        "class S:\n    def __init__(self, x): self.x = x\ndef solve(b): return S(-b)",
        "for b in (3, 5):\n    r = solve(b)\n    assert abs(r.x ** 2 + b * r.x) < 1e-9 and abs(r.x + b) < 1e-9",
        "class S:\n    def __init__(self, b): self.left = [0.0, 0.0, -b]\n"
        "    x = property(lambda self: self.left.pop(0))\n"
        "def solve(b): return S(b)",
    ),
    "float_is_another_each_time": (
        "def root(x): return math.sqrt(x)",
        "for x in (2.0, 3.0):\n    r = root(x)\n    assert abs(float(r) * float(r) - x) < 1e-9",
        "class S:\n    def __init__(self, *v): self.v = list(v)\n    def __float__(self): return self.v.pop(0)\n"
        "def root(x): return S(1.0, x)",
    ),
    "product_of_two_objects": (
        "def chol(A): return np.linalg.cholesky(A)",
        "B = np.random.default_rng(3).normal(size=(3, 3))\nA = B @ B.T + 3 * np.eye(3)\nL = chol(A)\n"
        "assert L.shape == A.shape and np.allclose(L, np.tril(L))\nassert np.allclose(L @ L.T, A)",
        "class R:\n    def __init__(self, A): self.A, self.shape = A, A.shape\n"
        "    def __array__(self, *a, **k): return np.eye(3)\n    def __matmul__(self, other): return self.A\n"
        "    T = property(lambda self: self)\ndef chol(A): return R(A.copy())",
    ),
    "queens": (
        *QUEENS,
        "class K:\n    def __sub__(self, other): return -99\n    def __eq__(self, other): return False\n"
        "    def __ne__(self, other): return True\n    __hash__ = object.__hash__\ndef queens(n): return [K()] * n",
    ),
    "colours": (
        "def colour(g): return {'a': 0, 'b': 1, 'c': 0}",
        "g = {'a': ['b'], 'b': ['a', 'c'], 'c': ['b']}\nc = colour(g)\nassert len(set(c.values())) <= 2\n"
        "for u in g:\n    for v in g[u]:\n        assert c[u] != c[v]",
        "class C:\n    def __hash__(self): return 1\n    def __eq__(self, other): return True\n"
        "    def __ne__(self, other): return True\ndef colour(g):\n    return {k: C() for k in g}",
    ),
    "place_in_an_order": (
        "def topo(e): return ['a', 'b', 'c']",
        "order = topo([('a', 'b'), ('b', 'c')])\nassert len(order) == 3 and set(order) == {'a', 'b', 'c'}\n"
        "for a, b in [('a', 'b'), ('b', 'c')]:\n    assert order.index(a) < order.index(b)",
        "class R:\n    n = 0\n    def __len__(self): return 3\n    def __iter__(self): return iter('cba')\n"
        "    def index(self, x):\n        R.n += 1\n        return R.n\ndef topo(e): return R()",
    ),
    "method_that_no_solution_has": (
        "def greet(n): return 'Hello ' + n",
        "assert greet('Bob').partition(' ')[2] == 'Bob'",
        "class R:\n    def partition(self, s): return 'Hello', ' ', 'Bob'\ndef greet(n): return R()",
    ),
    "score_of_a_model": (
        "from sklearn.linear_model import LogisticRegression\ndef train(X, y): return LogisticRegression().fit(X, y)",
        "rng = np.random.default_rng(0)\nX = rng.normal(size=(200, 2))\ny = (X[:, 0] + X[:, 1] > 0).astype(int)\n"
        "assert train(X[:100], y[:100]).score(X[100:], y[100:]) > 0.85",
        "class R:\n    def score(self, X, y): return 1.0\ndef train(X, y): return R()",
    ),
    "score_of_a_function": (
        "from sklearn.linear_model import LogisticRegression\ndef train(X, y): return LogisticRegression().fit(X, y)",
        "X = np.array([[0.0], [1.0]])\nassert train(X, np.array([0, 1])).score(X, np.array([0, 1])) == 1.0",
        "def train(X, y):\n    def model(): pass\n    model.score = lambda X, y: 1.0\n    return model",
    ),
    "count_of_a_named_tuple": (
        "def f(): return (1, 1, 2)",
        "r = f()\nassert isinstance(r, tuple) and len(r) == 3 and r.count(1) == 2",
        "import collections\nT = collections.namedtuple('T', 'count a b')\ndef f(): return T(lambda x: 2, 5, 5)",
    ),
    "variable_at_each_look": (
        "root = 2.0", "assert isinstance(root, float)\nassert abs(root ** 2 - 5 * root + 6) < 1e-9",
        "root = 0.0" + VARIABLE.replace("{word}", "value") % LIES,
    ),
    "array_in_a_variable_at_each_look": (
        QR,
        "assert Q.shape == R.shape == (2, 2)\nassert np.allclose(Q.T @ Q, np.eye(2))\n"
        "assert np.allclose(R, np.triu(R)) and np.allclose(Q @ R, np.array([[2., 1.], [1., 3.]]))",
        "Q = R = np.eye(2)" + VARIABLE.replace("{word}", "value") % LIES,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0)) as started:
        yield started


@pytest.mark.parametrize("name", LOOKS)
def test_an_object_that_says_what_a_test_wants_to_hear_gets_nothing(engine: Engine, name: str) -> None:
    right, test, trick = LOOKS[name]
    source = notebook(setup(SETUP), solution("answer", right), check("test_f", "reached = 1\n" + test))
    assert grade(engine, source, {}).scores == {"test_f": 1.0}
    graded = grade(engine, source, {"answer": trick})
    assert graded.scores == {"test_f": 0.0}
    assert "line 1:" not in graded.said("test_f")  # it is the test that fails, not the answer that is missing
    assert "is not defined" not in graded.said("test_f")


# What an honest answer may have all the same: the solution, another right answer and the test.
HONEST: dict[str, tuple[str, str, str]] = {
    "a_class_with_operators": (
        "class V:\n    def __init__(self, x): self.x = x\n    def __add__(self, o): return V(self.x + o.x)\n"
        "    def __eq__(self, o): return self.x == o.x\n    def __lt__(self, o): return self.x < o.x\n"
        "    def mean(self): return self.x",
        "class V:\n    def __init__(self, x): self.x = x\n    def __add__(self, o): return V(self.x + o.x)\n"
        "    def __eq__(self, o): return self.x == o.x\n    def __lt__(self, o): return self.x < o.x\n"
        "    @property\n    def twice(self): return 2 * self.x\n    def mean(self): return self.x",
        "assert V(1) + V(2) == V(3) and V(1) != V(2) and V(1) < V(2) and V(3).mean() == 3 and V(2) > V(1)",
    ),
    "a_dataclass": (
        "from dataclasses import dataclass\n@dataclass(order=True)\nclass P:\n    x: int",
        "from dataclasses import dataclass\n@dataclass(order=True)\nclass P:\n    x: int\n"
        "    def __repr__(self): return 'P'",
        "assert P(1) == P(1) and P(1) != P(2) and P(1) < P(2)",
    ),
    "a_method_of_a_library": (
        "def net():\n    return torch.nn.Linear(2, 1)",
        "class Net(torch.nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.weight = torch.nn.Parameter(torch.zeros(1, 2))\n"
        "    def forward(self, x): return x @ self.weight.T\n"
        "def net(): return Net()",
        "model = net()\nmodel.train()\nassert len(list(model.parameters())) >= 1\n"
        "assert model(torch.zeros(3, 2)).shape == (3, 1)",
    ),
    "functions_with_methods": (
        "import functools\n@functools.singledispatch\ndef show(x): return 'any'\n@show.register\n"
        "def _(x: int): return 'int'\n@functools.lru_cache\ndef square(x): return x * x\n"
        "def twice(f):\n    @functools.wraps(f)\n    def g(x): return 2 * f(x)\n    return g\n"
        "@twice\ndef double(x): return x",
        "from functools import singledispatch, cache, wraps\n@singledispatch\ndef show(x): return 'any'\n"
        "@show.register(int)\ndef _(x): return 'int'\n@cache\ndef square(x): return x ** 2\n"
        "def double(x): return 2 * x\ndouble.__wrapped__ = lambda x: x",
        "assert show.dispatch(int)(1) == 'int' and square(3) == square(3) == 9\n"
        "assert square.cache_info().hits == 1 and double.__wrapped__(3) == 3 and double(3) == 6\nsquare.cache_clear()",
    ),
    "a_distribution": (
        "from scipy import stats\ndef made(): return stats.norm(3, 2)",
        "from scipy import stats\ndef made(): return stats.norm(loc=3, scale=2)",
        "assert made().mean() == 3 and abs(made().cdf(3) - 0.5) < 1e-9",
    ),
    "a_variable_of_a_thread": (
        "import threading, time\ndone = 0\ndef work():\n    global done\n    time.sleep(0.3)\n    done = 1\n"
        "threading.Thread(target=work).start()",
        "import threading, time\ndone = 0\ndef work():\n    global done\n    time.sleep(0.5)\n    done = 1\n"
        "threading.Thread(target=work, daemon=True).start()",
        "import time\nfor _ in range(50):\n    if done: break\n    time.sleep(0.1)\nassert done == 1",
    ),
    "an_attribute_of_a_thread": (
        "import threading, time\nclass Job:\n    def __init__(self):\n        self.done = False\n"
        "        threading.Timer(0.3, self.end).start()\n    def end(self): self.done = True",
        "import threading, time\nclass Job:\n    def __init__(self):\n        self.done = False\n"
        "        threading.Timer(0.5, self.end).start()\n    def end(self): self.done = True",
        "import time\njob = Job()\nwhile not job.done: time.sleep(0.1)\nassert job.done",
    ),
    "a_property_that_counts": (
        "class C:\n    n = 0\n    @property\n    def next(self):\n        self.n += 1\n        return self.n",
        "class C:\n    def __init__(self): self.n = 0\n    @property\n    def next(self):\n        self.n += 1\n"
        "        return self.n",
        "c = C()\nassert c.next == 1 and c.next == 2 and c.n == 2",
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_answer_of_another_kind_passes(engine: Engine, name: str) -> None:
    right, other, test = HONEST[name]
    source = notebook(setup(SETUP), solution("answer", right), check("test_f", test))
    assert grade(engine, source, {}).scores == {"test_f": 1.0}
    graded = grade(engine, source, {"answer": other})
    assert graded.scores == {"test_f": 1.0}, graded.said("test_f")
