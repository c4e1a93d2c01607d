"""Habits of other teachers' tests that took the place of one kernel for granted: an answer and a test cell each.

As in `styles.py`, each passes with the answer, and not without it. Those of `LIBRARIES` need a library.
"""

ACCOUNT = """
class Account:
    def __init__(self, owner): self.owner = owner
    def deposit(self, n): return n
class Savings(Account): pass
"""
PARAMETERS = """
import numpy as np
def init(n): return {"W": np.ones(n), "b": np.zeros(1)}
def use(params): return params["W"] * 2 + params["b"]
def step(params): return {name: value - 1 for name, value in params.items()}
"""

HABITS: dict[str, tuple[str, str]] = {
    "dict_of_arrays": (PARAMETERS, "p = init(3)\nassert use(p).sum() == 6"),
    "dict_of_arrays_twice": (PARAMETERS, "p = init(3)\nuse(p)\np = init(4)\nassert use(p).sum() == 8"),
    "dict_of_arrays_in_a_loop": (
        PARAMETERS,
        "p = init(3)\nfor _ in range(3):\n    p = step(p)\nassert p['W'].tolist() == [-2, -2, -2]",
    ),
    "list_of_arrays": (
        PARAMETERS,
        "def total(arrays):\n    return sum(a.sum() for a in arrays)\nassert total([use(init(2)), use(init(3))]) == 10",
    ),
    "type_is": (ACCOUNT, "assert type(Account('x')) is Account and type(Savings('x')) is not Account"),
    "class_is": (ACCOUNT, "assert Account('x').__class__ is Account and Savings('x').__class__ != Account"),
    "type_as_key": (ACCOUNT, "assert {Account: 1}[type(Account('x'))] == 1 and Account in {type(Account('x'))}"),
    "mro": (ACCOUNT, "assert Savings.__mro__[:2] == (Savings, Account) and Savings.__mro__[-1] is object"),
    "ismethod": (
        ACCOUNT,
        "import inspect\na = Account('x')\nassert inspect.ismethod(a.deposit) and a.deposit(3) == 3\n"
        "assert not inspect.ismethod(Account.deposit) and inspect.isfunction(Account.deposit)\n"
        "assert a.deposit.__self__ is a and a.deposit.__func__ is Account.deposit",
    ),
    "display": ("def sq(v): return v * v", "display(sq(2))\nassert sq(2) == 4"),
    "display_imported": (
        "import pandas as pd\ntable = pd.DataFrame({'a': [1]})",
        "from IPython.display import display, HTML\ndisplay(table, HTML('<b>x</b>'))\nassert len(table) == 1",
    ),
    "get_ipython": (
        "spot = 7",
        "from IPython import get_ipython as shell\nassert shell() is not None and get_ipython() is shell()\n"
        "assert shell().user_ns['spot'] == 7 and 'spot' in shell().user_ns and 'other' not in get_ipython().user_ns",
    ),
    "patch_random": (
        "import random\nfrom random import randint\ndef rnd(): return random.random()\n"
        "def roll(): return random.randint(1, 6)",
        "from unittest.mock import patch\nwith patch('random.random', return_value=0.25):\n    assert rnd() == 0.25\n"
        "with patch('random.randint', return_value=4):\n    assert [roll() for _ in range(5)] == [4] * 5\n"
        "assert len({rnd() for _ in range(9)}) == 9",
    ),
    "patch_numpy_random": (
        "import numpy as np\ndef toss(): return np.random.rand()",
        "from unittest.mock import patch\nwith patch('numpy.random.rand', lambda *shape: 0.5):\n"
        "    assert toss() == 0.5\nassert toss() != 0.5",
    ),
    "patch_sleep": (
        "import time\ndef nap(): time.sleep(100)",
        "from unittest.mock import patch\nwith patch('time.sleep') as fake:\n    nap()\n"
        "fake.assert_called_once_with(100)",
    ),
    "patch_time": (
        "import time\ndef age(born): return time.time() - born",
        "import time\nfrom unittest import mock\nwith mock.patch.object(time, 'time', lambda: 1000.0):\n"
        "    assert age(400) == 600.0",
    ),
    "assert_logs": (
        "import logging\ndef logs(): logging.getLogger('mine').warning('hey %s', 'you')",
        "import unittest\nwith unittest.TestCase().assertLogs('mine', level='WARNING') as caught:\n    logs()\n"
        "assert caught.output == ['WARNING:mine:hey you'] and caught.records[0].levelname == 'WARNING'",
    ),
    "assert_logs_of_the_root": (
        "import logging\ndef logs():\n    logging.info('quiet')\n    logging.error('loud')",
        "import unittest\nwith unittest.TestCase().assertLogs() as caught:\n    logs()\n"
        "assert [record.getMessage() for record in caught.records] == ['quiet', 'loud']",
    ),
    "environ": (
        "import os\ndef home(): return os.environ.get('MY_PLACE', 'nowhere')",
        "import os\nfrom unittest.mock import patch\nwith patch.dict(os.environ, {'MY_PLACE': 'here'}):\n"
        "    assert home() == 'here'\nassert home() == 'nowhere'",
    ),
    "environ_replaced": (
        "import os\ndef home(): return os.environ.get('MY_PLACE', 'nowhere')",
        "from unittest.mock import patch\nwith patch('os.environ', {'MY_PLACE': 'here'}):\n"
        "    assert home() == 'here'\nassert home() == 'nowhere'",
    ),
    "defaultdict": (
        "import collections\ngroups = collections.defaultdict(list)\ngroups['a'].append(1)",
        "from collections import defaultdict\nassert isinstance(groups, defaultdict) and groups['a'] == [1]\n"
        "assert groups['new'] == [] and groups.default_factory is list",
    ),
    "structured_array": (
        "import numpy as np\nstruct = np.zeros(2, dtype=[('a', int), ('b', float, (2,))])",
        "assert struct.dtype.names == ('a', 'b') and struct['a'].tolist() == [0, 0]\n"
        "assert struct[0]['b'].tolist() == [0, 0] and struct.dtype['b'].shape == (2,)",
    ),
    "structured_array_in_place": (
        "def fill(rows): rows['a'] = 3\ndef first(rows): return rows[0]",
        "import numpy as np\nrows = np.zeros(2, dtype=[('a', int), ('name', 'U5')])\nfill(rows)\n"
        "assert rows['a'].tolist() == [3, 3] and first(rows)['a'] == 3 and first(rows).dtype == rows.dtype",
    ),
    "vmap": (
        "def sq(v): return v * v\ndef dot(a, b): return (a * b).sum()",
        "import torch\nassert torch.func.vmap(sq)(torch.arange(3.)).tolist() == [0, 1, 4]\n"
        "assert torch.func.vmap(dot)(torch.ones(2, 3), torch.ones(2, 3)).tolist() == [3, 3]\n"
        "assert torch.func.vmap(dot, in_dims=(None, 1))(torch.ones(3), torch.ones(3, 4)).tolist() == [3] * 4",
    ),
    "working_directory": (
        "import os\nos.makedirs('sub', exist_ok=True)\nos.chdir('sub')\nopen('n.txt', 'w').write('1')",
        "import os\nassert os.path.basename(os.getcwd()) == 'sub' and open('n.txt').read() == '1'\n",
    ),
    "large_array": (
        "import numpy as np\nlarge = np.zeros((3000, 3000))\ndef sq(v): return v * v",
        "assert large.shape == (3000, 3000)\nassert sq(3) == 9",
    ),
    "wrapped": (
        "import functools\ndef once_more(f):\n    @functools.wraps(f)\n    def twice(n):\n        return f(f(n))\n"
        "    return twice\n@once_more\ndef plus_three(n):\n    return n + 3",
        "assert plus_three(1) == 7\nbare = plus_three.__wrapped__\nassert bare(1) == 4",
    ),
    "abstract_class": (
        "from abc import ABC, abstractmethod\nclass Animal(ABC):\n    @abstractmethod\n    def sound(self): ...\n"
        "class Dog(Animal):\n    def sound(self):\n        return 'woof'",
        "import inspect\nassert inspect.isabstract(Animal) and not inspect.isabstract(Dog)\ntry:\n    Animal()\n"
        "except TypeError:\n    pass\nelse:\n    raise AssertionError('it can be made')\n"
        "assert Dog().sound() == 'woof'",
    ),
    "artist_class": (
        "import matplotlib.pyplot as plt\nplt.hist([1, 2, 2, 3], bins=3)\nkept_axes = plt.gca()",
        "import matplotlib\n"
        "bars = [a for a in kept_axes.get_children() if a.__class__ == matplotlib.patches.Rectangle]\n"
        "assert len(bars) == 4\nassert len([a for a in bars if type(a) is matplotlib.patches.Rectangle]) == 4",
    ),
    "text_by_is": (
        "def best(values, which):\n    return max(values) if which is 'max' else min(values)",
        "assert best([1, 2], 'max') == 2 and best([1, 2], 'min') == 1",
    ),
    "memory_order": (
        "import numpy as np\nimport torch\nmatrix = np.asfortranarray(np.arange(6.0).reshape(2, 3))\n"
        "def ordered(a): return a.flags.f_contiguous and not a.flags.c_contiguous\n"
        "def transposed(a): return a.T\ndef strides(t): return t.stride()",
        "import numpy as np\nimport torch\nassert matrix.flags.f_contiguous and matrix.strides == (8, 16)\n"
        "assert ordered(np.ones((2, 3), order='F')) and ordered(np.ones((2, 3)).T)\n"
        "assert transposed(np.ones((2, 3))).flags.f_contiguous\n"
        "assert strides(torch.ones(2, 3).T) == (1, 3) and transposed(torch.ones(2, 3)).stride() == (1, 3)",
    ),
    "identity_of_data": (
        "shared = []\ntable = {'a': 1}\ndef get_shared(): return shared\ndef get_table(): return table\n"
        "def noop(v): return v\ndef fresh(): return []",
        "assert get_shared() is shared and get_shared() is get_shared() and get_table() is table\n"
        "assert noop(table) is table and noop(shared) is shared and fresh() is not fresh()",
    ),
    "data_changed_by_the_test": (
        "import pandas as pd\nnames = ['c', 'a', 'b']\ngroups = {'young': [3, 1]}\nframe = pd.DataFrame({'A': [1]})\n"
        "def number(): return len(names)",
        "names.sort()\nassert names == ['a', 'b', 'c']\ngroups['young'].sort()\nassert groups == {'young': [1, 3]}\n"
        "frame['d'] = 1\nassert 'd' in frame\nframe.columns = frame.columns.str.lower()\n"
        "assert list(frame) == ['a', 'd']\nassert number() == 3",
    ),
    "a_long_list_read_by_its_name": (
        "numbers = list(range(100_000))\nothers = list(range(100_000))",
        "for i in range(3000):\n    assert numbers[i] == others[i] == i",
    ),
    "data_that_a_thread_of_the_answer_changes": (
        "import threading, time\ndone = False\ndef start():\n    def work():\n        global done\n"
        "        time.sleep(0.2)\n        done = True\n    threading.Thread(target=work).start()",
        "import time\nend = time.time() + 20\nstart()\n"
        "while not done and time.time() < end: time.sleep(0.05)\nassert done",
    ),
    "data_that_the_answer_changes": (
        "done = []\ndef work(n):\n    done.append(n)\n    return n\nclass Shop:\n    @property\n"
        "    def sales(self):\n        done.append('sale')\n        return len(done)\nshop = Shop()",
        "assert done == []\nwork(1)\nassert done == [1]\nbefore = done\nwork(2)\n"
        "assert done == [1, 2] and len(done) == 2\n"
        "assert shop.sales == 3 and done[-1] == 'sale'",
    ),
    "identity_of_a_frame": (
        "import pandas as pd\nframe = pd.DataFrame({'a': [1]})\ndef noop(v): return v\ndef get_frame(): return frame",
        "assert noop(frame) is frame and get_frame() is frame and frame['a'][0] == 1",
    ),
    "deprecation_recorded": (
        "import warnings\ndef old_way():\n    warnings.warn('old', DeprecationWarning)\n    return 1",
        "import warnings\nwith warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always')\n"
        "    assert old_way() == 1\nassert len(seen) == 1 and issubclass(seen[0].category, DeprecationWarning)",
    ),
    "descriptors": (
        "class Disc:\n    @property\n    def area(self):\n        return 3\n    @staticmethod\n    def unit():\n"
        "        return Disc()\n    @classmethod\n    def make(cls): return cls()",
        "assert isinstance(Disc.area, property) and isinstance(Disc.__dict__['unit'], staticmethod)\n"
        "assert isinstance(Disc.__dict__['make'], classmethod) and Disc().area == 3 and Disc.area.fset is None",
    ),
    "code_of_a_function": (
        "def plain_add(a, b=2):\n    return a + b",
        "assert plain_add.__defaults__ == (2,) and plain_add.__code__.co_varnames == ('a', 'b')\n"
        "assert 'len' not in plain_add.__code__.co_names and plain_add.__code__.co_argcount == 2",
    ),
    "text_of_the_tests_own_class": (
        "def longest(words): return max(words, key=len)\ndef shout(word): return word.upper() + word.mark()",
        "class Word(str):\n    def mark(self): return '!'\nassert shout(Word('a')) == 'A!'\n"
        "got = longest([Word('a'), Word('bcd')])\nassert isinstance(got, Word) and got == 'bcd' and got.mark() == '!'",
    ),
}

