"""Nothing that is the instructor's stands in a release: no solution, no hidden test, no marking scheme."""

from collections.abc import Iterator, Mapping

import nbformat
from nbgrader.preprocessors import ClearSolutions

from autograder.authoring import outline
from autograder.authoring.checks import REGIONS, marks_of
from autograder.authoring.steps import Step
from autograder.faults import Fault
from autograder.messages import _


def faults(step: Step, release: Mapping[str, bytes]) -> list[Fault]:
    """Every line of the release that the source does not show openly, and every mention of the reference.

    It is told from the source what may be seen, and not what nbgrader took out: a line that nobody marked as
    hidden is the author's wish, any other is a leak.
    """
    content = release.get(f"{step.name}.ipynb")
    if content is None:
        problem = _("nbgrader made no notebook of this")
        return [Fault(step.path, 1, problem, _("name the step's folder and file alike"))]
    found = []
    stubs = {*"\n".join(ClearSolutions().code_stub.values()).splitlines(), *ClearSolutions().text_stub.splitlines()}
    open_lines = set(_open_lines(step)) | {stub.strip() for stub in stubs} | {outline.CALL}
    by_id = {marks_of(cell).get("grade_id"): line for cell, line in zip(step.cells, step.lines, strict=True)}
    for cell in nbformat.reads(content.decode(), as_version=4).cells:
        line = by_id.get(marks_of(cell).get("grade_id"), 1)
        for text in cell.source.splitlines():
            if text.strip() and text.strip() not in open_lines:
                problem = _("a hidden line would be released: {text}", text=text.strip())
                found.append(Fault(step.path, line, problem, _("put it between nbgrader's marks")))
            if "reference" in text:
                problem = _("the release mentions the reference: {text}", text=text.strip())
                found.append(Fault(step.path, line, problem, _("move it to the hidden tests, or use another word")))
    return found


def _open_lines(step: Step) -> Iterator[str]:
    """The source's lines that stand between no marks, and not in a solution cell that is cleared as a whole."""
    for cell in step.cells:
        cleared = marks_of(cell).get("solution") and "BEGIN SOLUTION" not in cell.source
        hidden = False
        for text in cell.source.splitlines():
            if any(f"BEGIN {region}" in text for region in REGIONS):
                hidden = True
            elif any(f"END {region}" in text for region in REGIONS):
                hidden = False
            elif not hidden and not cleared:
                yield text.strip()
