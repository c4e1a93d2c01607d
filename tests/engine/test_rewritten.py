"""A test's own function that runs beside the student's names: its rewritten expressions mean there what they say."""

import builtins
from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.judge import classes, handlers
from autograder.engine.mirror.rewritten import MEANINGS
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, solution

ANSWER = """
import contextlib
class P:
    def __init__(self, x): self.x = x
class E(Exception): pass
"""
PROBES = {
    "a context manager": "with contextlib.suppress(ValueError):\n        int('x')\n        assert n == 4\n    return n",
    "an exception class of the student's": "try:\n        raise E\n    except E:\n        return n",
    "a class": "return n * (type(P(1)) is P) * (P(1).__class__ is P) * issubclass(E, Exception)",
    "a pattern": "match P(n):\n        case P(x=found): return found",
    "a class below the student's": (
        "class Q(P):\n        def __init__(self): super().__init__(n)\n    return Q().x * issubclass(Q, P)"
    ),
}


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=20.0)) as started:  # the student side is forked from a program of its own
        yield started


@pytest.mark.parametrize("name", PROBES)
def test_a_probe_means_what_it_says(engine: Engine, name: str) -> None:
    test = (
        f"from course.helpers.observe import observe\ndef probe(n):\n    {PROBES[name]}\nassert observe(probe, 3) == 3"
    )
    graded = grade(engine, notebook(solution("answer", ANSWER), check("test_f", test)), {})
    assert graded.scores == {"test_f": 1.0}, graded.said("test_f")


def test_a_library_may_look_at_all_of_builtins() -> None:
    assert [one for one in vars(builtins).values() if isinstance(one, Engine)] == []


def test_each_rewritten_expression_has_a_meaning_there() -> None:
    names = {getattr(module, name) for module in (classes, handlers) for name in vars(module) if name.isupper()
             for value in [getattr(module, name)] if type(value) is str and hasattr(builtins, value)}  # fmt: skip
    assert names == set(MEANINGS)
    assert {"__class_of__", "__held__"} <= names
