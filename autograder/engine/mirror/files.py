"""Keeps the working directories of the student side and of the judge the same.

With its next message each side tells the other what has changed below its folder: files that were written or removed,
new folders, and the folder after `os.chdir`. Temporary folders lie below the folder on both sides. A file that an
answer writes crosses if it is data that cannot run (autograder.engine.mirror.crossing). For any other file the judge
keeps the reason why it was left out. An answer cannot replace the instructor's own files, except those that the
instructor's solution writes itself.
"""

import contextlib
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from autograder.engine.mirror.crossing import LARGEST, REASONS, has_a_plain_name, why_not
from autograder.messages import LOCALE
from course.helpers.language import each

MOST = 100  # the most files and folders of answers in the judge's folder
LOOKED_AT = 1000  # the most files and folders that are looked at
GONE, HERE = "gone", True  # the change of a removed file or folder, and of the folder that os.chdir went to
_YOUNG = 20_000_000  # nanoseconds: two writes within this time may have the same time stamp

Stamp = tuple[int, int, int]
Change = list[Any]  # [name, its bytes | None for a folder | GONE | HERE | the reason why its content stays here]


class _Seen(NamedTuple):
    """The stamp of a file or folder, and the change that the other side was told. Without a stamp it is read again."""

    stamp: Stamp | None
    told: Any


class Folder:
    """One side's working directory, and what the other side knows of it."""

    def __init__(self) -> None:
        self.root = os.getcwd()
        self._here = "."
        self._top = _look(self.root)
        self._seen = {  # the other side has the present files too, or must not know them
            name: _Seen(_look(entry.path), None if entry.is_dir(follow_symlinks=False) else "there")
            for name, entry in self._entries()
        }

    def changes(self) -> list[Change]:
        """The changes since the last call."""
        found = self._differences() if self._is_changed() else []
        with contextlib.suppress(OSError):
            place = os.getcwd()
            here = "." if place == self.root else os.path.relpath(place, self.root)
            if here != self._here and (here == "." or has_a_plain_name(here)):
                self._here = here
                found.append([here, HERE])
        return found

    def take(self, name: Any, what: Any) -> None:
        """Make the same change as the other side. A name that leads out of the folder is ignored."""
        if type(name) is not str or not (has_a_plain_name(name) or (name == "." and what is HERE)):
            return
        path = os.path.normpath(os.path.join(self.root, name))
        with contextlib.suppress(OSError, ValueError):
            if os.path.realpath(path) != path:  # a link is on the way
                return
            if what is HERE:
                os.chdir(path)
                self._here = name
            elif what is None:
                os.makedirs(path, exist_ok=True)
                self._note(name, None)
            elif type(what) is bytes:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                Path(path).write_bytes(what)
                self._note(name, hash(what))
            else:  # it was removed there, or its new content does not cross
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
                self._seen.pop(name, None)

    def _note(self, name: str, told: Any) -> None:
        self._seen[name] = _Seen(None, told)

    def _why_not(self, name: str, content: bytes) -> str:
        """The reason why this content does not cross, or "" where it does."""
        return ""

    def _is_changed(self) -> bool:
        if self._top is None or _look(self.root) != self._top:
            return True
        return any(one.stamp is None or _look(f"{self.root}/{name}") != one.stamp for name, one in self._seen.items())

    def _differences(self) -> list[Change]:
        found: list[Change] = []
        self._top = _settled(self.root)
        now: dict[str, _Seen] = {}
        for name, entry in self._entries():
            before, stamp = self._seen.get(name), _settled(entry.path)
            if before is not None and stamp is not None and before.stamp == stamp:
                now[name] = before
            elif entry.is_dir(follow_symlinks=False):
                now[name] = _Seen(stamp, None)
                if before is None or before.told is not None:
                    found.append([name, None])
            else:
                content = self._content(entry)
                told = hash(content) if type(content) is bytes else content
                now[name] = _Seen(stamp, told)
                if before is not None and before.told == told:
                    continue
                reason = self._why_not(name, content) if type(content) is bytes else content
                found.append([name, reason or (content if len(found) < MOST else "many")])
        missing = sorted(self._seen.keys() - now.keys(), reverse=True)
        gone = [[name, GONE] for name in missing if not os.path.lexists(os.path.join(self.root, name))]
        self._seen = now
        return gone + found

    def _content(self, entry: "os.DirEntry[str]") -> bytes | str:
        """The file's bytes, or the reason why they do not cross."""
        try:
            if not entry.is_file(follow_symlinks=False):
                return "kind"
            if entry.stat(follow_symlinks=False).st_size > LARGEST:
                return "large"
            return Path(entry.path).read_bytes()
        except OSError:
            return "kind"

    def _entries(self) -> "Iterator[tuple[str, os.DirEntry[str]]]":
        """Yields the files and folders below the working directory, each folder before its content."""
        waiting, count = [""], 0
        while waiting:
            below = waiting.pop()
            with contextlib.suppress(OSError), os.scandir(os.path.join(self.root, below)) as entries:
                for entry in entries:
                    name = os.path.join(below, entry.name)
                    if not has_a_plain_name(name):
                        continue
                    if (count := count + 1) > LOOKED_AT:
                        return
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(name)
                    yield name, entry


