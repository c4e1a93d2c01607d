"""Texts as HTML for the page on which answers are marked. Of a student's text nothing runs there.

Tags in a Markdown text are shown as they are typed. The page is made of the parser's own tags, and of formulas made
anew. The browser is told to run nothing else (autograder.marking.server). Pictures come out of the notebook alone.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode

from autograder.notebook.bounded import TooMuch, within
from autograder.notebook.formulas import with_mathml
from autograder.notebook.outputs import WITHHELD

SECONDS, MEMORY = 2.0, 256 << 20  # for one text
LONGEST = 100_000  # characters of one text
_PICTURES = ("image/png", "image/jpeg", "image/gif")
_BASE64 = re.compile(r"[A-Za-z0-9+/=\s]+")
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def markdown(text: str, pictures: Mapping[str, str] | None = None) -> Markup:
    """`text` as HTML; letter by letter where that would take too long. `pictures`: addresses by name."""
    try:
        return Markup(within(SECONDS, MEMORY, _PARSER.render, text[:LONGEST], {"pictures": pictures or {}}))
    except (TooMuch, RecursionError, ValueError, LookupError):
        return verbatim(text)


def verbatim(text: str) -> Markup:
    """`text` letter by letter."""
    return Markup("<pre>{}</pre>").format(_COLOURS.sub("", text[:LONGEST]))


def answer(cells: Iterable[NotebookNode]) -> Markup:
    """An answer: its texts, its code, and what the code has shown."""
    return Markup("").join(_cell(cell) for cell in cells)


def _cell(cell: NotebookNode) -> Markup:
    if cell.cell_type == "markdown":
        attached = cell.get("attachments") or {}
        found = {name: address for name, bundle in attached.items() if (address := _address(bundle))}
        return markdown(cell.source, found)
    return Markup("").join([verbatim(cell.source), *map(_output, cell.get("outputs", []))])


def _output(output: NotebookNode) -> Markup:
    if output.get("metadata", {}).get(WITHHELD):
        return Markup("")
    data = output.get("data", {})
    if address := _address(data):
        return Markup('<p><img src="{}" alt="{}"></p>').format(address, _joined(data.get("text/plain")))
    text = _joined(output.get("text") or data.get("text/plain"))
    return verbatim("\n".join(output.traceback) if output.output_type == "error" else text)


def _joined(text: Any) -> str:
    return "".join(text) if isinstance(text, list) else str(text or "")


def _address(bundle: Any) -> str:
    """A picture's data as an address; empty where there is none."""
    for kind in _PICTURES:
        data = _joined(bundle.get(kind)) if isinstance(bundle, dict) else ""
        if _BASE64.fullmatch(data):
            return f"data:{kind};base64,{''.join(data.split())}"
    return ""


def _formula(tex: str, options: Mapping[str, Any]) -> str:
    sign = "$$" if options["display_mode"] else "$"
    return with_mathml(f"{sign}{tex.strip()}{sign}")


def _image(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    name = unquote(str(token.attrs.get("src", ""))).removeprefix("attachment:")
    alt = self.renderInlineAsText(token.children or [], options, env)
    address = env["pictures"].get(name)
    return Markup('<img src="{}" alt="{}">').format(address, alt) if address else Markup.escape(alt or name)


def _link(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    tokens[index].attrs |= {"target": "_blank", "rel": "noopener noreferrer"}
    return self.renderToken(tokens, index, options, env)


def _code(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return Markup("<pre><code>{}</code></pre>\n").format(tokens[index].content)  # whatever language it says it is in


def _heading(self: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
    return '<p class="heading">' if tokens[index].nesting == 1 else "</p>\n"  # the page's own headings are its outline


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.use(dollarmath_plugin, double_inline=True, renderer=_formula)
    for name, rule in {
        "image": _image, "fence": _code, "link_open": _link, "heading_open": _heading, "heading_close": _heading,
    }.items():  # fmt: skip
        parser.add_render_rule(name, rule)
    return parser


_PARSER = _parser()
