"""The two working directories, the student's and the judge's, look like one.

Each side tells the other, with its next message, what has changed below its folder: files written and removed, folders
made, where `os.chdir` has gone. Temporary folders lie below it on both sides. What an answer writes crosses where it is
data that cannot run (autograder.engine.mirror.crossing); of any other file the judge keeps the reason why it was left
out. The instructor's own files are not replaced, but for those that the instructor's solution writes itself.
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

MOST = 100  # files and folders that answers have the judge keep
LOOKED_AT = 1000  # files and folders below the working directory
GONE, HERE = "gone", True  # what is said of a file or folder that was removed; of the folder that os.chdir went to
_YOUNG = 20_000_000  # nanoseconds: the clock of a file system may stand still for some, between two writes

Stamp = tuple[int, int, int]
Change = list[Any]  # [name, its bytes | None for a folder | GONE | HERE | the reason why its content stays here]


class _Seen(NamedTuple):
    """How a file or folder looked, and what the other side was told of it. No stamp: look at it again."""

    stamp: Stamp | None
    told: Any


class Folder:
    """One side's working directory, and what of it the other side has been told."""

    def __init__(self) -> None:
        self.root = os.getcwd()
        self._here = "."
        self._top = _look(self.root)
        self._seen = {  # what is there now the other side has too, or is to know nothing of
            name: _Seen(_look(entry.path), None if entry.is_dir(follow_symlinks=False) else "there")
            for name, entry in self._entries()
        }

    def changes(self) -> list[Change]:
        """What has changed since it was last asked."""
        found = self._differences() if self._is_changed() else []
        with contextlib.suppress(OSError):
            place = os.getcwd()
            here = "." if place == self.root else os.path.relpath(place, self.root)
            if here != self._here and (here == "." or has_a_plain_name(here)):
                self._here = here
                found.append([here, HERE])
        return found

    def take(self, name: Any, what: Any) -> None:
        """Do what the other side has done. A name that leads elsewhere is passed over."""
        if type(name) is not str or not (has_a_plain_name(name) or (name == "." and what is HERE)):
            return
        path = os.path.normpath(os.path.join(self.root, name))
        with contextlib.suppress(OSError, ValueError):
            if os.path.realpath(path) != path:  # by a link
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
            else:  # what was there is not what is meant any more
                shutil.rmtree(path) if os.path.isdir(path) else os.remove(path)
                self._seen.pop(name, None)

    def _note(self, name: str, told: Any) -> None:
        self._seen[name] = _Seen(None, told)

    def _why_not(self, name: str, content: bytes) -> str:
        """Why this content stays here; empty where the other side may have it."""
        return ""

    def _is_changed(self) -> bool:
        seen = {"": _Seen(self._top, None), **self._seen}
        return any(one.stamp is None or _look(f"{self.root}/{name}") != one.stamp for name, one in seen.items())

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
        """The file's bytes, or the reason why they stay here."""
        try:
            if not entry.is_file(follow_symlinks=False):
                return "kind"
            if entry.stat(follow_symlinks=False).st_size > LARGEST:
                return "large"
            return Path(entry.path).read_bytes()
        except OSError:
            return "kind"

    def _entries(self) -> "Iterator[tuple[str, os.DirEntry[str]]]":
        """What is below the working directory, a folder before what is in it."""
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
    """The student's. What it says of its files is looked at again by the judge."""

    def _why_not(self, name: str, content: bytes) -> str:
        return why_not(name, content)


class JudgesFolder(Folder):
    """The judge's: it takes what answers write, but for the instructor's own files.

    `open_to_answers`: those of the instructor's that the instructor's own solution writes, so that a test means the
    answer's. All others a test may read for what it expects.
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
        """Whether a test whose working directory is `here` finds it in the place of a file of the instructor's."""
        found = name.removeprefix(f"{here}/")
        return found != name and found in self._instructors - self.open_to_answers

    def start_again(self) -> None:
        """A new student side has none of what the tests have written, and is in the first place."""
        os.chdir(self.root)
        self._here = "."
        self._seen = {name: seen for name, seen in self._seen.items() if name in self._instructors}
        self._top = None
        self._left_out.clear()

    def wrote(self, path: str) -> bool:
        """Whether an answer has written the file at `path`."""
        return os.path.relpath(os.path.realpath(path), self.root) in self._taken

    def why(self, text: str) -> list[str]:
        """Of each file left out that `text` names, why it was, in the readers' languages."""
        return [
            "\n".join(each(REASONS[reason], folder=LOCALE, values={"name": os.path.basename(name)}))
            for name, reason in self._left_out.items()
            if re.search(rf"(?<![\w.-]){re.escape(os.path.basename(name))}(?![\w-])", text)
        ]


def _look(path: str) -> Stamp | None:
    """How the file or folder looks: when it was written, how long it is, which one it is."""
    try:
        status = os.lstat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _settled(path: str) -> Stamp | None:
    """How it looks; None where it may be written once more and look the same."""
    stamp = _look(path)
    return stamp if stamp is not None and time.time_ns() - stamp[0] > _YOUNG else None
