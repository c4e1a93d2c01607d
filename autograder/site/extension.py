"""What Sphinx does for this site alone: formulas as MathML, glossary words as links, a switch of the language."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

from autograder.notebook.formulas import mathml

GLOSSARY = "glossary"
# In these a word stays as it is.
_CLOSED = (nodes.reference, nodes.title, nodes.literal, nodes.FixedTextElement, nodes.raw)
_MARKUP = re.compile(r"(?P<code>`[^`]+`)|[\\`*|]|(?<=\w)_(?!\w)")
_log = logging.getLogger(__name__)


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_config_value("course_terms", [], "env")  # of the glossary: (word, what it is)
    app.add_config_value("course_elsewhere", {}, "html")  # the other language, its name, its pages
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))  # type: ignore[arg-type]
    app.add_post_transform(Terms)
    app.add_node(nodes.entry, override=True, html=(_cell, _end_of_cell))
    app.connect("html-page-context", _switch)
    app.connect("autodoc-process-docstring", _as_it_is_typed)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _as_it_is_typed(_app: Sphinx, _what: str, _name: str, _thing: Any, _options: Any, lines: list[str]) -> None:
    """Our docstrings are plain text: between backticks stands code, and no other sign means anything."""
    lines[:] = [
        _MARKUP.sub(lambda found: f"`{found[0]}`" if found["code"] else rf"\{found[0]}", line) for line in lines
    ]


def _inline(writer: Any, node: nodes.math) -> None:
    _formula(writer, node, "inline")


def _block(writer: Any, node: nodes.math_block) -> None:
    _formula(writer, node, "block")


def _formula(writer: Any, node: nodes.Element, display: str) -> None:
    shown = mathml(node.astext(), display)
    if shown is None:
        _log.warning("this formula cannot be read: %s", node.astext(), location=node)
    writer.body.append(f'<div class="formula" tabindex="0">{shown}</div>' if display == "block" else str(shown))
    raise nodes.SkipNode


def _cell(writer: Any, node: nodes.entry) -> None:
    """A table's cell. An empty one heads no column, so it is no `<th>`."""
    if isinstance(node.parent.parent, nodes.thead) and not node.astext().strip():
        node.parent.column += 1
        writer.body.append("<td></td>")
        raise nodes.SkipNode
    HTML5Translator.visit_entry(writer, node)


def _end_of_cell(writer: Any, node: nodes.entry) -> None:
    HTML5Translator.depart_entry(writer, node)


def forms(word: str) -> list[str]:
    """A glossary's entry as patterns: without what tells two meanings apart, with its short form, `…` any ending."""
    kept = [re.sub(r" \(.*?\)", "", form).strip() for form in word.split(",")]
    return [
        r"\s+".join(
            re.escape(part[:-1]) + r"\w*" if part.endswith("…") else rf"{re.escape(part)}[sx]?" for part in form.split()
        )
        for form in kept
    ]


class Terms(SphinxPostTransform):
    """The first time that a page says a word of the glossary, it is a link, and its meaning shows under the pointer."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_kwargs: Any) -> None:
        terms = [(pattern, *term) for term in self.config.course_terms for pattern in forms(term[0])]
        if self.env.docname == GLOSSARY or not terms:
            return
        terms.sort(key=lambda term: -len(term[0]))
        # The longest comes first: "learning rate" before "rate".
        any_term = re.compile(rf"(?<![\w-])(?:{'|'.join(f'({term[0]})' for term in terms)})(?![\w-])", re.IGNORECASE)
        said: set[str] = set()
        for text in list(self.document.findall(nodes.Text)):
            if _is_open(text):
                parts, last = [], 0
                for found in any_term.finditer(text):
                    _pattern, word, meaning = terms[(found.lastindex or 1) - 1]
                    if word not in said:
                        said.add(word)
                        parts += [nodes.Text(text[last : found.start()]), self._link(found[0], word, meaning)]
                        last = found.end()
                if parts:
                    text.parent.replace(text, [*parts, nodes.Text(text[last:])])

    def _link(self, said: str, word: str, meaning: str) -> nodes.reference:
        page, anchor = self.env.domains.standard_domain.objects["term", word]
        address = f"{self.app.builder.get_relative_uri(self.env.docname, page)}#{anchor}"
        return nodes.reference("", said, internal=True, refuri=address, reftitle=meaning, classes=["term"])


def _is_open(text: nodes.Text) -> bool:
    """Whether the text stands in a paragraph's own words."""
    above, seen = text.parent, False
    while above is not None:
        if isinstance(above, _CLOSED):
            return False
        seen = seen or isinstance(above, nodes.paragraph)
        above = above.parent
    return seen


def _switch(app: Sphinx, page: str, _template: str, context: dict[str, Any], _doctree: nodes.document | None) -> None:
    """Tell the template where the same page is in the other language."""
    there = app.config.course_elsewhere
    other = page if page in there["pages"] else there["instead"]
    context["elsewhere"] = {**there, "address": f"{context['content_root']}../{there['language']}/{other}.html"}
