"""What the instructor's browser would make of a text: the page that nbconvert shows, looked through."""

import base64
import html
import re
from functools import lru_cache
from html.parser import HTMLParser

from nbconvert.filters import strip_files_prefix
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath

_ACTIVE = {
    *("script", "iframe", "frame", "object", "embed", "applet", "form", "button", "base", "link", "meta"),
    *("style", "svg", "math", "template", "portal", "video", "audio", "source", "textarea", "select", "dialog"),
}
_ADDRESSES = {"href", "src", "srcset", "action", "formaction", "background", "cite", "poster", "data", "xlink:href"}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:")
_ALLOWED = ("http:", "https:", "mailto:", "unsafe:", "data:image/png", "data:image/jpeg", "data:image/gif")
# What MathJax makes links, styles and whole libraries of. Macros can hide an argument, but not these words.
TEX = re.compile(r"\\\s*(?:href|mmlToken|require|cssId|class|style|data|html\w*|toolTip|texttip|unicode)\b")
LARGEST = 2_000_000  # characters of the page that a text makes; a short text can name a long address many times
_PICTURE = base64.b64encode(b"x").decode()


def shown(markdown: str, attachments: frozenset[str], escape: bool = False) -> str | None:
    """The HTML of a Markdown cell with pictures of these names; None where nbconvert would stop over it.

    escape: HTML in the text is shown as text. Where that makes no difference, all tags of the page are nbconvert's own.
    """
    try:
        return str(strip_files_prefix(_renderer(attachments, escape).render(markdown)))
    except (InvalidNotebook, ValueError, LookupError, RecursionError, TypeError, AttributeError):
        return None


@lru_cache(maxsize=8)
def _renderer(attachments: frozenset[str], escape: bool) -> MarkdownWithMath:
    pictures = {name: {"image/png": _PICTURE} for name in attachments}
    return MarkdownWithMath(renderer=IPythonRenderer(escape=escape, attachments=pictures))


def is_harmless(page: str | None) -> bool:
    """Whether nothing in this HTML runs, by itself or at a click, and it is not too long for a page."""
    if page is None or len(page) > LARGEST:
        return False
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.harmless and not TEX.search("".join(reader.words))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.harmless = True
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _ACTIVE or any(_is_active(name, value or "") for name, value in attrs):
            self.harmless = False

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_decl(self, decl: str) -> None:
        self.harmless = False

    def unknown_decl(self, data: str) -> None:
        self.harmless = False

    def handle_pi(self, data: str) -> None:
        self.harmless = False


def _is_active(name: str, value: str) -> bool:
    if name in _ADDRESSES:
        # As browsers do: what cannot be seen does not count.
        address = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202f\ufeff]", "", html.unescape(value)).lower()
        return _SCHEME.match(address) is not None and not address.startswith(_ALLOWED)
    if name == "style":
        return not value.startswith("text-align:")  # a table's column, by nbconvert
    return name.startswith("on") or name == "srcdoc" or (name == "class" and "mermaid" in value)
