"""Cells that lost nbgrader's metadata are known by their text, names and place; nothing is marked less for it."""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook
from nbgrader.utils import compute_checksum

from autograder.coursedir.assignment import Assignment, NotebookSource, read_assignment
from autograder.coursedir.restore import restore
from autograder.coursedir.settings import load_course
from autograder.faults import Refused
from tests.support import batch

CONFIG = "c.OverwriteCells.add_missing_cells = True\nc.ClearMarkScheme.enforce_metadata = False"
ANSWERS = {
    "square": 'def square(x):\n    """one"""\n    return x * x',
    "limit": "limit = 10",
    "better": 'def square(x):\n    """two"""\n    return abs(x) * abs(x)',
    "why": "Because it is so.",
    "how": "With care.",
}
TESTS = ["test_square", "test_limit", "test_limit_hidden", "test_better"]


def solution(grade_id: str, head: str = "") -> NotebookNode:
    lines = ["### BEGIN SOLUTION", ANSWERS[grade_id].removeprefix(head), "### END SOLUTION"]
    text = head + "\n".join(line if line.startswith(" ") else f"{'    ' * bool(head)}{line}" for line in lines)
    return new_code_cell(text, metadata=batch.marked(grade_id=grade_id, solution=True))


def check(grade_id: str, text: str, hidden: str) -> NotebookNode:
    hidden = f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    marks = batch.marked(grade_id=grade_id, grade=True, locked=True, points=1)
    return new_code_cell("\n".join(filter(None, [text, hidden])), metadata=marks)


def written(grade_id: str, question: str) -> list[NotebookNode]:
    answer = f"### BEGIN SOLUTION\n{ANSWERS[grade_id]}\n### END SOLUTION"
    scheme = "=== BEGIN MARK SCHEME ===\nA point.\n=== END MARK SCHEME ==="
    return [
        new_markdown_cell(f"{question}\n{scheme}", metadata=batch.marked(grade_id=f"ask_{grade_id}", locked=True)),
        new_markdown_cell(answer, metadata=batch.marked(grade_id=grade_id, grade=True, solution=True, points=3)),
    ]


SOURCE = [
    new_markdown_cell("# The title"),
    new_code_cell("import math"),
    new_markdown_cell("## Exercise 1"),
    solution("square", "def square(x):\n"),
    check("test_square", 'x = 2\nassert square(x) == 4\nassert square.__doc__ == "one"', "assert square(3) == 9"),
    new_markdown_cell("## Exercise 2"),
    solution("limit"),
    check("test_limit", "assert limit", "assert limit == 10"),
    check("test_limit_hidden", "", "assert limit < 11"),
    new_markdown_cell("## Exercise 3: once more"),
    solution("better", "def square(x):\n"),
    check("test_better", 'assert square(2) == 4\nassert square.__doc__ == "two"', "assert square(-3) == 9"),
    new_markdown_cell("## Exercise 4"),
    *written("why", "Why?"),
    new_markdown_cell("## Exercise 5"),
    *written("how", "How?"),
    new_markdown_cell("The end."),
]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = batch.new_course(tmp_path_factory.mktemp("recognize"), CONFIG)
    batch.write_source(made, "ps3", "p", SOURCE)
    batch.generate(made, "ps3")
    return made


@pytest.fixture(scope="module")
def assignment(course: Path) -> Assignment:
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return read_assignment(load_course(course), gradebook.find_assignment("ps3"))


@pytest.fixture(scope="module")
def source(assignment: Assignment) -> NotebookSource:
    return assignment.notebooks["p"]


@pytest.fixture(scope="module")
def handed_out(course: Path) -> NotebookNode:
    return nbformat.read(course / "release/ps3/p.ipynb", as_version=4)


@pytest.fixture(scope="module")
def handed_in(handed_out: NotebookNode) -> NotebookNode:
    solved = copy.deepcopy(handed_out)
    for cell in solved.cells:
        cell.source = ANSWERS.get(grade_id(cell), cell.source)
    return solved


@pytest.fixture
def solved(handed_in: NotebookNode) -> NotebookNode:
    return copy.deepcopy(handed_in)


def grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    (found,) = [cell for cell in notebook.cells if grade_id(cell) == name]
    return found


def lose(notebook: NotebookNode, *names: str) -> None:
    for cell in notebook.cells:
        if grade_id(cell) in names:
            cell.metadata = NotebookNode()


def marks(notebook: NotebookNode, source: NotebookSource) -> dict[str, bool]:
    """What a kernel makes of the restored notebook: whether each test passes, and is the instructor's."""
    known = {cell.grade_id: cell for cell in source.cells}
    names: dict[str, Any] = {}
    passed = {}
    for cell in notebook.cells:
        try:
            exec(cell.source if cell.cell_type == "code" else "", names)
            fine = True
        except Exception:
            fine = False
        if grade_id(cell) in TESTS:
            assert grade_id(cell) not in passed
            passed[grade_id(cell)] = fine and cell.source.endswith(known[grade_id(cell)].source)
    return passed


