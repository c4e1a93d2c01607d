"""Walk a step as a student: `python -m tests.tools.walk 01_numpy [--pictures DIR]` prints what is amiss.

In a real JupyterLab, in a headless Chromium: open the release, type the reference answers, run all cells, look at every
output; then give wrong answers of the bank, three to an exercise, and read what its test says.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jupytext

from autograder.authoring import answers, build
from autograder.authoring.answers import Answer
from autograder.authoring.known import visible
from autograder.notebook.named import keys
from autograder.notebook.one_kernel import run_plan
from course.helpers.language import LANGUAGES
from tests.tools import bank
from tests.tools.browser import Page, chromium
from tests.tools.lab import jupyter_lab, open_notebook

HOUSE = Path(__file__).parents[2]
MARKS = ("### BEGIN SOLUTION", "### END SOLUTION")
WIDTH, HEIGHT = 1280, 1600
MISTAKES = 3  # made in each exercise

IDLE = "panel.sessionContext.session?.kernel?.status == 'idle'"
# What a student's eyes would find in the page; the notebook's model knows nothing of it.
NOT_TYPESET = """[...document.querySelectorAll('.jp-RenderedMarkdown')].map(cell => {
    const shown = cell.cloneNode(true);
    shown.querySelectorAll('code, mjx-container').forEach(element => element.remove());
    return shown.textContent;
}).filter(text => text.includes('$') || text.includes('\\\\frac'))"""
REFUSED = "[...document.querySelectorAll('mjx-merror, [data-mjx-error]')].map(e => e.title || e.textContent)"
# A figure comes in one piece or several; the first has its alternative.
FIGURES = """[...document.querySelectorAll('.jp-OutputArea-output')].map(output => [...output.querySelectorAll('img')])
    .filter(images => images.length > 0).map(images => ({
        there: images.every(image => image.complete && image.naturalWidth > 0),
        width: Math.max(...images.map(image => image.naturalWidth)),
        shown: Math.max(...images.map(image => image.clientWidth)),
        alternative: images[0].alt}))"""
SHRUNK = 0.8  # a figure's labels of 10 points stay legible as long as it is shown at this part of its width


class Student:
    """Who works in an open notebook, by the keyboard where it can be."""

    def __init__(self, page: Page) -> None:
        self._page = page
        page.wait_for("(window.panel = [...(window.jupyterapp?.shell.widgets('main') ?? [])][0]) != null")
        page.wait_for(IDLE)
        page.evaluate("jupyterapp.shell.activateById(panel.id)")

    def write(self, name: str, text: str) -> None:
        """Type `text` in place of all that stands in the cell with the id `name`."""
        self._page.evaluate(f"""(async () => {{
            const notebook = panel.content;
            notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id == '{name}');
            await notebook.scrollToItem(notebook.activeCellIndex);
            notebook.mode = 'edit';
            notebook.activeCell.editor.focus();
        }})()""")
        self._page.command("Input.dispatchKeyEvent", type="keyDown", key="a", modifiers=2, commands=["selectAll"])
        self._page.command("Input.dispatchKeyEvent", type="keyUp", key="a", modifiers=2)
        self._page.command("Input.insertText", text=text)
        there = self._page.evaluate("panel.content.activeCell.model.sharedModel.getSource()")
        if there != text:
            raise RuntimeError(f"{name}: typed {text!r}, the cell holds {there!r}")

    def run_all(self) -> None:
        self._execute("notebook:run-all-cells")

    def run(self, *names: str) -> None:
        """Run the cells with these ids, one after the other."""
        for name in names:
            self._page.evaluate(
                f"panel.content.activeCellIndex = panel.content.widgets.findIndex(cell => cell.model.id == '{name}')"
            )
            self._execute("notebook:run-cell")

    def _execute(self, command: str) -> None:
        self._page.evaluate(f"""(() => {{
            window.ran = false;
            jupyterapp.commands.execute('{command}').finally(() => {{ window.ran = true; }});
        }})()""")
        self._page.wait_for(f"window.ran && {IDLE}", seconds=300)

    def notebook(self) -> dict[str, Any]:
        """The notebook as JupyterLab would save it."""
        return self._page.evaluate("panel.content.model.toJSON()")

    def faults_seen(self) -> Iterator[str]:
        """Formulas that are not rendered and figures that do not show, or not whole."""
        try:
            self._page.wait_for(f"{NOT_TYPESET}.length == 0", seconds=60)
        except TimeoutError:
            yield from (f"formulas not rendered: {text}" for text in self._page.evaluate(NOT_TYPESET))
        yield from (f"formula refused: {text}" for text in self._page.evaluate(REFUSED))
        figures = self._page.evaluate(FIGURES)
        outputs = [output for cell in self.notebook()["cells"] for output in cell.get("outputs", [])]
        images = sum("image/png" in output.get("data", {}) for output in outputs)
        if sum(figure["there"] for figure in figures) != images:
            yield f"{images} figures, of which the page shows {sum(figure['there'] for figure in figures)}"
        for figure in figures:
            if figure["shown"] < SHRUNK * figure["width"]:
                yield f"a figure of {figure['width']} pixels shrunk to {figure['shown']}"
            if not figure["alternative"]:
                yield f"a figure of {figure['width']} pixels without a text alternative"

    def pictures(self, folder: Path) -> None:
        """The whole notebook, a window at a time: 01.png, 02.png, …"""
        scroller = "document.querySelector('.jp-WindowedPanel-outer')"
        window = self._page.evaluate(f"{scroller}.clientHeight")
        step = window - 60
        for number in range(1 + -(-(self._page.evaluate(f"{scroller}.scrollHeight") - window) // step)):
            self._page.evaluate(f"{scroller}.scrollTop = {number * step}")
            self._settle()
            self._page.picture(folder / f"{number + 1:02d}.png")

    def picture_of(self, name: str, path: Path) -> None:
        """The cell with the id `name`, the end of its outputs at the window's bottom."""
        self._page.evaluate(
            f"panel.content.widgets.find(cell => cell.model.id == '{name}').node.scrollIntoView({{block: 'end'}})"
        )
        self._settle()
        self._page.picture(path)

    def _settle(self) -> None:
        self._page.evaluate("new Promise(done => setTimeout(done, 400))")


