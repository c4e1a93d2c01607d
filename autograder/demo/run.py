"""The whole road on a made-up class: build, hand out, hand in, grade, feedback, in a folder of its own."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from autograder.authoring import answers, build, kit, steps
from autograder.batch import run as grading
from autograder.batch.events import Event, Summary
from autograder.coursedir import atomic, feedback
from autograder.coursedir.folder import directories
from autograder.demo import classroom
from autograder.faults import CourseError, Fault
from autograder.messages import _

MARK = ".autograder-demo"
CONFIG = "nbgrader_config.py"
KITS: tuple[kit.Edition, ...] = ("en", "fr")


@dataclass
class Demo:
    """What came out, and where it lies. `late`: (assignment, student); `failed`: these, with nbgrader's reason."""

    folder: Path
    summary: Summary
    late: list[tuple[str, str]]
    failed: list[tuple[str, str, str]]


def run(
    course: Path,
    folder: Path,
    students: int,
    seed: int,
    *,
    sandbox: bool = True,
    jobs: int | None = None,
    on_event: Callable[[Event], None] | None = None,
    on_feedback: Callable[[int, int], None] = lambda done, total: None,
) -> Demo:
    """Make `folder` anew, with `course`'s steps that have an answer bank and a class of `students`, and grade it.

    `on_event` is told of the grading, `on_feedback` how many pages of feedback are done, of how many.

    Raises CourseError where `folder` holds anything but an earlier demo, or a step cannot be built.
    """
    known = answers.steps(course)
    banks = {name: answers.load(course, name) for name in steps.names(course) if name in known}
    if not banks:
        remedy = _("run this in the course's own folder")
        raise CourseError([Fault(course / "source", None, _("no step here has an answer bank"), remedy)])
    made = build.make(course, list(banks))
    _start_anew(folder)
    if (course / CONFIG).is_file():
        shutil.copy(course / CONFIG, folder / CONFIG)
    made_elsewhere = shutil.ignore_patterns("*.ipynb", ".ipynb_checkpoints", "__pycache__", "runs")
    for built in made:
        shutil.copytree(built.step.path.parent, folder / "source" / built.step.name, ignore=made_elsewhere)
    made = build.make(folder, list(banks))
    build.write(folder, made)
    for language in KITS:
        kit.write(folder / "kits" / f"gradient-{language}.zip", kit.make(course, made, language))
    classroom.hand_in(folder, made, banks, students, seed)
    summary = grading.grade(folder, list(banks), jobs=jobs, sandbox=sandbox, on_event=on_event)
    pairs = [(event.assignment, event.student) for event in summary.of("graded")]
    failed = feedback.generate(folder, pairs, jobs, on_feedback)
    return Demo(folder, summary, _late(folder, list(banks)), failed)


def _late(folder: Path, names: list[str]) -> list[tuple[str, str]]:
    with Gradebook(directories(folder).db_url) as gradebook:
        return [
            (name, submission.student_id)
            for name in names
            for submission in gradebook.assignment_submissions(name)
            if submission.total_seconds_late > 0
        ]


def _start_anew(folder: Path) -> None:
    """An empty folder with our mark. One that exists is removed only if it bears the mark."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise CourseError([Fault(folder, None, _("this is no folder"), _("remove it, or name another with --output"))])
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        problem = _("this folder was not made by autograder demo, and is left as it is")
        raise CourseError([Fault(folder, None, problem, _("name another with --output"))])
    if folder.exists():
        shutil.rmtree(folder)
    atomic.write(folder / MARK, _("Made by autograder demo, which makes it anew each time.").encode() + b"\n")
