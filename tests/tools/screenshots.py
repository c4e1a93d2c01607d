"""The README's pictures, made of the real thing: `python -m tests.tools.screenshots` writes docs/images/*.png.

One is a student's: step 01 in JupyterLab, with a wrong answer and what the test says to it. The other is an
instructor's: the table that `autograder demo` prints.
"""

import os
import tempfile
from io import StringIO
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from rich.console import Console

from autograder.console import tables
from autograder.demo import run
from tests.tools.browser import chromium
from tests.tools.lab import jupyter_lab, open_notebook

HOUSE = Path(__file__).parents[2]
IMAGES = HOUSE / "docs" / "images"
STEP = "01_numpy"
WRONG = "def predict(x, w, b):\n    return x @ w - b"


def main() -> None:
    os.environ["COURSE_LANG"] = "both"
    with tempfile.TemporaryDirectory() as folder:
        _student(Path(folder))
        _instructor(Path(folder))


def _student(folder: Path) -> None:
    notebook = nbformat.read(HOUSE / "release" / STEP / f"{STEP}.ipynb", as_version=4)
    for cell in notebook.cells:
        if cell.id == "predict":
            cell.source = WRONG
    NotebookClient(notebook, allow_errors=True).execute()
    nbformat.write(notebook, folder / f"{STEP}.ipynb")
    with jupyter_lab(folder) as address, chromium(1280, 900) as page:
        open_notebook(page, address, f"{STEP}.ipynb")
        shown = "[...document.querySelectorAll('.jp-RenderedText')].find(e => e.innerText.includes('bias.subtracted'))"
        page.wait_for(f"{shown} != null")
        page.evaluate(f"{shown}.scrollIntoView({{block: 'end'}})")
        page.evaluate("new Promise(done => setTimeout(done, 3000))")
        page.picture(IMAGES / "student.png")


def _instructor(folder: Path) -> None:
    course = folder / "course"
    (course / "source").mkdir(parents=True)
    (course / "source" / STEP).symlink_to(HOUSE / "source" / STEP)
    (course / run.CONFIG).write_bytes((HOUSE / run.CONFIG).read_bytes())
    shown = run.run(course, folder / "demo", 12, seed=3)
    os.environ["COURSE_LANG"] = "en"
    console = Console(record=True, width=76, file=StringIO())
    console.print(tables.of_students(STEP, shown.summary.scores[STEP], shown.summary.max_scores[STEP]))
    picture = folder / "table.svg"
    console.save_svg(str(picture), title="autograder demo")
    with chromium(960, 640) as page:
        page.open(picture.as_uri())
        page.wait_for("document.readyState == 'complete'")
        page.picture(IMAGES / "instructor.png")


if __name__ == "__main__":
    main()
