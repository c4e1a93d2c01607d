"""A worker whose engine runs the cells in its own process: quick, and for tests of the batch alone.

What a cell does to the process happens to the worker: `os._exit`, a signal, an `Ungraded` of the grader's own.
"""

import sys

from autograder.sandbox.linux import bind_to_parent

if __name__ == "__main__":
    bind_to_parent(int(sys.argv[2]))

import ast
import random
from functools import partial
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.batch.nursery import keep
from autograder.batch.worker import serve
from autograder.coursedir.grading import Grading
from autograder.engine.job import Job
from autograder.faults import Ungraded
from autograder.notebook.marks import is_test
from autograder.records import FAILED, Executed, Verdict


class InProcess:
    def __init__(self, grading: Grading) -> None:
        self.grading = grading
        self.seconds: dict[str, float] = {}

    def execute(self, job: Job) -> Executed:
        random.seed(job.seed)
        notebook = job.notebook
        namespace: dict[str, Any] = {"FILES": job.files, "JUDGE_FILES": job.judge_files, "PLAN": job.plan}
        verdicts = {}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                marks = cell.metadata.get("nbgrader", {})
                verdict, cell.outputs = _run(cell.source, marks.get("points", 0), namespace)
                if is_test(cell):
                    verdicts[marks.grade_id] = verdict
        return Executed(notebook, verdicts)


def _run(source: str, most: float, namespace: dict[str, Any]) -> tuple[Verdict, list[NotebookNode]]:
    try:
        tree = ast.parse(source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, "<cell>", "exec"), namespace)
        value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace) if last else None
    except Ungraded:
        raise
    except Exception as error:
        return FAILED, [new_output("error", ename=type(error).__name__, evalue=str(error), traceback=[str(error)])]
    points = value if type(value) in (int, float) else most
    verdict = Verdict(points, "number") if 0 <= points <= most else Verdict(0.0, "no score")
    return verdict, [] if value is None else [new_output("execute_result", data={"text/plain": repr(value)})]


if __name__ == "__main__":
    keep(partial(serve, InProcess))
