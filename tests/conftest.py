"""For all tests: a busy machine fails none by Hypothesis' deadline, and a browser shows the pages."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.tools import browser

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
