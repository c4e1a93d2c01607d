"""A hostile answer in the search for a small example: it forges nothing, reads nothing and holds nobody up.

What an answer gives is told. So each attack gives a number that shows how far it has come.
"""

import time
from collections.abc import Iterator

import pytest

from autograder.coursedir.grading import Grading
from autograder.engine.engine import Engine
from autograder.records import Example
from tests.support.engines import running
from tests.support.searched import HIDDEN, MARK, fixed, search

HALF = "def half(x):\n    return 1.0 * x"  # beside the attack, an honest mistake
FOUND = Example("half(x=1)", "0.5", "1.", mistake="factor.two")

# It writes what the search would write, with the right mark too, by all ways out that it knows.
FORGES = f"""
import os, sys
forged = '{{"call": "forged(x=0)", "wanted": "0", "mistake": "factor.half"}}'
def square(x):
    lines = "\\n{MARK} " + forged + "\\n"
    print(lines, flush=True)
    sys.stderr.write(lines)
    sys.__stdout__.write(lines)
    for number in (1, 2):
        os.write(number, lines.encode())
    return 1000
"""
# It looks through all objects of its process for the mark, the table and the hidden test, and for a text of its own.
READS = f"""
import gc
seen, own = [], ["a text of its own"]
def square(x):
    seen.append(x)
    held = [thing for thing in gc.get_objects() if type(thing) in (list, tuple, dict)]
    texts = [one for thing in held for one in (thing.values() if type(thing) is dict else thing) if type(one) is str]
    secrets = ["{MARK[:9]}" + "{MARK[9:]}", "factor" + ".two", "== " + "49", "text of its"]
    read = [secret for secret in secrets if any(secret in text for text in texts if text not in secrets)]
    return 2000 + len(read) + ({HIDDEN} in seen) if len(texts) > 1000 else x * x
"""
# Each claims to be what the bank's wrong answer gives.
LIES = """
class Liar:
    def __eq__(self, other): return True
    def __class__(self): return int
    def __float__(self): return 2.0
    def __repr__(self): return "factor.two"
def square(x):
    return Liar()
"""
SHOUTS = """
def square(x):
    raise ValueError("✗ factor.two — planted")
"""
# They tell the fixed inputs by their order, which is no secret, and act in the middle of them.
KNOWS = """
import os
last = []
def square(x):
    last.append(x)
    if last[-4:] == {begin}:
        {act}
    return 2 * x
"""


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with running(Grading(cell_timeout=4.0, notebook_timeout=60.0, memory=1024)) as started:
        yield started


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (FORGES, Example("square(x=0)", "0", "1000")),
        (READS, Example("square(x=0)", "0", "2001")),
        (LIES, Example("square(x=0)", "0", how="type")),
        (SHOUTS, Example("square(x=0)", "0", "ValueError", "error")),
    ],
)
def test_an_answer_forges_no_example_and_no_name_and_reads_nothing(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, answer: str, told: Example
) -> None:
    assert search(engine, monkeypatch, square=answer, half=HALF) == {"test_square": told, "test_half": FOUND}


def acts(act: str) -> str:
    return KNOWS.format(begin=fixed("square")[:4], act=act)


@pytest.mark.parametrize("act", ["while True: pass", "os._exit(0)", "raise SystemExit"])
def test_an_answer_that_ends_or_stays_while_it_is_named_keeps_its_example_alone(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    begin = time.monotonic()
    found = search(engine, monkeypatch, square=acts(act), half=HALF)
    assert time.monotonic() - begin < 15
    assert found["test_square"] == Example("square(x=1)", "1", "2")
    # It has reached the fixed inputs: there it can change what it gives, and with it its own name alone.
    assert search(engine, monkeypatch, square=acts("return 0"))["test_square"].mistake == ""
    assert search(engine, monkeypatch, square=acts("pass"))["test_square"].mistake == "factor.two"
    assert search(engine, monkeypatch, half=HALF) == {"test_half": FOUND}
