"""Build the site: `en/` and `fr/` with the same pages, the kits, and a first page that leads to a language."""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from autograder.authoring import build, kit
from autograder.authoring.build import Built
from autograder.coursedir import atomic
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.site import pages

LANGUAGES: dict[kit.Edition, str] = {"en": "English", "fr": "Français"}
# What Sphinx and the theme leave behind for themselves.
_NO_PAGES = shutil.ignore_patterns(".buildinfo", "_sources", "*webpack-macros.html")
_CSS = Path(__file__).with_name("site.css")
# Sphinx reads its settings from here.
_CONFIGURATION = """import json, pathlib
globals().update(json.loads(pathlib.Path(__file__).with_suffix(".json").read_text()))
"""
# The switch stands in the header of every page.
_SWITCH = (
    '<a class="other-language" href="{{ elsewhere.address }}" hreflang="{{ elsewhere.language }}"'
    ' lang="{{ elsewhere.language }}">{{ elsewhere.name }}</a>\n'
)
_FIRST = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{en} · {fr}</title>
<style>
body {{ font: 1.2rem/1.6 sans-serif; margin: 3rem auto; max-width: 34rem; padding: 0 1rem; background: #fff }}
a {{ color: #0b57d0 }}
@media (prefers-color-scheme: dark) {{ body {{ background: #121212 }} a {{ color: #8ab4f8 }} }}
</style>
</head>
<body>
<main>
<h1><a href="en/index.html" hreflang="en">{en}</a></h1>
<p lang="fr"><a href="fr/index.html" hreflang="fr">{fr}</a></p>
</main>
</body>
</html>
"""


def make(course: Path, output: Path, url: str | None = None) -> None:
    """Write the site of `course` to `output`.

    url: where on GitHub the kits are, `{lang}` in the place of `en` or `fr`; the pages then lead to Colab.

    Raises CourseError with all that Sphinx warns of.
    """
    published = {each: kit.repository(url.replace("{lang}", each)) if url else None for each in LANGUAGES}
    made = build.make(course)
    sources = {each: pages.make(course, made, each, published[each]) for each in LANGUAGES}
    for language, found in sources.items():
        (other,) = LANGUAGES.keys() - {language}
        _write(output, language, found, {name.rpartition(".")[0] for name in sources[other].files})
    _kits(course, output, made, published)
    titles = {language: pages.title(language) for language in LANGUAGES}
    atomic.write(output / "index.html", _FIRST.format(**titles).encode())
    atomic.write(output / ".nojekyll", b"")  # GitHub would leave out folders that begin with `_`


def _kits(
    course: Path, output: Path, made: Sequence[Built], published: dict[kit.Edition, kit.Repository | None]
) -> None:
    for edition in get_args(kit.Edition):
        kit.write(output / "kit" / f"gradient-{edition}.zip", kit.make(course, made, edition, published.get(edition)))


def _write(output: Path, language: kit.Edition, found: pages.Pages, elsewhere: set[str]) -> None:
    """Sphinx's pages of one language, in a process of its own: a second Sphinx in one process warns of the first."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name, content in found.files.items():
            atomic.write(root / "text" / name, content)
        atomic.write(root / "conf.py", _CONFIGURATION.encode())
        atomic.write(root / "conf.json", json.dumps(_settings(language, found.terms, elsewhere)).encode())
        atomic.write(root / "templates" / "switch.html", _SWITCH.encode())
        atomic.write(root / "static" / _CSS.name, _CSS.read_bytes())
        command = [sys.executable, "-m", "sphinx", "-q", "-c", folder, "-d", str(root / "read"), str(root / "text")]
        ran = subprocess.run([*command, str(root / "pages" / language)], capture_output=True, text=True)
        told = [line.replace(f"{root}/text/", "") for line in ran.stderr.splitlines() if line.strip()]
        if told or ran.returncode:
            remedy = _("mend the text that it names")
            raise CourseError([Fault(Path(f"site/{language}"), None, line, remedy) for line in told or ["Sphinx"]])
        shutil.rmtree(output / language, ignore_errors=True)
        shutil.copytree(root / "pages" / language, output / language, ignore=_NO_PAGES)


def _settings(language: kit.Edition, terms: Sequence[tuple[str, str]], elsewhere: set[str]) -> dict[str, Any]:
    (other,) = LANGUAGES.keys() - {language}
    title = pages.title(language)
    return {
        "project": title,
        "html_title": title,
        "language": language,
        "extensions": ["myst_nb", "sphinx.ext.autodoc", "autograder.site.extension"],
        "autodoc_typehints": "none",  # the docstrings say what an argument may be
        "autodoc_member_order": "bysource",
        "nb_execution_mode": "off",
        "nb_ipywidgets_js": {},
        "myst_enable_extensions": ["amsmath", "colon_fence", "dollarmath"],
        "myst_heading_anchors": 3,
        "html_math_renderer": "mathml",
        "html_theme": "sphinx_book_theme",
        "html_static_path": ["static"],
        "html_css_files": [_CSS.name],
        "html_sidebars": {"**": ["search-button-field.html", "sbt-sidebar-nav.html"]},
        "smartquotes": False,  # the texts' own signs are right
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_copyright": False,
        "html_show_sphinx": False,
        "templates_path": ["templates"],
        "html_theme_options": {
            "home_page_in_toc": True,
            "navbar_persistent": [],
            "footer_content_items": [],
            "use_download_button": False,
            "use_fullscreen_button": False,
            "article_header_end": ["switch.html", "article-header-buttons.html"],
            "navigation_with_keys": False,
        },
        "course_terms": list(terms),
        "course_elsewhere": {
            "language": other, "name": LANGUAGES[other], "pages": [*sorted(elsewhere), "search", "genindex"],
            "instead": "docs/index",
        },
    }  # fmt: skip
