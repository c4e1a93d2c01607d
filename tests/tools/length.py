"""How long a step is for its reader: `python -m tests.tools.length [STEP…]` measures each edition in JupyterLab.

A screen is what a window of 1280 × 900 pixels shows of a notebook. The notebooks are as students get them: in one
language, and not yet run.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import nbformat

from autograder.authoring import build, steps
from autograder.notebook import marks
from course.helpers.language import LANGUAGES
from tests.tools.browser import chromium
from tests.tools.lab import jupyter_lab, open_notebook

HOUSE = Path(__file__).parents[2]
WIDTH, SCREEN = 1280, 788  # pixels
MOST = 11  # screens
MOST_TESTS = 0.15  # of the height

# The height of each cell.
CELLS = """[...document.querySelectorAll('.jp-Notebook .jp-Cell')].map(cell => cell.offsetHeight)"""
SETTLED = """document.querySelectorAll('.jp-Notebook .jp-MarkdownCell:not(.jp-mod-rendered)').length == 0
    && [...document.querySelectorAll('.jp-RenderedMarkdown')].every(cell => {
        const shown = cell.cloneNode(true);
        shown.querySelectorAll('code, mjx-container').forEach(element => element.remove());
        return !shown.textContent.includes('$');
    })"""


class Length(NamedTuple):
    """The height of a step's edition on the screen, and the part of it that test cells take."""

    step: str
    language: str
    screens: float
    tests: float


def lengths(names: Sequence[str]) -> Iterator[Length]:
    """Measure these steps in each language. Raises FileNotFoundError where no Chromium is installed."""
    is_test: dict[tuple[str, str], list[bool]] = {}
    with tempfile.TemporaryDirectory() as served:
        for built in build.make(HOUSE, names):
            for language in LANGUAGES:
                for name, content in build.edition(built, language).items():
                    path = Path(served) / language / built.step.name / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(content)
                    if name == f"{built.step.name}.ipynb":
                        cells = nbformat.reads(content.decode(), as_version=4).cells
                        is_test[built.step.name, language] = [marks.is_test(cell) for cell in cells]
        with jupyter_lab(Path(served)) as address:
            for name in names:
                for language in LANGUAGES:
                    with chromium(WIDTH, 900) as page:
                        open_notebook(page, address, f"{language}/{name}/{name}.ipynb")
                        page.wait_for(SETTLED)
                        page.evaluate("new Promise(done => setTimeout(done, 2000))")
                        heights = page.evaluate(CELLS)
                        tests = [one for one, test in zip(heights, is_test[name, language], strict=True) if test]
                        yield Length(name, language, sum(heights) / SCREEN, sum(tests) / sum(heights))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.length", description=__doc__)
    parser.add_argument("steps", nargs="*", metavar="STEP", default=steps.names(HOUSE))
    too_long = False
    for length in lengths(parser.parse_args().steps):
        too_long |= length.screens > MOST or length.tests > MOST_TESTS
        print(f"{length.step} {length.language} {length.screens:.1f} {length.tests:.1%}", flush=True)
    return too_long


if __name__ == "__main__":
    sys.exit(main())
