"""The autograded folder of a submission: laid out beside its place, then put there at once."""

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from autograder.coursedir.assignment import Assignment
from autograder.coursedir.settings import Course
from autograder.coursedir.submission import Submission
from autograder.records import Record


def place(course: Course, assignment: Assignment, student: str) -> Path:
    """Where nbgrader looks for what was graded."""
    directory = course.directory
    return Path(os.path.normpath(directory.format_path(directory.autograded_directory, student, assignment.name)))


def stage(course: Course, assignment: Assignment, submission: Submission, record: Record) -> None:
    """Lay the folder out beside its place: the instructor's files, the student's others, the notebooks with outputs.

    Raises OSError.
    """
    folder = _staged(place(course, assignment, submission.student))
    _remove(folder)
    folder.mkdir(parents=True)
    handed_out = {name: assignment.files[name] for name in assignment.handed_out}
    for name, content in {**submission.files, **handed_out}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    for notebook in record.notebooks:
        if not notebook.problem:
            (folder / f"{notebook.name}.ipynb").write_text(notebook.text, encoding="utf-8")
    _set_permissions(course, folder)


def publish(folder: Path) -> None:
    """Put what was laid out for `folder` in its place, and what was there away; once, however often it is called."""
    if folder.is_dir() and not os.path.lexists(_staged(folder)):
        return  # by a transaction that failed later and is tried again
    old = _old(folder)
    _remove(old)
    if os.path.lexists(folder):
        folder.rename(old)
    _staged(folder).rename(folder)
    _remove(old)


def is_complete(folder: Path, notebooks: Iterable[str]) -> bool:
    """Whether all these notebooks are there; what a killed run may have left beside them is removed."""
    _remove(_staged(folder))
    complete = all((folder / f"{name}.ipynb").is_file() for name in notebooks)
    if complete:
        _remove(_old(folder))
    return complete


def _staged(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.grading")  # nbgrader's `*` does not see it


def _old(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.old")


def _remove(folder: Path) -> None:
    if os.path.lexists(folder):
        shutil.rmtree(folder)


def _set_permissions(course: Course, folder: Path) -> None:
    """As nbgrader's `set_permissions`."""
    permissions = int(str(course.converter.permissions), 8)
    for dirname, _, filenames in os.walk(folder):
        for filename in filenames:
            os.chmod(os.path.join(dirname, filename), permissions)
        if course.directory.groupshared:
            os.chmod(dirname, (os.stat(dirname).st_mode | 0o2770) & 0o2777)
