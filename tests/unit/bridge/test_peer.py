"""One end of the bridge: requests and answers, and what becomes of an end that lies or is gone."""

import contextlib
import json
import socket
import time
from typing import Any
from unittest import mock

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.bridge.peer import Link
from autograder.bridge.wire import LARGEST, Wire
from autograder.faults import StudentGone, Unsendable
from tests.support.bridge import Pair, pair

parts = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=8) | st.binary(max_size=16),
    lambda inner: st.lists(inner, max_size=5),
    max_leaves=25,
)
TICKET = mock.patch("autograder.bridge.peer.os.urandom", return_value=b"ticket")


@settings(max_examples=150)
@given(parts, parts, parts)
def test_the_judge_faults_or_errs_on_any_answer(status: Any, changes: Any, document: Any) -> None:
    one, other = socket.socketpair()
    judge = Link(Wire(one), judge=True)
    student = Wire(other)
    for answer in (
        [status, changes, document, b"ticket"],
        ["value", changes, document, b"ticket"],
        ["value", [changes], document, b"ticket"],
        ["error", [[[], [[], []], None]], document, b"ticket"],
    ):
        try:
            student.send(answer)
        except Unsendable:
            continue
    other.shutdown(socket.SHUT_WR)
    with one, other, contextlib.suppress(StudentGone, Exception), TICKET:
        judge.request("name", "f")


def test_an_answer_to_another_question_is_none() -> None:
    one, other = socket.socketpair()
    with one, other:
        judge = Link(Wire(one), judge=True)
        student = Wire(other)
        with TICKET:
            student.send(["value", [[[], [[], []], None]], 4, b"ticket"])
            assert judge.request("name", "f") == 4
        student.send(["value", [[[], [[], []], None]], 9, b"ticket"])
        with pytest.raises(StudentGone, match="another question"):
            judge.request("name", "f")


@pytest.mark.parametrize("ticket", [b"x" * 1000, "text", None, [b"x"]], ids=str)
def test_a_request_without_a_ticket_is_malformed(ticket: Any) -> None:
    """The answer carries it back, so that a long one would make the answer too large to send."""
    one, other = socket.socketpair()
    with one, other:
        judge = Link(Wire(one), judge=True)
        Wire(other).send(["get", True, [], [["r", 1], "x"], {}, ticket])
        with pytest.raises(StudentGone, match="not a ticket") as caught:
            judge.request("name", "f")
        assert caught.value.reason == "malformed"


def test_what_the_judge_cannot_send_is_no_fault_of_the_students() -> None:
    one, other = socket.socketpair()
    with one, other:
        judge = Link(Wire(one), judge=True)
        for unsendable in (pytest, [[[np.array([object()]), pytest]]], bytes(LARGEST + 1)):
            with pytest.raises(TypeError, match="this cannot be given to the student's code"):
                judge.request("call", unsendable)
        assert judge.gone is None


STUDENT = """
import numpy as np, torch
def add(x, y): return x + y
def double(array): array *= 2
def fail(): raise KeyError("gone")
def stop(): raise StopIteration(3)
def talk():
    got = yield 1
    try: yield got
    except KeyError as error: yield error.args
    return ["end"]
class Mailbox:
    def send(self, letter): raise StopIteration
def leave(): raise SystemExit(3)
def count(n): yield from range(n)
def apply(f, *args): return f(*args)
def keep(f): global kept; kept = f
def use(x): return kept(x)
def slope(f, at):
    x = torch.tensor(at, requires_grad=True); f(x).backward(); return x.grad.item()
def slopes(f, at, times): return [slope(f, at) for _ in range(times)]
def look(thing, name): return getattr(thing, name)
def ask(thing, name): return object.__getattribute__(thing, "_link").request("get", thing, name)
def change(thing, name, value): setattr(thing, name, value)
def fill(array, value): array[:] = value
def module(): return np
def mode(): return torch.is_grad_enabled()
"""


@pytest.fixture(scope="module")
def sides() -> Any:
    with pair(STUDENT) as opened:
        yield opened


def test_arguments_and_results_cross(sides: Pair) -> None:
    assert sides.add(1, 2) == 3
    assert sides.add(x=[1], y=[2]) == [1, 2]
    array = np.ones(2)
    sides.double(array)
    assert array.tolist() == [2.0, 2.0]


def test_an_exception_is_raised_here(sides: Pair) -> None:
    with pytest.raises(KeyError, match="gone") as caught:
        sides.fail()
    assert "in fail" in caught.value.remote_traceback  # type: ignore[attr-defined]
    with pytest.raises(Exception, match="3"):
        sides.leave()


def test_the_end_of_an_iterator_ends_no_other_loop(sides: Pair) -> None:
    assert list(sides.count(3)) == [0, 1, 2]
    with pytest.raises(RuntimeError, match="StopIteration"):
        sides.stop()
    with pytest.raises(RuntimeError, match="StopIteration"):
        list(map(lambda _: sides.stop(), [1]))  # noqa: C417


