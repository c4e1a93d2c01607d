"""Digests of answers: equal where a person has nothing new to look at."""

import copy

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from autograder.notebook.answered import digests
from tests.support.notebooks import check, notebook, setup, solution


def written(grade_id: str, source: str, **marks: bool) -> NotebookNode:
    marked = {"grade": True, "solution": True, "locked": False, "task": False, **marks}
    return new_markdown_cell(source, metadata={"nbgrader": {"grade_id": grade_id, "schema_version": 3, **marked}})


# A written answer, a task, an answer in code, its test, and a plain cell.
BOOK = notebook(
    written("why", "Because."),
    written("task", "Draw it.", grade=False, solution=False, locked=True, task=True),
    solution("f", "def f(): return 1"),
    check("test_f", "assert f() == 1"),
    setup("import math"),
)


def changed(*new: NotebookNode, **sources: str) -> set[str]:
    """The grade_ids whose digest is another one, with these sources by grade_id and these new cells at the end."""
    book = copy.deepcopy(BOOK)
    for cell in book.cells:
        cell.source = sources.get(cell.metadata.get("nbgrader", {}).get("grade_id"), cell.source)
    book.cells += new
    before, after = digests(BOOK), digests(book)
    assert before.keys() == after.keys()
    return {grade_id for grade_id in before if before[grade_id] != after[grade_id]}


def test_each_cell_with_a_mark_has_a_digest() -> None:
    assert set(digests(BOOK)) == {"why", "task", "test_f"}
    assert all(len(digest) == 64 for digest in digests(BOOK).values())


@pytest.mark.parametrize(
    ("sources", "asked"),
    [
        ({}, set()),
        ({"why": "  Because.\n"}, set()),
        ({"why": "Since."}, {"why", "task"}),
        ({"f": "def f(): return 2"}, {"task", "test_f"}),
        ({"test_f": "assert True"}, set()),
        ({"task": "Draw two."}, set()),
    ],
)
def test_a_change_is_told_where_the_mark_may_depend_on_it(sources: dict[str, str], asked: set[str]) -> None:
    assert changed(**sources) == asked


def test_a_cell_of_the_students_own_counts_for_what_may_use_it() -> None:
    assert changed(new_code_cell("f = None")) == {"task", "test_f"}
    assert changed(new_markdown_cell("See below.")) == {"task"}


def test_a_picture_is_part_of_an_answer() -> None:
    book = copy.deepcopy(BOOK)
    book.cells[0]["attachments"] = {"a.png": {"image/png": "AAAA"}}
    with_picture = digests(book)
    assert with_picture["why"] != digests(BOOK)["why"]
    book.cells[0]["attachments"] = {"a.png": {"image/png": "BBBB"}}
    assert digests(book)["why"] != with_picture["why"]
    book.cells[0]["attachments"] = {}
    assert digests(book) == digests(BOOK)


def test_outputs_and_the_text_of_two_cells_are_told_apart() -> None:
    book = copy.deepcopy(BOOK)
    book.cells[2].outputs = [{"output_type": "stream", "name": "stdout", "text": "1"}]
    assert digests(book) == digests(BOOK)
    one = notebook(solution("f", "a = 1"), solution("g", "b = 2"), check("t", "a"))
    other = notebook(solution("f", "a = 1b"), solution("g", " = 2"), check("t", "a"))
    assert digests(one) != digests(other)
