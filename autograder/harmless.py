"""A student's notebook made fit for the instructor's browser.

formgrader and the feedback pages show a notebook's Markdown, raw cells and rich outputs as HTML, as they are. What
could run there (scripts, event handlers, frames, javascript: links, widgets) is taken out with nbconvert's own
sanitizer; the words stay.
"""

import re
from typing import Any

from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode

# Rich outputs that are only text or pixels; any other kind keeps its text/plain.
_SAFE = {"text/plain", "text/html", "text/markdown", "text/latex", "image/png", "image/jpeg", "image/gif"}
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&[a-zA-Z#]")
_COLON = r"\s*(?::|&colon;|&#0*58;|&#x0*3a;)"
_LINK = re.compile(rf"(?i)\b(?:javascript|vbscript|livescript){_COLON}|\bdata{_COLON}\s*(?!image/(?:png|jpeg|gif))\w+/")
_WORD = re.compile(r"[\w .-]{1,100}")
_IDENTIFIER = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_METADATA = {"nbgrader", "lang", "tags", "deletable", "editable", "collapsed"}
_sanitizer = SanitizeHTML(enabled=True)


def make_harmless(notebook: NotebookNode) -> None:
    """Change `notebook` in place; what an honest student writes stays as it is."""
    notebook.metadata = NotebookNode(
        {key: value for key, value in notebook.metadata.items() if key in ("kernelspec", "language_info")}
    )
    for index, cell in enumerate(notebook.cells):
        if not _IDENTIFIER.fullmatch(str(cell.get("id", "cell"))):
            cell.id = f"cell-{index}"
        cell.metadata = NotebookNode({key: value for key, value in cell.metadata.items() if key in _METADATA})
        if "tags" in cell.metadata:
            tags = cell.metadata.tags if isinstance(cell.metadata.tags, list) else []
            cell.metadata.tags = [tag for tag in tags if isinstance(tag, str) and _WORD.fullmatch(tag)]
        if cell.metadata.get("nbgrader", {}).get("locked"):  # the instructor's own words, restored
            continue
        if cell.cell_type == "markdown":
            cell.source = harmless_markdown(cell.source)
            _keep_pictures(cell)
        elif cell.cell_type == "raw":
            cell.metadata["raw_mimetype"] = "text/plain"  # shown by no HTML page
        else:
            for output in cell.get("outputs", []):
                if "data" in output:
                    output.data = NotebookNode(_harmless_data(output.data))
                    output.metadata = NotebookNode()


def harmless_markdown(source: str) -> str:
    """Markdown without HTML that runs; without a `<` or an entity there is none, and it stays letter by letter."""
    if _MARKUP.search(source):
        source = _sanitizer.sanitize_html_tags(source)
    return _LINK.sub("unsafe:", source)


def _harmless_data(data: dict[str, Any]) -> dict[str, Any]:
    kept = {}
    for kind, value in data.items():
        text = "".join(value) if isinstance(value, list) else value
        if kind not in _SAFE or not isinstance(text, str):
            continue
        if kind in ("text/html", "text/markdown", "text/latex"):
            text = harmless_markdown(text)
        elif kind != "text/plain" and not re.fullmatch(r"[A-Za-z0-9+/=\s]*", text):
            continue
        kept[kind] = text
    return kept


def _keep_pictures(cell: NotebookNode) -> None:
    attachments = cell.pop("attachments", None)
    if not isinstance(attachments, dict):
        return
    kept = {
        name: {kind: data for kind, data in bundle.items() if kind in ("image/png", "image/jpeg", "image/gif")}
        for name, bundle in attachments.items()
        if isinstance(bundle, dict) and _WORD.fullmatch(name)
    }
    cell["attachments"] = NotebookNode({name: NotebookNode(bundle) for name, bundle in kept.items() if bundle})
