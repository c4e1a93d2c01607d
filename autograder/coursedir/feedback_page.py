"""nbconvert's HTML exporter: formulas as MathML, and no second look at a page that has nothing to change."""

import re
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from nbconvert.exporters import HTMLExporter
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.filters.widgetsdatatypefilter import WidgetsDataTypeFilter
from nbformat import NotebookNode

from autograder.notebook.formulas import mathml

# What nbconvert changes in a finished page: pictures without a text, and the cells of its own templates.
_TO_CHANGE = re.compile(r"<img\b(?![^>]*\salt=)|jp-Notebook", re.IGNORECASE)


class _Renderer(IPythonRenderer):
    """nbconvert's, with formulas that a browser shows by itself. One that cannot be read is left to MathJax."""

    def inline_math(self, body: str) -> str:
        return mathml(body, "inline") or super().inline_math(body)

    def block_math(self, body: str) -> str:
        return mathml(body, "block") or super().block_math(body)


class FeedbackExporter(HTMLExporter):
    """HTMLExporter for nbgrader's feedback template.

    HTMLExporter parses each finished page in pure Python, which takes half of the page's time. nbgrader's template has
    nothing that it would change there, unless an answer shows a picture without a text. Then the page is made by it.
    """

    def from_notebook_node(  # type: ignore[override]
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The page and the exporter's resources, as HTMLExporter gives them."""
        language = nb.metadata.get("language_info", {})
        lexer = language.get("pygments_lexer", language.get("name"))
        found = self._init_resources(resources)
        self.register_filter("highlight_code", Highlight2HTML(pygments_lexer=lexer, parent=self))
        chosen = WidgetsDataTypeFilter(notebook_metadata=self._nb_metadata, parent=self, resources=found)
        self.register_filter("filter_data_type", chosen)
        page, found = TemplateExporter.from_notebook_node(self, nb, found, **kw)
        if _TO_CHANGE.search(page):
            return super().from_notebook_node(nb, resources, **kw)
        return page, found

    @pass_context
    def markdown2html(self, context: Context, source: str) -> str:
        """HTMLExporter's filter with our renderer: its page needs a script from the network to show a formula."""
        renderer = _Renderer(
            escape=False,
            attachments=context.get("cell", {}).get("attachments", {}),
            embed_images=self.embed_images,
            path=context.get("resources", {}).get("metadata", {}).get("path", ""),
            anchor_link_text=self.anchor_link_text,
            exclude_anchor_links=self.exclude_anchor_links,
        )
        return str(MarkdownWithMath(renderer=renderer).render(source))
