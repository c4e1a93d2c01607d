"""A submitted folder: found, checked and read without following anything that leads out of it.

What students hand in is data. A folder's name is a student's id and nothing else: no glob, no format, no path.
"""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc

from autograder.coursedir.settings import Course
from autograder.notebook.handed_in import without_outputs
from autograder.records import Reason, Refused, printable
from course.helpers.language import N_

TIMESTAMP = "timestamp.txt"
LONGEST_ID = 128  # of nbgrader's column
LARGEST = 5  # times the largest notebook: so large may a notebook be together with its outputs
_SLOT = "\0"  # no file name holds it
# A notebook's name, what Colab, browsers, Jupyter and Windows add to it when there is one already, and endings that
# they make up.
_NOTEBOOK = re.compile(
    r"(?:Copy of |Copie de )?(.+?)(?: ?\(\d+\)|-Copy\d+| - Copy| - Copie)?\.ipynb(?:\.txt|\.json)?",
    re.IGNORECASE | re.DOTALL,
)
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".xz", ".bz2")
_SPECIAL = set('<>",;\\*?[]')
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


@dataclass(frozen=True)
class Place:
    """Where a submission could be. `own`: the student's outermost folder; `folder`: the submission's, in it."""

    student: str
    own: Path
    folder: Path


@dataclass(frozen=True)
class Submission:
    """A checked submission. `notebooks`: those of the assignment, by name; `files`: all others to lay beside them.

    `problems`: why a notebook of the assignment that is there cannot be read. `remarks`: what was left out, and why.
    `digest` depends on every byte that grading looks at.
    """

    student: str
    folder: Path
    notebooks: dict[str, Path]
    files: dict[str, Path]
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
        if not stat.S_ISDIR((above / name).lstat().st_mode) or os.path.lexists(folder):
            yield Place(student, above / name, folder)


def check(course: Course, place: Place, expected: set[str], handed_out: frozenset[str] = frozenset()) -> Submission:
    """Check what `find` gave.

    `expected`: the names of the assignment's notebooks; `handed_out`: those of the instructor's files, which replace
    the student's of the same name. Raises Refused with the reason where it is nothing that can be graded.
    """
    _check_id(place.student)
    notebooks: dict[str, Path] = {}
    problems: dict[str, Reason] = {}
    remarks: list[Reason] = []
    try:
        _check_folders(place)
        found, files = _sorted_out(_regular_files(course, place.folder, remarks))
        chosen, strangers = _chosen(found, expected, remarks)
        for name, (relative, path) in chosen.items():
            try:
                read_notebook(course, relative, path)
                notebooks[name] = path
            except Refused as refused:
                problems[name] = refused.reason
        if not notebooks:
            raise _nothing_to_grade(expected, [*strangers, *files], [*problems.values(), *remarks])
        if strangers:
            remarks.append(Reason(N_("not part of the assignment, left out: {names}"), {"names": ", ".join(strangers)}))
        if missing := sorted(expected - set(notebooks) - set(problems)):
            names = ", ".join(f"{name}.ipynb" for name in missing)
            remarks.append(Reason(N_("not handed in: {names}"), {"names": names}))
        taken = handed_out | {f"{name}.ipynb" for name in expected}
        files = {name: path for name, path in files.items() if not _clashes(name, taken)}
        timestamp = _timestamp(files, remarks)
        digest = _digest(notebooks, files, [*problems.values(), *remarks])
    except OSError as error:
        raise unreadable(error) from error
    return Submission(place.student, place.folder, notebooks, files, problems, timestamp, digest, remarks)


def read(path: Path, limit: int | None = None) -> bytes:
    """The bytes of a submitted file, at most `limit`. Raises OSError for anything that is not a regular file."""
    with os.fdopen(_open(path), "rb") as file:
        return file.read(-1 if limit is None else limit)


def read_notebook(course: Course, name: str, path: Path) -> bytes:
    """The bytes of the notebook `name`, without its outputs where it is large. Raises Refused where it is too large."""
    limit = course.grading.notebook_size << 20
    if path.lstat().st_size <= limit:
        return read(path, limit)
    data = read(path, LARGEST * limit + 1)
    data = without_outputs(data) if len(data) <= LARGEST * limit else data
    if len(data) > limit:
        problem = N_("{name} is larger than {limit} MiB (c.Grading.notebook_size); take what is large out of it")
        raise Refused(problem, name=name, limit=course.grading.notebook_size)
    return data


def copy(path: Path, to: Path) -> None:
    """Copy a submitted file to `to` in pieces, so that its size does not matter. Raises OSError as `read` does."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(_open(path), "rb") as file, to.open("wb") as copied:
        while piece := file.read(1 << 20):
            copied.write(piece)


def _open(path: Path) -> int:
    descriptor = os.open(path, _OPEN)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "not a regular file")
    return descriptor


def _check_id(student: str) -> None:
    if not _is_text(student):
        raise Refused(N_("the folder's name holds characters that cannot be shown; rename it"))
    if len(student) > LONGEST_ID:
        raise Refused(N_("the folder's name is longer than {longest} characters; rename it"), longest=LONGEST_ID)
    # nbgrader's pages and its CSV export write ids as they are: markup would run, a comma would shift the columns and
    # a spreadsheet would take the cell for a formula. Its `glob` would take a pattern for other students' folders.
    if found := sorted(set(student) & _SPECIAL) or [student[0]] * student.startswith(("=", "+", "-", "@")):
        raise Refused(
            N_("the folder's name holds {characters} or begins with it; rename it"), characters="".join(found)
        )
    if student != student.strip():
        raise Refused(N_("the folder's name begins or ends with a space; rename it"))


def _check_folders(place: Place) -> None:
    """All folders from the student's own down to the submission are real ones."""
    folder = place.own
    for name in ("", *place.folder.relative_to(place.own).parts):
        folder = folder / name
        mode = folder.lstat().st_mode
        if stat.S_ISLNK(mode):
            raise Refused(N_("{name} is a link, which is not followed"), name=folder.name)
        if not stat.S_ISDIR(mode):
            raise Refused(N_("{name} is not a folder"), name=folder.name)


