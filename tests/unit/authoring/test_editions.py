"""An edition speaks one language: its cells, its code and its metadata."""

import ast
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from autograder.authoring import steps
from autograder.authoring.editions import make_edition

HOUSE = Path(__file__).parents[3]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("step", steps.names(HOUSE))
def test_an_edition_of_each_release(step: str, language: str) -> None:
    released = nbformat.read(HOUSE / "release" / step / f"{step}.ipynb", as_version=4)
    bodies = {cell.id: body(cell.source) for cell in released.cells if cell.cell_type == "code"}
    make_edition(released, language)
    nbformat.validate(released)
    assert released.metadata["course"] == {"language": language}
    assert {cell.metadata.get("lang", language) for cell in released.cells} == {language}
    text = "\n".join(cell.source for cell in released.cells if cell.metadata.get("nbgrader", {}).get("solution"))
    assert '"""' in text
    for cell in released.cells:
        marks = cell.metadata.get("nbgrader")
        if marks and "checksum" in marks:
            assert marks["checksum"] == compute_checksum(cell)
        if cell.cell_type == "code":
            assert body(cell.source) == bodies[cell.id]  # the code itself is the same
            if marks and marks["solution"]:
                assert all(line.count('"""') != 1 for line in cell.source.split("\n")), cell.source


def body(source: str) -> str:
    """The code without its docstrings."""
    tree = ast.parse("\n".join(line for line in source.split("\n") if not line.startswith(("%", "!"))))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node):
            del node.body[0]
    return ast.dump(tree)
