"""Files that tests and answers write for each other, as they would in one folder.

The student's folder and the judge's are two. What a test writes goes to the student side before its next request;
what an answer writes comes back with the next answer, where it is data that cannot run (autograder.crossing). The
instructor's own files are not replaced, but for those that the instructor's solution writes itself.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograder.crossing import LARGEST, has_a_name_to_cross, may_cross

MOST = 100  # files

Stamp = tuple[int, int]


class Folder:
    """The working directory, and what of it the other side has seen."""

    def __init__(self) -> None:
        self._changed_at = 0
        self._told: dict[str, Stamp] = {}
        self.base = os.getcwd()
        self.look()

    def place(self) -> str:
        """Where below its first place the working directory is now; "" where it is elsewhere."""
        try:
            place = os.path.relpath(os.getcwd(), self.base)
        except OSError:
            return ""
        return "" if place.startswith("..") else place

    def look(self) -> None:
        """What is there now is known to the other side."""
        self._told = dict(_files())
        self._changed_at = os.stat(".").st_mtime_ns

    def changes(self) -> list[list[Any]]:
        """[name, content] of each text file that is new or has changed since the last look."""
        try:
            changed_at = os.stat(".").st_mtime_ns
        except OSError:
            return []
        if changed_at == self._changed_at and all(_stamp(name) == self._told[name] for name in self._told):
            return []
        self._changed_at = changed_at
        found: list[list[Any]] = []
        now = dict(_files())
        for name, stamp in now.items():
            if self._told.get(name) != stamp and len(found) < MOST:
                with contextlib.suppress(OSError):
                    content = Path(name).read_bytes()
                    if may_cross(name, content):
                        found.append([name, content])
        self._told = now
        return found

    def take(self, name: Any, content: Any) -> None:
        """Write what the other side has written; anything that is no such file is left out."""
        if type(name) is not str or type(content) is not bytes or not may_cross(name, content):
            return
        with contextlib.suppress(OSError):
            if not os.path.lexists(name) or (os.path.isfile(name) and not os.path.islink(name)):
                Path(name).write_bytes(content)
                self._told[name] = _stamp(name)
                self._changed_at = os.stat(".").st_mtime_ns


class JudgesFolder(Folder):
    """The judge's: it takes what answers write, but for the instructor's own files.

    `open_to_answers`: those of the instructor's that the instructor's own solution writes, so that a test means the
    answer's. All others a test may read for what it expects.
    """

    open_to_answers: frozenset[str] = frozenset()

    def look(self) -> None:
        super().look()
        found = (os.path.join(top, name) for top, _, names in os.walk(".") for name in names)
        self._instructors = {*os.listdir(), *map(os.path.normpath, found)}
        self._taken: set[str] = set()

    def take(self, name: Any, content: Any) -> None:
        own = os.path.normpath(os.path.join(self.place(), name)) if type(name) is str else ""
        if (own not in self._instructors or own in self.open_to_answers) and len(self._taken | {name}) <= MOST:
            self._taken.add(name)
            super().take(name, content)

    def go(self, place: Any) -> None:
        """The working directory is there now, as the student's code has made its own: below the first one only."""
        if type(place) is not str or not 0 < len(place) < 200 or os.path.isabs(place) or ".." in place.split("/"):
            return
        with contextlib.suppress(OSError, ValueError):
            os.makedirs(os.path.join(self.base, place), exist_ok=True)
            os.chdir(os.path.join(self.base, place))

    def start_again(self) -> None:
        """A new student side has none of what the tests have written, and is in the first place."""
        os.chdir(self.base)
        self._told = {name: stamp for name, stamp in self._told.items() if name in self._instructors}
        self._changed_at = 0


def _stamp(name: str) -> Stamp:
    try:
        status = os.lstat(name)
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_size)


def _files() -> Iterator[tuple[str, Stamp]]:
    with contextlib.suppress(OSError), os.scandir() as entries:
        for entry in entries:
            if has_a_name_to_cross(entry.name) and entry.is_file(follow_symlinks=False):
                status = entry.stat(follow_symlinks=False)
                if status.st_size <= LARGEST:
                    yield entry.name, (status.st_mtime_ns, status.st_size)
