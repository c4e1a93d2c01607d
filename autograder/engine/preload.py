"""What a template and a judge import once, for all submissions."""

import contextlib
import gc
import os
import pkgutil
import re
import select
import signal
import sys
import time
from collections.abc import Iterable, Sequence, Set
from functools import wraps
from importlib.machinery import PathFinder
from pathlib import Path
from types import FunctionType
from typing import Any

from autograder.notebook.code import Import
from autograder.sandbox import python_folders
from autograder.sandbox.linux import bind_to_parent

TRIAL = 30.0  # seconds in which another process has to import what a course's notebooks import
draws = False  # whether the functions that only draw do draw at the moment

# Modules that take up to a second to import, each with the words of a source that needs it, beside the word `torch`.
# PyTorch imports the first one when `backward` or `grad` is given a gradient. The second one is its compiler: an
# optimizer imports it, even where nothing is compiled.
_FOR_SOME = {
    "torch.fx.experimental.symbolic_shapes": re.compile(r"\bgrad|\bbackward|\bautograd\b"),
    "torch._dynamo": re.compile(r"\boptim\b|\btorch\.(compile|func)\b|\bfunctorch\b|\bcheckpoint\b"),
    "torch.utils.tensorboard": re.compile(r"\btensorboard\b"),
    "tensorboard.backend.event_processing.event_accumulator": re.compile(r"\btensorboard\b"),
}
# Libraries that take long to import, and whose import does nothing else. What a course's notebooks import of them, an
# engine imports once.
_LIBRARIES = {"pandas", "scipy", "sklearn", "seaborn", "sympy", "statsmodels", "networkx"}


def for_all(modules: Iterable[str]) -> list[str]:
    """Those of `modules` that are imported for every course."""
    return [name for name in modules if name not in _FOR_SOME]


def for_some(modules: Iterable[str]) -> list[str]:
    """The others of `modules`, each for courses whose sources need it."""
    return [name for name in modules if name in _FOR_SOME]


def needed(modules: Iterable[str], sources: Iterable[str]) -> list[str]:
    """Those of `modules` that are imported for a course with these sources."""
    some = _named_in(sources, _FOR_SOME)
    return [name for name in modules if name not in _FOR_SOME or name in some]


def missing(sources: Iterable[str]) -> list[str]:
    """What a submission with these sources needs besides, that this process has not imported for its course."""
    return _named_in(sources, [name for name in _FOR_SOME if name not in sys.modules])


def imported_by(imports: Iterable[Import], own: Set[str]) -> list[str]:
    """The modules of well-known libraries among what a course's cells import.

    own: the instructor's own modules, which lie beside the notebook. Where one of them has the name of an installed
    module, the answer is empty: a library could import the wrong one.
    """
    if any(is_installed(name) for name in own):
        return []
    return sorted({name for one in imports if (name := one.loads or one.module).partition(".")[0] in _LIBRARIES})


def is_installed(name: str) -> bool:
    """Whether a program can import this module or package, wherever it is called."""
    folders = python_folders()
    libraries = [path for path in sys.path if any(map(Path(path).is_relative_to, folders))]
    return PathFinder.find_spec(name, libraries) is not None


def _named_in(sources: Iterable[str], modules: Iterable[str]) -> list[str]:
    """Those of `modules`, which only some courses need, whose words stand in the sources."""
    texts = list(sources)
    if not any("torch" in text for text in texts):
        return []
    return [name for name in modules if any(map(_FOR_SOME[name].search, texts))]


def import_all(modules: Iterable[str]) -> None:
    """Import these. What is not installed is left out. `package.*` stands for the modules of a package."""
    for name in modules:
        package = name.removesuffix(".*")
        with contextlib.suppress(ImportError):
            __import__(package)
            if name != package:
                for module in pkgutil.walk_packages(sys.modules[package].__path__, f"{package}."):
                    __import__(module.name)


def import_tried(modules: Iterable[str], readable: Sequence[Path]) -> None:
    """Import these, up to the first that a template must not have. Another process tries them before.

    An import must start no thread, because a template forks. All that it imports has to lie where a submission may
    read.
    """
    import_all(_tried([name for name in modules if name not in sys.modules], readable))


def _tried(modules: Sequence[str], readable: Sequence[Path]) -> list[str]:
    if not modules:
        return []
    parent = os.getpid()
    reads, writes = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            bind_to_parent(parent)
            os.close(reads)
            before = set(sys.modules)
            nothing = os.open(os.devnull, os.O_RDWR)
            for descriptor in range(3):
                os.dup2(nothing, descriptor)
            for name in modules:
                with contextlib.suppress(ImportError):
                    __import__(name)
                new = [getattr(sys.modules[one], "__file__", None) for one in set(sys.modules) - before]
                outside = any(file and not any(map(Path(file).is_relative_to, readable)) for file in new)
                if outside or len(os.listdir("/proc/self/task")) > 1:
                    break
                os.write(writes, f"{name}\n".encode())
        finally:
            os._exit(0)
    os.close(writes)
    found, until = b"", time.monotonic() + TRIAL
    while select.select([reads], [], [], max(until - time.monotonic(), 0.0))[0] and (part := os.read(reads, 2**16)):
        found += part
    os.close(reads)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return found.decode().split()


def import_late(modules: Iterable[str]) -> None:
    """Import these in a process that has imported the others long ago, and will be forked again."""
    if all(name in sys.modules for name in modules):
        return
    gc.disable()  # to look for garbage takes a quarter of the imports' time
    with contextlib.suppress(Exception):  # the student's code that needs one imports it too, and is told what is wrong
        import_all(modules)
    gc.freeze()
    gc.enable()


def preload(modules: Iterable[str]) -> None:
    """Import these, and what every submission and every judge needs. One thread, as the judge has."""
    import_all(modules)
    import torch

    from course.helpers.language import LOCALE, catalogue
    from course.helpers.testing import known

    torch.set_num_threads(1)
    with contextlib.suppress(RuntimeError):  # already set: another engine in this process
        torch.set_num_interop_threads(1)
    catalogue(LOCALE, "fr")
    known.table()  # a judge that read it itself would take 13 ms for it


def leave_out_drawing(packages: list[str]) -> None:
    """Have the functions of these packages that return a Figure return an empty one, but where it is looked at.

    No mark of a test depends on them. A person looks at the cells that no test marks.
    """
    from matplotlib.figure import Figure

    for name, module in list(sys.modules.items()):
        if any(name == package or name.startswith(f"{package}.") for package in packages):
            for attribute, value in list(vars(module).items()):
                if isinstance(value, FunctionType) and value.__annotations__.get("return") in (Figure, "Figure"):
                    setattr(module, attribute, _empty_unless_looked_at(value))


def _empty_unless_looked_at(function: FunctionType) -> Any:
    from matplotlib import pyplot

    @wraps(function)
    def figure(*args: Any, **kwargs: Any) -> Any:
        if draws:
            return function(*args, **kwargs)
        empty = pyplot.figure()
        pyplot.close(empty)  # or the cell's end would show it once more
        return empty

    return figure
