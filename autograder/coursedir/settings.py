"""The grader's own settings, set in `nbgrader_config.py` beside nbgrader's: `c.Grading.memory = 4096`."""

import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    Execute,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets import Bool, Enum, Float, Integer, List, Unicode, default
from traitlets.config import Config, Configurable

from autograder.coursedir.folder import configuration
from autograder.faults import CourseError, Fault
from autograder.messages import _


class Grading(Configurable):
    """Limits of a submission's run, and how the batch goes through the class."""

    cell_timeout = Float(allow_none=True, help="Seconds a cell may run; by default nbgrader's `Execute.timeout`.").tag(
        config=True
    )
    notebook_timeout = Float(600.0, help="Seconds a notebook may run, all its cells together.").tag(config=True)
    memory = Integer(2048, help="MiB of memory for a submission's processes.").tag(config=True)
    processes = Integer(0, help="Processes that a submission may start; 0 refuses them all.").tag(config=True)
    threads = Integer(64, help="Threads that a submission may have beside its first.").tag(config=True)
    file_size = Integer(100, help="MiB of the largest file that a submission may write.").tag(config=True)
    scratch_size = Integer(200, help="MiB that a submission may write in all.").tag(config=True)
    output_size = Integer(1024, help="KiB of output kept of each cell.").tag(config=True)
    outputs_size = Integer(16, help="MiB of output kept of all cells of a notebook together.").tag(config=True)
    notebook_size = Integer(20, help="MiB of the largest submitted notebook that is read.").tag(config=True)
    max_files = Integer(1000, help="Files that a submission may hold.").tag(config=True)
    jobs = Integer(0, help="Workers; 0 for one a core.").tag(config=True)
    examples = Bool(
        True, help="Look for a small example on which a failed answer is wrong, after the marks are written."
    ).tag(config=True)
    unmarked = Enum(
        ["setup", "student"],
        "setup",
        help="Whose the code cells without a mark of nbgrader's are: `setup`, the instructor's; `student`, answers.",
    ).tag(config=True)
    sandbox = Bool(True, help="Run submissions behind walls; without, only with `--no-sandbox`.").tag(config=False)
    preload = List(
        Unicode(),
        [
            "numpy",
            "torch",
            "torch.fx.experimental.symbolic_shapes",  # the first gradient that is passed on imports it
            "torch._dynamo",  # the first optimizer of a process imports it
            "torch.utils.tensorboard",
            "tensorboard.backend.event_processing.event_accumulator",
            "matplotlib.pyplot",
            "matplotlib.backends.backend_agg",  # the first figure imports it
            "course.helpers.*",
        ],
        help="Modules (`package.*`: all of a package) imported once, before any submission, where they are installed.",
    ).tag(config=True)
    drawing = List(
        Unicode(),
        ["course.helpers.plotting"],
        help="Preloaded packages whose functions that return a Figure only draw: it is empty where nobody looks.",
    ).tag(config=True)

    @default("cell_timeout")
    def _cell_timeout_default(self) -> float | None:
        timeout = Execute(config=self.config).timeout
        return None if timeout is None or timeout < 0 else float(timeout)

    def values(self) -> dict[str, Any]:
        """All settings by name, plain data: `Grading(**values)` is the same again in another process."""
        return {name: getattr(self, name) for name in self.trait_names() if name not in ("config", "parent", "log")}

    def deciding(self) -> dict[str, Any]:
        """Those of the settings that a mark may depend on."""
        return {name: value for name, value in self.values().items() if name not in ("jobs", "examples", "preload")}


@dataclass(frozen=True)
class PlainPreprocessor:
    """A preprocessor of nbgrader's list as plain data: where its class is, and what the course configured in it."""

    path: str
    traits: dict[str, Any] = field(default_factory=dict)

    def make(self) -> Any:
        """The preprocessor itself. Raises ImportError or AttributeError where its class is not installed here."""
        module, _dot, name = self.path.rpartition(".")
        return getattr(importlib.import_module(module), name)(**self.traits)


@dataclass(frozen=True)
class Course:
    """A course folder with everything that its configuration says about grading."""

    directory: CourseDirectory
    converter: Autograde
    grading: Grading
    config: Config

    @property
    def root(self) -> Path:
        """The course's folder."""
        return Path(self.directory.root)


def load_course(course: Path) -> Course:
    """Read `course`'s configuration with nbgrader's own loader.

    Raises CourseError where the configuration cannot be read or names what does not exist.
    """
    try:
        config = configuration(course)
        directory = CourseDirectory(config=config)
        converter = Autograde(coursedir=directory, config=config)
        return Course(directory, converter, Grading(config=config), config)
    except CourseError:
        raise
    except Exception as error:
        problem = _("the course's configuration cannot be read: {error}", error=f"{type(error).__name__}: {error}")
        raise CourseError([Fault(course / "nbgrader_config.py", None, problem, _("mend it"))]) from error


@dataclass(frozen=True)
class Preprocessors:
    """What nbgrader is configured to do to a submitted notebook: before it runs, before it is scored, and after."""

    sanitize: list[PlainPreprocessor] = field(default_factory=list)
    score: list[PlainPreprocessor] = field(default_factory=list)
    finish: list[PlainPreprocessor] = field(default_factory=list)


def preprocessors(course: Course) -> Preprocessors:
    """The course's preprocessors.

    Not among them: those that read or write the gradebook, whose work the restoring and the one writer do, and
    CheckCellMetadata, since the metadata comes from the gradebook. LimitOutput, which could drop the line that decides,
    comes after the scoring.
    """
    ours = (OverwriteCells, OverwriteKernelspec, CheckCellMetadata, AssignLatePenalties)
    before = [cls for cls in course.converter.sanitize_preprocessors if _class(cls) not in ours]
    # `autograder.plugins.execute.Restore` does this restoring for nbgrader's own command.
    found = Preprocessors(
        [_plain_preprocessor(course, cls) for cls in before if _class(cls).__module__ != "autograder.plugins.execute"]
    )
    now = found.sanitize
    for entry in course.converter.autograde_preprocessors:
        cls = _class(entry)
        if cls.__name__ == "Execute":  # whatever the course runs notebooks with: here the worker does it
            now = found.score
        elif issubclass(cls, SaveAutoGrades):
            now = found.finish
        elif cls is LimitOutput:
            found.finish.append(_plain_preprocessor(course, entry))
        elif cls not in ours:
            now.append(_plain_preprocessor(course, entry))
    return found


def late_penalties(course: Course) -> AssignLatePenalties | None:
    """nbgrader's preprocessor with the course's late penalty plugin made; None where the course has none."""
    if AssignLatePenalties not in [_class(entry) for entry in course.converter.autograde_preprocessors]:
        return None
    assign = AssignLatePenalties(parent=course.converter)
    if not assign.enabled:
        return None
    assign.init_plugin()
    return assign


def _class(entry: Any) -> Any:
    if isinstance(entry, str):
        module, _dot, name = entry.rpartition(".")
        return getattr(importlib.import_module(module), name)
    return entry


def _plain_preprocessor(course: Course, entry: Any) -> PlainPreprocessor:
    cls = _class(entry)
    made = cls(parent=course.converter)
    traits = {name: getattr(made, name) for name, trait in made.traits(config=True).items()}
    defaults = cls()
    return PlainPreprocessor(
        f"{cls.__module__}.{cls.__qualname__}",
        {name: value for name, value in traits.items() if value != getattr(defaults, name) and _plain(value)},
    )


def _plain(value: Any) -> bool:
    try:
        msgspec.msgpack.encode(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return True