def assert_full(notebook: NotebookNode, source: NotebookSource, deleted: Sequence[str] = ()) -> None:
    assert marks(notebook, source) == dict.fromkeys(TESTS, True)
    assert [cell_of(notebook, name).source for name in ("why", "how")] == [ANSWERS["why"], ANSWERS["how"]]
    for cell in source.cells:
        if cell.grade_id.startswith("ask") and cell.grade_id in deleted:
            continue  # only what is marked is put back
        assert cell_of(notebook, cell.grade_id).metadata.nbgrader.locked == cell.locked


LOCKED = [*TESTS, "ask_why", "ask_how"]


@settings(max_examples=150, deadline=None)
@given(
    lost=st.lists(st.sampled_from([*ANSWERS, *LOCKED]), unique=True),
    deleted=st.lists(st.sampled_from(LOCKED), unique=True),
    doubled=st.lists(st.sampled_from([*ANSWERS, *LOCKED]), unique=True, max_size=3),
    spaces=st.booleans(),
    everything=st.booleans(),
)
def test_whatever_metadata_is_lost_and_whatever_locked_cell_is_deleted_all_marks_stay(
    handed_in: NotebookNode, source: NotebookSource, assignment: Assignment,
    lost: list[str], deleted: list[str], doubled: list[str], spaces: bool, everything: bool,
) -> None:  # fmt: skip
    notebook = copy.deepcopy(handed_in)
    cells = [cell for cell in notebook.cells if grade_id(cell) not in deleted]
    notebook.cells = [one for cell in cells for one in [cell] * (1 + (grade_id(cell) in doubled))]
    notebook.cells = [copy.deepcopy(cell) for cell in notebook.cells]
    for cell in notebook.cells:
        if everything or grade_id(cell) in lost:
            cell.metadata = NotebookNode()
        if spaces:
            cell.source = cell.source.replace("\n", "  \r\n") + "\n"
    restore(notebook, source, assignment)
    for name in ("why", "how"):
        cell_of(notebook, name).source = cell_of(notebook, name).source.strip()
    assert_full(notebook, source, deleted)


