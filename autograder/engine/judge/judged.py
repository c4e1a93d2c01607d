"""What a cell came to: the judge hands it over as soon as the cell has run."""

from dataclasses import dataclass

from autograder.notebook.outputs import Output
from autograder.records import Verdict


@dataclass(frozen=True)
class Judged:
    """One code cell that has run.

    `index`: its place among the notebook's cells. `replay`: whether a student side that is made anew runs the cell
    again, to be as far as the last one was. `verdict`: what it is worth, where it is a test.
    """

    index: int
    outputs: list[Output]
    replay: bool = False
    verdict: Verdict | None = None
