"""How long a cell may take, as the judge counts it."""

import time
from contextlib import suppress

import pytest

from autograder.engine.judge import clock, examples


def _catching_all(rings: int) -> None:
    """Work that catches the alarm so often, as a callback of the garbage collector does, and would take very long."""
    for _ in range(rings):
        with suppress(BaseException):
            time.sleep(60)
    time.sleep(60)


@pytest.mark.parametrize("rings", [0, 1, 3])
def test_the_alarm_rings_until_it_is_heard(rings: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "GRACE", 0.01)
    monkeypatch.setattr(clock, "AGAIN", 0.05)
    with pytest.raises(clock.OutOfTime), clock.Clock(0.01, float("inf")).alarm():
        _catching_all(rings)


def test_it_rings_again_for_an_example_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "AGAIN", 0.05)
    monkeypatch.setattr(examples, "LATER", 0.01)
    with pytest.raises(clock.OutOfTime), examples._bounded(0.01):
        _catching_all(1)


@pytest.mark.parametrize("seconds", [0.01, 0.0], ids=["a limit", "no limit"])
def test_it_is_silent_afterwards(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "GRACE", 0.01)
    with clock.Clock(seconds, float("inf")).alarm():
        pass
    time.sleep(0.05)
