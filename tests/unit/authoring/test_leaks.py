"""A line that the source hides is found in a release."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from autograder.authoring import leaks, outline, steps
from autograder.authoring.steps import Step
from tests.support import small_course
from tests.support.small_course import STEP

NAME = f"{STEP}.ipynb"


@pytest.fixture
def step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Step:
    monkeypatch.setenv("COURSE_LANG", "en")
    return steps.read(small_course.write(tmp_path))


@pytest.fixture
def released(step: Step) -> nbformat.NotebookNode:
    """The step as nbgrader hands it out."""
    notebook = new_notebook(cells=[nbformat.from_dict(dict(cell)) for cell in step.cells])
    for clear in (ClearSolutions(), ClearHiddenTests(), ClearMarkScheme(enforce_metadata=False)):
        notebook, _resources = clear.preprocess(notebook, {})
    return notebook


def found(step: Step, notebook: nbformat.NotebookNode) -> list[tuple[int | None, str]]:
    faults = leaks.faults(step, {NAME: nbformat.writes(notebook).encode()})
    assert all(fault.path == step.path and fault.remedy for fault in faults)
    return [(fault.line, fault.problem) for fault in faults]


def test_a_release_of_stubs_and_visible_tests_leaks_nothing(step: Step, released: nbformat.NotebookNode) -> None:
    assert "YOUR CODE HERE" in released.cells[3].source
    released.cells[2].source += f"\n\n{outline.CALL}"  # the build's own last line
    assert found(step, released) == []


@pytest.mark.parametrize(
    "line", ["twice = x + x", 'assert double(-3) == -6, "double(-3)"', "Half a point for any reason.", "return twice"]
)
def test_a_hidden_line_is_told_at_its_cell(step: Step, released: nbformat.NotebookNode, line: str) -> None:
    released.cells[4].source += f"\n    {line}"
    assert found(step, released) == [(step.lines[4], f"a hidden line would be released: {line}")]


def test_a_whole_solution_without_marks_is_told(step: Step, released: nbformat.NotebookNode) -> None:
    source = step.cells[3].source.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")
    step.cells[3].source = source
    released.cells[3].source = source
    assert (step.lines[3], "a hidden line would be released: return twice") in found(step, released)


def test_the_reference_may_not_be_mentioned(step: Step, released: nbformat.NotebookNode) -> None:
    step.cells[2].source = released.cells[2].source = "from course.helpers import reference"
    (told,) = found(step, released)
    assert told == (step.lines[2], "the release mentions the reference: from course.helpers import reference")


def test_a_release_without_its_notebook_is_told(step: Step) -> None:
    (fault,) = leaks.faults(step, {"other.ipynb": b""})
    assert fault.problem == "nbgrader made no notebook of this"
