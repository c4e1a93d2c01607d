"""The instructor's own modules, which lie beside the notebook: `from checks import is_sorted` in a test cell.

The judge imports these and no others, and from their own folder: a module of the student's would run there.
"""

import _io
import io
import sys
from collections.abc import Callable, Iterable, Sequence, Set
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any

from autograder.messages import LOCALE
from course.helpers.language import N_, each


class Beside(MetaPathFinder):
    """Finds the modules `names` in `folder`, and before all others, as a kernel does."""

    def __init__(self, folder: Path, names: Set[str]) -> None:
        self.folder, self.names = folder, names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if path is not None or fullname not in self.names:
            return None
        return PathFinder.find_spec(fullname, [str(self.folder)])


def tops(files: Iterable[str]) -> frozenset[str]:
    """The modules and packages among the relative names of files."""
    parts = [PurePath(name).parts for name in files if name.endswith(".py")]
    return frozenset(first.removesuffix(".py") for first, *_ in parts)


def import_from(folder: Path, names: Set[str]) -> None:
    """From now on, in this process."""
    if names:
        sys.meta_path.insert(0, Beside(folder, names))


def run_none(is_an_answers: Callable[[str], bool]) -> None:
    """From now on, in this process, no file for which this holds is opened to be run, by `import` or `runpy`."""
    own = io.open_code

    def open_code(path: str) -> Any:
        if is_an_answers(path):
            message = N_("{name} is a module that the student's code has written: a test can read it, not import it")
            values = {"name": PurePath(path).name}
            raise ImportError("\n".join(each(message, folder=LOCALE, values=values)), path=path)
        return own(path)

    io.open_code = _io.open_code = open_code  # type: ignore[assignment]
