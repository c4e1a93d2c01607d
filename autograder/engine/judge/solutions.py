"""The solutions of the course that is graded, handed to the tests that ask for them."""

import contextlib
from collections.abc import Mapping, Sequence

from nbformat import NotebookNode

from autograder.notebook.marks import is_test
from course.helpers import reference


def provide(notebooks: Mapping[str, Sequence[NotebookNode]]) -> None:
    """Let tests in this process, and in the judges forked from it, find the solutions in these cells and no others.

    notebooks: the cells of the instructor's notebooks, by name.
    What a test asks for is run here once, so that no judge has to. A solution that cannot be run fails again in the
    judge, where its test tells why.
    """
    reference.provide(notebooks)
    for name, cells in notebooks.items():
        if any(is_test(cell) and "reference" in cell.source for cell in cells):
            with contextlib.suppress(Exception):
                reference.load(name)
