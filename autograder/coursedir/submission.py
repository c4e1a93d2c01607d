"""A submitted folder: found, checked and read once.

What students hand in is data. A folder's name is a student's id and nothing else: no glob, no format, no path.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from autograder.coursedir.choosing import Work, choose, may_be, work_in
from autograder.coursedir.settings import Course
from autograder.coursedir.student_id import check_id
from autograder.coursedir.untrusted import (
    ReadNotebook,
    check_folders,
    may_be_there,
    read,
    read_notebook,
    regular_files,
    sorted_out,
    unreadable,
)
from autograder.faults import Reason, Refused
from autograder.notebook.outline import Landmark
from course.helpers.language import N_

TIMESTAMP = "timestamp.txt"
_SLOT = "\0"  # no file name holds it
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".xz", ".bz2")


@dataclass(frozen=True)
class Place:
    """Where a submission could be. `own`: the student's outermost folder; `folder`: the submission's, in it."""

    student: str
    own: Path
    folder: Path


@dataclass(frozen=True)
class Submission:
    """A checked submission: its bytes, read once, so that digest, marks and graded folder are of one thing.

    `notebooks`: those of the assignment, by name, a large one without its outputs; `files`: all others to lay beside
    them. `problems`: why a notebook of the assignment that is there cannot be read. `remarks`: what was left out, and
    why. `digest` depends on every byte that grading looks at.
    """

    student: str
    notebooks: dict[str, bytes]
    files: dict[str, bytes]
    problems: dict[str, Reason]
    timestamp: datetime | None
    digest: str
    remarks: list[Reason]


def find(directory: CourseDirectory, assignment: str) -> Iterator[Place]:
    """Everything that stands where a submission of `assignment` could, in order of student ids.

    nbgrader's `directory_structure` is read from left to right, the student's part of it from the names that are there.
    """
    pattern = Path(directory.format_path(directory.submitted_directory, _SLOT, assignment))
    excluded = set(filter(None, directory.student_id_exclude.split(",")))
    depth = next(index for index, part in enumerate(pattern.parts) if _SLOT in part)
    above, part, below = Path(*pattern.parts[:depth]), pattern.parts[depth], pattern.parts[depth + 1 :]
    before, _slot, after = part.partition(_SLOT)
    for name in sorted(os.listdir(above)) if above.is_dir() else []:
        student = name.removeprefix(before).removesuffix(after)
        # Names with a dot in front are not students, for nbgrader's `*` either: .git, .ipynb_checkpoints, .DS_Store.
        if part.replace(_SLOT, student) != name or not student or name.startswith(".") or student in excluded:
            continue
        folder = above.joinpath(name, *(piece.replace(_SLOT, student) for piece in below))
        if not stat.S_ISDIR((above / name).lstat().st_mode) or may_be_there(folder):
            yield Place(student, above / name, folder)


def check(
    course: Course,
    place: Place,
    expected: Mapping[str, Sequence[Landmark]],
    handed_out: frozenset[str] = frozenset(),
) -> Submission:
    """Check what `find` gave.

    `expected`: the assignment's notebooks as they were handed out, by name; `handed_out`: the names of the instructor's
    files, which replace the student's of the same name. Raises Refused with the reason where it is nothing that can be
    graded.
    """
    check_id(place.student)
    notebooks: dict[str, ReadNotebook] = {}
    problems: dict[str, Reason] = {}
    remarks: list[Reason] = []
    try:
        check_folders(place.own, place.folder)
        found, others = sorted_out(regular_files(course, place.folder, remarks))
        chosen, strangers = _chosen(course, found, expected, remarks)
        for name, (relative, path) in chosen.items():
            try:
                notebooks[name] = read_notebook(course, relative, path)
            except Refused as refused:
                problems[name] = refused.reason
        if not notebooks:
            raise _nothing_to_grade(set(expected), [*strangers, *others], [*problems.values(), *remarks])
        if strangers:
            remarks.append(Reason(N_("not part of the assignment, left out: {names}"), {"names": ", ".join(strangers)}))
        if missing := sorted(expected.keys() - notebooks.keys() - problems.keys()):
            names = ", ".join(f"{name}.ipynb" for name in missing)
            remarks.append(Reason(N_("not handed in: {names}"), {"names": names}))
        taken = handed_out | {f"{name}.ipynb" for name in expected}
        files = {name: read(path) for name, path in others.items() if not _clashes(name, taken)}
    except OSError as error:
        raise unreadable(error) from error
    timestamp = _timestamp(files, remarks)
    digest = _digest(notebooks, files, [*problems.values(), *remarks])
    texts = {name: notebook.text for name, notebook in notebooks.items()}
    return Submission(place.student, texts, files, problems, timestamp, digest, remarks)


def _chosen(
    course: Course, found: dict[str, Path], expected: Mapping[str, Sequence[Landmark]], remarks: list[Reason]
) -> tuple[dict[str, tuple[str, Path]], list[str]]:
    """The assignment's notebooks among those found, and the names of the others.

    One whose name was changed in saving is taken where there is no other that it could be, or none with other work.
    """
    chosen: dict[str, tuple[str, Path]] = {}
    told: set[str] = set()
    for wanted, outline in sorted(expected.items()):
        names = [name for name in found if may_be(name, wanted, expected)]
        if len(names) > 1:
            choice = choose(wanted, names, [_work(course, name, found[name], outline) for name in names])
            if choice is None:
                continue
            remarks.append(choice[1])
            told |= set(names)
            names = [names[choice[0]]]
        elif names and names[0] != f"{wanted}.ipynb":
            values = {"name": names[0], "wanted": f"{wanted}.ipynb"}
            remarks.append(Reason(N_("{name} is taken for {wanted}"), values))
        if names:
            chosen[wanted] = (names[0], found[names[0]])
    used = told | {relative for relative, _path in chosen.values()}
    return chosen, [relative for relative in found if relative not in used]


def _work(course: Course, name: str, path: Path, outline: Sequence[Landmark]) -> Work:
    try:
        return work_in(read_notebook(course, name, path).text, outline)
    except Refused:
        return None


def _clashes(name: str, taken: set[str] | frozenset[str]) -> bool:
    """Whether a file of this name is one of those taken, or cannot lie beside them since one is the other's folder."""
    return any(name == other or name.startswith(f"{other}/") or other.startswith(f"{name}/") for other in taken)


