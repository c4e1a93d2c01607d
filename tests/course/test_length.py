"""How long a step is on its reader's screen. The headless browser takes half a minute a step."""

import pytest

from autograder.authoring import steps
from tests.course.texts import HOUSE
from tests.tools import length


@pytest.mark.slow
@pytest.mark.parametrize("step", steps.names(HOUSE))
@pytest.mark.usefixtures("chromium")
def test_a_step_is_short_in_each_language(step: str) -> None:
    found = {one.language: one for one in length.lengths([step])}
    assert set(found) == {"en", "fr"}
    assert max(one.screens for one in found.values()) <= length.MOST, found
    assert max(one.tests for one in found.values()) <= length.MOST_TESTS, found
