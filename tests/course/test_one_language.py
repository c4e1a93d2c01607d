"""An edition in one language speaks no other: its texts, comments and docstrings, and what it says when it is run."""

import io
import os
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.authoring import build, steps
from autograder.authoring.build import Built

HOUSE = Path(__file__).parents[2]
# Words that only one of the languages has. No name of the course's code is among them.
WORDS = {
    "en": r"the|is|are|of|with|this|that|not|yet|and|which|has",
    "fr": r"le|la|les|est|sont|des|avec|cette|pas|et|qui|une",
}
OTHER = {"en": "fr", "fr": "en"}
# What a student does on a terminal, and the notebook that `check` has run, with its outputs.
COMMANDS = """
import sys
import nbformat
from course.__main__ import main
from course.commands import check
run = check.run
def keep(notebook, *others):
    run(notebook, *others)
    nbformat.write(notebook, sys.argv[2])
check.run = keep
main(["check", sys.argv[1]])
main(["hand-in", sys.argv[1]])
"""
RIGHT = "def predict(x, w, b):\n    return x @ w + b"
WRONG = "def squared_error(x, y, w, b):\n    return ((x @ w + b - y) ** 2).mean()"
SAID = {  # what passes, the mistake, no answer, the table at the end, the command's table, the file to hand in
    "en": "visible test passed, 2 points|This is the mean|not answered yet|by a person|on other data|Its receipt",
    "fr": "test visible réussi, 2 |pris la moyenne|pas encore de réponse|par une personne|autres données|Son reçu",
}
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def foreign(text: str, language: str) -> list[str]:
    """The lines with two words of the other language: one alone may be a variable's name, or a quotation."""
    found = re.compile(rf"(?<![\w'.-])(?:{WORDS[OTHER[language]]})(?![\w'.=-])")
    return [line for line in text.splitlines() if len(found.findall(line)) > 1]


def words(cell: NotebookNode) -> str:
    """What a cell says to a reader: a text, or the comments and docstrings of code."""
    if cell.cell_type != "code":
        return cell.source
    kept = []
    for token in tokenize.generate_tokens(io.StringIO(cell.source).readline):
        if token.type == tokenize.COMMENT or (token.type == tokenize.STRING and token.string.startswith('"""')):
            kept.append(token.string)
    return "\n".join(kept)


def edition(step: str, language: str) -> NotebookNode:
    released = (HOUSE / "release" / step / f"{step}.ipynb").read_bytes()
    built = Built(steps.read_all(HOUSE, [step])[0], b"", {f"{step}.ipynb": released})
    content = build.edition(built, language, "%pip install --quiet helpers.whl")[f"{step}.ipynb"]
    return nbformat.reads(content.decode(), as_version=4)


def with_answers(notebook: NotebookNode) -> NotebookNode:
    """Step 01 without its experiments: an exercise is right, one is wrong, and the others are not answered."""
    answers = {"predict": RIGHT, "squared_error": WRONG}
    speaks = re.compile("import |^expect.progress")
    cells = [cell for cell in notebook.cells if "nbgrader" in cell.metadata or speaks.search(cell.source)]
    for cell in cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answers.get(name, cell.source)
    notebook.cells = cells
    return notebook


def said(notebook: NotebookNode) -> Iterator[str]:
    """What the cells' outputs say."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "stream":
                yield output.text
            elif output.output_type == "error":
                yield _COLOURS.sub("", "\n".join(output.traceback))
            else:
                yield output.data.get("text/plain", "")


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("step", steps.names(HOUSE))
def test_the_cells_speak_one_language(step: str, language: str) -> None:
    notebook = edition(step, language)
    assert notebook.metadata["course"]["language"] == language
    assert [line for cell in notebook.cells for line in foreign(words(cell), language)] == []
    assert not any("COURSE_LANG" in cell.source for cell in notebook.cells)


@pytest.mark.slow  # a process and a kernel for each
@pytest.mark.parametrize(("language", "locale"), [("fr", "C"), ("en", "fr_FR.UTF-8")])
def test_what_is_said_is_in_that_language_whatever_the_machine_speaks(
    language: str, locale: str, tmp_path: Path
) -> None:
    path, run = tmp_path / "01_numpy.ipynb", tmp_path / "run.ipynb"
    nbformat.write(with_answers(edition("01_numpy", language)), path)
    environment = {key: value for key, value in os.environ.items() if key not in ("COURSE_LANG", "LC_MESSAGES")}
    environment |= {"LANG": locale, "LC_ALL": locale, "PYTHONUTF8": "1", "PYTHONPATH": str(HOUSE)}
    command = [sys.executable, "-c", COMMANDS, path, run]
    told = subprocess.run(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, check=True, timeout=300)
    texts = [*said(nbformat.read(run, as_version=4)), told.stdout.decode()]
    everything = "\n".join(texts)
    assert [one for one in SAID[language].split("|") if one not in everything] == [], everything
    assert [line for line in everything.splitlines() if foreign(line, language)] == []


def test_a_foreign_sentence_is_found() -> None:
    assert foreign("The loss is not the mean.", "fr")
    assert foreign("La perte est la somme des carrés.", "en")
    assert not foreign("La perte est la somme des carrés.", "fr")
