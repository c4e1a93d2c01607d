"""The steps of a course as their author wrote them: `source/<step>/<step>.py`, percent format, with line numbers."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat import NotebookNode

from autograder.authoring.typography import typeset
from autograder.faults import CourseError, Fault
from autograder.messages import _

MARKER = re.compile(r"# %%( |$)")


@dataclass(frozen=True)
class Step:
    """One step: its name, its file, and its cells with the line on which each begins."""

    name: str
    path: Path
    cells: tuple[NotebookNode, ...]
    lines: tuple[int, ...]
    markers: tuple[str, ...]


def names(course: Path) -> list[str]:
    """The names of all steps in `course`, in order."""
    folders = sorted((course / "source").glob("[!._]*"))
    return [folder.name for folder in folders if folder.is_dir()]


def read_all(course: Path, wanted: Sequence[str] = ()) -> list[Step]:
    """The steps `wanted`, or all of them.

    Raises CourseError for a name that is no step, a step without source, a source that is not in percent format.
    """
    known = names(course)
    faults: list[Fault] = []
    steps = []
    if not known:
        remedy = _("run this in a course folder, or name one with --course")
        raise CourseError([Fault(course / "source", None, _("there are no steps here"), remedy)])
    for name in wanted or known:
        try:
            if name not in known:
                remedy = _("choose one of: {names}", names=", ".join(known))
                raise CourseError([Fault(course / "source" / name, None, _("there is no such step"), remedy)])
            steps.append(read(course / "source" / name / f"{name}.py"))
        except CourseError as error:
            faults += error.faults
    if faults:
        raise CourseError(faults)
    return steps


def read(path: Path) -> Step:
    """Read one percent-format file. Raises CourseError where it is missing or no such file."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        remedy = _("write it in jupytext's percent format, or remove the folder")
        raise CourseError([Fault(path, None, _("the step's source is missing"), remedy)]) from None
    except (OSError, UnicodeDecodeError) as error:
        remedy = _("save it as UTF-8 text in jupytext's percent format")
        raise CourseError([Fault(path, 1, _("this is not readable text ({error})", error=error), remedy)]) from None
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if MARKER.match(line)]
    try:
        cells = jupytext.reads(text, fmt="py:percent").cells
    except Exception as error:  # a broken YAML header raises whatever the YAML parser raises
        problem = _("jupytext cannot read this as a notebook ({error})", error=error)
        raise CourseError([Fault(path, 1, problem, _("mend the header or the cell marks"))]) from None
    if not lines or len(cells) != len(lines):
        remedy = _("begin every cell with a line `# %%`, as in jupytext's percent format")
        raise CourseError([Fault(path, 1, _("this is not a notebook in percent format"), remedy)])
    numbers, markers = zip(*lines, strict=True)
    return Step(path.stem, path, tuple(map(typeset, cells)), numbers, markers)
