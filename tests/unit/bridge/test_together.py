"""Several calls with one message, and a method with its call."""

import math
import socket
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge import methods
from autograder.bridge.peer import Link
from autograder.bridge.together import Raised, call_each
from autograder.bridge.wire import Wire
from autograder.faults import StudentGone


class Counter:
    """What a student might write."""

    started = staticmethod(math.sqrt)

    def __init__(self, value: int = 0) -> None:
        self.value = value

    def add(self, step: int, times: int = 1) -> int:
        self.value += step * times
        return self.value

    def replaced(self) -> None:
        self.add = lambda step: -step  # type: ignore[method-assign]


def part(number: int) -> Any:
    if number < 0:
        raise ValueError(f"{number} is negative")
    return math if number == 0 else 12 // number


def fill(array: np.ndarray, value: float) -> None:
    array[:] = value


def add_there(counter: Any, step: int) -> int:
    return counter.add(step)  # type: ignore[no-any-return]


def root_there(counter: Any) -> Any:
    return counter.started(16.0)


def hidden_there(counter: Any) -> Any:
    return counter._secret()


NAMES = {
    one.__name__: one
    for one in (Counter, part, fill, add_there, root_there, hidden_there)  # type: ignore[attr-defined]
}


class Asked(Link):
    """A judge's end that keeps the names of its requests."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(wire, judge=True)
        self.requests: list[str] = []

    def request(self, op: str, /, *args: Any, **kwargs: Any) -> Any:
        self.requests.append(op)
        return super().request(op, *args, **kwargs)

    def name(self, name: str) -> Any:
        return super().request("name", name)


@pytest.fixture(scope="module")
def judge() -> Iterator[Asked]:
    one, other = socket.socketpair()
    student = Link(Wire(other), judge=False)
    student.extra["name"] = NAMES.__getitem__
    thread = threading.Thread(target=student.serve_forever, daemon=True)
    thread.start()
    yield Asked(Wire(one))
    one.close()
    thread.join()


def told(came: list[Any]) -> list[str]:
    return [f"{type(one).__name__}: {one}" for one in came]


def test_each_call_has_its_own_value_or_exception(judge: Asked) -> None:
    came = judge.request("calls", judge.name("part"), ((3,), (-1,), (0,), (12,)))
    assert told(came) == [
        "int: 4",
        "ValueError: -1 is negative",
        "TypeError: this cannot be handed back: the module math: pass the function that you need",
        "int: 1",
    ]
    assert "part" in came[1].remote_traceback


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-3, 20).filter(bool), max_size=6))
def test_they_come_to_what_the_calls_one_by_one_come_to(judge: Asked, numbers: list[int]) -> None:
    part_there = judge.name("part")
    alone = []
    for number in numbers:
        try:
            alone.append(part_there(number))
        except ValueError as error:
            alone.append(error)
    assert told(judge.request("calls", part_there, tuple((number,) for number in numbers))) == told(alone)


def test_what_the_calls_change_in_place_is_changed_here(judge: Asked) -> None:
    arrays = [np.zeros(2), np.zeros(3)]
    judge.request("calls", judge.name("fill"), tuple((array, 5.0 + index) for index, array in enumerate(arrays)))
    assert [array.tolist() for array in arrays] == [[5.0, 5.0], [6.0, 6.0, 6.0]]


def test_whoever_interrupts_a_call_interrupts_those_that_follow() -> None:
    ran = []

    def stop(number: int) -> int:
        ran.append(number)
        if number == 2:
            raise KeyboardInterrupt
        if number == 1:
            raise SystemExit(number)
        return number

    came = call_each(stop, [(0,), (1,), (2,), (3,)])
    assert [type(one.error).__name__ if isinstance(one, Raised) else one for one in came] == [
        0,
        "SystemExit",
        "KeyboardInterrupt",
        "KeyboardInterrupt",
    ]
    assert ran == [0, 1, 2]


@pytest.mark.parametrize("answers", [[], [["value", 1]] * 3, 7, None, [["value"]], [["error", 1], ["value", 1]]])
def test_another_number_of_answers_than_of_calls_is_malformed(answers: Any) -> None:
    one, other = socket.socketpair()
    link = Link(Wire(one), judge=True)

    def lie() -> None:
        wire = Wire(other)
        ticket = wire.receive()[-1]
        wire.send(["value", [], answers, ticket])

    thread = threading.Thread(target=lie)
    thread.start()
    with pytest.raises(StudentGone) as gone:
        link.request("calls", None, ((1,), (2,)))
    thread.join()
    assert gone.value.reason == "malformed"


def test_a_method_and_its_call_are_one_message(judge: Asked) -> None:
    counter = judge.name("Counter")(3)
    judge.requests.clear()
    value = counter.add(2, times=4)  # not in the assertion, which pytest would take apart
    assert value == 11
    assert judge.requests == ["method"]
    add = counter.add
    assert (add(1), getattr(counter, "add")(1)) == (12, 13)  # noqa: B009 (this reads the attribute, and calls it later)
    assert judge.requests == ["method", "get", "call", "get", "call"]


def test_the_method_is_the_one_that_the_object_has_now(judge: Asked) -> None:
    counter = judge.name("Counter")(3)
    counter.replaced()
    value = counter.add(2)
    assert value == -2


def test_a_method_that_is_missing_is_told_by_its_name(judge: Asked) -> None:
    counter = judge.name("Counter")()
    with pytest.raises(AttributeError, match="'Counter' object has no attribute 'take'"):
        counter.take(1)


def test_an_object_of_the_tests_serves_its_public_methods(judge: Asked) -> None:
    counter = Counter(1)
    assert judge.name("add_there")(counter, 4) == 5
    assert counter.value == 5
    with pytest.raises(AttributeError, match="_secret"):
        judge.name("hidden_there")(counter)


def test_what_both_sides_have_runs_where_it_is_called(judge: Asked) -> None:
    """The judge computes nothing for the student that the student's own process has."""
    assert judge.name("root_there")(Counter()) == 4.0
    assert methods.serve(math.sqrt, False, (4.0,), {}) == (False, math.sqrt)
    assert methods.serve(Counter(2).add, True, (1,), {}) == (True, 3)
    assert methods.serve(3, True, (), {}) == (False, 3)
