"""nbgrader's Execute with the engine under it: `c.Autograde.autograde_preprocessors` names it in the other's place."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute as StockExecute
from nbgrader.preprocessors.execute import UnresponsiveKernelError
from traitlets import Bool

from autograder import solutions
from autograder.assignment import read_notebook, source_files
from autograder.engine import Engine, MissingWalls
from autograder.faults import CourseError
from autograder.harmless import make_harmless
from autograder.modules import tops
from autograder.plan import Plan, make_plan
from autograder.secret import derived, secret_of
from autograder.settings import Course, Grading
from autograder.submission import Place, check
from autograder.verdicts import Refused, Ungraded


class Execute(StockExecute):
    """Runs a submission's cells behind walls and its test cells outside them.

    Reads `c.Grading`, and of nbgrader's own `c.Execute` (whose place and name it takes) the timeout. Where the
    instructor's source notebook is at hand it says what runs where; else the gradebook's cells.

    Raises UnresponsiveKernelError for a fault of the grader's own: nbgrader then lists the submission as failed and
    leaves its score as it was; NoSuchKernel or ValueError where the notebook's kernel is not there or not Python.
    """

    sandbox = Bool(True, help="Refuse to run where a wall is missing; False runs students' code unprotected.").tag(
        config=True
    )

    def preprocess(
        self, nb: NotebookNode, resources: ResourcesDict, km: object = None
    ) -> tuple[NotebookNode, ResourcesDict]:
        _demand_python(nb)
        grading = Grading(config=self.config, sandbox=self.sandbox)
        place = resources.get("nbgrader", {})
        folder = Path(resources["metadata"]["path"])
        assignment = str(place.get("assignment", folder.name))
        notebook = str(place.get("notebook", ""))
        plan, secret, names = self._plan(assignment, notebook)
        digest = self._digest(nb, assignment, str(place.get("student", "")), names, grading)
        seed = derived(derived(secret, assignment, digest), notebook)  # as `autograder grade` has it
        own = self._modules(assignment)
        try:
            engine = _engine(tuple(sorted((name, _frozen(value)) for name, value in grading.values().items())))
            with tempfile.TemporaryDirectory(prefix="judge-") as spare:
                desk = _with_modules(folder, own, Path(spare, "files")) if own else folder
                done = engine.execute(nb, plan, seed=seed, files=folder, judge_files=desk, modules=tops(own))
        except (MissingWalls, Ungraded) as fault:
            raise UnresponsiveKernelError(str(fault)) from fault
        make_harmless(done.notebook)
        return done.notebook, resources

    def _source(self, assignment: str) -> Path:
        directory = CourseDirectory(config=self.config)
        return Path(directory.format_path(directory.source_directory, ".", assignment))

    def _modules(self, assignment: str) -> dict[str, Path]:
        """The instructor's own modules, by relative name: those that nbgrader lays beside the student's notebook."""
        found = source_files(CourseDirectory(config=self.config), assignment)
        return {name: path for name, path in found.items() if name.endswith(".py")}

    def _digest(self, nb: NotebookNode, assignment: str, student: str, names: set[str], grading: Grading) -> str:
        """Of the submission as it was handed in; where it is not there any more, of the notebook's cells."""
        directory = CourseDirectory(config=self.config)
        converter = Autograde(coursedir=directory, config=self.config)
        folder = Path(directory.format_path(directory.submitted_directory, student, assignment))
        handed_out = source_files(directory, assignment).keys() - converter.exclude_overwriting.get(assignment, [])
        try:
            course = Course(directory, converter, grading, self.config)
            return check(course, Place(student, folder, folder), names, frozenset(handed_out)).digest
        except Refused:
            return "\0".join(cell.source for cell in nb.cells)

    def _plan(self, assignment: str, notebook: str) -> tuple[Plan, str, set[str]]:
        """From the gradebook and the source alone: what a student handed in has no say in what the judge runs.

        With it the gradebook's secret and the names of the assignment's notebooks.
        """
        directory = CourseDirectory(config=self.config)
        folder = self._source(assignment)
        try:
            with Gradebook(directory.db_url) as gradebook:
                source = read_notebook(gradebook.find_notebook(notebook, assignment), folder, self.config)
                secret = secret_of(gradebook.engine)
                names = {row.name for row in gradebook.find_assignment(assignment).notebooks}
        except (MissingEntry, CourseError) as error:
            raise UnresponsiveKernelError(str(error)) from error
        instructors = nbformat.reads(source.plan, as_version=4)
        solutions.provide({} if source.reading.open_names else {notebook: instructors.cells})
        return make_plan(instructors, reading=source.reading), secret, names


def _with_modules(folder: Path, own: dict[str, Path], desk: Path) -> Path:
    """What the judge works on: the submission's folder, but any module that the instructor has is the instructor's."""
    shutil.copytree(folder, desk, symlinks=True)
    for name in tops(own):
        for path in (desk / name, desk / f"{name}.py"):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    for relative, path in own.items():
        to = desk / relative
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    return desk


def _demand_python(nb: NotebookNode) -> None:
    name = nb.metadata.get("kernelspec", {}).get("name", NATIVE_KERNEL_NAME)
    if name == "python":  # as jupyter_client's KernelManager has it
        name = NATIVE_KERNEL_NAME
    language = KernelSpecManager().get_kernel_spec(name).language
    if language != "python":
        raise ValueError(f"the notebook's kernel {name!r} speaks {language}, not Python")


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@cache
def _engine(settings: tuple[tuple[str, Any], ...]) -> Engine:
    """One engine for all submissions with these settings, for as long as nbgrader's process lives."""
    engine = Engine(Grading(**{name: list(v) if isinstance(v, tuple) else v for name, v in settings}))
    atexit.register(engine.close)
    return engine
