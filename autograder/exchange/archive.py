"""What an LMS gives to download: a zip, or the folder that it was unpacked into. It is hostile data.

No entry's name is ever used as a path: it is cut into parts, and each part is a name and nothing more. Counts and
sizes are bounded before anything is read. Links are not followed.
"""

import os
import stat
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path
from typing import IO

from autograder.coursedir import untrusted
from autograder.faults import CourseError, Fault, Reason, printable
from autograder.messages import _
from course.helpers.language import N_

MOST = 50_000  # entries
DEEPEST = 20  # folders in folders
LONGEST = 200  # bytes of a file's or folder's name
LARGEST = 20 << 30  # bytes of all entries together
DIRECTORY = 32 << 20  # bytes of a zip's list of entries, which is read at once
PIECE = 1 << 20
# Other methods may ask for gigabytes of memory to unpack a few bytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED, _UTF8 = 0x1, 0x800  # flags of an entry
# What systems and programs leave in folders, and nobody hands in.
_LITTER = {"__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini", ".ipynb_checkpoints"}


@dataclass(frozen=True)
class Entry:
    """A file of the download: its name in parts, and its size, which `pieces` never exceeds."""

    parts: tuple[str, ...]
    size: int
    _open: Callable[[], IO[bytes]]

    @property
    def name(self) -> str:
        return "/".join(self.parts)

    def pieces(self) -> Iterator[bytes]:
        """What it holds. Raises OSError where it cannot be read, or is not what it says of itself."""
        left = self.size
        try:
            with self._open() as file:
                while piece := file.read(min(PIECE, left + 1)):
                    left -= len(piece)
                    if left < 0:
                        raise OSError(0, "it is longer than it says")
                    yield piece
        except OSError:
            raise
        except Exception as bad:  # what is packed wrongly raises many kinds
            raise OSError(0, str(bad) or type(bad).__name__) from bad


@dataclass
class Archive:
    """The entries, and a line for each thing that is left out."""

    entries: list[Entry] = field(default_factory=list)
    left_out: list[Reason] = field(default_factory=list)
    _names: set[tuple[str, ...]] = field(default_factory=set)

    def add(self, name: str, size: int, opened: Callable[[], IO[bytes]], why_not: str = "") -> None:
        """Take an entry, or note why not."""
        parts = tuple(part for part in name.split("/") if part != ".")
        if _LITTER & set(parts) or (parts and parts[-1].startswith("._")):
            return
        why_not = why_not or _amiss(name, parts) or (N_("{name}: there twice, left out") * (parts in self._names))
        if why_not:
            self.left_out.append(Reason(why_not, {"name": name}))
            return
        self._names.add(parts)
        self.entries.append(Entry(parts, size, opened))


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The download at `path`, a zip or a folder. Raises CourseError where it is neither, or too large."""
    archive = Archive()
    with ExitStack() as stack:
        try:
            if path.is_dir():
                _list_folder(path, archive)
            else:
                file = stack.enter_context(_File(path, "rb"))
                _list_zip(path, stack.enter_context(zipfile.ZipFile(file)), archive)
        except CourseError:
            raise
        except OSError as error:
            problem = _("it cannot be read: {error}", error=error.strerror or error)
            raise CourseError([Fault(path, None, problem, _("mend the name"))]) from error
        except Exception as error:  # a damaged list of entries raises many kinds
            problem = _("it is not a zip that can be read: {error}", error=error)
            raise CourseError([Fault(path, None, problem, _("download it again"))]) from error
        _demand(path, sum(entry.size for entry in archive.entries) <= LARGEST)
        yield archive


class _TooLongList(Exception):
    """The zip's list of entries is longer than anybody's class."""


class _File(FileIO):
    """A zip's file, which reads no list of entries that would fill the memory."""

    def read(self, size: int | None = -1) -> bytes:
        if size is not None and size > DIRECTORY:
            raise _TooLongList(f"a list of {size} bytes")
        return super().read(-1 if size is None else size)


def _list_zip(path: Path, zipped: zipfile.ZipFile, archive: Archive) -> None:
    _demand(path, len(zipped.infolist()) <= MOST)
    for info in zipped.infolist():
        if _name(info).endswith("/"):
            continue
        why_not = ""
        if stat.S_ISLNK(info.external_attr >> 16):
            why_not = N_("{name}: a link, left out")
        elif info.flag_bits & _ENCRYPTED or info.compress_type not in _METHODS:
            why_not = N_("{name}: it is encrypted or packed in a way that is not read, left out")
        archive.add(_name(info), info.file_size, lambda info=info: zipped.open(info), why_not)  # type: ignore[misc]


def _name(info: zipfile.ZipInfo) -> str:
    """The entry's name. Many programs write UTF-8 without saying so, and it is read as if DOS had written it."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except UnicodeError:
        return info.filename


def _list_folder(path: Path, archive: Archive) -> None:
    waiting, count = [path], 0
    while waiting:
        for entry in sorted(os.scandir(waiting.pop()), key=lambda entry: entry.name):
            count += 1
            _demand(path, count <= MOST)
            relative = Path(entry.path).relative_to(path)
            if entry.is_dir(follow_symlinks=False) and entry.name not in _LITTER and len(relative.parts) < DEEPEST:
                waiting.append(Path(entry.path))
                continue
            why_not = ""
            if entry.is_symlink():
                why_not = N_("{name}: a link, left out")
            elif not entry.is_file(follow_symlinks=False):
                why_not = N_("{name}: not a regular file, left out")
            size = entry.stat(follow_symlinks=False).st_size
            archive.add(
                relative.as_posix(), size, lambda file=Path(entry.path): untrusted.open_file(file), why_not  # type: ignore[misc]
            )  # fmt: skip


def _demand(path: Path, held: bool) -> None:
    if not held:
        problem = _("it holds more than {most} files or {size} GiB", most=MOST, size=LARGEST >> 30)
        raise CourseError([Fault(path, None, problem, _("download a part of the class at a time"))])


def _amiss(name: str, parts: tuple[str, ...]) -> str:
    """Why an entry of this name is left out; empty where it is a name like any other."""
    if not parts or any(part in ("", "..") for part in parts) or "\\" in name or "\0" in name:
        return N_("{name}: a name that leads elsewhere, left out")
    if printable(name) != name:
        return N_("{name}: a name that cannot be shown, left out")
    if len(parts) > DEEPEST or any(len(part.encode()) > LONGEST for part in parts):
        return N_("{name}: a name that is too long, left out")
    return ""
