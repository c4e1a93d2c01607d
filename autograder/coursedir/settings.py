"""A course's configuration: nbgrader's own, read with its own loader, and the grader's."""

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from nbgrader.plugins import LateSubmissionPlugin
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from traitlets.config import Config

from autograder.coursedir.folder import configuration
from autograder.coursedir.grading import Grading
from autograder.faults import CourseError, Fault
from autograder.messages import _


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
    with _read(course):
        config = configuration(course)
        directory = CourseDirectory(config=config)
        converter = Autograde(coursedir=directory, config=config)
        return Course(directory, converter, Grading(config=config), config)


@contextmanager
def _read(course: Path) -> Iterator[None]:
    """Where nbgrader or a plugin's class refuses what is configured, its author is told. Raises CourseError."""
    try:
        yield
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
    comes after the scoring. Raises CourseError where one of them cannot be made.
    """
    with _read(course.root):
        return _preprocessors(course)


def _preprocessors(course: Course) -> Preprocessors:
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
    """nbgrader's preprocessor with the course's late penalty plugin made; None where the course has none.

    Raises CourseError where it cannot be made as it is configured.
    """
    with _read(course.root):
        if AssignLatePenalties not in [_class(entry) for entry in course.converter.autograde_preprocessors]:
            return None
        assign = AssignLatePenalties(parent=course.converter)
        if not assign.enabled:
            return None
        assign.init_plugin()
        return assign


def penalties_set(course: Course) -> PlainPreprocessor | None:
    """What the course has set about late penalties; None where it is what nbgrader does by itself: nothing."""
    assign = late_penalties(course)
    if assign is None:
        return None
    plain = _plain_traits(assign.plugin_inst, assign.plugin_class())
    return plain if plain != PlainPreprocessor(_path(LateSubmissionPlugin)) else None


def _class(entry: Any) -> Any:
    if isinstance(entry, str):
        module, _dot, name = entry.rpartition(".")
        return getattr(importlib.import_module(module), name)
    return entry


def _plain_preprocessor(course: Course, entry: Any) -> PlainPreprocessor:
    cls = _class(entry)
    return _plain_traits(cls(parent=course.converter), cls())


def _plain_traits(made: Any, defaults: Any) -> PlainPreprocessor:
    traits = {name: getattr(made, name) for name, trait in made.traits(config=True).items()}
    return PlainPreprocessor(
        _path(type(made)),
        {name: value for name, value in traits.items() if value != getattr(defaults, name) and _plain(value)},
    )


def _path(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def _plain(value: Any) -> bool:
    try:
        msgspec.msgpack.encode(value)
    except (TypeError, ValueError, OverflowError):
        return False
    return True
