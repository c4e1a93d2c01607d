"""The text of the site's pages in one language, as Sphinx reads them."""

import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import nbformat
from nbformat import v4

from autograder.authoring import build, glossary, kit
from autograder.authoring.build import Built
from autograder.messages import LOCALE
from autograder.site import executed, reference
from course.helpers.language import N_, in_language

# Of docs/, what a reader can use who has not the repository.
DOCS = (
    "lms",
    "one-notebook",
    "marking",
    "operating",
    "nbgrader",
    "security",
    "performance",
    "audit",
    "sources",
    "architecture",
)
_RUNNERS = 2
_LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)#\s]+)(#[^)\s]*)?\)")

_TITLE = N_("Gradient descent, step by step")
_INTRODUCTION = N_(
    "You write one model, linear regression, eight times. In step 1 you do everything by hand with NumPy. Up to "
    "step 6, each step hands one more part of the work to PyTorch, and the results do not change."
)
_READ = N_(
    "Here you can read all of it. To answer the exercises, download the kit and follow its README: it has the same "
    "notebooks. Some figures need your answers, and show when you run the notebook."
)
_DOWNLOAD = N_("Download the kit (zip, in English)")
_GLOSSARY = N_("Glossary")
_DOCUMENTS = N_("For teachers")
_ABOUT_DOCUMENTS = N_("What the autograder promises, and how to use it.")
_COLAB = N_("Open this notebook in Google Colab")


class Pages(NamedTuple):
    """The sources by their names, and what the glossary's words are."""

    files: dict[str, bytes]
    terms: list[tuple[str, str]]


def make(course: Path, made: Sequence[Built], language: kit.Edition, published: kit.Repository | None) -> Pages:
    """The pages of one language; the notebooks run."""
    with ThreadPoolExecutor(_RUNNERS) as pool:
        files = dict(pool.map(lambda built: _notebook(built, language, published), made))
    path = course / "course" / "glossary.md"
    terms = glossary.words(path.read_text(encoding="utf-8"), language) if path.is_file() else []
    files["glossary.md"] = _glossary(terms, language).encode()
    documents = _documents(course)
    files["docs/index.md"] = _index_of_documents(documents, language).encode()
    if language == "en":
        files |= with_what_they_link_to(documents, course / "docs")
    files["index.md"] = _index([built.step.name for built in made], list(documents), language).encode()
    return Pages(files, terms)


def title(language: str) -> str:
    return in_language(_TITLE, language, LOCALE)


def _notebook(built: Built, language: kit.Edition, published: kit.Repository | None) -> tuple[str, bytes]:
    name = f"{built.step.name}/{built.step.name}.ipynb"
    notebook = nbformat.reads(build.edition(built, language)[f"{built.step.name}.ipynb"].decode(), as_version=4)
    executed.run(notebook)
    if published:
        badge = v4.new_markdown_cell(f"[{in_language(_COLAB, language, LOCALE)}]({published.colab(name)})", id="colab")
        after = next(number for number, cell in enumerate(notebook.cells, 1) if cell.cell_type == "markdown")
        notebook.cells.insert(after, badge)
    return name, build.bytes_of(notebook)


def _glossary(terms: Sequence[tuple[str, str]], language: str) -> str:
    entries = [line for word, meaning in terms for line in (word, f"  {meaning}", "")]
    return "\n".join([f"# {in_language(_GLOSSARY, language, LOCALE)}", "", ":::{glossary}", *entries, ":::", ""])


def _documents(course: Path) -> dict[str, str]:
    texts = {name: course / "docs" / f"{name}.md" for name in DOCS}
    found = {name: path.read_text(encoding="utf-8") for name, path in texts.items() if path.is_file()}
    found |= reference.pages() if found else {}
    # A diagram would need a script from elsewhere; its text can be read too.
    return {name: text.replace("```mermaid", "```text") for name, text in found.items()}


def with_what_they_link_to(documents: Mapping[str, str], folder: Path) -> dict[str, bytes]:
    """The documents, and the files of `folder` that a link of theirs offers.

    A link out of the folder, or to a page that the site does not have, is only text.
    """
    files: dict[str, bytes] = {}

    def kept(link: re.Match[str]) -> str:
        target = link["target"]
        if "://" in target or target.removesuffix(".md") in documents:
            return link[0]
        path = (folder / target).resolve()
        if path.suffix == ".md" or not path.is_file() or not path.is_relative_to(folder.resolve()):
            return link["text"]
        files[f"docs/{target}"] = path.read_bytes()
        return link[0]

    for name, text in documents.items():
        files[f"docs/{name}.md"] = _LINK.sub(kept, text).encode()
    return files


def _index_of_documents(documents: Mapping[str, str], language: str) -> str:
    """A list of the documents, which are in English; the French page leads over to them."""
    found = {name: re.search(r"^# (.+)$", text, re.MULTILINE) for name, text in documents.items()}
    titles = {name: heading[1] if heading else name for name, heading in found.items()}
    about = [f"# {in_language(_DOCUMENTS, language, LOCALE)}", "", in_language(_ABOUT_DOCUMENTS, language, LOCALE), ""]
    if language == "en":
        return "\n".join([*about, *(f"- [{title}]({name}.md)" for name, title in titles.items()), ""])
    links = [
        f'<li><a href="../../en/docs/{name}.html" hreflang="en" lang="en">{title}</a></li>'
        for name, title in titles.items()
    ]
    return "\n".join([*about, "<ul>", *links, "</ul>", ""])


def _index(steps: Sequence[str], documents: Sequence[str], language: str) -> str:
    said = [in_language(text, language, LOCALE) for text in (_INTRODUCTION, _READ)]
    download = f'<p><a href="../kit/gradient-{language}.zip">{in_language(_DOWNLOAD, language, LOCALE)}</a></p>'
    pages = _toctree([*(f"{step}/{step}" for step in steps), "glossary", "docs/index"])
    # Only the sidebar shows these: the page of the documents lists them.
    more = _toctree([f"docs/{name}" for name in documents], ":hidden:") if language == "en" else ""
    return "\n\n".join([f"# {title(language)}", *said, download, pages, more, ""])


def _toctree(names: Sequence[str], *options: str) -> str:
    return "\n".join([":::{toctree}", ":maxdepth: 1", *options, "", *names, ":::"])
