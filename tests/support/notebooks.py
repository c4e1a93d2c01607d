"""Small notebooks for tests of the engine, and what the engine made of them."""

from dataclasses import replace
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade, is_grade

from autograder.engine.engine import Engine
from autograder.engine.job import Job
from autograder.notebook.marks import is_test
from autograder.notebook.planner import make_plan
from autograder.records import Executed


def setup(source: str) -> NotebookNode:
    return new_code_cell(source)


def solution(name: str, source: str) -> NotebookNode:
    return new_code_cell(source, metadata={"nbgrader": _marks(name, solution=True)})


def check(name: str, source: str, points: float = 1) -> NotebookNode:
    return new_code_cell(source, metadata={"nbgrader": _marks(name, grade=True, locked=True, points=points)})


def text(source: str) -> NotebookNode:
    return new_markdown_cell(source)


def _marks(name: str, **changes: Any) -> dict[str, Any]:
    plain = {"grade": False, "solution": False, "task": False, "locked": False, "schema_version": 3}
    return {**plain, "grade_id": name, **changes}


def notebook(*cells: NotebookNode) -> NotebookNode:
    return new_notebook(cells=list(cells))


def grade(engine: Engine, source: NotebookNode, answers: dict[str, str], **options: Any) -> "Graded":
    """Grade the notebook `source` with these answers in its solution cells."""
    submitted = NotebookNode(source | {"cells": [NotebookNode(cell) for cell in source.cells]})
    for cell in submitted.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.update(source=answers.get(grade_id, cell.source), outputs=[])
    plan = replace(make_plan(source, open_names=options.pop("open_names", False)), gives=options.pop("gives", {}))
    return Graded(engine.execute(Job(submitted, plan, **options)))


class Graded:
    """Scores by grade_id, and what was said.

    What nbgrader reads in the outputs has to be the judge's verdict, whatever was handed in.
    """

    def __init__(self, executed: Executed) -> None:
        self.cells = executed.notebook.cells
        self.verdicts = executed.verdicts
        graded = {cell.metadata.nbgrader.grade_id: cell for cell in self.cells if is_grade(cell)}
        self.scores = {grade_id: determine_grade(cell)[0] for grade_id, cell in graded.items()}
        judged = {grade_id: self.verdicts[grade_id].points for grade_id, cell in graded.items() if is_test(cell)}
        assert {grade_id: self.scores[grade_id] for grade_id in judged} == judged

    def said(self, grade_id: str) -> str:
        """All text in the outputs of the cell."""
        for cell in self.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id:
                return "\n".join(map(words, cell.outputs))
        raise KeyError(grade_id)


def words(output: NotebookNode) -> str:
    if output.output_type == "stream":
        return str(output.text)
    if output.output_type == "error":
        return "\n".join(output.traceback)
    return str(output.data.get("text/plain", ""))
