"""What a cell that takes too long says, in the readers' languages and whatever an answer does to them."""

import signal

import pytest

from autograder.engine.student import side


@pytest.mark.parametrize(
    ("chosen", "told"),
    [("en", "out of time"), ("fr", "temps écoulé"), ("both", "out of time / temps écoulé"), ("xx", "out of time")],
)
def test_it_is_said_in_the_readers_language(chosen: str, told: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", chosen)
    with pytest.raises(side.TimedOut) as late:
        side._out_of_time(signal.SIGALRM, None)
    assert str(late.value) == told
