"""A student's notebook made fit for the instructor's browser.

formgrader and the feedback pages show a notebook's Markdown, raw cells and rich outputs as HTML, as they are. What
could run there (scripts, event handlers, frames, javascript: links, widgets) is taken out with nbconvert's own
sanitizer; the words stay. Whether nothing was overlooked is asked of the page itself (`autograder.page`): a text
whose page would still run something is shown letter by letter. So is one that would take long to look through.
"""

import re
from collections.abc import Set
from typing import Any

from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode

from autograder.page import TEX, is_harmless, shown

_PICTURES = ("image/png", "image/jpeg", "image/gif")
# Rich outputs that are only text or pixels; any other kind keeps its text/plain.
_SAFE = {"text/plain", "text/html", "text/markdown", "text/latex", *_PICTURES}
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&[a-zA-Z#]")
_COLON = r"\s*(?::|&colon;|&#0*58;|&#x0*3a;)"
_LINK = re.compile(rf"(?i)\b(?:javascript|vbscript|livescript){_COLON}|\bdata{_COLON}\s*(?!image/(?:png|jpeg|gif))\w+/")
# Without any of these Markdown makes no link, no picture, no tag and no dangerous formula.
_MARKS = re.compile(rf"[\[<&]|mermaid|{TEX.pattern}")
_WORD = re.compile(r"[\w .-]{1,100}")
_IDENTIFIER = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
_TAG = re.compile(r"<(/?)[a-zA-Z]")
LONGEST, IN_ALL = 100_000, 2_000_000  # characters of a Markdown text, and of a notebook's texts together
DEEPEST = 1000  # tags open at once, over which the sanitizer's time is the square of their number
_METADATA = {"nbgrader", "lang", "tags", "deletable", "editable", "collapsed"}
_sanitizer = SanitizeHTML(enabled=True)


def make_harmless(notebook: NotebookNode) -> None:
    """Change `notebook` in place; what an honest student writes stays as it is."""
    patience = _Patience()
    notebook.metadata = NotebookNode(
        {name: _words(notebook.metadata[name]) for name in ("kernelspec", "language_info") if name in notebook.metadata}
    )
    for index, cell in enumerate(notebook.cells):
        if not _IDENTIFIER.fullmatch(str(cell.get("id", "cell"))):
            cell.id = f"cell-{index}"
        _clean_metadata(cell)
        if cell.cell_type == "code":
            _clean_outputs(cell, patience)
            continue
        names = _keep_pictures(cell)
        if cell.metadata.get("nbgrader", {}).get("locked"):  # the instructor's own words, restored
            continue
        if cell.cell_type == "markdown":
            enough = patience.is_enough_for(cell.source, LONGEST)
            cell.source = harmless_markdown(cell.source, names) if enough else _letter_by_letter(cell.source)
        else:
            cell.metadata["raw_mimetype"] = "text/plain"  # shown by no HTML page


def harmless_markdown(source: str, attachments: Set[str] = frozenset()) -> str:
    """Markdown of which nothing runs; where there is nothing to fear it stays letter by letter.

    attachments: the names of the cell's pictures. One that is not there would stop nbconvert.
    """
    if not _MARKS.search(source):
        return source
    names = frozenset(attachments)
    page = shown(source, names)
    if page == shown(source, names, escape=True) and is_harmless(page):
        return source
    clean = _without_markup(source)
    if is_harmless(shown(clean, names)):
        return clean
    return _letter_by_letter(source)


def _letter_by_letter(source: str) -> str:
    return "\n".join(f"    {line}" for line in source.splitlines())


class _Patience:
    """How much more of a notebook is looked through: minutes over one would be minutes of a worker's."""

    def __init__(self) -> None:
        self._left = IN_ALL

    def is_enough_for(self, text: str, longest: int = IN_ALL) -> bool:
        if not _MARKS.search(text):
            return True
        self._left -= len(text)
        depth = deepest = 0
        for tag in _TAG.finditer(text):
            depth = max(depth - 1, 0) if tag[1] else depth + 1
            deepest = max(deepest, depth)
        return self._left >= 0 and len(text) <= longest and deepest <= DEEPEST


def _without_markup(source: str) -> str:
    if _MARKUP.search(source):
        source = _sanitizer.sanitize_html_tags(source)
    return _LINK.sub("unsafe:", source)


def _clean_metadata(cell: NotebookNode) -> None:
    kept = {key: value for key, value in cell.metadata.items() if key in _METADATA}
    tags = kept.pop("tags", [])
    cell.metadata = NotebookNode(
        {key: value for key, value in kept.items() if key == "nbgrader" or _is_plain(value)}
        | ({"tags": [tag for tag in tags if _is_plain(tag)]} if isinstance(tags, list) and tags else {})
    )


def _clean_outputs(cell: NotebookNode, patience: _Patience) -> None:
    for output in cell.get("outputs", []):
        if "data" in output:
            output.data = NotebookNode(_harmless_data(output.data, patience))
            output.metadata = NotebookNode()


def _harmless_data(data: dict[str, Any], patience: _Patience) -> dict[str, Any]:
    kept = {}
    for kind, value in data.items():
        text = "".join(value) if isinstance(value, list) else value
        if kind not in _SAFE or not isinstance(text, str):
            continue
        if kind in ("text/markdown", "text/html", "text/latex") and not patience.is_enough_for(text):
            continue
        if kind == "text/markdown":
            text = harmless_markdown(text)
        elif kind in ("text/html", "text/latex"):
            text = _without_markup(text)
            if not is_harmless(text):
                continue
        elif kind != "text/plain" and not _BASE64.fullmatch(text):
            continue
        kept[kind] = text
    return kept


def _keep_pictures(cell: NotebookNode) -> set[str]:
    """The names of the cell's attachments that are pictures; the others are taken out."""
    attachments = cell.pop("attachments", None)
    if not isinstance(attachments, dict):
        return set()
    kept = {
        name: {
            kind: data
            for kind, data in bundle.items()
            if kind in _PICTURES and isinstance(data, str) and _BASE64.fullmatch(data)
        }
        for name, bundle in attachments.items()
        if isinstance(bundle, dict) and _WORD.fullmatch(name)
    }
    cell["attachments"] = NotebookNode({name: NotebookNode(bundle) for name, bundle in kept.items() if bundle})
    return set(cell["attachments"])


def _is_plain(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and _WORD.fullmatch(value) is not None)


def _words(table: Any) -> NotebookNode:
    """Of a kernel's or a language's description, the plain words."""
    items = table.items() if isinstance(table, dict) else ()
    return NotebookNode({key: value for key, value in items if isinstance(value, str) and len(value) < 200})