LIBRARIES: dict[str, tuple[str, str]] = {
    "interval": (
        "import pandas as pd\nspan = pd.Interval(0, 3)\nbins = pd.cut(pd.Series([1, 5]), [0, 3, 6])\n"
        "month = pd.Period('2024-03', 'M')\nzoned = pd.Timestamp('2024-01-01', tz='Europe/Paris')\n"
        "table = pd.DataFrame({'at': pd.date_range('2024', periods=2, tz='Asia/Tokyo'),\n"
        "                      'in': pd.period_range('2024', periods=2, freq='M')}, index=pd.interval_range(0, 2))",
        "import pandas as pd\nassert pd.Interval(0, 3) == span and 2 in span\n"
        "assert bins[0] == pd.Interval(0, 3) and bins.value_counts().sum() == 2\n"
        "assert month == pd.Period('2024-03', 'M') and zoned == pd.Timestamp('2024-01-01', tz='Europe/Paris')\n"
        "pd.testing.assert_frame_equal(table, pd.DataFrame({\n"
        "    'at': pd.date_range('2024', periods=2, tz='Asia/Tokyo'),\n"
        "    'in': pd.period_range('2024', periods=2, freq='M')}, index=pd.interval_range(0, 2)), check_freq=False)",
    ),
    "estimator_cross_validated": (
        "import numpy as np\nfrom sklearn.linear_model import LogisticRegression\n"
        "X, y = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 0, 1, 1])\nmodel = LogisticRegression().fit(X, y)",
        "from sklearn.base import clone\nfrom sklearn.model_selection import cross_val_score\n"
        "from sklearn.utils.validation import check_is_fitted\nfrom sklearn.linear_model import LogisticRegression\n"
        "assert cross_val_score(model, X, y, cv=2).shape == (2,)\ncheck_is_fitted(model)\n"
        "assert isinstance(model, LogisticRegression) and model.score(X, y) == 1 and clone(model).C == 1\n"
        "assert model.predict([[3.0]]).tolist() == [1] and model.get_params()['C'] == 1.0",
    ),
    "pipeline": (
        "import numpy as np\nfrom sklearn.pipeline import make_pipeline\n"
        "from sklearn.preprocessing import StandardScaler\nfrom sklearn.linear_model import LinearRegression\n"
        "def fitted(X, y): return make_pipeline(StandardScaler(), LinearRegression()).fit(X, y)",
        "import numpy as np\nfrom sklearn.pipeline import Pipeline\nX = np.arange(6.0).reshape(6, 1)\n"
        "pipe = fitted(X, 2 * X[:, 0])\nassert isinstance(pipe, Pipeline) and len(pipe.steps) == 2\n"
        "assert abs(pipe.score(X, 2 * X[:, 0]) - 1) < 1e-9\n"
        "assert pipe.named_steps['linearregression'].coef_.shape == (1,)",
    ),
    "symbolic": (
        "import sympy as sp\nt = sp.symbols('t')\nsquare = (t + 1) ** 2\n"
        "def slope(f, x): return sp.diff(f, x)\ndef roots(f): return sp.solve(f)",
        "import sympy as sp\nt = sp.symbols('t')\nassert sp.simplify(square - (t**2 + 2 * t + 1)) == 0\n"
        "assert sp.expand(square) == t**2 + 2 * t + 1 and isinstance(square, sp.Pow)\n"
        "assert slope(sp.sin(t) * sp.exp(2 * t), t).equals(sp.diff(sp.sin(t) * sp.exp(2 * t), t))\n"
        "assert roots(t**2 - 2) == [-sp.sqrt(2), sp.sqrt(2)] and square.subs(t, 2) == 9",
    ),
    "symbolic_matrix": (
        "import sympy as sp\nx = sp.Symbol('x', positive=True)\nM = sp.Matrix([[x, 1], [sp.Rational(1, 3), sp.pi]])\n"
        "rule = sp.Eq(x, 2)\nf = sp.Function('f')(x)",
        "import sympy as sp\nx = sp.Symbol('x', positive=True)\nassert M.det() == sp.pi * x - sp.Rational(1, 3)\n"
        "assert M.shape == (2, 2) and rule == sp.Eq(x, 2) and rule.lhs == x and f == sp.Function('f')(x)",
    ),
    "picture": (
        "from PIL import Image\npic = Image.new('RGB', (4, 3), (255, 0, 0))\n"
        "def grey(image): return image.convert('L')\ndef dot(image): image.putpixel((0, 0), (1, 2, 3))",
        "from PIL import Image\nimport numpy as np\nassert isinstance(pic, Image.Image) and pic.size == (4, 3)\n"
        "assert pic.getpixel((0, 0)) == (255, 0, 0) and np.array(pic).shape == (3, 4, 3) and pic.mode == 'RGB'\n"
        "assert grey(pic).mode == 'L' and list(grey(pic).getdata()) == [76] * 12\n"
        "own = Image.new('RGB', (2, 2))\ndot(own)\nassert own.getpixel((0, 0)) == (1, 2, 3)",
    ),
    "graph": (
        "import networkx as nx\nG = nx.path_graph(4)\nG.add_edge(0, 3, weight=2.5)\nD = nx.DiGraph([('a', 'b')])\n"
        "def short(graph, a, b): return nx.shortest_path(graph, a, b)\ndef link(graph): graph.add_edge(7, 8)",
        "import networkx as nx\nassert isinstance(G, nx.Graph) and sorted(G.nodes) == [0, 1, 2, 3]\n"
        "assert G[0][3]['weight'] == 2.5\n"
        "H = nx.path_graph(4)\nH.add_edge(0, 3, weight=2.5)\nassert G.edges == H.edges and G.nodes == H.nodes\n"
        "assert nx.utils.graphs_equal(G, H) and nx.is_isomorphic(G, nx.cycle_graph(4)) and D.is_directed()\n"
        "assert short(H, 1, 3) in ([1, 0, 3], [1, 2, 3])\nlink(H)\nassert H.has_edge(7, 8)",
    ),
}
