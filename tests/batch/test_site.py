"""The website of the course, built whole: its languages, its links, no solution, nothing that shuts somebody out."""

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import jupytext
import pytest
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.authoring import steps
from autograder.site.make import make
from tests.tools import browser
from tests.tools.axe import violations
from tests.unit.authoring.test_kit import blocks, normal, telling

HOUSE = Path(__file__).parents[2]
COLAB = "https://colab.research.google.com/github/a-school/gradient/blob/kit-{0}/01_numpy/01_numpy.ipynb"
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    make(HOUSE, folder, "https://github.com/a-school/gradient/tree/kit-{lang}")
    return folder


@pytest.fixture(scope="module")
def read(site: Path) -> dict[str, "Read"]:
    return {path.relative_to(site).as_posix(): Read.of(path.read_text("utf-8")) for path in site.rglob("*.html")}


class Read(HTMLParser):
    """A page's text, its ids and where it leads."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.language = "", ""
        self.ids, self.links, self.parts = set[str](), set[str](), set[str]()
        self.tips = dict[str, str]()  # of links to the glossary
        self.switch = ""

    @classmethod
    def of(cls, page: str) -> "Read":
        parser = cls()
        parser.feed(page)
        return parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.language = has.get("lang", "") if tag == "html" else self.language
        self.ids |= {has["id"]} if "id" in has else set()
        if tag == "a":
            self.links |= {has["href"]} if "href" in has else set()
            classes = has.get("class", "").split()
            if "term" in classes:
                self.tips[has["href"]] = has["title"]
            self.switch = has["href"] if "other-language" in classes else self.switch
        else:
            self.parts |= {has[name] for name in ("src", "href") if name in has}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_languages_have_the_same_pages_and_the_switch_keeps_the_place(read: dict[str, Read]) -> None:
    for language, other in (("en", "fr"), ("fr", "en")):
        own = {name.removeprefix(f"{language}/") for name in read if name.startswith(f"{language}/")}
        assert {f"{step}/{step}.html" for step in steps.names(HOUSE)} | {"index.html", "search.html"} <= own
        for name in own:
            page = read[f"{language}/{name}"]
            there = os.path.normpath(f"{language}/{os.path.dirname(name)}/{page.switch}")
            assert page.language == language
            assert there == f"{other}/{name if f'{other}/{name}' in read else 'docs/index.html'}"


def test_every_link_inside_leads_somewhere(site: Path, read: dict[str, Read]) -> None:
    lost = set()
    for name, page in read.items():
        for link in page.links | page.parts:
            address, _, anchor = unquote(link).partition("#")
            address = address.partition("?")[0]
            if re.match(r"\w+:", link):
                continue
            there = os.path.normpath(os.path.join(os.path.dirname(name), address)) if address else name
            if not (site / there).is_file() or (anchor and there in read and anchor not in read[there].ids):
                lost.add((name, link))
    assert lost == set()


def test_a_page_needs_no_network(read: dict[str, Read]) -> None:
    assert {part for page in read.values() for part in page.parts if re.match(r"(https?:)?//", part)} == set()


def test_a_step_has_its_figures_its_formulas_its_words_and_a_way_to_colab(site: Path, read: dict[str, Read]) -> None:
    for language in ("en", "fr"):
        page = read[f"{language}/01_numpy/01_numpy.html"]
        html = (site / language / "01_numpy" / "01_numpy.html").read_text("utf-8")
        assert COLAB.format(language) in page.links
        assert len(page.tips) > 10
        assert all(tip and "glossary.html#term-" in link for link, tip in page.tips.items())
        assert "<math" in html
        assert "NotImplementedError:" not in page.text
        pictures = re.findall(r'<img[^>]*alt="([^"]*)"', html)
        assert len(pictures) >= 1
        assert all(len(alt) > 30 for alt in pictures)
        assert (site / "kit" / f"gradient-{language}.zip").is_file()


def test_no_line_of_the_instructors_stands_on_any_page(site: Path, read: dict[str, Read]) -> None:
    found = [blocks(step) for step in steps.names(HOUSE)]
    opened = set().union(*(lines for _secret, lines in found))
    secrets = set().union(*(telling(block, opened) for secret, _opened in found for block in secret))
    assert len(secrets) > 5000
    assert {
        (name, told)
        for name, page in read.items()
        for told in telling(map(normal, page.text.splitlines()), opened) & secrets
    } == set()
    assert list(site.rglob("*.ipynb")) == []
    # A page with a solution would be found.
    for step in steps.names(HOUSE):
        cells = jupytext.read(HOUSE / "source" / step / f"{step}.py").cells
        solution = "\n".join(
            cell.source for cell in cells if cell.cell_type == "code" and "BEGIN SOLUTION" in cell.source
        )
        shown = Read.of(highlight(solution, PythonLexer(), HtmlFormatter())).text
        assert telling(map(normal, shown.splitlines()), opened) & secrets


@pytest.fixture(scope="module")
def window() -> Iterator[browser.Page]:
    with browser.chromium() as page:
        yield page


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_shuts_somebody_out(site: Path, window: browser.Page, width: int, theme: str) -> None:
    window.command("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    features = [{"name": "prefers-color-scheme", "value": theme}, {"name": "prefers-reduced-motion", "value": "reduce"}]
    window.command("Emulation.setEmulatedMedia", features=features)
    for name in (
        "index",
        "en/index",
        "fr/01_numpy/01_numpy",
        "fr/glossary",
        "en/docs/security",
        "en/docs/forms",
        "fr/docs/index",
    ):
        assert violations(window, site / f"{name}.html") == [], name
        assert window.evaluate("document.documentElement.scrollWidth") <= width, name
        if "/" in name:
            assert window.evaluate("document.documentElement.dataset.theme") == theme


def test_the_search_finds_a_page(site: Path, window: browser.Page) -> None:
    window.open((site / "fr" / "search.html").as_uri() + "?q=descente")
    window.wait_for("document.querySelectorAll('#search-results li a').length > 0")
