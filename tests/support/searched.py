"""What the search for a small example tells of answers that run behind the walls."""

import json
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.batch import searches
from autograder.coursedir.assignment import NotebookSource
from autograder.engine.engine import Engine
from autograder.engine.job import Job
from autograder.engine.judge import drawn, naming
from autograder.notebook.plan import Reading
from autograder.records import Example
from course.helpers import reference
from course.helpers.testing import known
from tests.support.notebooks import check, notebook, solution

HIDDEN = -7  # an input of the hidden test, which is never drawn
SOURCE = notebook(
    solution("square", "def square(x):\n    return x * x"),
    check("test_square", f"### BEGIN HIDDEN TESTS\nassert square({HIDDEN}) == 49\n### END HIDDEN TESTS"),
    solution("half", "def half(x):\n    return x / 2"),
    check("test_half", "assert half(2) == 1"),
)
INPUTS = """
def square(draw):
    return {"x": draw.whole(0, 9)}

def half(draw):
    return {"x": draw.whole(0, 9)}
"""
BANK = {"square": {"factor.two": lambda x: 2 * x, "factor.half": lambda x: x // 2}, "half": {"factor.two": lambda x: x}}
MARK = "0123456789abcdef" * 2


def fixed(exercise: str) -> list[int]:
    """The fixed inputs of an exercise, in their order."""
    drawn.provide("nb", INPUTS)
    return [case["x"] for case in naming.fixed(drawn.declared(exercise))]


def table() -> str:
    found: dict[str, Any] = {}
    for exercise, wrong in BANK.items():
        cases = fixed(exercise)
        entries = [[key, [known.plain(answer(x)) for x in cases]] for key, answer in wrong.items()]
        found[exercise] = {known.fingerprint([{"x": x} for x in cases]): entries}
    return json.dumps(found)


def search(engine: Engine, monkeypatch: pytest.MonkeyPatch, **answers: str) -> dict[str, Example]:
    """By grade_id, the examples that are told of a submission with these answers, whose tests have all failed."""
    monkeypatch.setattr(reference, "_provided", {"nb": SOURCE.cells})
    monkeypatch.setattr(reference, "_loaded", {})
    drawn.provide("nb", INPUTS, table())
    submitted = notebook(*map(NotebookNode, SOURCE.cells))
    for cell in submitted.cells:
        cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
    source = NotebookSource("nb", {}, (), nbformat.writes(SOURCE), Reading())
    failed = ["test_square", "test_half"]
    made, plan = searches.with_searches(submitted, source, "nb", failed, MARK)
    return searches.found(engine.execute(Job(made, plan, seconds=searches.seconds(failed))), MARK)
