"""While small examples are looked for, the console says that the marks are there already."""

import pytest

from autograder.batch.events import Event
from autograder.console.progress import Bar
from autograder.console.results import showing


def test_the_search_for_examples_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_LANG", "en")
    showing(Bar("grading"))(Event("searching", "01_numpy", total=3))
    said = "01_numpy: the marks are written; looking for small examples in 3 submissions"
    assert said in capsys.readouterr().err