def _nothing_to_grade(expected: set[str], names: list[str], remarks: list[Reason]) -> Refused:
    wanted = ", ".join(f"{name}.ipynb" for name in sorted(expected))
    names = sorted(name for name in names if name != TIMESTAMP)
    if remarks:
        problem = N_("expected {wanted}, found nothing to grade: {remarks}")
        return Refused(problem, wanted=wanted, remarks="; ".join(map(str, remarks)))
    if any(name.lower().endswith(_ARCHIVES) for name in names):
        problem = N_("expected {wanted}, found only {names}; unpack the archive")
        return Refused(problem, wanted=wanted, names=", ".join(names))
    if names:
        return Refused(N_("expected {wanted}, found only {names}"), wanted=wanted, names=", ".join(names))
    return Refused(N_("it holds no notebook; expected {wanted}"), wanted=wanted)


def noted_time(data: bytes) -> datetime | None:
    """What a timestamp.txt says, in UTC; None where it is empty. Raises ValueError where it is no time."""
    text = data[:200].decode().strip()
    # dateutil looks a time zone up as a file's path: no path that leads elsewhere.
    if text and (not re.fullmatch(r"[\w :,.+\-]{1,64}(/\w+){0,2}", text) or ".." in text):
        raise ValueError(text)
    try:
        return parse_utc(text) if text else None
    except Exception as error:  # dateutil raises many kinds
        raise ValueError(text) from error


def _timestamp(files: dict[str, bytes], remarks: list[Reason]) -> datetime | None:
    """When it was handed in, in UTC; None, and a remark, where the file says nothing that is a time."""
    if TIMESTAMP not in files:
        return None
    try:
        return noted_time(files[TIMESTAMP])
    except ValueError:
        # nbgrader's pages stop at a timestamp that they cannot read, for the whole class: it is not passed on.
        del files[TIMESTAMP]
        remarks.append(Reason(N_("timestamp.txt does not hold a time; no time is noted")))
        return None


def _digest(notebooks: dict[str, ReadNotebook], files: dict[str, bytes], remarks: list[Reason]) -> str:
    digests = {name: hashlib.sha256(data).digest() for name, data in files.items()}
    digests |= {f"{name}.ipynb": notebook.digest for name, notebook in notebooks.items()}
    total = hashlib.sha256()
    for name, digest in sorted(digests.items()):
        total.update(name.encode() + b"\0" + digest)
    for remark in remarks:
        total.update(repr((remark.message, sorted(remark.values.items()))).encode())
    return total.hexdigest()