class StudentsFolder(Folder):
    """The student side's folder. The judge checks again what this side reports."""

    def _why_not(self, name: str, content: bytes) -> str:
        return why_not(name, content)


class JudgesFolder(Folder):
    """The judge's folder. It takes the files that answers write, except those with the name of an instructor's file.

    `open_to_answers`: the instructor's files that the instructor's solution writes. A test that reads one of them means
    the answer's file. A test may read any other instructor's file for the values that it expects.
    """

    open_to_answers: frozenset[str] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        below = (os.path.join(top, name) for top, *both in os.walk(".") for name in both[0] + both[1])
        self._instructors = set(map(os.path.normpath, below))
        self._taken: set[str] = set()
        self._left_out: dict[str, str] = {}

    def take(self, name: Any, what: Any) -> None:
        if type(name) is not str:
            return
        if name in self._instructors and name not in self.open_to_answers and what is not HERE:
            return
        if self._shadows(name, self._here) or (what is HERE and any(self._shadows(one, name) for one in self._taken)):
            return
        if type(what) is bytes and (reason := why_not(name, what)):
            what = reason
        if what is not HERE and what != GONE and len(self._taken | {name}) > MOST:
            what = "many"
        if what is None or type(what) is bytes:
            self._taken.add(name)
            self._left_out.pop(name, None)
        elif type(what) is str and what in REASONS and len(self._left_out) < MOST and has_a_plain_name(name):
            self._left_out[name] = what
        elif what is not HERE and what != GONE:
            return
        super().take(name, what)

    def _shadows(self, name: str, here: str) -> bool:
        """Whether a test in the working directory `here` would read this file instead of an instructor's file."""
        found = name.removeprefix(f"{here}/")
        return found != name and found in self._instructors - self.open_to_answers

    def start_again(self) -> None:
        """Begin with a new student side, which has none of the tests' files and is in the first folder."""
        os.chdir(self.root)
        self._here = "."
        self._seen = {name: seen for name, seen in self._seen.items() if name in self._instructors}
        self._top = None
        self._left_out.clear()

    def wrote(self, path: str) -> bool:
        """Whether an answer has written the file at `path`."""
        return os.path.relpath(os.path.realpath(path), self.root) in self._taken

    def why(self, text: str) -> list[str]:
        """For each file that `text` names and that was left out: why, in the readers' languages."""
        return [
            "\n".join(each(REASONS[reason], folder=LOCALE, values={"name": os.path.basename(name)}))
            for name, reason in self._left_out.items()
            if re.search(rf"(?<![\w.-]){re.escape(os.path.basename(name))}(?![\w-])", text)
        ]


def _look(path: str) -> Stamp | None:
    """The stamp of a file or folder: its time of writing, size and inode. None where it does not exist."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _settled(path: str) -> Stamp | None:
    """The stamp, or None where the file is so new that another write could have the same stamp."""
    stamp = _look(path)
    return stamp if stamp is not None and time.time_ns() - stamp[0] > _YOUNG else None
