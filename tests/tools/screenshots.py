"""The README's pictures, made of the real thing: `python -m tests.tools.screenshots` writes docs/images/*.png.

Two are a student's: step 01 in JupyterLab, with an answer that passes and a wrong one, and the table at the end. One is
an instructor's: the page that `autograder report` makes of a class.
"""

import os
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from autograder import report
from autograder.authoring import build, kit
from autograder.demo import run
from autograder.report.page import FORMGRADER
from tests.tools.browser import Page, chromium
from tests.tools.lab import jupyter_lab, open_notebook

HOUSE = Path(__file__).parents[2]
IMAGES = HOUSE / "docs" / "images"
STEP = "01_numpy"
STEPS = (STEP, "02_tensors")
ANSWERS = {
    "predict": "def predict(x, w, b):\n    return x @ w + b",
    "squared_error": "def squared_error(x, y, w, b):\n    return ((predict(x, w, b) - y) ** 2).mean()",
}
WIDTH, HEIGHT = 1280, 900


def main() -> None:
    os.environ["COURSE_LANG"] = "en"
    with tempfile.TemporaryDirectory() as folder:
        _student(Path(folder))
        _instructor(Path(folder))


def _student(folder: Path) -> None:
    content = kit.make(HOUSE, build.make(HOUSE, [STEP]), "en")[f"{STEP}/{STEP}.ipynb"]
    notebook = nbformat.reads(content.decode(), as_version=4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = ANSWERS.get(name, cell.source)
    NotebookClient(notebook, allow_errors=True).execute()
    nbformat.write(notebook, folder / f"{STEP}.ipynb")
    with jupyter_lab(folder) as address, chromium(WIDTH, HEIGHT) as page:
        open_notebook(page, address, f"{STEP}.ipynb")
        _show(page, "mean.for_sum", IMAGES / "student.png")
        _show(page, "marked by a person", IMAGES / "progress.png")


def _show(page: Page, words: str, picture: Path) -> None:
    """Save the window where it ends below the output that has these words."""
    shown = f"[...document.querySelectorAll('.jp-OutputArea-output')].find(e => e.innerText.includes({words!r}))"
    page.wait_for(f"{shown} != null")
    page.evaluate(f"{shown}.scrollIntoView({{block: 'end'}})")
    page.evaluate("new Promise(done => setTimeout(done, 3000))")
    page.picture(picture)


def _instructor(folder: Path) -> None:
    course = folder / "course"
    for name in (*(f"source/{step}" for step in STEPS), "course/answers", run.CONFIG):
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).symlink_to(HOUSE / name)
    demo = run.run(course, folder / "demo", 12, seed=3).folder
    report.write(demo, page_path := folder / "report.html", None, FORMGRADER)
    with chromium(WIDTH, HEIGHT) as page:
        page.open(page_path.as_uri())
        page.wait_for("document.readyState == 'complete'")
        page.evaluate("document.querySelector('#students').scrollIntoView()")
        page.picture(IMAGES / "instructor.png")


if __name__ == "__main__":
    main()
