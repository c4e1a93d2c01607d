"""axe-core in a real browser: what in a page shuts somebody out."""

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

from tests.tools.browser import Page

# A colour that is still changing, from one theme to the other for instance, would be read half-way.
_AT_REST = """document.getAnimations().every(
    (one) => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity
)"""

# The copy of axe-core that this package brings; its Playwright is not used.
_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, path: Path, exclude: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """Each violation in the file: the rule, and the first element that breaks it.

    exclude: CSS selectors of parts that are not looked at; without: rules that are not asked for.
    """
    page.open(path.as_uri())
    page.wait_for("document.readyState === 'complete'")
    return violations_of_open(page, exclude, without)


def violations_of_open(page: Page, exclude: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """The same of the page that is open."""
    page.wait_for(_AT_REST)
    page.evaluate(f"{_AXE};0")
    parts = {"exclude": [[one] for one in exclude]}
    rules = {"rules": {rule: {"enabled": False} for rule in without}}
    found = page.evaluate(f"axe.run({json.dumps(parts)}, {json.dumps(rules)})")
    return [f"{one['id']}: {one['nodes'][0]['html']} ({len(one['nodes'])})" for one in found["violations"]]
