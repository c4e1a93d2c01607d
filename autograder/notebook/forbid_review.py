"""Remarks to the teacher where a test forbids a part of PyTorch and a submission could get round that.

`course.helpers.forbid` switches that part off in the process that runs the student's code. Code in that process can
switch it on again, so `forbid` is advice to honest students. What is handed in is read here for the means to do so.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from nbformat import NotebookNode

from autograder.faults import Reason
from autograder.notebook.plan import Plan
from course.helpers.language import N_

_NONE: Mapping[str, bytes] = MappingProxyType({})
# `forbid("…")`, `forbids="…"` and `{"forbids": "…"}`; `expect.path` always forbids torch.optim.
_FORBIDS = re.compile(r"\bforbids?[\"']?\s*[(=:]\s*[\"']([\w.]+)[\"']|\b(expect\.path)\(")
# Names by which code reaches the switch itself, a second copy of a module, or the engine below PyTorch's Python.
_MEANS = re.compile(
    r"\b(forbidden|importlib|__import__|reload|sys\.modules|_C|_execution_engine|_EngineBase|run_backward|ctypes|gc"
    r"|__subclasses__|__globals__|__code__|f_globals|settrace|setprofile|runpy|make_fx|_make_dual|_fused_\w+|grad_fn"
    r"|torch\.ops|aten|jit|__path__|__file__|copytree|getsource|run_cell|run_line_magic)\b|^[ \t]*%run\b"
    r"|(?<!\.)\b(eval|exec)\b|\b(builtins\.eval|builtins\.exec)\b",  # `model.eval()` is a module's own method
    re.MULTILINE,
)


def remarks(
    notebook: NotebookNode, plan: Plan, files: Mapping[str, bytes] = _NONE, given: Mapping[str, bytes] = _NONE
) -> list[Reason]:
    """A remark where `notebook` names such means and one of its tests forbids something; else none.

    Only cells that the instructor has not written are read, and the Python modules among `files`, which the student has
    handed in beside the notebook, that are not as they were `given`. The search takes time in proportion to their
    length.
    """
    forbidden = {
        grade_id: {named or "torch.optim" for named, _path in _FORBIDS.findall(cell.source)}
        for grade_id, cell in plan.tests.items()
        if _FORBIDS.search(cell.source)
    }
    if not forbidden:
        return []
    own = [*plan.own_code(notebook.cells)]
    own += own_modules(files, given)
    means = sorted({found.strip() for source in own for found in map(re.Match.group, _MEANS.finditer(source))})
    if not means:
        return []
    values = {
        "tests": ", ".join(forbidden),
        "parts": ", ".join(sorted(set().union(*forbidden.values()))),
        "means": ", ".join(means),
    }
    message = N_("{tests} forbid {parts}, and the submission names {means}, which can get round that: read its code")
    return [Reason(message, values)]


def own_modules(files: Mapping[str, bytes], given: Mapping[str, bytes]) -> list[str]:
    """The text of the Python modules among `files` that are not as they were `given`."""
    modules = (content for name, content in files.items() if name.endswith(".py") and given.get(name) != content)
    return [content.decode(errors="replace") for content in modules]