def _regular_files(course: Course, folder: Path, remarks: list[Reason]) -> Iterator[tuple[str, Path]]:
    """(relative name, path) of each regular file; a remark for each thing that is none or is too large."""
    ignored, largest = course.directory.ignore, course.directory.max_file_size * 1000
    left, count = course.directory.max_dir_size * 1000, 0
    waiting = [folder]
    while waiting:
        for entry in sorted(os.scandir(waiting.pop()), key=lambda entry: entry.name):
            left_out = any(fnmatch(entry.name, pattern) for pattern in ignored)
            if left_out and not entry.name.endswith(".py"):
                continue
            count += 1
            if count > course.grading.max_files:
                raise Refused(N_("it holds more than {limit} files"), limit=course.grading.max_files)
            relative = os.path.relpath(entry.path, folder)
            if not _is_text(relative):
                remarks.append(
                    Reason(N_("{name}: a name that cannot be shown, left out"), {"name": printable(relative)})
                )
            elif left_out:
                remarks.append(Reason(N_("{name}: left out, as c.CourseDirectory.ignore says"), {"name": relative}))
            elif entry.is_symlink():
                remarks.append(Reason(N_("{name}: a link, left out"), {"name": relative}))
            elif entry.is_dir(follow_symlinks=False):
                waiting.append(Path(entry.path))
            elif not entry.is_file(follow_symlinks=False):
                remarks.append(Reason(N_("{name}: not a regular file, left out"), {"name": relative}))
            elif _NOTEBOOK.fullmatch(relative):
                yield relative, Path(entry.path)
            elif (size := entry.stat(follow_symlinks=False).st_size) > min(largest, left):
                remarks.append(Reason(N_("{name}: too large, left out"), {"name": relative}))
            else:
                left -= size
                yield relative, Path(entry.path)


def _sorted_out(files: Iterable[tuple[str, Path]]) -> tuple[dict[str, Path], dict[str, Path]]:
    """The notebooks and the other files, by relative name."""
    notebooks: dict[str, Path] = {}
    others: dict[str, Path] = {}
    for relative, path in files:
        (notebooks if _NOTEBOOK.fullmatch(relative) else others)[relative] = path
    return notebooks, others


def _chosen(
    found: dict[str, Path], expected: set[str], remarks: list[Reason]
) -> tuple[dict[str, tuple[str, Path]], list[str]]:
    """The assignment's notebooks among those found, and the names of the others.

    One whose name was changed in saving is taken where there is no other that it could be.
    """
    alike: dict[str, list[str]] = {}
    for relative in found:
        if match := _NOTEBOOK.fullmatch(relative):
            alike.setdefault(match[1], []).append(relative)
    chosen: dict[str, tuple[str, Path]] = {}
    for name in sorted(expected):
        names = [f"{name}.ipynb"] if f"{name}.ipynb" in found else alike.get(name, [])
        if len(names) == 1:
            chosen[name] = (names[0], found[names[0]])
            if names[0] != f"{name}.ipynb":
                values = {"name": names[0], "wanted": f"{name}.ipynb"}
                remarks.append(Reason(N_("{name} is taken for {wanted}"), values))
    used = {relative for relative, _path in chosen.values()}
    return chosen, [relative for relative in found if relative not in used]


def unreadable(error: OSError) -> Refused:
    """The refusal of what the system would not read."""
    return Refused(N_("it cannot be read: {error}"), error=error.strerror or str(error))


def _clashes(name: str, taken: set[str] | frozenset[str]) -> bool:
    """Whether a file of this name is one of those taken, or cannot lie beside them since one is the other's folder."""
    return any(name == other or name.startswith(f"{other}/") or other.startswith(f"{name}/") for other in taken)


def _is_text(name: str) -> bool:
    return printable(name) == name


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


def _timestamp(files: dict[str, Path], remarks: list[Reason]) -> datetime | None:
    """When it was handed in, in UTC; None, and a remark, where the file says nothing that is a time."""
    if TIMESTAMP not in files:
        return None
    try:
        text = read(files[TIMESTAMP], limit=200).decode().strip()
        # dateutil looks a time zone up as a file's path: no path that leads elsewhere.
        if not text or (re.fullmatch(r"[\w :,.+\-]{1,64}(/\w+){0,2}", text) and ".." not in text):
            return parse_utc(text) if text else None
    except OSError:
        raise
    except Exception:  # dateutil raises many kinds
        pass
    # nbgrader's pages stop at a timestamp that they cannot read, for the whole class: it is not passed on.
    del files[TIMESTAMP]
    remarks.append(Reason(N_("timestamp.txt does not hold a time; no time is noted")))
    return None


def _digest(notebooks: dict[str, Path], files: dict[str, Path], remarks: list[Reason]) -> str:
    total = hashlib.sha256()
    for name, path in sorted({**files, **{f"{name}.ipynb": path for name, path in notebooks.items()}}.items()):
        with os.fdopen(_open(path), "rb") as file:
            total.update(name.encode() + b"\0" + hashlib.file_digest(file, "sha256").digest())
    for remark in remarks:
        total.update(repr((remark.message, sorted(remark.values.items()))).encode())
    return total.hexdigest()
