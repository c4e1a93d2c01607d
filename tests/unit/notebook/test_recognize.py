"""Which cell of a submission is which of the instructor's, when nbgrader's metadata is lost."""

import copy

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.notebook.editions import editions
from autograder.notebook.outline import Landmark
from autograder.notebook.recognize import Recognition, is_prose

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
OUTLINE = (
    Landmark(None, "# Title"),
    Landmark("f", f"def f():\n    {STUB}", answer=True, names=("f",)),
    Landmark("test_f", "assert f() == 1"),
    Landmark("ask", "Why?"),
    Landmark("why", "YOUR ANSWER HERE", answer=True),
    Landmark(None, "The end."),
)
# What a student makes of it, without any metadata.
ANSWERED = [
    new_markdown_cell("# Title"),
    new_code_cell("def f():\n    return 1"),
    new_code_cell("assert f() == 1"),
    new_markdown_cell("Why?"),
    new_markdown_cell("YOUR ANSWER HERE"),
    new_markdown_cell("The end."),
]


def answered() -> list[NotebookNode]:
    return copy.deepcopy(ANSWERED)


def marked(grade_id: str, source: str) -> NotebookNode:
    return new_code_cell(source, metadata={"nbgrader": {"grade_id": grade_id}})


def test_a_locked_cell_is_known_by_its_text_and_an_answer_by_its_names() -> None:
    known = Recognition(answered(), OUTLINE)
    assert {index: cell.source for index, cell in known.found.items()} == {
        index: cell.source for index, cell in enumerate(ANSWERED)
    }
    assert known.of("f") is known.cells[1]
    assert known.of("other") is None
    assert known.index("test_f") == 2


def test_metadata_counts_before_text() -> None:
    cells = [*answered(), marked("test_f", "assert True")]
    known = Recognition(cells, OUTLINE)
    assert known.of("test_f") is cells[-1]


def test_of_two_cells_with_one_name_the_filled_in_one_counts_and_then_the_last() -> None:
    stub, first, last = (marked("f", text) for text in (OUTLINE[1].text, "def f(): return 1", "def f(): return 2"))
    assert Recognition([first, last], OUTLINE).of("f") is last
    assert Recognition([first, stub], OUTLINE).of("f") is first


def test_a_vague_text_is_known_beside_its_neighbours_only() -> None:
    stray = [new_markdown_cell("YOUR ANSWER HERE")]
    assert Recognition(stray, OUTLINE).found == {}
    assert Recognition(answered(), OUTLINE).of("why") is not None


def test_a_cell_of_the_students_own_beside_an_untouched_answer_is_found() -> None:
    cells = answered()
    own = new_markdown_cell("Because.")
    cells.insert(5, own)
    known = Recognition(cells, OUTLINE)
    assert known.answer_beside(4, "markdown") is own
    assert known.answer_beside(4, "code") is None
    cells = answered()
    cells.insert(4, own)  # before its cell
    assert Recognition(cells, OUTLINE).answer_beside(4, "markdown") is own
    assert Recognition(answered(), OUTLINE).answer_beside(4, "markdown") is None


def test_a_copy_of_the_stub_below_the_answer_is_told() -> None:
    stub = new_code_cell(OUTLINE[1].text)
    assert Recognition([*answered(), stub], OUTLINE).copies_below() == [stub]
    above = answered()
    above.insert(0, stub)
    assert Recognition(above, OUTLINE).copies_below() == []


def test_a_missing_test_belongs_behind_the_cell_that_binds_its_names() -> None:
    cells = [cell for cell in answered() if not cell.source.startswith("assert")]
    known = Recognition(cells, OUTLINE)
    assert known.gap(2) == (1, 2)
    assert known.place_of(2, []) == 2
    cells = [*cells[:2], new_code_cell("def helper(): ..."), *cells[2:]]
    assert Recognition(cells, OUTLINE).place_of(2, ["helper"]) == 3


@pytest.mark.parametrize(
    ("cell", "prose"),
    [
        (new_markdown_cell("x = 1"), True),
        (new_code_cell("# a comment"), True),
        (new_code_cell("it is so, I think"), True),
        (new_code_cell(""), True),
        (new_code_cell("x = 1"), False),
        (new_code_cell("%matplotlib inline"), False),
    ],
)
def test_prose_is_told_from_code(cell: NotebookNode, prose: bool) -> None:
    assert is_prose(cell) is prose


TWICE = f'def f():\n    """One.\n    Un."""\n    {STUB}'
BOTH = (
    Landmark("f", TWICE, answer=True, names=("f",), editions=editions(TWICE)),
    Landmark("test_f", "f()  # one / un", editions=editions("f()  # one / un")),
    Landmark("move", "import os  # here / ici", editions=editions("import os  # here / ici")),
)


@pytest.mark.parametrize(
    ("stub", "test"), [(TWICE, "f()  # one / un"), *zip(editions(TWICE), ["f()  # one", "f()  # un"], strict=True)]
)
def test_cells_are_known_in_either_language(stub: str, test: str) -> None:
    answer = marked("f", "def f():\n    return 1")
    cells = [answer, marked("f", stub), new_code_cell(test)]
    known = Recognition(cells, BOTH)
    assert known.of("f") is answer
    assert known.of("test_f") is cells[2]
    assert known.is_as_handed_out(0, cells[1])
    assert known.copies_below() == [cells[1]]
    assert known.of("move") is None
