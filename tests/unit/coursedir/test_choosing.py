"""Of several files that may be one notebook: which one counts, and when a person has to look."""

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import compute_checksum

from autograder.coursedir.choosing import Work, as_handed_out, choose, is_doubtful, may_be, work_in
from autograder.notebook.outline import Landmark

GIVEN = frozenset[str]()
SOME, MORE, OTHER = frozenset({"a"}), frozenset({"a", "b"}), frozenset({"c"})


def answer(source: str) -> NotebookNode:
    marks = {"grade_id": "one", "grade": False, "solution": True, "locked": False, "schema_version": 3}
    cell = new_code_cell(source, metadata={"nbgrader": marks})
    cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    return cell


@pytest.mark.parametrize(
    ("works", "counts", "doubtful"),
    [
        ({"p.ipynb": GIVEN, "p (1).ipynb": SOME}, "p (1).ipynb", False),
        ({"p (1).ipynb": SOME, "p.ipynb": GIVEN}, "p (1).ipynb", False),
        ({"p.ipynb": SOME, "p (1).ipynb": GIVEN}, "p.ipynb", False),
        ({"p.ipynb": SOME, "p (1).ipynb": MORE}, "p (1).ipynb", False),
        ({"p.ipynb": SOME, "p (1).ipynb": SOME}, "p.ipynb", False),
        ({"Copy of p.ipynb": SOME, "p.ipynb": SOME}, "p.ipynb", False),
        ({"p.ipynb": GIVEN, "p-Copy1.ipynb": GIVEN}, "p.ipynb", False),
        ({"p (1).ipynb": OTHER, "p.ipynb": MORE}, "p.ipynb", True),
        ({"p (2).ipynb": OTHER, "p (1).ipynb": MORE}, "p (2).ipynb", True),
        ({"p (9).ipynb": OTHER, "p (10).ipynb": MORE}, "p (10).ipynb", True),
        ({"p.ipynb": SOME, "p (1).ipynb": None}, "p.ipynb", True),
        ({"p.ipynb": None, "p (1).ipynb": SOME}, "p (1).ipynb", True),
        ({"p.ipynb": GIVEN, "p (1).ipynb": None}, "p (1).ipynb", True),
        ({"p.ipynb": None, "p (1).ipynb": None}, "p.ipynb", True),
        ({"Copy of p.ipynb": SOME, "p (1).ipynb": OTHER}, None, True),
        ({"p (1).ipynb": SOME, "p-Copy1.ipynb": OTHER}, None, True),
    ],
)
def test_the_one_that_was_worked_on_counts(works: dict[str, Work], counts: str | None, doubtful: bool) -> None:
    names = list(works)
    choice = choose("p", names, list(works.values()))
    if counts is None:
        assert choice is None
        return
    assert choice is not None
    place, said = choice
    assert (names[place], is_doubtful([said])) == (counts, doubtful)
    assert (said.values["name"], said.values["others"]) == (counts, next(name for name in names if name != counts))


def test_of_files_with_one_name_the_first_counts_where_both_were_worked_on() -> None:
    choice = choose("p", ["p.ipynb", "p.ipynb"], [SOME, OTHER], ["95_p-1.ipynb", "90_p.ipynb"])
    assert choice is not None
    assert (choice[0], choice[1].values) == (0, {"name": "95_p-1.ipynb", "others": "90_p.ipynb"})


def test_work_is_what_differs_from_the_release_by_text_or_by_checksum() -> None:
    outline = (Landmark(None, "import math"), Landmark("one", "x = ..."))
    cells = [new_code_cell("import math  "), new_code_cell("x = ..."), answer("an earlier release"), new_code_cell("")]
    assert work_in(nbformat.writes(new_notebook(cells=cells)).encode(), outline) == GIVEN
    cells += [new_code_cell("x = 1"), new_code_cell("y = 2")]
    assert work_in(nbformat.writes(new_notebook(cells=cells)).encode(), outline) == {"x = 1", "y = 2"}
    assert work_in(b"no notebook", outline) is None


def test_a_checksum_tells_a_cell_that_nobody_has_touched() -> None:
    cell = answer("x = ...")
    assert as_handed_out(cell)
    cell.source = "x = 1"
    assert not as_handed_out(cell)
    assert not as_handed_out(new_code_cell("x", metadata={"nbgrader": {"checksum": 3}}))


def test_a_name_may_be_a_notebook_unless_it_is_another_of_the_assignments() -> None:
    expected = {"p", "p (1)"}
    assert may_be("p.ipynb", "p", expected)
    assert may_be("Copy of p.IPYNB", "p", expected)
    assert not may_be("p (1).ipynb", "p", expected)
    assert may_be("p (1).ipynb", "p", {"p"})
    assert not may_be("q.ipynb", "p", expected)
