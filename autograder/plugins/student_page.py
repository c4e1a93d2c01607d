"""The student's page beside nbgrader's: `c.GenerateFeedback.preprocessors` names it after nbgrader's own."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook, SubmittedAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool

from autograder.notebook.marks import language_of
from autograder.report.handed_in import read
from autograder.report.student import render
from course.helpers.language import languages

NAME = "index.html"
_REGION = ("### BEGIN SOLUTION", "### END SOLUTION")


class StudentPage(NbGraderPreprocessor):
    """Writes `index.html` into a submission's folder of feedback, once for all its notebooks."""

    solutions = Bool(
        False, help="Show the model solutions once the deadline is over, with every extension that was given."
    ).tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple[NotebookNode, ResourcesDict]:
        place = resources["nbgrader"]
        with Gradebook(place["db_url"]) as gradebook:
            row = gradebook.find_submission(place["assignment"], place["student"])
            folder = Path(resources["metadata"]["path"])
            there = {one.name: folder / f"{one.name}.ipynb" for one in row.notebooks}
            found = {name: nbformat.read(path, as_version=4) for name, path in there.items() if path.is_file()}
            if place["notebook"] == min(found, default=None):  # the others see that the page is there
                language = language_of(nb) or languages()[0]
                solutions = self._solutions(row) if self.solutions and _is_over(row, gradebook) else {}
                page = render(read(row, found, language, solutions), language)
                resources["outputs"] = {**(resources.get("outputs") or {}), NAME: page.encode()}
        return nb, resources

    def _solutions(self, row: SubmittedAssignment) -> Mapping[str, Mapping[str, str]]:
        """The answers in the instructor's source, by notebook and grade_id."""
        directory = CourseDirectory(config=self.config)
        folder = Path(directory.format_path(directory.source_directory, ".", row.name))
        return {path.stem: dict(_answers(path)) for path in sorted(folder.glob("*.ipynb"))}


def _answers(path: Path) -> list[tuple[str, str]]:
    found = []
    for cell in nbformat.read(path, as_version=4).cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            lines = [line for line in cell.source.split("\n") if line.strip() not in _REGION]
            found.append((marks["grade_id"], "\n".join(lines).strip()))
    return found


def _is_over(row: SubmittedAssignment, gradebook: Gradebook) -> bool:
    """Whether nobody of the class may still hand in. Without a deadline that is never so."""
    due = row.assignment.duedate
    if due is None:
        return False
    given = [one.extension for one in gradebook.assignment_submissions(row.name) if one.extension]
    return datetime.now(UTC).replace(tzinfo=None) > due + max(given, default=due - due)
