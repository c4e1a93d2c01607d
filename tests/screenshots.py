"""The README's pictures, made of the real thing: `python -m tests.screenshots` writes docs/images/*.png.

One is a student's: step 01 in JupyterLab, with a wrong answer and what the test says to it. The other is an
instructor's: the table that `autograder demo` prints.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from rich.console import Console

from autograder import demo, tables
from tests.browser import Page, chromium

HOUSE = Path(__file__).parents[1]
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
    (course / demo.CONFIG).write_bytes((HOUSE / demo.CONFIG).read_bytes())
    shown = demo.run(course, folder / "demo", 12, seed=3)
    os.environ["COURSE_LANG"] = "en"
    console = Console(record=True, width=76, file=StringIO())
    console.print(tables.of_students(STEP, shown.summary.scores[STEP], shown.summary.max_scores[STEP]))
    picture = folder / "table.svg"
    console.save_svg(str(picture), title="autograder demo")
    with chromium(960, 640) as page:
        page.open(picture.as_uri())
        page.wait_for("document.readyState == 'complete'")
        page.picture(IMAGES / "instructor.png")


@contextmanager
def jupyter_lab(folder: Path) -> Iterator[str]:
    """A JupyterLab that serves `folder` on this machine alone; gives its address, token and all."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    options = [f"--ServerApp.port={port}", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options, "--no-browser", "--ServerApp.allow_root=True"],
        cwd=folder, env={**os.environ, "JUPYTERLAB_SETTINGS_DIR": str(_settings(folder))},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{port}/doc/tree/{{notebook}}?token={token}"
    finally:
        server.terminate()
        server.wait()


def _settings(folder: Path) -> Path:
    """A user's settings of JupyterLab: all cells there, also those that the window does not show, and no news."""
    settings = {
        "notebook-extension/tracker": {"windowingMode": "none"},
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    for name, values in settings.items():
        path = folder / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(values))
    return folder / "settings"


def open_notebook(page: Page, address: str, name: str) -> None:
    """Open a notebook in JupyterLab's simple view and wait until its cells are there; the server may still start."""
    for _attempt in range(60):
        page.open(address.format(notebook=name))
        page.evaluate("new Promise(done => setTimeout(done, 2000))")
        if page.evaluate("location.protocol") == "http:":
            break
    page.wait_for("document.querySelectorAll('.jp-Notebook .jp-Cell').length > 3")


if __name__ == "__main__":
    main()
