"""For all tests: one thread each, no deadline of Hypothesis' on a busy machine, and a browser that shows the pages."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.tools import browser

# On tensors this small a second thread only waits for the first, and another test has use for its core.
os.environ["OMP_NUM_THREADS"] = "1"
settings.register_profile("busy", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("busy")


@pytest.fixture(scope="session")
def chromium() -> None:
    """A test of a page is left out where nothing can show it. CI installs Chromium, so none is left out there."""
    if browser.program() is None and os.environ.get("CI") != "true":
        pytest.skip(f"no Chromium to look at pages with: {browser.REMEDY}")


@pytest.fixture(scope="module")
def page(chromium: None) -> Iterator[browser.Page]:
    with browser.chromium() as opened:
        yield opened
