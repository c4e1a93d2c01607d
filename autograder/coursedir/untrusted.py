"""What lies in a folder that students write to, read without following anything that leads out of it."""

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from io import BufferedReader
from pathlib import Path
from typing import NamedTuple

from autograder.coursedir.settings import Course
from autograder.faults import Reason, Refused, printable
from autograder.notebook.handed_in import without_outputs
from course.helpers.language import N_

LARGEST = 5  # times the largest notebook: so large may a notebook be together with its outputs
# A notebook's name, what Colab, browsers, Jupyter and Windows add to it when there is one already, and endings that
# they make up.
NOTEBOOK = re.compile(
    r"(?:Copy of |Copie de )?(.+?)(?: ?\((\d+)\)|-Copy(\d+)| - Copy| - Copie)?\.ipynb(?:\.txt|\.json)?",
    re.IGNORECASE | re.DOTALL,
)
_OPEN = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class ReadNotebook(NamedTuple):
    """`text`: without outputs where the notebook is large. `digest`: of all that was read."""

    text: bytes
    digest: bytes


def read(path: Path, limit: int | None = None) -> bytes:
    """The bytes of a submitted file, at most `limit`. Raises OSError for anything that is not a regular file."""
    with open_file(path) as file:
        return file.read(-1 if limit is None else limit)


def open_file(path: Path) -> BufferedReader:
    """A submitted file, open for reading. Raises OSError for anything that is not a regular file."""
    descriptor = os.open(path, _OPEN)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(0, "not a regular file")
    return os.fdopen(descriptor, "rb")


def read_notebook(course: Course, name: str, path: Path) -> ReadNotebook:
    """The notebook `name`. Raises Refused where it is too large even without its outputs."""
    limit = course.grading.notebook_size << 20
    data = read(path, LARGEST * limit + 1)
    text = without_outputs(data) if limit < len(data) <= LARGEST * limit else data
    if len(text) > limit:
        problem = N_("{name} is larger than {limit} MiB (c.Grading.notebook_size); take what is large out of it")
        raise Refused(problem, name=name, limit=course.grading.notebook_size)
    return ReadNotebook(text, hashlib.sha256(data).digest())


def check_folders(own: Path, folder: Path) -> None:
    """Raise Refused unless all folders from the student's `own` down to the submission are real ones."""
    inner = own
    for name in ("", *folder.relative_to(own).parts):
        inner = inner / name
        mode = inner.lstat().st_mode
        if stat.S_ISLNK(mode):
            raise Refused(N_("{name} is a link, which is not followed"), name=inner.name)
        if not stat.S_ISDIR(mode):
            raise Refused(N_("{name} is not a folder"), name=inner.name)


def may_be_there(path: Path) -> bool:
    """Whether something is there, or nobody may look whether it is: that is told, and not passed over."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def regular_files(course: Course, folder: Path, remarks: list[Reason]) -> Iterator[tuple[str, Path]]:
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
            if printable(relative) != relative:
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
            elif NOTEBOOK.fullmatch(relative):
                yield relative, Path(entry.path)
            elif (size := entry.stat(follow_symlinks=False).st_size) > min(largest, left):
                remarks.append(Reason(N_("{name}: too large, left out"), {"name": relative}))
            else:
                left -= size
                yield relative, Path(entry.path)


def sorted_out(files: Iterable[tuple[str, Path]]) -> tuple[dict[str, Path], dict[str, Path]]:
    """The notebooks and the other files, by relative name."""
    notebooks: dict[str, Path] = {}
    others: dict[str, Path] = {}
    for relative, path in files:
        (notebooks if NOTEBOOK.fullmatch(relative) else others)[relative] = path
    return notebooks, others


def notebook_of(name: str) -> str | None:
    """The name that a notebook had before a program changed it in saving; None where it is no notebook."""
    match = NOTEBOOK.fullmatch(name)
    return match[1] if match else None


def copy_number(name: str) -> int | None:
    """The number that a program gave a notebook when there was one already; None where it gave none."""
    match = NOTEBOOK.fullmatch(name)
    number = match and (match[2] or match[3])
    return int(number[:18]) if number else None


def unreadable(error: OSError) -> Refused:
    """The refusal of what the system would not read."""
    return Refused(N_("it cannot be read: {error}"), error=error.strerror or str(error))
