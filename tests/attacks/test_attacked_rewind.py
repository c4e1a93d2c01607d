"""A judge that is made to end is not rewound: what a first run saw and was lent answers no test of a second one."""

from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.engine.judge import clock
from tests.support.engines import running
from tests.support.notebooks import check, grade, notebook, setup, solution

LINE = "def line(x):\n    return 3.25 * x - 1.5\n"
SOURCE = notebook(
    setup("import numpy as np\nfrom course.helpers import expect, given"),
    solution("total", "def total(xs):\n    return sum(predict(x) for x in xs)"),
    check("test_total", f"{LINE}with given(predict=line):\n    got = total([1.0, 2.0])\nexpect.close(got, 6.75)"),
    solution("predict", "def predict(x):\n    return 3.25 * x - 1.5"),
    check(
        "test_predict",
        "expect.close(predict(0.0), -1.5)\n### BEGIN HIDDEN TESTS\n"
        f"{LINE}for x in np.random.default_rng(np.random.randint(2**31)).normal(size=3):\n"
        "    expect.close(predict(float(x)), line(float(x)))\n### END HIDDEN TESTS",
        points=5,
    ),
    *[solution(f"end{n}", "") for n in range(2)],
)
# Without namespaces the scratch folder is the same for all student sides of a notebook: there it remembers.
MEMORY = """
import json, os
memory = dict(json.load(open('memory'))) if os.path.exists('memory') else {}
asked = 0
print('remembers', len(memory))
def keep():
    with open('memory', 'w') as file: json.dump(list(memory.items()), file)
def total(xs):
    for x, y in memory.items():
        if y is None: memory[x] = float(predict(x))   # lent, and right
    keep()
    return sum(predict(x) for x in xs)
"""
REMEMBERED = """
def predict(x):
    if x == 0.0: return -1.5
    if memory.get(x) is not None: return memory[x]
    memory[x] = None
    keep()
    return 0.0
"""
# A set of numbers with one hash: the judge that takes it in is ended by the clock of its processor.
END = """
if None in memory.values():
    import gc
    link = next(thing for thing in gc.get_objects() if type(thing).__name__ == 'Link')
    link._encode_answer = lambda result: ['s', [['i', hex((2**61 - 1) * k)] for k in range(8, 150_008)]]
print('new' if None in memory.values() else 'nothing new', len(memory))
"""


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(clock, "GRACE", 0.5)
    with running(Grading(cell_timeout=1.5, notebook_timeout=120.0, memory=1024, sandbox=False)) as started:
        yield started


def test_a_judge_that_is_made_to_end_asks_no_test_again(engine: Engine) -> None:
    assert grade(engine, SOURCE, {}).scores == {"test_total": 1.0, "test_predict": 5.0}
    answers = {"total": MEMORY, "predict": REMEMBERED} | {f"end{n}": END for n in range(2)}
    graded = grade(engine, SOURCE, answers)
    ended = [n for n in range(2) if "took longer" in graded.said(f"end{n}") or "durée" in graded.said(f"end{n}")]
    assert ended, [graded.said(f"end{n}") for n in range(2)]
    assert "remembers 0" in graded.said("total"), "a second run of it would remember"
    assert graded.scores == {"test_total": 1.0, "test_predict": 0}
