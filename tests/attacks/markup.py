"""Markup that would run in the browser of whoever marks the submission."""

from pathlib import Path

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from tests.attacks.attack import Attack

RUNS = "window.attacked"
PAYLOADS = (
    f"<script>{RUNS} = 1</script>",
    f"<img src=x onerror={RUNS}=1>",
    f'<svg/onload="{RUNS}=1">',
    f"<iframe srcdoc='<script>{RUNS}=1</script>'></iframe>",
    f"<a href='javascript:{RUNS}=1'>a</a> <a href='jav&#x09;ascript:{RUNS}=1'>b</a>",
    f"<math><maction actiontype='statusline' xlink:href='javascript:{RUNS}=1'>x</maction></math>",
    f"<details open ontoggle={RUNS}=1><summary>x</summary></details>",
    f"<form action=javascript:{RUNS}=1><button>x</button></form>",
    f"<!--><script>{RUNS}=1</script>-->",
    f"<style>@import 'javascript:{RUNS}=1'</style><link rel=stylesheet href=javascript:{RUNS}=1>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUNS}=1'>",
    f"</div></div><base href='javascript:{RUNS}=1//'>",
)
LINKS = (
    f"[a](javascript:{RUNS}=1)", f"[b](javascript\\:{RUNS}=1)", f"[c](java&#115;cript:{RUNS}=1)",
    f"[d][1]\n\n[1]: javascript&colon;{RUNS}=1", f"[e](<javascript:{RUNS}=1>)", f"<javascript:{RUNS}=1>",
    "[f](data:text/html;base64,PHNjcmlwdD4=)", f"[g](JaVaScRiPt&#58;{RUNS}=1)", f"[h](vbscript:{RUNS})",
    f"![i](javascript:{RUNS}=1)", f"[j](\x01javascript:{RUNS}=1)", f"[k](&#1;java&Tab;script:{RUNS}=1)",
)  # fmt: skip
FORMULAS = (
    rf"$\href{{javascript:{RUNS}=1}}{{x}}$",
    rf"$$\def\z#1{{\href{{#1script:{RUNS}=1}}{{x}}}}\z{{java}}$$",
    rf"$\mmlToken{{mi}}[href='javascript:{RUNS}=1']{{x}}$",
    rf"\begin{{a}}\href{{java&#115;cript:{RUNS}=1}}{{x}}\end{{a}}",
    r"$\require{html}\cssId{x}{y}$",
    f"```mermaid\ngraph TD\nclick A call alert(1)\nA[<img src=x onerror={RUNS}=1>]\n```",
)


def _written(*texts: str):  # type: ignore[no-untyped-def]
    """As the written answer, and as Markdown cells of the student's own."""

    def tamper(notebook: NotebookNode, folder: Path) -> None:
        notebook.cells[-1].source = "\n\n".join(texts)
        notebook.cells += [new_markdown_cell(text) for text in texts]

    return tamper


def _attached(notebook: NotebookNode, folder: Path) -> None:
    svg = f"<svg xmlns='http://www.w3.org/2000/svg' onload='{RUNS}=1'><script>{RUNS}=1</script></svg>"
    bundles = {
        "a.svg": {"image/svg+xml": svg},
        "b.png": {"image/png": f'" onerror="{RUNS}=1'},
        'c" onerror="x.png': {"image/png": "AAAA"},
        "d.html": {"text/html": svg},
        "e.png": {f'image/png" onerror="{RUNS}=1': "AAAA"},
    }
    for cell in [cell for cell in notebook.cells if cell.cell_type == "markdown"]:
        cell["attachments"] = NotebookNode({name: NotebookNode(bundle) for name, bundle in bundles.items()})
    notebook.cells[-1].source = "\n\n".join(f"![x](attachment:{name})" for name in (*bundles, "missing.png"))


def _raw(notebook: NotebookNode, folder: Path) -> None:
    for kind in ("text/html", "text/markdown", "", "text/x-jinja2", 5):
        cell = new_raw_cell("\n".join(PAYLOADS))
        cell.metadata["raw_mimetype"] = cell.metadata["format"] = kind
        notebook.cells.append(cell)


