"""From one text per step to the notebooks: `source/<step>/<step>.py` → the instructor's .ipynb → the release.

The release is made by nbgrader's own generate_assignment, which also tells the course's gradebook what the cells
are and what they are worth. The same source gives the same bytes.
"""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode, v4
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log, find_all_files
from traitlets.config import Config

from autograder.authoring import checks, leaks, origin, outline, steps
from autograder.authoring.catalogues import untranslated
from autograder.authoring.editions import begin, make_edition, note
from autograder.authoring.steps import Step
from autograder.authoring.typography import plain
from autograder.coursedir import atomic, database
from autograder.coursedir.folder import configuration
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.notebook.marks import EXPERIMENT
from autograder.notebook.planner import make_plan

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What jupytext notes about the text's layout says nothing about the notebook.
LAYOUT_MARKS = ("lines_to_next_cell", "lines_to_end_of_cell_marker")


@dataclass(frozen=True)
class Built:
    """What one step becomes: the instructor's notebook, and the release's files by their name."""

    step: Step
    source: bytes
    release: dict[str, bytes]


def notebook_of(step: Step) -> NotebookNode:
    """The instructor's notebook: every cell of the source, with an id that only the source determines.

    A step that tells its name (`expect.step`) ends with the table of what has been done.
    """
    cells = []
    for ordinal, cell in enumerate(step.cells, 1):
        name = str(checks.marks_of(cell).get("grade_id") or f"{step.name}-{ordinal:02d}")
        metadata = {key: value for key, value in cell.metadata.items() if key not in LAYOUT_MARKS}
        make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}[cell.cell_type]
        cells.append(make(cell.source, id=name, metadata=metadata))
    if any(cell.cell_type == "code" and "expect.step(" in cell.source for cell in cells):
        cells.append(v4.new_code_cell(outline.CALL, id="progress", metadata={"tags": [EXPERIMENT]}))
    _let_errors_pass(cells)
    return v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}})


def _let_errors_pass(cells: Sequence[NotebookNode]) -> None:
    """In a student's notebook, *Run All* goes on behind an exercise without an answer, its test, and what uses it."""
    planned = make_plan(v4.new_notebook(cells=list(cells)))
    setup = {cell.source for cell in planned.cells if cell.kind == "setup"}
    for cell in cells:
        if cell.cell_type == "code" and cell.source not in setup:
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "raises-exception"]


def make(course: Path, wanted: Sequence[str] = ()) -> list[Built]:
    """Check the steps `wanted` (or all) and make their notebooks; writes nothing.

    Raises CourseError with all the faults found.
    """
    chosen = steps.read_all(course, wanted)
    found = [fault for step in chosen for fault in (*checks.faults(step), *_edits(step))] + untranslated(course, wanted)
    if found:
        raise CourseError(found)
    config = configuration(course)
    made = [_make(course, config, step) for step in chosen]
    found = [fault for built in made for fault in leaks.faults(built.step, built.release)]
    if found:
        raise CourseError(found)
    return made


def write(course: Path, made: Sequence[Built], on_step: Callable[[str], None] = lambda name: None) -> None:
    """Write the notebooks to `source/` and `release/`, and their cells to the course's gradebook.

    Raises CourseError where the gradebook holds submissions for other cells than these; then that step's
    files stay as they were.
    """
    config = configuration(course)
    gradebook = CourseDirectory(config=config)
    database.address(gradebook)
    for built in made:
        _generate(course, config, built.step, built.source, gradebook.db_url)
        atomic.write(built.step.path.with_suffix(".ipynb"), built.source)
        folder = course / "release" / built.step.name
        for name, content in built.release.items():
            atomic.write(folder / name, content)
        for extra in _files_in(folder).keys() - built.release.keys():
            (folder / extra).unlink()
        on_step(built.step.name)
    outline.write(course, [built.step for built in made])


def stale(course: Path, made: Sequence[Built], *, whole: bool = False) -> list[Fault]:
    """What in `release/`, or in the tables that the helpers have, is not what the source gives.

    With `whole`, also the releases of steps that are no more.
    """
    built_steps = [built.step for built in made]
    found = outline.stale(course, built_steps) + origin.stale(course, built_steps)
    for built in made:
        folder = course / "release" / built.step.name
        there = _files_in(folder)
        remedy = _("run: autograder build {step}", step=built.step.name)
        for name in sorted(there.keys() | built.release.keys()):
            if there.get(name) != built.release.get(name):
                problem = _("this is missing") if name not in there else _("this is not what the source gives")
                found.append(Fault(folder / name, None, problem, remedy))
    if whole:
        current = {built.step.name for built in made}
        gone = [path for path in sorted((course / "release").glob("[!.]*")) if path.name not in current]
        found += [Fault(path, None, _("no step has this name"), _("remove it")) for path in gone]
    return found


