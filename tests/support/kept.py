"""Lists, dicts and sets that a test and the student's objects both keep, and change in turn: an answer and a test."""

PLAYER = """
class Player:
    def __init__(self):
        self.items, self.seen, self.board, self._past = [], {}, [[0, 0], [0, 0]], [1]
    def count(self): return len(self.items) + len(self.seen) + sum(map(sum, self.board))
    def past(self): return self._past
    def note(self, x): self._past.append(x)
    @property
    def safe(self): return list(self._past)
"""

GLOBALS = """
seen = [1]
def add(x):
    seen.append(x)
    return seen
def size(): return len(seen)
"""

LOG = """
class Log:
    def __init__(self, lines): self.lines = lines
    def add(self, x): self.lines.append(x)
    def total(self): return sum(self.lines)
    def __len__(self): return len(self.lines)
"""

KEPT: dict[str, tuple[str, str]] = {
    "list_given_to_an_object": (
        LOG,
        "lines = []\nlog = Log(lines)\nlog.add(1)\nassert lines == [1]\nlines.append(4)\n"
        "assert log.total() == 5 and len(log) == 2\nlines.append(1)\nassert len(log) == 3 and log.lines is lines",
    ),
    "dict_given_to_an_object": (
        "class Shop:\n    def __init__(self, stock): self.stock = stock\n    def sell(self, name, n=1):\n"
        "        if self.stock[name] < n: raise ValueError(name)\n        self.stock[name] -= n",
        "stock = {'pen': 2}\nshop = Shop(stock)\nshop.sell('pen')\nassert stock['pen'] == 1\n"
        "try: shop.sell('pen', 5)\nexcept ValueError: pass\nshop.sell('pen')\nassert stock == {'pen': 0}",
    ),
    "set_given_to_an_object": (
        "class Seen:\n    def __init__(self, names): self.names = names\n    def see(self, x): self.names.add(x)",
        "names = set()\nSeen(names).see(3)\nassert names == {3}",
    ),
    "grid_given_to_an_object": (
        "class Life:\n    def __init__(self, grid): self.grid = grid\n"
        "    def flip(self, i, j): self.grid[i][j] = 1 - self.grid[i][j]",
        "grid = [[0, 1], [1, 0]]\nlife = Life(grid)\nlife.flip(0, 0)\nassert grid == [[1, 1], [1, 0]]\nrow = grid[1]\n"
        "life.flip(1, 1)\nassert row == [1, 1]\ngrid[0][0] = 7\nassert life.grid[0][0] == 7",
    ),
    "generator_that_notes_its_steps": (
        "def walk(log):\n    for i in range(3):\n        log.append(i)\n        yield i",
        "log = []\nfor i in walk(log): assert log == list(range(i + 1))\nassert log == [0, 1, 2]",
    ),
    "context_manager_that_notes_its_steps": (
        "from contextlib import contextmanager\n@contextmanager\ndef opened(log):\n    log.append('in')\n    yield 5\n"
        "    log.append('out')",
        "log = []\nwith opened(log) as value: assert value == 5 and log == ['in']\nassert log == ['in', 'out']",
    ),
    "decorator_that_notes_its_calls": (
        "def logged(log):\n    def around(f):\n        def call(*args):\n            log.append(args)\n"
        "            return f(*args)\n        return call\n    return around",
        "log = []\n@logged(log)\ndef same(x): return x\nsame(1)\nsame(2)\nassert log == [(1,), (2,)]",
    ),
    "cache_of_the_tests": (
        "def remembered(f, cache):\n    def call(x):\n        if x not in cache: cache[x] = f(x)\n"
        "        return cache[x]\n    return call",
        "cache = {}\ndouble = remembered(lambda x: 2 * x, cache)\nassert double(2) == 4 and cache == {2: 4}\n"
        "cache[2] = 9\nassert double(2) == 9",
    ),
    "counter_and_other_dicts": (
        "def count(counter, words):\n    for word in words: counter[word] += 1\n"
        "def group(groups, words):\n    for word in words: groups[len(word)].append(word)\n"
        "def put(table): table['k'] = 1\ndef write(data): data.append(65)",
        "from collections import Counter, OrderedDict, defaultdict\ncounter, groups = Counter(), defaultdict(list)\n"
        "count(counter, 'aab')\nassert counter['a'] == 2 and counter.most_common(1) == [('a', 2)]\n"
        "group(groups, ['a', 'bb', 'c'])\nassert groups == {1: ['a', 'c'], 2: ['bb']}\n"
        "table, data = OrderedDict(), bytearray()\nput(table)\nwrite(data)\nassert table == {'k': 1} and data == b'A'",
    ),
    "children_of_a_node": (
        "class Node:\n    def __init__(self, value, children=None):\n        self.value = value\n"
        "        self.children = children if children is not None else []\n"
        "    def add(self, child): self.children.append(child)",
        "children = []\nroot, leaf = Node(1, children), Node(2)\nroot.add(leaf)\n"
        "assert children[0] is leaf and len(children) == 1",
    ),
    "table_given_to_an_object": (
        "class Cleaner:\n    def __init__(self, table): self.table = table\n"
        "    def clean(self): self.table['a'] = self.table['a'].fillna(0)",
        "import pandas as pd\ntable = pd.DataFrame({'a': [1.0, None]})\nCleaner(table).clean()\n"
        "assert table['a'].tolist() == [1.0, 0.0]",
    ),
    "two_lists_in_turn": (
        "past = []\ndef step(xs):\n    past.append(xs)\n    xs.append(len(past))",
        "a, b = [], []\nstep(a)\nstep(b)\nstep(a)\nassert a == [1, 3] and b == [2] and past == [[1, 3], [2], [1, 3]]",
    ),
    "iterator_of_a_list": (
        "def items(xs): return iter(xs)",
        "xs = [1, 2]\nfound = items(xs)\nxs.append(3)\nassert list(found) == [1, 2, 3]",
    ),
    "list_of_an_attribute": (
        PLAYER,
        "player = Player()\nplayer.items.append(3)\nassert player.count() == 1\nplayer.seen['a'] = 1\n"
        "assert player.count() == 2\nitems = player.items\nitems.append(4)\nassert player.items == [3, 4]\n"
        "player.items.sort(reverse=True)\nassert player.items == [4, 3] and player.items is items",
    ),
    "inner_lists_of_an_attribute": (
        PLAYER,
        "player = Player()\nplayer.board[0][1] = 5\nassert player.count() == 5\nplayer.board[1] = [1, 1]\n"
        "assert player.count() == 7 and player.board == [[0, 5], [1, 1]]",
    ),
    "list_that_is_returned_is_the_objects_own": (
        PLAYER,
        "player = Player()\npast = player.past()\nplayer.note(2)\nassert past == [1, 2]\npast.append(9)\n"
        "assert player.past() == [1, 2, 9]",
    ),
    "list_that_is_returned_is_a_copy": (
        PLAYER,
        "player = Player()\nsafe = player.safe\nsafe.append(9)\nassert player.safe == [1]\nplayer.note(2)\n"
        "assert safe == [1, 9]",
    ),
    "list_of_a_name": (
        GLOBALS,
        "first = add(2)\nassert first is seen and seen == [1, 2]\nassert add(3) is first and first == [1, 2, 3]\n"
        "seen.append(5)\nassert size() == 4\nseen.clear()\nassert size() == 0 and first == []",
    ),
    "list_that_holds_itself": (
        "def ring():\n    found = [1]\n    found.append(found)\n    return found",
        "found = ring()\nassert found[1] is found and found[0] == 1",
    ),
    "rows_that_are_one_list": (
        "def grid(n): return [[0] * n] * n",
        "found = grid(3)\nfound[0][0] = 1\nassert found == [[1, 0, 0]] * 3 and found[1] is found[2]",
    ),
    "lists_that_hold_each_other": (
        "def tie(a, b):\n    a.append(b)\n    b.append(a)\ndef link(nodes):\n"
        "    for one, other in zip(nodes, nodes[1:]): one['next'], other['previous'] = other, one\n"
        "    return nodes[0]\n"
        "def depth(x): return 0 if x == [0] else 1 + depth(x[0])\ndef deep(n):\n    x = [0]\n"
        "    for _ in range(n): x = [x, x]\n    return x",
        "a, b = [1], [2]\ntie(a, b)\nassert a[1] is b and b[1] is a and len(a) == 2\n"
        "nodes = [{'x': 1}, {'x': 2}, {'x': 3}]\nfirst = link(nodes)\n"
        "assert first is nodes[0] and nodes[1]['previous'] is first and first['next']['next']['x'] == 3\n"
        "assert depth(deep(30)) == 30",
    ),
}
