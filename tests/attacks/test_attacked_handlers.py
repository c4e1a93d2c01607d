"""A failed check of a test is hidden by nothing of a student's: no exception class, and no context manager."""

from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

GUARD = "from contextlib import contextmanager\n@contextmanager\ndef guard(x):\n    yield x * x"
HIDES = (
    "class guard:\n    def __init__(self, x): pass\n    def __enter__(self): return {gives}\n"
    "    def __exit__(self, *args): return True"
)
ASYNC = (
    "from contextlib import asynccontextmanager\n@asynccontextmanager\nasync def guard(x):\n    yield x * x",
    "import asyncio\nasync def go():\n    async with guard(3) as got:\n        assert abs(got - 9) < 1e-9\n"
    "asyncio.run(go())",
    "class guard:\n    def __init__(self, x): pass\n    async def __aenter__(self): return None\n"
    "    async def __aexit__(self, *args): return True",
)
RAISES = "class E(Exception): pass\ndef f(x):\n    if x < 0: raise E('negative')\n    return x * x"
NOTHING = "E = AssertionError\ndef f(x): return 0"
ADD = "def add(a, b):\n    if type(a) is not type(b): raise TypeError('x')\n    return a + b"
CASES = "for a, b in [(1, 2), ('a', 'b'), (1, 'a')]:\n"
YES = "class Y:\n    def __eq__(self, other): return True\n    __hash__ = None\ndef add(a, b): return Y()"

# name → the solution, the test, the trick
HIDDEN: dict[str, tuple[str, str, str]] = {
    "the_block_ends_before_its_check": (
        GUARD, "with guard(3) as got:\n    assert abs(got - 9) < 1e-9", HIDES.format(gives="None"),
    ),
    "the_check_fails": (GUARD, "with guard(3) as got:\n    assert got == 9", HIDES.format(gives="0")),
    "a_raise_is_the_check": (
        GUARD, "with guard(3) as got:\n    if got != 9: raise ValueError('wrong')", HIDES.format(gives="0"),
    ),
    "numpy_checks": (
        GUARD, "with guard(3) as got:\n    np.testing.assert_allclose(got, 9)", HIDES.format(gives="5"),
    ),
    "what_it_gives_cannot_be_unpacked": (
        GUARD.replace("x * x", "x, x * x"), "with guard(3) as (a, b):\n    assert (a, b) == (3, 9)",
        HIDES.format(gives="5"),
    ),
    "in_two_steps": (
        GUARD, "with guard(3) as got, guard(got) as more:\n    got + more\n    assert more == 81",
        HIDES.format(gives="'no'"),
    ),
    "asynchronous": ASYNC,
    "unittest_fails_in_the_try": (
        RAISES,
        "import unittest\nt = unittest.TestCase()\ntry:\n    f(-1)\n    t.fail('none')\nexcept E:\n    pass",
        NOTHING,
    ),
    "a_helper_fails_in_the_try": (
        RAISES,
        "def same(a, b):\n    assert a == b\nfor x in (2, -1, 3):\n    try:\n        same(f(x), x * x)\n"
        "        ok = x >= 0\n    except E:\n        ok = x < 0\n    assert ok",
        "E = AssertionError\ndef f(x): return 4 if x == 2 else 9 if x == 3 else 5",
    ),
    "assertRaises": (
        RAISES,
        "import unittest\nt = unittest.TestCase()\nwith t.assertRaises(E):\n    t.assertEqual(f(-1), 1)",
        NOTHING,
    ),
    "pytest_raises": (RAISES, "import pytest\nwith pytest.raises(E):\n    assert f(-1) == 'never'", NOTHING),
    "suppress": (
        RAISES,
        "from contextlib import suppress\nfor x in (1, -1, 2):\n    with suppress(E):\n        assert f(x) == x * x",
        NOTHING,
    ),
    "a_refusal_is_no_error_of_the_answer": (
        ADD, CASES + "    try:\n        assert add(a, b) == a + b\n    except TypeError:\n        pass", YES,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0)) as started:
        yield started


@pytest.mark.parametrize("name", HIDDEN)
def test_a_failed_check_is_not_hidden(engine: Engine, name: str) -> None:
    right, test, trick = HIDDEN[name]
    source = notebook(setup("import numpy as np"), solution("answer", right), check("test_f", test))
    assert grade(engine, source, {}).scores == {"test_f": 1.0}
    graded = grade(engine, source, {"answer": trick})
    assert graded.scores == {"test_f": 0.0}
    assert "is not defined" not in graded.said("test_f")


def test_a_context_manager_does_not_learn_what_the_test_expects(engine: Engine) -> None:
    test = "with guard(3) as got:\n    assert got == 9, f'expected {3 * 3}'"
    source = notebook(solution("answer", GUARD), check("test_f", test))
    trick = HIDES.format(gives="0").replace("return True", "print('TOLD', args[0].__name__, args[1], '.')")
    said = grade(engine, source, {"answer": trick}).said("test_f")
    assert "TOLD AssertionError  ." in said


# An answer's own context manager, and a test that is right to rely on it.
HONEST = {
    "it_suppresses_what_the_test_raises": (
        "class ignoring:\n    def __init__(self, *kinds): self.kinds = kinds\n    def __enter__(self): return self\n"
        "    def __exit__(self, kind, error, trace): return kind is not None and issubclass(kind, self.kinds)",
        "with ignoring(ValueError):\n    int('x')\nwith ignoring(ZeroDivisionError, KeyError):\n    {}['a']\n"
        "with ignoring(ValueError):\n    raise ValueError\nimport pytest\nwith pytest.raises(KeyError):\n"
        "    with ignoring(ValueError):\n        {}['a']",
    ),
    "it_times_a_block_of_checks": (
        "import time\nclass Timer:\n    def __enter__(self):\n        self.begin = time.perf_counter()\n"
        "        return self\n    def __exit__(self, *args): self.elapsed = time.perf_counter() - self.begin",
        "t = Timer()\nwith t as inner:\n    assert inner is t\nassert t.elapsed >= 0",
    ),
    "the_test_wants_its_own_check_to_fail": (
        "def f(x): return x",
        "import pytest\nwith pytest.raises(AssertionError):\n    assert f(1) == 2\n"
        "with pytest.raises(ZeroDivisionError):\n    assert 1 / f(0) == 1",
    ),
    "sub_tests_and_patches": (
        "def f(x): return x",
        "import unittest\nfrom unittest.mock import patch\nt = unittest.TestCase()\nfor x in (1, 2):\n"
        "    with t.subTest(x=x), patch('builtins.print') as p:\n        t.assertEqual(f(x), x)\n        print(x)\n"
        "        p.assert_called_once_with(x)",
    ),
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_manager_does_what_it_is_for(engine: Engine, name: str) -> None:
    answer, test = HONEST[name]
    graded = grade(engine, notebook(solution("answer", answer), check("test_f", test)), {})
    assert graded.scores == {"test_f": 1.0}, graded.said("test_f")