def walk(step: str, pictures: Path | None = None, language: str | None = None) -> list[str]:
    """What a student would stumble over: empty where all is well. Writes screenshots to `pictures`, if given.

    With a `language`, the student has the edition in that one; else the bilingual release.

    Raises FileNotFoundError where no Chromium is installed.
    """
    right = right_answers(step)
    with tempfile.TemporaryDirectory() as served:
        if language is None:
            shutil.copytree(HOUSE / "release" / step, Path(served) / step)
        else:
            build.write_edition(Path(served), build.make(HOUSE, [step]), language)
        with chromium(WIDTH, HEIGHT) as page, jupyter_lab(Path(served)) as address:
            open_notebook(page, address, f"{step}/{step}.ipynb")
            student = Student(page)
            for name, text in right.items():
                student.write(name, text)
            student.run_all()
            found = [*faults_of_outputs(student.notebook()), *student.faults_seen()]
            if pictures:
                student.pictures(pictures)
            for answer in wrong_answers(step):
                test = f"test_{answer.exercise}"
                student.write(answer.exercise, answer.source)
                student.run(answer.exercise, test)
                if f"✗ {answer.mistake} " not in said(cell_of(student.notebook(), test)):
                    found.append(f"{answer}: {test} does not name {answer.mistake}")
                if pictures:
                    student.picture_of(test, pictures / f"{answer.exercise}-{answer.mistake}.png")
                student.write(answer.exercise, right[answer.exercise])
                student.run(answer.exercise, test)
                if complains(cell_of(student.notebook(), test)):
                    found.append(f"{test} still complains when {answer} is put right")
    return found


def right_answers(step: str) -> dict[str, str]:
    """The reference, as a student would have typed it: the id of a cell → its text without nbgrader's marks."""
    found = {}
    for cell in jupytext.read(HOUSE / "source" / step / f"{step}.py").cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            lines = [line for line in cell.source.splitlines() if line.strip() not in MARKS]
            found[marks["grade_id"]] = "\n".join(lines)
    return found


def wrong_answers(step: str) -> list[Answer]:
    """Of each exercise the bank's first wrong answers with different mistakes that its visible test names."""
    plan = visible(bank.plan_of(step))
    found: dict[str, dict[str, Answer]] = {}
    for answer in answers.load(HOUSE, step):
        named = found.setdefault(answer.exercise, {})
        if answer.mistake is None or answer.mistake in named or len(named) == MISTAKES:
            continue
        test = f"test_{answer.exercise}"
        if answer.mistake in keys(str(run_plan(plan, {answer.exercise: answer.source}, [test])[test].error)):
            named[answer.mistake] = answer
    return [answer for named in found.values() for answer in named.values()]


def cell_of(notebook: Mapping[str, Any], name: str) -> Any:
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def said(cell: Mapping[str, Any]) -> str:
    """All that stands below a cell, in plain text."""
    texts = []
    for output in cell["outputs"]:
        texts += [*output.get("traceback", []), output.get("evalue", ""), output.get("text", "")]
    return "\n".join("".join(text) for text in texts if text)


def complains(test: Mapping[str, Any]) -> bool:
    """Whether a test says anything but that it has passed."""
    return said(test) != "" and not said(test).startswith("✓ ")


def faults_of_outputs(notebook: Mapping[str, Any]) -> Iterator[str]:
    """Cells that fail, that warn or did not run, tests that complain, experiments without a figure."""
    experiment, figures = "", 0
    for cell in [*notebook["cells"], {"cell_type": "markdown", "source": "## "}]:
        first = "".join(cell["source"]).split("\n")[0]
        if cell["cell_type"] == "markdown" and first.startswith("## ") and cell.get("metadata", {}).get("lang") != "fr":
            if experiment and not figures:
                yield f"no figure: {experiment}"
            experiment, figures = first if first.startswith("## Experiment") else "", 0
        for output in cell.get("outputs", []):
            figures += "image/png" in output.get("data", {})
            if output["output_type"] == "error" or output.get("name") == "stderr":
                yield f"{cell['id']}: {said(cell)}"
        if cell["cell_type"] == "code":
            if cell["execution_count"] is None:
                yield f"{cell['id']} did not run"
            if cell["metadata"].get("nbgrader", {}).get("grade") and complains(cell):
                yield f"{cell['id']} does not say that it passes"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.walk", description=__doc__)
    parser.add_argument("step", help="the step's name: 01_numpy")
    parser.add_argument("--language", choices=LANGUAGES, help="the edition in one language; else the release in both")
    parser.add_argument("--pictures", type=Path, metavar="DIR", help="write screenshots of the notebook to DIR")
    options = parser.parse_args()
    try:
        found = walk(options.step, options.pictures, options.language)
    except FileNotFoundError as missing:
        found = [str(missing)]
    print("\n".join(found) or "nothing amiss")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