def test_a_generator_gives_what_it_returns(sides: Pair) -> None:
    def delegates() -> Any:
        return (yield from sides.talk())

    talk = delegates()
    assert [next(talk), next(talk)] == [1, None]
    with pytest.raises(StopIteration) as ended:
        next(talk)
    assert ended.value.value == ["end"]
    talk = sides.talk()
    assert (next(talk), talk.send(5)) == (1, 5)
    with pytest.raises(StopIteration) as ended:
        talk.send(6)
    assert ended.value.value == ["end"]


def test_a_generator_gets_what_is_thrown_into_it(sides: Pair) -> None:
    talk = sides.talk()
    next(talk)
    next(talk)
    assert talk.throw(KeyError("x", 3)) == ("x", 3)
    with pytest.raises(ValueError, match="mine"):
        talk.throw(ValueError("mine"))
    with pytest.raises(RuntimeError, match="StopIteration"):
        sides.Mailbox().send(1)


def test_a_tests_function_is_asked_while_an_answer_is_awaited(sides: Pair) -> None:
    assert sides.apply(lambda x: sides.add(x, 1), 4) == 5
    with pytest.raises(ZeroDivisionError):
        sides.apply(lambda x: x / 0, 4)


def test_what_a_test_has_lent_is_served_until_it_is_over(sides: Pair) -> None:
    sides.keep(lambda x: x + 1)
    assert sides.use(1) == 2
    sides.judge.withdraw()
    with pytest.raises(TypeError, match="a test that is over"):
        sides.use(1)
    assert sides.add(1, 1) == 2


def test_a_tests_function_shows_nothing_else(sides: Pair) -> None:
    for name in ("__globals__", "__closure__", "__self__"):
        with pytest.raises(AttributeError):
            sides.look(lambda: 1, name)
    for name in ("__code__", "__defaults__", "__kwdefaults__", "__annotations__"):
        with pytest.raises(AttributeError):
            sides.ask(lambda: 1, name)
    with pytest.raises(AttributeError, match="cannot be set"):
        sides.change(json.JSONDecoder(), "parse_float", 3)


def test_gradients_are_given_unless_the_test_says_otherwise(sides: Pair) -> None:
    assert sides.slope(lambda t: t**3, 2.0) == 12.0
    with sides.judge.without_gradients(), pytest.raises(RuntimeError, match="gives no gradients"):
        sides.slope(lambda t: t**3, 2.0)
    assert sides.slope(lambda t: t**2, 3.0) == 6.0


def test_gradients_that_were_given_are_not_kept_until_the_call_is_over(sides: Pair) -> None:
    """Each message compares what both sides hold, so one after another would take longer."""
    held: list[int] = []

    def cube(t: torch.Tensor) -> torch.Tensor:
        held.append(len(sides.judge.shared._entries))
        return t**3

    assert sides.slopes(cube, 2.0, 20) == [12.0] * 20
    assert max(held) < held[0] + 20, "where each of 20 gradients were kept, there would be 40 more"


def test_the_other_side_computes_in_the_askers_gradient_mode(sides: Pair) -> None:
    assert sides.mode() is True
    with torch.no_grad():
        assert sides.mode() is False


def test_what_could_not_be_sent_leaves_both_ends_in_step(sides: Pair) -> None:
    array = np.zeros(2)
    with pytest.raises(TypeError, match="this cannot be given to the student's code"):
        sides.fill(array, pytest)
    sides.fill(array, 3)
    assert array.tolist() == [3.0, 3.0]
    with pytest.raises(TypeError, match="this cannot be handed back: the module"):
        sides.module()


def test_an_end_that_does_not_answer_in_time_is_asked_nothing_more() -> None:
    one, other = socket.socketpair()
    with one, other:
        judge = Link(Wire(one), judge=True)
        judge.deadline = time.monotonic() + 0.02
        with pytest.raises(StudentGone) as late:
            judge.request("name", "f")
        judge.deadline = None
        with pytest.raises(StudentGone) as again:
            judge.request("name", "f")
    assert (late.value.reason, again.value.reason) == ("late", "late")


def test_an_end_that_is_gone_is_no_exception_that_a_test_would_catch() -> None:
    one, other = socket.socketpair()
    other.close()
    with one:
        judge = Link(Wire(one), judge=True)

        def careless() -> None:
            with contextlib.suppress(Exception):
                judge.request("name", "f")

        with pytest.raises(StudentGone) as gone:
            careless()
        assert gone.value.reason == "ended"


def test_the_student_asks_for_nothing_that_was_not_lent() -> None:
    for request in (["cell", [], {}], ["call", [["B", "int"]], {}], ["exec", [["r", 1]], {}]):
        one, other = socket.socketpair()
        with one, other:
            judge = Link(Wire(one), judge=True)
            Wire(other).send([request[0], True, [], *request[1:], b"ticket"])
            with pytest.raises(StudentGone) as gone:
                judge.request("name", "f")
            assert gone.value.reason == "malformed"


def test_news_ride_with_the_messages() -> None:
    with pair("def f(): return 1") as sides:
        told: list[Any] = []
        sides.student.to_answer = lambda: "news"
        sides.judge.on_answer = told.append
        assert sides.f() == 1
    assert told == ["news", "news"]
