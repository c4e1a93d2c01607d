"""Parts of the language that tests use on a student's classes and functions: an answer and a test cell each."""

SHAPE = """
from abc import ABC, abstractmethod
class Shape(ABC):
    def __init__(self, name='shape'): self.name = name
    def __init_subclass__(cls, tag=None, **rest):
        super().__init_subclass__(**rest)
        cls.tag = tag
    @abstractmethod
    def area(self): ...
    def twice(self): return 2 * self.area()
    @property
    def big(self): return self.area() > 10
    @classmethod
    def make(cls, *args): return cls(*args)
    def __lt__(self, other): return self.area() < other.area()
"""

WAITING = """
import asyncio
async def double(x):
    await asyncio.sleep(0)
    return 2 * x
async def many(n): return await asyncio.gather(*(double(i) for i in range(n)))
async def items(n):
    for i in range(n): yield i
async def each(function, xs): return [await function(x) for x in xs]
class Opened:
    async def __aenter__(self): return 5
    async def __aexit__(self, kind, error, trace): return kind is ValueError
class Count:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if self.n == 0: raise StopAsyncIteration
        self.n -= 1
        return self.n
first = await double(5)
"""

LANGUAGE: dict[str, tuple[str, str]] = {
    "class_below_an_abstract_one": (
        SHAPE,
        "import pytest\nclass Bad(Shape): pass\nwith pytest.raises(TypeError): Bad()\n"
        "class Square(Shape, tag='q'):\n    def __init__(self, side):\n        super().__init__('square')\n"
        "        self.side = side\n    def area(self): return self.side ** 2\n"
        "    def twice(self): return super().twice() + 1\n    @property\n    def big(self): return super().big\n"
        "    @staticmethod\n    def plus(x): return x + 1\n    @classmethod\n    def unit(cls): return cls(1)\n"
        "square = Square(4)\nassert square.name == 'square' and square.area() == 16 and square.twice() == 33\n"
        "assert square.big and Square.plus(1) == 2 and Square.unit().area() == 1 and Square.tag == 'q'\n"
        "assert isinstance(square, Shape) and issubclass(Square, Shape) and type(square) is Square\n"
        "assert Square.make(2).area() == 4 and min(Square(3), Square(2)).area() == 4 and Square.__mro__[1] is Shape",
    ),
    "class_below_a_class_below": (
        SHAPE,
        "class One(Shape):\n    def area(self): return 1\n"
        "class Two(One):\n    def area(self): return super().area() + 1\n"
        "assert Two().twice() == 4 and isinstance(Two(), One)",
    ),
    "special_methods_of_a_class_below": (
        "class Column:\n    def __init__(self, xs): self.xs = xs\n    def __len__(self): return len(self.xs)\n"
        "    def show(self): return f'{self!r}:{len(self)}'",
        "class Row(Column):\n    def __repr__(self): return 'Row'\n"
        "    def __len__(self): return super().__len__() + 1\n"
        "assert Row([1, 2]).show() == 'Row:3' and len(Row([1])) == 2 and repr(Row([])) == 'Row'",
    ),
    "classes_of_the_tests_own": (
        "x = 1",
        "class A:\n    def f(self): return x\nclass B(A):\n    def f(self): return super().f() + 1\n"
        "    def __init__(this): super().__init__()\n    @classmethod\n    def make(cls): return super().__new__(cls)\n"
        "assert B().f() == 2 and B.make().f() == 2",
    ),
    "coroutines": (
        WAITING,
        "import asyncio, inspect\nassert asyncio.run(double(3)) == 6 and asyncio.run(many(3)) == [0, 2, 4]\n"
        "assert inspect.iscoroutinefunction(double) and inspect.isasyncgenfunction(items)\n"
        "async def use():\n    found = [x async for x in items(3)]\n"
        "    async with Opened() as opened: found.append(opened)\n"
        "    async with Opened(): raise ValueError\n    found += [x async for x in Count(2)]\n"
        "    return [*found, await double(1), *await asyncio.gather(double(2), double(3))]\n"
        "assert asyncio.run(use()) == [0, 1, 2, 5, 1, 0, 2, 4, 6]\n"
        "async def plus(x):\n    await asyncio.sleep(0)\n    return x + 1\n"
        "assert asyncio.run(each(plus, [1, 2])) == [2, 3]",
    ),
    "await_outside_a_function": (
        WAITING,
        "assert await double(3) == 6\nassert first == 10\nassert [await double(i) for i in range(3)] == [0, 2, 4]\n"
        "found = [x async for x in Count(3)]\nassert found == [2, 1, 0] and await double(1) == 2",
    ),
    "members_of_enumerations": (
        "from enum import Enum, Flag, IntEnum, auto\nclass Level(IntEnum):\n    LOW = 1\n    HIGH = 2\n"
        "class Right(Flag):\n    READ = auto()\n    WRITE = auto()\nclass Size(str, Enum):\n    SMALL = 's'\n"
        "def best(xs): return max(xs)",
        "assert best([Level.LOW, Level.HIGH]) is Level.HIGH and Level.HIGH > Level.LOW and Level(1) is Level.LOW\n"
        "assert Level['LOW'] == 1 and list(Level) == [1, 2] and Level.LOW.name == 'LOW' and len(Level) == 2\n"
        "assert isinstance(Level.LOW, Level) and {Level.LOW: 'a'}[Level.LOW] == 'a'\n"
        "assert Level.__members__['HIGH'] is Level.HIGH and Right.READ in (Right.READ | Right.WRITE)\n"
        "assert Size('s') is Size.SMALL and Size.SMALL == 's' and Size.SMALL.value == 's'",
    ),
    "regular_expressions": (
        "import re\nPHONE = re.compile(r'^(\\d{3})-(\\d{4})$', re.I)\ndef first(text): return PHONE.match(text)\n"
        "def same(pattern): return pattern\ndef hits(pattern, texts): return [x for x in texts if pattern.search(x)]",
        "import re\nassert PHONE.match('123-4567') and not PHONE.match('x') and PHONE.pattern.startswith('^')\n"
        "assert PHONE.flags & re.I and isinstance(PHONE, re.Pattern) and re.match(PHONE, '123-4567').span() == (0, 8)\n"
        "found = first('123-4567')\nassert found.groups() == ('123', '4567') and found[2] == '4567'\n"
        "assert isinstance(found, re.Match) and first('x') is None\npattern = re.compile('a+')\n"
        "assert same(pattern) is pattern and hits(pattern, ['ba', 'c']) == ['ba']\n"
        "assert PHONE.sub('-', '123-4567') == '-'",
    ),
    "named_tuples_and_slots": (
        "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')\nOther = namedtuple('Other', 'x y')\n"
        "def origin(): return Point(0, 0)\nclass Small:\n    __slots__ = ('x', 'y')\n"
        "    def __init__(self, x): self.x = x",
        "assert isinstance(origin(), Point) and not isinstance(origin(), Other) and isinstance(origin(), tuple)\n"
        "assert Small.__slots__ == ('x', 'y') and Small(3).x == 3 and not hasattr(Small(1), '__dict__')\n"
        "try: Small(1).z = 1\nexcept AttributeError: pass\nelse: assert False",
    ),
    "dataclass_with_another_value": (
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Point:\n    x: int\n    y: int = 2\n",
        "import dataclasses\nfrom dataclasses import replace\npoint = replace(Point(1), x=9)\n"
        "assert point.x == 9 and point == Point(9, 2) and dataclasses.replace(point, y=0).y == 0\n"
        "@dataclasses.dataclass\nclass Own:\n    z: int\nassert replace(Own(1), z=2).z == 2",
    ),
    "cells_of_a_closure": (
        "def counter():\n    n = 0\n    def step():\n        nonlocal n\n        n += 1\n        return n\n"
        "    return step",
        "step = counter()\nassert (step(), step()) == (1, 2) and step.__closure__[0].cell_contents == 2\n"
        "assert step.__code__.co_freevars == ('n',)",
    ),
    "annotations_of_several_types": (
        "from typing import Dict, List, Optional, Union\n"
        "def f(x: Optional[int] = None, y: 'list[int]' = (), **rest: Union[int, str]) -> Dict[str, List[int]]: ...\n"
        "def g(x: int | None, y: list[int]) -> tuple[int, ...]: ...",
        "from typing import Dict, List, Optional, Union, get_type_hints\n"
        "assert get_type_hints(f)['x'] == Optional[int] and get_type_hints(f)['return'] == Dict[str, List[int]]\n"
        "assert f.__annotations__['rest'] == Union[int, str] and f.__annotations__['y'] == 'list[int]'\n"
        "assert g.__annotations__ == {'x': int | None, 'y': list[int], 'return': tuple[int, ...]}",
    ),
    "objects_that_differ_from_data": (
        "class Point:\n    def __init__(self, x): self.x = x",
        "assert Point(1) != 1 and not (Point(1) == 'a') and Point(1) not in [1, 'x'] and Point(1) != None",
    ),
    "imports_that_both_repeat": (
        "from collections import defaultdict, deque\nfrom datetime import datetime\nfrom decimal import Decimal\n"
        "from pathlib import Path\nfrom collections.abc import Iterable\nfrom enum import Enum\n"
        "from dataclasses import dataclass, field, replace\nfrom functools import reduce\n"
        "def kinds(x): return [isinstance(x, one) for one in (deque, datetime, Decimal, Path, Iterable)]\n"
        "def tree(): return defaultdict(tree)\ndef total(xs): return reduce(lambda a, b: a + b, xs)\n"
        "def made():\n    class Level(Enum):\n        LOW = 1\n    @dataclass\n    class Point:\n        x: int = 0\n"
        "        ys: list = field(default_factory=list)\n    return Level.LOW.value, replace(Point(), x=2).x",
        "from collections import defaultdict, deque\nfrom datetime import datetime\nfrom decimal import Decimal\n"
        "from pathlib import Path\nfrom collections.abc import Iterable\nfrom enum import Enum\n"
        "from dataclasses import dataclass, field, replace\nfrom functools import reduce\n"
        "assert kinds(deque()) == [True, False, False, False, True] and kinds(datetime(2020, 1, 1))[1]\n"
        "assert kinds(Decimal(1))[2] and kinds(Path('a'))[3] and kinds([1])[4] and not kinds(1)[4]\n"
        "assert tree()['a'] == {} and total([1, 2]) == 3 and made() == (1, 2)",
    ),
    "multiplication_from_the_left_alone": (
        "class Vector:\n    def __init__(self, *xs): self.xs = xs\n"
        "    def __rmul__(self, k): return Vector(*(k * x for x in self.xs))",
        "assert (2 * Vector(1, 2)).xs == (2, 4)",
    ),
    "patches_of_other_modules": (
        "import json, math, sys, urllib.request\ndef hypotenuse(a, b): return math.sqrt(a * a + b * b)\n"
        "def get(url):\n    with urllib.request.urlopen(url) as answer: return json.loads(answer.read())\n"
        "def arguments(): return sys.argv[1:]",
        "from unittest.mock import MagicMock, patch\nwith patch('math.sqrt', return_value=7) as sqrt:\n"
        "    assert hypotenuse(3, 4) == 7\nsqrt.assert_called_once_with(25)\nassert hypotenuse(3, 4) == 5\n"
        "answer = MagicMock()\nanswer.__enter__.return_value.read.return_value = b'{\"a\": 1}'\n"
        "with patch('urllib.request.urlopen', return_value=answer): assert get('http://x') == {'a': 1}\n"
        "with patch('sys.argv', ['p', 'a']): assert arguments() == ['a']",
    ),
    "source_of_a_function_that_uses_a_module": (
        "import math\ndef root(x): return math.sqrt(x)",
        "import inspect\nassert 'math.sqrt' in inspect.getsource(root) and root(4) == 2",
    ),
    "keys_that_a_mapping_of_the_students_reads_in_its_own_way": (
        "from collections.abc import MutableMapping\nclass Headers(MutableMapping):\n"
        "    def __init__(self, **given): self.given = given\n"
        "    def __getitem__(self, key): return self.given[key.lower()]\n"
        "    def __setitem__(self, key, value): self.given[key.lower()] = value\n"
        "    def __delitem__(self, key): del self.given[key.lower()]\n"
        "    def __iter__(self): return iter(self.given)\n    def __len__(self): return len(self.given)",
        "m = Headers(b=2)\nassert 'B' in m and 'b' in m and 'c' not in m and not ('a' in m)\n"
        "m['C'] = 1\nassert 'c' in m and 'C' in m and len(m) == 2",
    ),
    "patterns_of_the_students_classes": (
        "from dataclasses import dataclass\nfrom collections import namedtuple\n@dataclass\nclass Point:\n    x: int\n"
        "    y: int\nclass Circle:\n    def __init__(self, at, r): self.at, self.r = at, r\n"
        "Pair = namedtuple('Pair', 'a b')\nclass Stack(list):\n    def top(self): return self[-1]",
        "def told(thing):\n    match thing:\n        case Point(0, 0) | Point(x=-1): return 'origin'\n"
        "        case Circle(at=Point(x, y), r=r) if r > 1: return x, y, r\n        case Circle(): return 'small'\n"
        "        case Pair(a, b): return a + b\n        case int(n) | str(n): return n\n"
        "        case Stack(): return 's'\n        case Never(): return 1\n\n"
        "assert told(Point(0, 0)) == told(Point(-1, 3)) == 'origin' and told(Circle(Point(1, 2), 3)) == (1, 2, 3)\n"
        "assert told(Circle(Point(1, 2), 1)) == 'small' and told(Pair(1, 2)) == 3 and told(5) == 5\n"
        "assert told(Stack()) == 's'\n"
        "try: told(Point(3, 4))\nexcept NameError: pass\nelse: assert False\n"
        "match Point(1, 2):\n    case Point(x=1, y=yy): assert yy == 2\n    case _: assert False\n"
        "class Own:\n    __match_args__ = ('v',)\n    v = 3\ndef inner():\n    kind = Point\n    def f(p):\n"
        "        match p:\n            case kind(x): return x\n            case Own(v): return v\n"
        "            case [Point(y=y), *_]:\n                match y:\n                    case int(): return y\n"
        "    return f\n"
        "assert inner()(Point(7, 1)) == 7 and inner()(Own()) == 3 and inner()([Point(1, 6)]) == 6",
    ),
    "classes_that_are_asked_for_bases": (
        "import collections.abc\nclass Headers(collections.abc.Mapping):\n    def __getitem__(self, key): return 1\n"
        "    def __iter__(self): return iter('a')\n    def __len__(self): return 1\nclass Base:\n    k = 1\n"
        "    def n(self): return 2\nclass Sub(Base):\n    def n(self): return 3\n"
        "class Bag:\n    def __iter__(self): return iter([1])\n"
        "class Where:\n    def __fspath__(self): return 'a/b.txt'",
        "import collections.abc, os\nfrom pathlib import Path\nassert issubclass(Headers, collections.abc.Mapping)\n"
        "assert issubclass(Bag, collections.abc.Iterable) and not issubclass(Bag, collections.abc.Sized)\n"
        "assert issubclass(Sub, (int, Base)) and not issubclass(Base, Sub) and not issubclass(Base, (int, str))\n"
        "assert issubclass(Headers, (collections.abc.Sequence, collections.abc.Mapping)) and issubclass(bool, int)\n"
        "assert Base.__subclasses__() == [Sub] and Sub.__subclasses__() == []\n"
        "assert super(Sub, Sub()).n() == 2 and Sub().n() == 3 and super(Sub, Sub).k == 1\n"
        "assert os.fspath(Where()) == 'a/b.txt' and Path(Where()).name == 'b.txt'",
    ),
    "what_an_answer_reads_of_a_tests_function": (
        "import functools, inspect, os\nfrom scipy.optimize import curve_fit\ndef curry(f):\n"
        "    n = f.__code__.co_argcount\n    def curried(*xs):\n"
        "        return f(*xs) if len(xs) >= n else lambda *more: curried(*xs, *more)\n    return curried\n"
        "def names(f):\n    told = inspect.signature(f)\n"
        "    return list(told.parameters), f.__code__.co_varnames, str(told)\n"
        "def defaults(f): return f.__defaults__, f.__kwdefaults__, f.__annotations__\n"
        "def kinds(f): return inspect.isgeneratorfunction(f), inspect.iscoroutinefunction(f)\n"
        "def fitted(f, x, y): return curve_fit(f, x, y)[0]\ndef path(x): return os.fspath(x)\ndef checked(f):\n"
        "    @functools.wraps(f)\n    def inner(*args, **named):\n"
        "        bound = inspect.signature(f).bind(*args, **named)\n"
        "        for name, value in bound.arguments.items():\n"
        "            if not isinstance(value, f.__annotations__.get(name, object)): raise TypeError(name)\n"
        "        return f(*args, **named)\n    return inner",
        "import inspect, numpy as np, pytest\nassert curry(lambda a, b, c: a + 10 * b + c)(1)(2)(3) == 24\n"
        "def f(a, b=1, *rest, c=2, d: int = 3, **more) -> str: return 5\n"
        "every = ['a', 'b', 'rest', 'c', 'd', 'more']\n"
        "assert names(f) == (every, f.__code__.co_varnames, str(inspect.signature(f)))\n"
        "assert defaults(f) == ((1,), {'c': 2, 'd': 3}, {'d': int, 'return': str})\n"
        "assert defaults(lambda: 1) == (None, None, {}) and names(lambda x, /: 1)[2] == '(x, /)'\n"
        "def items(): yield 1\nasync def later(): pass\n"
        "assert [kinds(one) for one in (f, items, later)] == [(False, False), (True, False), (False, True)]\n"
        "x = np.arange(5.0)\nassert np.allclose(fitted(lambda t, k, m: k * t + m, x, 2 * x + 1), [2, 1])\n"
        "@checked\ndef g(n: int, k=2): return n * k\n"
        "assert g(3) == 6 and list(inspect.signature(g).parameters) == ['n', 'k']\n"
        "with pytest.raises(TypeError): g('a')\nclass Own:\n    def m(self, q): pass\n"
        "    def __fspath__(self): return 'a'\nassert path(Own()) == 'a'",
    ),
}