def _metadata(notebook: NotebookNode, folder: Path) -> None:
    break_out = f'x"><script>{RUNS}=1</script>'
    notebook.metadata.update(
        title=break_out, authors=[{"name": break_out}], widgets={"application/vnd.jupyter.widget-state+json": {}},
        language_info={"name": break_out, "pygments_lexer": break_out, "codemirror_mode": {"name": break_out}},
        kernelspec={"name": "python3", "display_name": break_out, "language": break_out},
    )  # fmt: skip
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"{break_out}{number}"
        cell.metadata.update(
            tags=[break_out], name=break_out, lang=break_out, slideshow={"slide_type": break_out}, collapsed=break_out,
            jupyter={"source_hidden": break_out}, language=break_out, editable=break_out,
        )  # fmt: skip


def _shown(notebook: NotebookNode, folder: Path) -> None:
    """Outputs made while the notebook runs, in a cell of the student's own."""
    kinds = ("text/html", "text/markdown", "text/latex", "image/svg+xml", "application/javascript", "image/png")
    more = ("application/vnd.jupyter.widget-view+json", "text/vnd.mermaid", "application/json", "text/x-y")
    data = {kind: "\n\n".join((*PAYLOADS, *LINKS, *FORMULAS)) for kind in (*kinds, *more)}
    lines = ["from IPython.display import *", f"data = {data!r}", "display(data, raw=True)"]
    lines += ["for kind, text in data.items(): display({kind: text}, raw=True)"]
    lines += [f"for text in {PAYLOADS!r}: display(HTML(text)); display(Markdown(text)); print(text)"]
    lines += [f"display(Javascript('{RUNS}=1')); display(SVG(\"<svg onload='{RUNS}=1'/>\"))"]
    notebook.cells.insert(1, new_code_cell("\n".join(lines)))


REPR = f"""
class Page:
    def _repr_html_(self): return {PAYLOADS[0]!r} + {PAYLOADS[1]!r}
    def _repr_javascript_(self): return "{RUNS}=1"
    def _repr_markdown_(self): return {LINKS[1]!r}
    def _repr_svg_(self): return "<svg onload='{RUNS}=1'/>"
    def __repr__(self): return {PAYLOADS[0]!r}
"""

ATTACKS = [
    Attack("html-in-an-answer", "markup", "scripts, handlers, frames, forms in Markdown", tamper=_written(*PAYLOADS)),
    Attack("links-in-an-answer", "markup", "javascript: links, plain and disguised", tamper=_written(*LINKS)),
    Attack("formulas", "markup", "MathJax and mermaid commands that make links", tamper=_written(*FORMULAS)),
    Attack("attachments", "markup", "attachments that are SVG, HTML, not there, or break out", tamper=_attached),
    Attack("raw-cells", "markup", "raw cells of HTML", tamper=_raw),
    Attack("metadata", "markup", "ids, tags, titles, languages that break out of an attribute", tamper=_metadata),
    Attack("rich-outputs", "markup", "outputs of HTML, JavaScript, SVG, widgets", tamper=_shown),
    Attack("locked-cells-output", "markup", "a locked cell of the instructor's shows an object of the student's",
           code=REPR + "def square(x): return Page()"),
    Attack("errors-and-streams", "markup", "markup in names of errors, tracebacks, printed text",
           fails={"scale"},
           code=f"""
print({PAYLOADS!r}); print("\\x1b]8;;javascript:{RUNS}=1\\x1b\\\\x\\x1b]8;;\\x1b\\\\")
Wicked = type({PAYLOADS[0]!r}, (Exception,), {{}})
def square(x): raise Wicked({PAYLOADS[1]!r})
def scale(x, k):
    print({PAYLOADS[0]!r})
    return {PAYLOADS[2]!r}
""", cells={"scale": f"raise type({PAYLOADS[0]!r}, (Exception,), {{}})({PAYLOADS[1]!r})"}),
]  # fmt: skip
