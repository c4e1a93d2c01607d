"""A student's notebook made fit for the instructor's browser.

formgrader and the feedback pages show a notebook's Markdown, raw cells and rich outputs as HTML, as they are. What
could run there (scripts, event handlers, frames, javascript: links, widgets) is taken out with nbconvert's own
sanitizer; the words stay. Whether nothing was overlooked is asked of the page itself (`autograder.notebook.rendered`):
a text whose page would still run something is shown letter by letter.

Some texts take nbconvert hours: 40 kB of blank lines in a code cell, or blanks in Markdown. What the page will do with
a text is done here first, with a limit of time and memory (`autograder.notebook.bounded`). A text that needs more is
shown without colours and without markup, and a line says so.
"""

import re
from collections.abc import Set
from typing import Any

from bleach import ALLOWED_ATTRIBUTES, ALLOWED_TAGS
from nbconvert.filters import strip_ansi
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.preprocessors import HighlightMagicsPreprocessor
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import is_locked

from autograder.messages import LOCALE
from autograder.notebook.bounded import Patience
from autograder.notebook.marks import language_of
from autograder.notebook.outputs import WITHHELD
from autograder.notebook.rendered import LARGEST, TEX, is_harmless, shown
from course.helpers.language import N_, each

_PICTURES = ("image/png", "image/jpeg", "image/gif")
# Rich outputs that are only text or pixels; any other kind keeps its text/plain.
_SAFE = {"text/plain", "text/html", "text/markdown", "text/latex", *_PICTURES}
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&[a-zA-Z#]")
_STYLE = re.compile(r"(?is)<style\b[^>]*>.*?</style>")
_COLON = r"\s*(?::|&colon;|&#0*58;|&#x0*3a;)"
_LINK = re.compile(rf"(?i)\b(?:javascript|vbscript|livescript){_COLON}|\bdata{_COLON}\s*(?!image/(?:png|jpeg|gif))\w+/")
# Without any of these Markdown makes no link, no picture, no tag and no dangerous formula.
_MARKS = re.compile(rf"[\[<&]|mermaid|{TEX.pattern}")
_WORD = re.compile(r"[\w .-]{1,100}")
_IDENTIFIER = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_SAID = re.compile(r"[^<>\"&`\x00-\x1f]{1,1000}")
_ONLY_PICTURES = re.compile(r"\s*(?:<div>)?(?:<img\b[^>]*>)+(?:</div>)?\s*")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
SECONDS, EACH, MEMORY = 10.0, 2.0, 256 << 20  # for all texts of a notebook; for one; bytes beyond what is in use
# Code that is short and has none of these is coloured in milliseconds: the slow patterns of IPython's lexer go over
# runs of blanks and of dotted words, and `%%name` calls another language's lexer. This is known from trials.
_SLOW = re.compile(r"\s{41}|[\w.*]{81}|%%")
REMEMBERED, TEXTS_REMEMBERED = 20_000, 256  # characters of a text, and number of texts, that are kept for a class
SHORT = 4000  # characters of a code cell that is not tried
_FENCE = re.compile(r"```|~~~")  # in Markdown, code with colours of any language
MOST_TAGS = 100_000  # of a notebook's page: nbconvert reads the page once more, tag by tag, in some seconds
LONGEST_LINE = 200  # characters, of a text that is shown letter by letter: nbconvert looks for links in n² of these
TAGS_OF_AN_OUTPUT = 10
MOST_COLOURS = 1000  # of a text: nbconvert copies the rest of the text at each
_PYTHON = {
    "name": "python",
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
_SPAN = ["align", "colspan", "rowspan", "scope"]
_METADATA = {"nbgrader", "lang", "tags", "deletable", "editable", "collapsed"}
# Tags of ordinary text and tables, in which nothing runs. nbconvert's own list has neither `<br>` nor a table's.
_TEXT = {
    *("br", "p", "hr", "div", "span", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "center", "details", "summary"),
    *("sub", "sup", "u", "s", "del", "ins", "small", "big", "mark", "kbd", "samp", "var", "q", "dl", "dt", "dd"),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
_ATTRIBUTES = {**ALLOWED_ATTRIBUTES, "*": ["align", "title", "lang", "dir"], **dict.fromkeys(("td", "th"), _SPAN)}
_sanitizer = SanitizeHTML(enabled=True, tags=[*ALLOWED_TAGS, *sorted(_TEXT)], attributes=_ATTRIBUTES)
_colours = Highlight2HTML(pygments_lexer="ipython3")
_magics = HighlightMagicsPreprocessor()
_before: dict[tuple[str, frozenset[str]], tuple[str, int | None]] = {}  # what `_looked_through` has found


def make_harmless(notebook: NotebookNode) -> None:
    """Change `notebook` in place; what an honest student writes stays as it is."""
    bounds = _Bounds(SECONDS, EACH, MEMORY)
    kernel, language = _words(notebook.metadata.get("kernelspec")), language_of(notebook)
    # The language is not the student's to choose: each has a lexer of its own, and some are slow.
    notebook.metadata = NotebookNode({"kernelspec": kernel} if kernel else {}, language_info=NotebookNode(_PYTHON))
    if language:  # an edition's, which its feedback speaks
        notebook.metadata.course = NotebookNode(language=language)
    for index, cell in enumerate(notebook.cells):
        if not _IDENTIFIER.fullmatch(str(cell.get("id", "cell"))):
            cell.id = f"cell-{index}"
        _clean_metadata(cell)
        locked = is_locked(cell)  # the instructor's own words, restored
        if cell.cell_type == "code":
            _clean_outputs(cell, bounds)
            if not locked:
                _bound_colours(cell, bounds)
                _bound_outputs(cell, bounds)
            continue
        names = _keep_pictures(cell)
        if locked:
            continue
        if cell.cell_type == "markdown":
            if not _is_plain_markdown(cell.source):
                clean, tags = _looked_through_once(cell.source, frozenset(names), bounds)
                cell.source = clean if bounds.have_room_for(tags) else _with_a_line(cell.source)
        else:
            cell.metadata["raw_mimetype"] = "text/plain"  # shown by no HTML page


class _Bounds(Patience):
    """What is left of the time to look through a notebook, and of the tags that its page may have."""

    tags = MOST_TAGS

    def have_room_for(self, tags: int | None) -> bool:
        if tags is None or tags > self.tags:
            return False
        self.tags -= tags
        return True


def _bound_colours(cell: NotebookNode, bounds: _Bounds) -> None:
    """Have nbconvert leave a cell without colours that would take it too long."""
    source = cell.source
    if len(source) <= min(SHORT, bounds.tags) and not _SLOW.search(source):
        bounds.tags -= len(source)
    elif not bounds.have_room_for(_tags(bounds.spend(_coloured, source))):
        cell.metadata["magics_language"] = "text"  # nbconvert's own name for the language of one cell
        # The line stands first, since nbconvert takes the language from a first line `%%name`.
        cell.source = "\n".join([*(f"# {line}" for line in _too_much()), source])


def _bound_outputs(cell: NotebookNode, bounds: _Bounds) -> None:
    """Leave out the many small outputs for which the page has no room."""
    bounds.tags -= TAGS_OF_AN_OUTPUT * len(cell.outputs)
    if bounds.tags < 0:
        told = "\n".join(each(N_("Outputs left out: the page would be too long."), folder=LOCALE))
        cell.outputs = [output for output in cell.outputs if output.output_type == "error"][-1:]
        cell.outputs.append(new_output("stream", text=told + "\n"))


def _coloured(source: str) -> str:
    """As nbconvert's page shows the cell."""
    magic = _magics.which_magic_language(source)
    return str(_colours(source, metadata={"magics_language": magic} if magic else {}))


def _too_much() -> list[str]:
    return each(N_("Shown as plain text: colours and markup would take too long."), folder=LOCALE)


def _with_a_line(source: str) -> str:
    return "\n\n".join([*(f"*{line}*" for line in _too_much()), _letter_by_letter(source)])


def harmless_markdown(source: str, attachments: Set[str] = frozenset()) -> str:
    """Markdown of which nothing runs; where there is nothing to fear it stays letter by letter.

    attachments: the names of the cell's pictures. One that is not there would stop nbconvert.
    """
    return source if _is_plain_markdown(source) else _looked_through(source, frozenset(attachments))[0]


def _looked_through(source: str, names: frozenset[str]) -> tuple[str, int | None]:
    """Markdown of which nothing runs, and how many tags its page has: None where the page is too long."""
    page = shown(source, names)
    if (not _MARKS.search(source) or page == shown(source, names, escape=True)) and is_harmless(page):
        return source, _tags(page)
    clean = _without_markup(source)
    page = shown(clean, names)
    if is_harmless(page):
        return clean, _tags(page)
    return _letter_by_letter(source), 0


def _looked_through_once(source: str, names: frozenset[str], bounds: Patience) -> tuple[str, int | None]:
    """The same within the bounds, ("", None) beyond. The instructor's texts, in every submission, are remembered."""
    found = _before.pop((source, names), None) if bounds.have_time() else None
    found = found or bounds.spend(_looked_through, source, names)
    if found is not None and len(source) <= REMEMBERED:
        _before[source, names] = found
        if len(_before) > TEXTS_REMEMBERED:
            del _before[next(iter(_before))]
    return found or ("", None)


def _tags(page: str | None) -> int | None:
    return None if page is None or len(page) > LARGEST else page.count("<")


def _is_plain_markdown(source: str) -> bool:
    """Whether there is nothing to fear in it, and nothing slow."""
    return len(source) <= SHORT // 4 and not _MARKS.search(source) and not _FENCE.search(source)


def _letter_by_letter(source: str) -> str:
    starts = lambda line: range(0, max(len(line), 1), LONGEST_LINE)  # noqa: E731
    lines = source.splitlines()
    return "\n".join(f"    {line[start : start + LONGEST_LINE]}" for line in lines for start in starts(line))


def _without_markup(source: str) -> str:
    if _MARKUP.search(source):
        source = _STYLE.sub("", source)  # pandas' tables bring rules of their own, which are no words
        source = _sanitizer.sanitize_html_tags(source)
    return _LINK.sub("unsafe:", source)


def _clean_metadata(cell: NotebookNode) -> None:
    kept = {key: value for key, value in cell.metadata.items() if key in _METADATA}
    tags = kept.pop("tags", [])
    cell.metadata = NotebookNode(
        {key: value for key, value in kept.items() if key == "nbgrader" or _is_plain(value)}
        | ({"tags": [tag for tag in tags if _is_plain(tag)]} if isinstance(tags, list) and tags else {})
    )


def _clean_outputs(cell: NotebookNode, bounds: _Bounds) -> None:
    for output in cell.get("outputs", []):
        if "data" in output:
            output.data = NotebookNode(_harmless_data(output.data, bounds))
            withheld = {WITHHELD: True} if output.metadata.get(WITHHELD) is True else {}
            output.metadata = NotebookNode(withheld | _alternatives(output.metadata))
        if "text" in output:
            output.text = _few_colours(output.text)
        if "traceback" in output:
            text = "\n".join(output.traceback)
            if (few := _few_colours(text)) != text:
                output.traceback = few.split("\n")


def _alternatives(metadata: dict[str, Any]) -> dict[str, Any]:
    """What is said of each picture to somebody who does not see it."""
    said = {kind: metadata[kind].get("alt") for kind in _PICTURES if isinstance(metadata.get(kind), dict)}
    return {kind: {"alt": text} for kind, text in said.items() if isinstance(text, str) and _SAID.fullmatch(text)}


def _few_colours(text: Any) -> str:
    """Printed text; without its colours where there are many."""
    text = "".join(text) if isinstance(text, list) else str(text)
    return str(strip_ansi(text)) if text.count("\x1b") > MOST_COLOURS else text


def _harmless_data(data: dict[str, Any], bounds: _Bounds) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    picture = data.get("image/png")
    for kind, value in data.items():
        text = "".join(value) if isinstance(value, list) else value
        if kind not in _SAFE or not isinstance(text, str):
            continue
        if kind == "text/html" and isinstance(picture, str) and picture and _ONLY_PICTURES.fullmatch(text):
            continue  # the picture once more, in one piece or several, for JupyterLab
        if kind == "text/plain":
            kept[kind] = _few_colours(text)
        elif kind not in _PICTURES:
            clean = bounds.spend(_harmless_text, kind, text)
            if not bounds.have_room_for(_tags(clean)):
                kept["text/plain"] = "\n".join([*_too_much(), _few_colours(data.get("text/plain") or "")])
                return kept
            if clean:
                kept[kind] = clean
        elif _BASE64.fullmatch(text):
            kept[kind] = text
    return kept


def _harmless_text(kind: str, text: str) -> str:
    """A rich output of which nothing runs; empty where that cannot be had."""
    if kind == "text/markdown":
        return harmless_markdown(text)
    text = _without_markup(text)
    return text if is_harmless(text) else ""


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