def write_edition(output: Path, made: Sequence[Built], language: str) -> None:
    """Write a release in one language (`en` or `fr`) to `output`: the other language is left out."""
    for built in made:
        for name, content in edition(built, language).items():
            atomic.write(output / built.step.name / name, content)


def edition(built: Built, language: str | None, install: str = "") -> dict[str, bytes]:
    """A release's files in one language, or with None in both. `install` brings the helpers where they are missing."""
    files = {}
    for name, content in built.release.items():
        if name.endswith(".ipynb"):
            notebook = nbformat.reads(content.decode(), as_version=4)
            if language:
                make_edition(notebook, language)
            begin(notebook, language, install)
            note(notebook, Path(name).stem)
            content = bytes_of(notebook)
        files[name] = content
    return files


def _edits(step: Step) -> list[Fault]:
    """A notebook that somebody went on writing in Jupyter after the text: building would throw that work away."""
    path = step.path.with_suffix(".ipynb")
    if not path.is_file() or path.stat().st_mtime <= step.path.stat().st_mtime:
        return []
    try:
        cells = nbformat.read(path, as_version=4).cells
    except Exception:  # not a notebook: nobody's work, or nbformat has an error of its own for each way of being none
        return []
    if [plain(cell.source) for cell in cells] == [plain(cell.source) for cell in notebook_of(step).cells]:
        return []
    remedy = _("carry the changes over to {text}, or remove the notebook", text=step.path.name)
    return [Fault(path, None, _("this was edited after its text, and building would overwrite it"), remedy)]


def _make(course: Path, config: Config, step: Step) -> Built:
    source = bytes_of(notebook_of(step))
    return Built(step, source, _generate(course, config, step, source, None))


def _generate(course: Path, config: Config, step: Step, source: bytes, gradebook: str | None) -> dict[str, bytes]:
    """nbgrader's generate_assignment on one step, in a folder of its own; its cells saved to `gradebook`, if given."""
    own = Config(config)
    if gradebook is None:
        own.SaveCells.enabled = False
        own.GenerateAssignment.no_database = True
    else:
        own.CourseDirectory.db_url = gradebook
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        own.CourseDirectory.root = str(root)
        own.CourseDirectory.source_directory, own.CourseDirectory.release_directory = "source", "release"
        directories = CourseDirectory(config=own, assignment_id=step.name)
        for path in find_all_files(str(step.path.parent), [*directories.ignore, "*.py", "*.ipynb"]):
            atomic.write(
                root / "source" / step.name / Path(path).relative_to(step.path.parent), Path(path).read_bytes()
            )
        atomic.write(root / "source" / step.name / f"{step.name}.ipynb", source)
        result = capture_log(GenerateAssignment(coursedir=directories, config=own))
        if not result["success"]:
            raise CourseError([_refusal(step, result)])
        return _files_in(root / "release" / step.name)


def _refusal(step: Step, result: dict[str, str]) -> Fault:
    """What nbgrader said, in one line: the last error of its log names the cell, or the gradebook's objection."""
    said = result.get("log", "") + result["error"]
    if "submissions associated with it" in said:
        problem = _("the gradebook holds submissions for this step, and its cells have changed since")
        return Fault(step.path, 1, problem, _("give the cells back their grade_ids, or build in a new course folder"))
    reasons = [line for line in said.splitlines() if "Error: " in line or "Exception: " in line]
    problem = _("nbgrader generate_assignment refuses this ({reason})", reason=(reasons or said.splitlines())[0])
    return Fault(step.path, 1, problem, _("mend the cell that it names"))


def _files_in(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".ipynb_checkpoints" not in path.parts
    }


def bytes_of(notebook: NotebookNode) -> bytes:
    """The notebook as a file. The same notebook gives the same bytes."""
    nbformat.validate(notebook)
    return (nbformat.writes(notebook) + "\n").encode()
