"""What a teacher should read where a test forbids a part of PyTorch.

`course.helpers.forbid` switches that part off in the process that runs the student's code. Code in that process can
switch it on again, so `forbid` is advice to honest students. What is handed in is read here for the means to do so.
"""

import re

from nbformat import NotebookNode

from autograder.notebook.plan import Plan
from autograder.records import Reason
from course.helpers.language import N_

_FORBIDS = re.compile(r"\bforbid\(\s*[\"']([\w.]+)[\"']")
# Names by which code reaches the switch itself, a second copy of a module, or the engine below PyTorch's Python.
_MEANS = re.compile(
    r"\b(forbidden|importlib|__import__|reload|sys\.modules|_C|_execution_engine|_EngineBase|run_backward|ctypes|gc"
    r"|__subclasses__|__globals__|f_globals|settrace|setprofile|eval|exec)\b"
)


def remarks(notebook: NotebookNode, plan: Plan) -> list[Reason]:
    """A remark where `notebook` names such means and one of its tests forbids something; else none.

    Only cells that the instructor has not written are read. The search takes time in proportion to their length.
    """
    forbidden = {
        grade_id: sorted(set(_FORBIDS.findall(cell.source)))
        for grade_id, cell in plan.tests.items()
        if _FORBIDS.search(cell.source)
    }
    if not forbidden:
        return []
    instructors = {cell.source for cell in plan.cells}
    own = (cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.source not in instructors)
    means = sorted({found for source in own for found in _MEANS.findall(source)})
    if not means:
        return []
    values = {
        "tests": ", ".join(forbidden),
        "parts": ", ".join(sorted(set().union(*forbidden.values()))),
        "means": ", ".join(means),
    }
    message = N_("{tests} forbid {parts}, and the submission names {means}, which can get round that: read its code")
    return [Reason(message, values)]
