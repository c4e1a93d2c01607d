"""Work on a student's text has a limit of time and of memory."""

import resource
import signal
import threading

import pytest

from autograder.notebook.bounded import Patience, TooMuch, within

MEMORY = 256 << 20


def _for_ever() -> None:
    while True:
        try:
            while True:
                pass
        except Exception:  # as libraries do
            pass


def _for_a_while(turns: int) -> int:
    return sum(range(turns))


def test_work_without_end_is_stopped() -> None:
    with pytest.raises(TooMuch):
        within(0.05, MEMORY, _for_ever)


def test_work_that_takes_too_much_memory_is_stopped_and_the_next_is_not() -> None:
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with pytest.raises(TooMuch):
        within(5.0, MEMORY, lambda: [0] * 10**9)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert within(5.0, MEMORY, len, [0] * 10**6) == 10**6


def test_work_gets_its_arguments_and_its_own_errors_stay() -> None:
    assert within(1.0, MEMORY, int, "ff", base=16) == 255
    with pytest.raises(ValueError, match="invalid literal"):
        within(1.0, MEMORY, int, "no number")


@pytest.mark.parametrize("work", [len, _for_ever])
def test_no_alarm_is_left_behind(work: object) -> None:
    with pytest.raises((TooMuch, TypeError)):
        within(0.02, MEMORY, work)  # type: ignore[arg-type]
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_without_an_alarm_no_work_is_begun() -> None:
    found: list[object] = []
    thread = threading.Thread(target=lambda: found.append(Patience(1.0, 1.0, MEMORY).spend(found.append, "begun")))
    thread.start()
    thread.join()
    assert found == [None]


def test_without_time_no_work_is_begun() -> None:
    begun: list[int] = []
    with pytest.raises(TooMuch):
        within(0.0, MEMORY, begun.append, 1)
    assert begun == []


def test_patience_ends() -> None:
    patience = Patience(0.06, 0.03, MEMORY)
    assert patience.spend(len, "abc") == 3
    assert [patience.spend(_for_ever) for _ in range(4)] == [None] * 4
    assert patience.spend(len, "abc") is None


def test_short_work_leaves_patience_for_more() -> None:
    patience = Patience(5.0, 1.0, MEMORY)
    assert [patience.spend(_for_a_while, 1000) for _ in range(20)] == [sum(range(1000))] * 20
