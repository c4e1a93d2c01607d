"""The instructor's own modules, which lie beside the notebook: `from checks import is_sorted` in a test cell.

The judge imports these and no others, and from their own folder: a module of the student's would run there.
"""

import _io
import ast
import io
import sys
from collections.abc import Callable, Sequence, Set
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import decode_source
from pathlib import Path, PurePath
from types import CodeType, ModuleType
from typing import Any

from autograder.engine.judge.classes import AskingForClasses
from autograder.messages import LOCALE
from course.helpers.language import N_, each


class _Loader(SourceFileLoader):
    """Compiles a module as a test cell is compiled: it may ask for the class of a student's object."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        text = decode_source(self.get_data(path))
        tree = AskingForClasses(text, path).visit(ast.parse(text, path))
        return compile(tree, path, "exec", dont_inherit=True)


class Beside(MetaPathFinder):
    """Finds the modules `names` in `folder`, and before all others, as a kernel does."""

    def __init__(self, folder: Path, names: Set[str]) -> None:
        self.folder, self.names = folder, names

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in self.names:
            return None
        spec = PathFinder.find_spec(fullname, [str(self.folder)] if path is None else path)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(spec.loader.name, spec.loader.path)
        return spec


def import_from(folder: Path, names: Set[str]) -> None:
    """From now on, in this process."""
    if names:
        sys.meta_path.insert(0, Beside(folder, names))


def run_none(is_an_answers: Callable[[str], bool]) -> None:
    """From now on, in this process, no file for which this holds is opened to be run, by `import` or `runpy`."""
    own = io.open_code

    def open_code(path: str) -> Any:
        if is_an_answers(path):
            message = N_(
                "The student's code has written {name}, and a test does not run this file. "
                "It can import the module by its name."
            )
            values = {"name": PurePath(path).name}
            raise ImportError("\n".join(each(message, folder=LOCALE, values=values)), path=path)
        return own(path)

    io.open_code = _io.open_code = open_code  # type: ignore[assignment]
