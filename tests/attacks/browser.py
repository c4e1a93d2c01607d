"""What would run in a browser that shows a page: found by reading the page, apart from the grader's own reader."""

import re

from bs4 import BeautifulSoup, Comment

from tests.attacks.markup import RUNS

_SCHEME = re.compile(r"^(?:javascript|vbscript|data:(?!image/(?:png|jpe?g|gif)[;,]))", re.IGNORECASE)
_ACTIVE = ("iframe", "object", "embed", "form", "base", "svg", "applet", "meta")
_TEX = re.compile(r"\\(?:href|mmlToken|require|cssId)\b")


def what_runs(page: str) -> list[str]:
    """Elements, attributes and formulas of `page` that carry what the attacks of `markup` want to run."""
    soup = BeautifulSoup(page, "html.parser")
    found = []
    for element in soup.find_all(True):
        if element.name in ("script", "style") and RUNS in element.get_text():
            found.append(str(element)[:200])
        if element.name in _ACTIVE and RUNS in str(element):
            found.append(str(element)[:200])
        for name, value in element.attrs.items():
            text = " ".join(value) if isinstance(value, list) else str(value)
            address = re.sub(r"[\x00-\x20\x7f-\xa0]", "", text)
            if name.lower().startswith("on") and RUNS in text:
                found.append(f"{name}={text}"[:200])
            if (
                name in ("href", "src", "action", "xlink:href", "formaction")
                and _SCHEME.match(address)
                and (RUNS in address or "base64,PHN" in address)
            ):
                found.append(f"{name}={text}"[:200])
        if element.name == "pre" and "mermaid" in element.get("class", []):
            found.append(str(element)[:200])
    for element in soup.find_all(["pre", "code", "script", "style", "textarea"]):
        element.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        if RUNS in comment:
            found.append(f"comment {comment}"[:200])
    found += _TEX.findall(soup.get_text())
    return found