def test_answers_pasted_at_the_end_have_their_tests_behind_them(
    solved: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    moved = [cell_of(solved, name) for name in ("limit", "better")]
    solved.cells = [cell for cell in solved.cells if not any(cell is one for one in moved)]
    solved.cells = [cell for cell in solved.cells if grade_id(cell) not in ("test_limit", "test_better")] + moved
    lose(solved, "limit", "better")
    told = restore(solved, source, assignment)
    assert marks(solved, source) == dict.fromkeys(TESTS, True) | {"test_limit_hidden": False}, "it stands too early"
    assert any("test_limit, test_better" in str(remark) for remark in told)


def test_another_notebook_is_refused_and_says_what_is_missing(source: NotebookSource, assignment: Assignment) -> None:
    unlike = new_code_cell("def limits(x):\n    return x")
    by_chance = new_code_cell("", metadata=SOURCE[3].metadata)
    # Another step has exercises of the same names, and the same words where an answer belongs.
    test = new_code_cell("assert square(5) == 5", metadata=batch.marked(grade_id="test_square", grade=True, points=1))
    later = new_code_cell("assert square(6) == 6", metadata=batch.marked(grade_id="test_better", grade=True, points=1))
    stub = new_markdown_cell("YOUR ANSWER HERE", metadata=batch.marked(grade_id="else", grade=True, solution=True))
    for cells in ([], [unlike], [by_chance], [by_chance, test, later, stub], [test, later, new_markdown_cell("Mine")]):
        with pytest.raises(Refused, match="most of the assignment") as caught:
            restore(nbformat.v4.new_notebook(cells=cells), source, assignment)
        assert "test_limit" in str(caught.value)


def test_answers_alone_are_enough(source: NotebookSource, assignment: Assignment) -> None:
    cells = [new_code_cell(ANSWERS[name]) for name in ("square", "limit")]
    notebook = nbformat.v4.new_notebook(cells=[*cells, new_code_cell(ANSWERS["better"])])
    restore(notebook, source, assignment)
    passed = marks(notebook, source)
    assert (passed["test_limit"], passed["test_limit_hidden"]) == (True, True)


@pytest.mark.parametrize("lost", [False, True])
@pytest.mark.parametrize("below", [False, True])
def test_a_copy_of_what_was_handed_out_takes_nothing_from_the_answers(
    solved: NotebookNode, handed_out: NotebookNode, source: NotebookSource, assignment: Assignment,
    below: bool, lost: bool,
) -> None:  # fmt: skip
    given = copy.deepcopy(handed_out).cells
    solved.cells = [*solved.cells, *given] if below else [*given, *solved.cells]
    once = [name for name in ANSWERS if name not in ("square", "better")]  # two exercises define `square`
    if lost:
        lose(solved, *once, *LOCKED)
    restore(solved, source, assignment)
    assert_full(solved, source)


def test_all_metadata_is_lost_and_a_copy_of_what_was_handed_out_stands_below(
    solved: NotebookNode, handed_out: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    solved.cells += copy.deepcopy(handed_out).cells
    for cell in solved.cells:
        cell.metadata = NotebookNode()
    restore(solved, source, assignment)
    assert marks(solved, source)["test_limit"]
    assert [cell_of(solved, name).source for name in ("why", "how")] == [ANSWERS["why"], ANSWERS["how"]]


def test_what_only_looks_like_a_locked_cell_does_not_displace_one(
    solved: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    twin = new_code_cell(cell_of(solved, "test_square").source)
    solved.cells.append(twin)
    real = cell_of(solved, "test_square")
    restore(solved, source, assignment)
    assert cell_of(solved, "test_square") is real
    assert twin.metadata == {}
    assert_full(solved, source)


def test_nothing_of_a_students_text_becomes_a_test(
    solved: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    lose(solved, "test_limit")
    solved.cells.append(new_code_cell("assert limit", metadata={"nbgrader": {"grade_id": "forged", "grade": True}}))
    restore(solved, source, assignment)
    assert "limit == 10" in cell_of(solved, "test_limit").source
    assert solved.cells[-1].source == "assert limit"
    assert not any(grade_id(cell) == "forged" for cell in solved.cells)


def test_what_was_typed_into_a_locked_cell_is_the_students(
    solved: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    test = cell_of(solved, "test_square")
    test.source = f"{cell_of(solved, 'square').source}\n{test.source}"
    cell_of(solved, "square").source = "def square(x):\n    raise NotImplementedError()"
    (remark,) = restore(solved, source, assignment)
    assert "changed and are put back" in str(remark)
    assert "test_square" in str(remark)
    assert_full(solved, source)
    above = solved.cells[next(at for at, cell in enumerate(solved.cells) if cell is test) - 1]
    assert above.source.startswith(ANSWERS["square"])
    assert "This is test_square as it was handed in." in above.source
    assert above.metadata == {}


@pytest.mark.parametrize("change", ["\n\n", "deleted line", "earlier release"])
def test_where_nothing_was_typed_nothing_is_told(
    solved: NotebookNode, source: NotebookSource, assignment: Assignment, change: str
) -> None:
    test = cell_of(solved, "test_square")
    if change == "\n\n":
        test.source += change
    elif change == "deleted line":
        test.source = test.source.splitlines()[0]
    else:
        test.source = "assert square(1) == 1"
        test.metadata.nbgrader.checksum = compute_checksum(test)
    assert restore(solved, source, assignment) == []
    assert len(solved.cells) == len(SOURCE)


@pytest.mark.parametrize("own", [new_markdown_cell("Mine."), new_code_cell("# mine"), new_code_cell("it is so, is it")])
@pytest.mark.parametrize("offset", [0, 1])
def test_a_written_answer_in_a_new_cell_is_the_answer(
    solved: NotebookNode, source: NotebookSource, assignment: Assignment, own: NotebookNode, offset: int
) -> None:
    stub = cell_of(solved, "how")
    stub.source = "YOUR ANSWER HERE"
    place = next(at for at, cell in enumerate(solved.cells) if cell is stub)
    solved.cells.insert(place + offset, copy.deepcopy(own))
    (remark,) = restore(solved, source, assignment)
    assert "how" in str(remark)
    assert cell_of(solved, "how").source == own.source
    assert cell_of(solved, "how").cell_type == "markdown"


def test_a_written_answer_at_the_notebooks_end_is_the_answer(
    solved: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    cell_of(solved, "why").source = cell_of(solved, "how").source = "YOUR ANSWER HERE"
    assert "The end." in solved.cells[-1].source
    solved.cells.append(new_markdown_cell("Mine."))
    (remark,) = restore(solved, source, assignment)
    assert str(remark).endswith(": how")
    assert cell_of(solved, "how").source == "Mine."
    assert cell_of(solved, "why").source == "YOUR ANSWER HERE"


def test_an_answer_in_the_question_is_the_answer(
    solved: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    cell_of(solved, "how").source = "YOUR ANSWER HERE"
    cell_of(solved, "ask_how").source += "\nLike this."
    restore(solved, source, assignment)
    assert "Like this." in cell_of(solved, "how").source
    assert "Like this." not in cell_of(solved, "ask_how").source


def test_an_untouched_answer_stays_none(solved: NotebookNode, source: NotebookSource, assignment: Assignment) -> None:
    cell_of(solved, "how").source = "YOUR ANSWER HERE"
    solved.cells.append(new_code_cell("1 + 1"))
    assert restore(solved, source, assignment) == []
    assert cell_of(solved, "how").source == "YOUR ANSWER HERE"


def test_untouched_answers_of_one_text_are_told_apart(
    handed_out: NotebookNode, source: NotebookSource, assignment: Assignment
) -> None:
    untouched = copy.deepcopy(handed_out)
    for cell in untouched.cells:
        cell.metadata = NotebookNode()
    restore(untouched, source, assignment)
    assert [name for name in map(grade_id, untouched.cells) if name] == [
        cell.metadata.nbgrader.grade_id for cell in SOURCE if "nbgrader" in cell.metadata
    ]
