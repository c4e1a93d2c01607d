"""What a step's source must be before anything is made of it: nbgrader's marks, its regions, its language pairs."""

import ast
from collections.abc import Iterator

from nbformat import NotebookNode
from nbgrader.nbgraderformat import MetadataValidator

from autograder.authoring.steps import Step
from autograder.authoring.translations import differences
from autograder.faults import Fault
from autograder.messages import _
from autograder.notebook.code import python_of
from autograder.notebook.marks import EXPERIMENT, is_experiment, is_solution, is_test
from autograder.notebook.planner import borrowed

REGIONS = ("SOLUTION", "HIDDEN TESTS", "MARK SCHEME")


def faults(step: Step) -> list[Fault]:
    """All that is wrong with one step, in the order of its lines."""
    checks = (_marks, _ids, _regions, _tests, _languages, _syntax, _experiments)
    found = [fault for check in checks for fault in check(step)]
    return sorted(found, key=lambda fault: fault.line or 0)


def marks_of(cell: NotebookNode) -> dict[str, object]:
    """nbgrader's metadata of a cell, or nothing."""
    marks = cell.metadata.get("nbgrader", {})
    return marks if isinstance(marks, dict) else {}


def _marks(step: Step) -> Iterator[Fault]:
    """nbgrader's metadata, by nbgrader's own schema; and test cells without points, which it would let pass as 0."""
    for cell, line, marker in zip(step.cells, step.lines, step.markers, strict=True):
        marks = marks_of(cell)
        if "incorrectly_encoded_metadata" in cell.metadata or ("nbgrader" in marker and not marks):
            yield Fault(step.path, line, _("the cell's metadata cannot be read"), _("mend its JSON"))
        elif marks.get("grade") and not (isinstance(marks.get("points"), int | float) and marks["points"]):
            problem = _("graded cell {name} has no points", name=marks.get("grade_id"))
            yield Fault(step.path, line, problem, _('add "points" to its nbgrader metadata'))
        elif marks:
            try:
                MetadataValidator().validate_cell(cell)
            except Exception as error:  # jsonschema's, nbgrader's and its schema versions' errors share no base
                problem = _("nbgrader refuses the cell's metadata ({error})", error=str(error).splitlines()[0])
                yield Fault(step.path, line, problem, _("compare it with that of a cell of the same kind"))


def _ids(step: Step) -> Iterator[Fault]:
    first: dict[object, int] = {}
    for cell, line in zip(step.cells, step.lines, strict=True):
        name = marks_of(cell).get("grade_id")
        if name in first:
            problem = _("grade_id {name} is already that of line {first}", name=name, first=first[name])
            yield Fault(step.path, line, problem, _("give each cell a name of its own"))
        elif name is not None:
            first[name] = line


def _regions(step: Step) -> Iterator[Fault]:
    """Each BEGIN has its END, in a cell of the kind from which nbgrader removes it: else it would be released."""
    for cell, line in zip(step.cells, step.lines, strict=True):
        marks = marks_of(cell)
        home = {"SOLUTION": marks.get("solution"), "HIDDEN TESTS": marks.get("grade"), "MARK SCHEME": marks}
        for region in REGIONS:
            begins_and_ends = [
                word
                for text in cell.source.splitlines()
                for word in ("BEGIN", "END")
                if f"{word} {region}" in text
            ]  # fmt: skip
            if begins_and_ends != ["BEGIN", "END"] * (len(begins_and_ends) // 2):
                problem = _("BEGIN {region} and END {region} do not match", region=region)
                yield Fault(step.path, line, problem, _("write each pair once, in this order"))
            elif begins_and_ends and not home[region]:
                problem = _("{region} in a cell that nbgrader does not clear", region=region)
                yield Fault(step.path, line, problem, _("mark the cell in its nbgrader metadata"))


def _tests(step: Step) -> Iterator[Fault]:
    """A solution cell is followed by its own test cell, a test cell follows its own solution cell."""
    graded = [(c, n) for c, n in zip(step.cells, step.lines, strict=True) if is_test(c) or is_solution(c)]
    for (cell, line), (after, _line) in zip(graded, [*graded[1:], (None, 0)], strict=True):
        name = str(marks_of(cell).get("grade_id"))
        if is_solution(cell) and (after is None or marks_of(after).get("grade_id") != f"test_{name}"):
            problem = _("solution cell {name} has no test", name=name)
            yield Fault(step.path, line, problem, _("let the test cell test_{name} follow it", name=name))
    solutions = {marks_of(cell).get("grade_id") for cell, _line in graded if is_solution(cell)}
    for cell, line in graded:
        name = str(marks_of(cell).get("grade_id"))
        if is_test(cell) and name.removeprefix("test_") not in solutions:
            problem = _("test cell {name} tests no solution cell", name=name)
            yield Fault(step.path, line, problem, _("name it test_ and the exercise's name"))


def _languages(step: Step) -> Iterator[Fault]:
    """Each English Markdown cell is followed by its French twin; nothing else has a language."""
    english: tuple[NotebookNode, int] | None = None
    for cell, line in zip(step.cells, step.lines, strict=True):
        language = cell.metadata.get("lang")
        if english is not None and language != "fr":
            yield _unpaired(step, english[1], "en", "fr")
        if language == "fr" and english is None:
            yield _unpaired(step, line, "fr", "en")
        elif language == "fr" and english is not None:
            for problem in differences(english[0].source, cell.source):
                yield Fault(step.path, line, problem, _("write both languages of a text alike"))
        if language == "en" and cell.cell_type == "markdown":
            english = cell, line
            continue
        english = None
        if language is None and cell.cell_type == "markdown" and not marks_of(cell):
            yield Fault(step.path, line, _("the text has no language"), _('add lang="en" or lang="fr" to its mark'))
        elif language is not None and (cell.cell_type != "markdown" or language not in ("en", "fr")):
            problem = _("lang={language} is out of place", language=language)
            yield Fault(step.path, line, problem, _("only Markdown cells have a language, en or fr"))
    if english is not None:
        yield _unpaired(step, english[1], "en", "fr")


def _unpaired(step: Step, line: int, language: str, other: str) -> Fault:
    problem = _('this lang="{language}" cell has no lang="{other}" twin', language=language, other=other)
    return Fault(step.path, line, problem, _("write the twin: English first, French directly after it"))


def _syntax(step: Step) -> Iterator[Fault]:
    for cell, line in zip(step.cells, step.lines, strict=True):
        if cell.cell_type == "code":
            try:
                ast.parse(python_of(cell.source))
            except SyntaxError as error:
                problem = _("this is not Python ({error})", error=error.msg)
                yield Fault(step.path, line + (error.lineno or 0), problem, _("mend the code"))


def _experiments(step: Step) -> Iterator[Fault]:
    """While grading, experiments are not run: no other cell may need what they define."""
    for cell, line in zip(step.cells, step.lines, strict=True):
        if EXPERIMENT in cell.metadata.get("tags", []) and not is_experiment(cell):
            problem = _("the tag {tag} is out of place", tag=EXPERIMENT)
            yield Fault(step.path, line, problem, _("only code cells without nbgrader metadata are experiments"))
    experiments = {index for index, cell in enumerate(step.cells) if is_experiment(cell)}
    for name, experiment, reader in borrowed(step.cells, experiments):
        problem = _("{name} comes from the experiment of line {first}", name=name, first=step.lines[experiment])
        yield Fault(step.path, step.lines[reader], problem, _("define it here, or take the tag from that cell"))
