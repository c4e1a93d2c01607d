"""One notebook to be run, and what it may take."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from pathlib import Path, PurePath

from nbformat import NotebookNode

from autograder.notebook.plan import Plan


@dataclass(frozen=True)
class Job:
    """One notebook to be run.

    `seed`: what is drawn follows from it. `files`: the folder in which the student's code works, with what was handed
    in; None: an empty one. `judge_files`: the folder of the instructor's own files. `modules`: those among them that
    the judge may import. `seconds`: what all cells may take together; 0: what the limits say. `solutions`: the
    instructor's notebooks, JSON by name, where tests find the reference solutions; None: the last job's. `inputs`: how
    inputs are drawn in the cells that search for small examples.
    """

    notebook: NotebookNode
    plan: Plan
    seed: int = 1
    files: Path | None = None
    judge_files: Path | None = None
    modules: Set[str] = frozenset()
    seconds: float = 0.0
    solutions: Mapping[str, str] | None = None
    inputs: "Inputs | None" = None


@dataclass(frozen=True)
class Inputs:
    """How the inputs of a notebook's exercises are drawn: see `autograder.engine.judge.drawn.provide`."""

    notebook: str
    source: str
    unseen: str = "{}"


@dataclass(frozen=True)
class RunLimits:
    """Seconds a cell and a whole notebook may take (0: no limit), bytes of output kept of a cell and of all cells."""

    cell: float = 30.0
    notebook: float = 600.0
    output: int = 2**20
    outputs: int = 2**24


def tops(files: Iterable[str]) -> frozenset[str]:
    """The modules and packages among the relative names of files."""
    parts = [PurePath(name).parts for name in files if name.endswith(".py")]
    return frozenset(first.removesuffix(".py") for first, *_ in parts)
