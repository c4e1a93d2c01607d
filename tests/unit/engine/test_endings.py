"""How a student side ended, and what is said of it: no process is needed for that."""

import signal

import pytest

from autograder.engine.job import RunLimits
from autograder.engine.judge.endings import Ending, judge_lost, told

LIMITS = RunLimits(cell=7.0, notebook=90.0)
KILLED = "The process was killed: too much memory or processor time."


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")


@pytest.mark.parametrize(
    ("ending", "open_words", "plain_words"),
    [
        (Ending(), "The process ended itself (exit code 0).", "The process ended itself."),
        (Ending(3, "ended", "closed"), "The process ended itself (exit code 3).", "The process ended itself."),
        (Ending(-signal.SIGSEGV, "ended"), "The process crashed (SIGSEGV).", "The process crashed."),
        (Ending(-40, "ended"), "The process crashed (40).", "The process crashed."),
        (Ending(-signal.SIGKILL, "ended"), KILLED, KILLED),
        (Ending(-signal.SIGKILL, "late"), "Stopped: it took longer than 7 s.", "Stopped: it took longer than 7 s."),
        (
            Ending(-signal.SIGKILL, "malformed", "not a message"),
            "What the code gave back could not be read (not a message).",
            "What the code gave back could not be read.",
        ),
        (
            Ending(0, "memory", "too much memory"),
            "What the code gave back could not be read (too much memory).",
            "What the code gave back could not be read.",
        ),
        (
            Ending(-signal.SIGSEGV, "malformed", "x", notebook_is_over=True),
            "The notebook took longer than 90 s.",
            "The notebook took longer than 90 s.",
        ),
    ],
)
def test_what_is_said_of_an_ending(ending: Ending, open_words: str, plain_words: str) -> None:
    """In plain words there is nothing that an answer could choose: no number, no text."""
    assert told(ending, LIMITS, plainly=False) == open_words
    assert told(ending, LIMITS, plainly=True) == plain_words


def test_a_long_detail_is_cut() -> None:
    assert len(told(Ending(0, "malformed", "x" * 10_000), LIMITS, plainly=False)) < 300


def test_it_is_said_in_each_of_the_readers_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "both")
    assert len(told(Ending(-signal.SIGKILL), LIMITS, plainly=False).split("\n")) == 2


def test_a_judge_that_the_clock_ended_was_too_slow_and_any_other_crashed() -> None:
    assert judge_lost(signal.SIGPROF, LIMITS) == ("TimeoutError", "Stopped: it took longer than 7 s.")
    name, reason = judge_lost(signal.SIGFPE, LIMITS)
    assert (name, reason) == ("DeadKernelError", "The test crashed over what the code gave it (SIGFPE).")
