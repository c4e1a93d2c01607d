"""Classes, data and errors that both sides have: a setup cell, and an answer and a test cell each."""

SETUP = """
from collections import namedtuple
from enum import Enum, IntEnum
class Color(Enum):
    RED = 1
    BLUE = 2
class Level(IntEnum):
    LOW = 1
class Node:
    def __init__(self, value): self.value = value
Point = namedtuple("Point", "x y")
stock, log = {}, []
"""

BOTH: dict[str, tuple[str, str]] = {
    "class_of_a_setup_cell": (
        "def build(value): return Node(value)\nclass Leaf(Node): pass\ndef is_node(x): return isinstance(x, Node)",
        "assert isinstance(build(1), Node) and type(build(1)) is Node and isinstance(Leaf(2), Node)\n"
        "assert issubclass(Leaf, Node) and is_node(Node(3)) and not is_node(3) and not isinstance(3, Node)",
    ),
    "named_tuple_of_a_setup_cell": (
        "def size(p): return p.x + p.y, isinstance(p, Point)\ndef made(): return Point(1, 2)",
        "assert size(Point(3, 4)) == (7, True) and isinstance(made(), Point) and made().x == 1 and made() == (1, 2)",
    ),
    "named_tuple_of_an_answer": (
        "from collections import namedtuple\nPair = namedtuple('Pair', 'a b')\n"
        "def less(p, q): return p.a - q.a, isinstance(p, Pair)",
        "from collections import namedtuple\nassert less(Pair(3, 0), Pair(1, 0)) == (2, True)\n"
        "Own = namedtuple('Own', 'a b')\nassert less(Own(3, 0), Own(1, 0)) == (2, False)",
    ),
    "exception_in_a_context_manager": (
        "class Noting:\n    def __init__(self): self.seen = []\n    def __enter__(self): return self\n"
        "    def __exit__(self, kind, error, trace):\n        self.seen.append(f'{kind.__name__}: {error}')\n"
        "        return kind is ValueError",
        "with Noting() as noting: raise ValueError('boo')\nassert noting.seen == ['ValueError: boo']\n"
        "try:\n    with noting: raise KeyError('k')\nexcept KeyError as error: assert error.args == ('k',)\n"
        "assert noting.seen[1] == \"KeyError: 'k'\"",
    ),
    "exception_as_an_argument": (
        "def texts(error): return str(error), error.args\ndef throw(error): raise error\n"
        "def caught(f):\n    try: f()\n"
        "    except Exception as error: return type(error).__name__, str(error), error.args",
        "import pytest\nassert texts(ValueError('a', 3)) == (\"('a', 3)\", ('a', 3))\n"
        "with pytest.raises(OSError, match='x'): throw(OSError('x'))\ndef bad(): raise KeyError('k')\n"
        "assert caught(bad) == ('KeyError', \"'k'\", ('k',))\ndef worse(): raise ValueError('a', 3)\n"
        "assert caught(worse)[2] == ('a', 3)",
    ),
    "many_rows": (
        "class Table:\n    def __init__(self, rows): self.rows = rows\n    def add(self, row): self.rows.append(row)\n"
        "    def set(self, i, j, value): self.rows[i][j] = value",
        "rows = [[i, 2 * i] for i in range(3000)]\ntable = Table(rows)\ntable.add([1, 2])\nassert len(rows) == 3001\n"
        "table.set(0, 0, 'x')\ntable.set(2900, 0, 'y')\nassert rows[0][0] == 'x' and rows[2900][0] == 'y'",
    ),
    "deep_list_that_goes_back": (
        "def nested(n):\n    x = []\n    for _ in range(n): x = [x]\n    return x\ndef size(x): return len(x)",
        "x = nested(45)\nassert size(x) == 1 and size(nested(55)) == 1",
    ),
    "data_of_a_setup_cell_that_a_function_changes": (
        "def add(name, n):\n    stock[name] = stock.get(name, 0) + n\n    log.append(name)\n"
        "def count(): return len(stock)",
        "add('a', 2)\nadd('a', 1)\nassert stock == {'a': 3} and log == ['a', 'a']\nstock['b'] = 1\n"
        "assert count() == 2\nstock.clear()\nassert count() == 0",
    ),
    "enumeration_of_a_setup_cell": (
        "def favourite(): return Color.RED\ndef is_red(color): return color is Color.RED\n"
        "def level(): return Level.LOW",
        "assert favourite() is Color.RED and favourite() == Color.RED and favourite() != Color.BLUE\n"
        "assert is_red(Color.RED) and not is_red(Color.BLUE) and {Color.RED: 1}[favourite()] == 1\n"
        "assert level() is Level.LOW and level() == 1 and isinstance(favourite(), Color)",
    ),
}
