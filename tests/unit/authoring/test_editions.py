"""An edition speaks one language: its cells, its docstrings and its metadata."""

import ast
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import compute_checksum

from autograder.authoring import steps
from autograder.authoring.editions import comments_in, in_one_language, make_edition

HOUSE = Path(__file__).parents[3]
BOTH = 'def double(x):\n    """Twice x.\n    Deux fois x."""\n    return 2 * x'


def test_a_docstring_is_in_the_editions_language() -> None:
    assert in_one_language(BOTH, "en") == 'def double(x):\n    """Twice x."""\n    return 2 * x'
    assert in_one_language(BOTH, "fr") == 'def double(x):\n    """Deux fois x."""\n    return 2 * x'


def test_other_code_stays_as_it_is() -> None:
    for code in ('%matplotlib inline\nx = """a\nb"""', 'x = """a\nb"""', 'def f():\n    """One.\n\n    Two."""'):
        assert in_one_language(code, "fr") == code


@pytest.mark.parametrize(
    ("both", "english", "french"),
    [
        ("x = 1  # one / un", "x = 1  # one", "x = 1  # un"),
        ("if x:\n    # One.\n    # Un.\n    y = 1", "if x:\n    # One.\n    y = 1", "if x:\n    # Un.\n    y = 1"),
        ("# One\n# is. / Un\n# est.\ny = 1", "# One\n# is.\ny = 1", "# Un\n# est.\ny = 1"),
        ("# A line. / Une ligne.", "# A line.", "# Une ligne."),
    ],
)
def test_a_comment_is_in_the_editions_language(both: str, english: str, french: str) -> None:
    assert comments_in(both, "en") == english
    assert comments_in(both, "fr") == french


def test_what_is_no_comment_said_twice_stays() -> None:
    for code in (
        'x = "# a / b"',
        "    # YOUR CODE HERE\n    # or here",
        "x = 1  # fmt: skip",
        "%%bash\necho 'a",
        "# one\nx = 2",
    ):
        assert comments_in(code, "fr") == code


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
