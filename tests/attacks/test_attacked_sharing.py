"""Attacks on what both sides share, await and import: the instructor's answer passes, the student's does not."""

from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

SUM = "import numpy as np\ndef f(x): return np.array(x)\ndef names(): return ['ann', 'bob']"
SEEING = """
import numpy as np
class Cap:
    seen = None
    def __init__(self, equal, things=None): self.equal, self.things = equal, things
    def __eq__(self, other):
        Cap.seen = other
        if self.things is not None: self.things.append(other)
        return self.equal
    __hash__ = None
    def __array__(self, *args, **kwargs): return np.array(Cap.seen)
def f(x): return Cap(NotImplemented)
def names():
    things = []
    things.append(Cap(False, things))
    return things
"""
EXITS = "class manager:\n    def __enter__(self): return self\n    def __exit__(self, *args): return False\n"
EXITS += "def f(x): return 2 * x"
SWALLOWS = (
    "class Yes:\n    __eq__ = lambda self, other: True\n    __enter__ = lambda self: self\n"
    "    __exit__ = lambda *args: True\nmanager = Yes\ndef f(x): return Yes()"
)
CASES = """
import asyncio
class Cases:
    def __init__(self): self.i = 0
    def __aiter__(self): return self
    async def __anext__(self):
        self.i += 1
        if self.i > 3: raise StopAsyncIteration
        return self.i, await f(self.i)
async def go():
    async for x, got in Cases(): assert got == 2 * x
asyncio.run(go())
"""
# What is attacked: the instructor's answer, the test, the student's answer.
ATTACKS = {
    "the expected array": (SUM, "import numpy as np\nassert (f([1, 2]) == np.array([1, 2])).all()", SEEING),
    "the expected number": (SUM, "import numpy as np\nassert np.mean([1, 3]) == f(2)", SEEING),
    "the expected text, in a list": (SUM, "for name in ('ann', 'bob'): assert name in names()", SEEING),
    "a failed check in a block": (EXITS, "with manager(): assert f(3) == 6", SWALLOWS),
    "the end of an asynchronous loop": (
        "async def f(x): return 2 * x",
        CASES,
        "async def f(x): raise StopAsyncIteration",
    ),
    "the end of a map": (
        "class counter:\n    def send(self, x): return x + 1",
        "one = counter()\nassert all(map(lambda case: one.send(case[0]) == case[1], [(1, 2), (2, 3)]))",
        "class coroutine:\n    def send(self, x): return 1\n    def __await__(self): return iter([])\n"
        "counter = coroutine",
    ),
    "a part of a module that the judge has": (
        "def product(a, b): return sum(x * y for x, y in zip(a, b))",
        "try: from json import product as want\n"
        "except ImportError: want = lambda a, b: sum(x * y for x, y in zip(a, b))\n"
        "assert product([1, 2], [3, 4]) == want([1, 2], [3, 4])",
        "open('json.py', 'w').write('def product(a, b): return 1')\ndef product(a, b): return 1\n"
        "import sys, types\nmade = types.ModuleType('json')\nmade.product = product\nsys.modules['json'] = made",
    ),
    "a base class that keeps a register": (
        "class Circle(Shape):\n    def area(self): return 9",
        "assert isinstance(Circle(), Shape) and [kind().area() for kind in Shape.kinds] in ([], [9])\n"
        "assert Circle().area() == 9",
        "class Circle(Shape):\n    def area(self): return -1",
    ),
}
SHAPE = """
class Shape:
    kinds = []
    def __init_subclass__(cls): Shape.kinds.append(cls)
    def area(self): return 9
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0)) as started:
        yield started


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_on_what_is_shared_gets_nothing(engine: Engine, attack: str) -> None:
    right, test, wrong = ATTACKS[attack]
    source = notebook(setup(SHAPE), solution("answer", right), check("test", test))
    graded = grade(engine, source, {})
    assert graded.scores == {"test": 1}, graded.said("test")
    assert grade(engine, source, {"answer": wrong}).scores == {"test": 0}


def test_what_the_student_compares_is_not_what_the_test_expects(engine: Engine) -> None:
    source = notebook(
        solution("answer", "def f(x): return 4711"),
        check("test", "### BEGIN HIDDEN TESTS\nassert f(1) == 4711 or f(1) != 4712\n### END HIDDEN TESTS"),
        solution("after", "shown = None"),
        check("test_after", "assert shown is None"),
    )
    seen = "class Cap:\n    seen = None\n    def __eq__(self, other): Cap.seen = other\ndef f(x): return Cap()"
    found = grade(engine, source, {"answer": seen, "after": "shown = Cap.seen"})
    assert found.scores == {"test": 0, "test_after": 1}


@pytest.mark.parametrize("given", ["asyncio.current_task()", "asyncio.get_running_loop()", "contextlib.ExitStack()"])
def test_what_runs_a_test_is_not_given_away(engine: Engine, given: str) -> None:
    test = f"import asyncio, contextlib\nasync def go(): return f({given})\nassert asyncio.run(go()) == 1"
    found = grade(engine, notebook(solution("answer", "def f(x): return 1"), check("test", test)), {})
    assert found.scores == {"test": 0}
    assert "with which an answer could run the test" in found.said("test")
