"""Threads that share one connection: on the student's side, on the judge's, and nested in each other's calls."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from autograder.bridge.turns import Turn
from tests.support.bridge import Pair, pair

STUDENT = """
import threading
from concurrent.futures import ThreadPoolExecutor
def several(f, xs):
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(f, xs))
def in_a_thread(f, *args):
    kept = []
    thread = threading.Thread(target=lambda: kept.append(f(*args)))
    thread.start(); thread.join()
    return kept[0]
def twice(f, x): return f(f(x))
def later(f):
    global go_on, thread, kept
    go_on, kept = threading.Event(), []
    def run():
        go_on.wait()
        try: f(1)
        except TypeError as error: kept.append(str(error))
    thread = threading.Thread(target=run); thread.start()
def release(): go_on.set()
def ended(): thread.join(); return kept
def hammer(f):
    global thread, over
    over = False
    def run():
        while not over: f(1)
    thread = threading.Thread(target=run); thread.start()
def stop():
    global over
    over = True; thread.join()
"""


@pytest.fixture(scope="module")
def sides() -> Iterator[Pair]:
    with pair(STUDENT) as opened:
        yield opened


def test_each_thread_has_the_answer_to_its_own_question(sides: Pair) -> None:
    assert sides.several(lambda x: x * x, range(200)) == [x * x for x in range(200)]
    arrays = [np.full(3, float(i)) for i in range(50)]
    assert sides.several(lambda x: float(x.sum()), arrays) == [3.0 * i for i in range(50)]
    assert sides.several("abc".find, "cba") == [2, 1, 0]


def test_an_exception_reaches_the_thread_that_has_asked(sides: Pair) -> None:
    with pytest.raises(ZeroDivisionError):
        sides.several(lambda x: 1 / x, [1, 2, 0, 3])
    assert sides.twice(lambda x: x + 1, 1) == 3, "and the next call is answered"


def test_a_call_back_is_served_by_the_thread_that_waits(sides: Pair) -> None:
    twice = sides.twice
    assert sides.several(lambda x: twice(lambda y: y + 1, x), range(50)) == list(range(2, 52))


def test_a_call_back_may_wait_for_another_thread_that_asks(sides: Pair) -> None:
    in_a_thread = sides.in_a_thread
    assert in_a_thread(lambda x: in_a_thread(lambda y: y + 1, x), 1) == 2
    assert in_a_thread(lambda x: sum(sides.several(lambda y: y * x, range(9))), 2) == 72


def test_threads_of_a_test_wait_for_their_turn_too(sides: Pair) -> None:
    twice = sides.twice
    with ThreadPoolExecutor(8) as several:
        assert list(several.map(lambda x: twice(lambda y: y + 1, x), range(100))) == list(range(2, 102))


def test_a_thread_that_outlives_its_call_disturbs_no_other(sides: Pair) -> None:
    sides.later(lambda x: x)
    sides.judge.withdraw()
    sides.release()
    for number in range(50):
        assert sides.twice(lambda x: x + 1, number) == number + 2
    assert sides.ended() == ["an object of a test that is over"]


def test_a_thread_that_asks_without_end_leaves_the_others_their_turn(sides: Pair) -> None:
    asked: list[Any] = []
    sides.hammer(asked.append)
    for number in range(50):
        assert sides.twice(lambda x: x + 1, number) == number + 2
    sides.stop()
    assert asked


def test_the_thread_that_has_the_turn_may_take_it_again() -> None:
    turn = Turn()
    with turn, turn:
        assert turn.count == 2
    assert turn.owner is None


def test_the_turn_is_back_with_its_owner_after_it_was_lent() -> None:
    turn, seen = Turn(), []

    def take() -> None:
        with turn:
            seen.append(threading.get_ident())

    with turn:
        with turn.lent():
            other = threading.Thread(target=take)
            other.start()
            other.join()
        assert turn.owner == threading.get_ident()
    assert len(seen) == 1
