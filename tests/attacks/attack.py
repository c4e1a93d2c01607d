"""What an attack is: one submission, and what its honest answers deserve."""

from collections.abc import Callable, Set
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

FAMILIES = ("forging", "stealing", "tampering", "harm", "exfiltration", "traces", "markup")


@dataclass(frozen=True)
class Attack:
    """One submission.

    code: what stands in the first exercise's cell. cells: other cells' sources, by grade_id. By default every answer
    is wrong but `triple`'s, whose points every attack keeps, to show that its notebook was graded.
    tamper: changes the submitted notebook and its folder; it may replace the notebook's text by returning one.
    deserves: points by test where they are not nought (`test_triple`: 1).
    refused: the submission cannot be graded at all, and that is said.
    reached: what the graded notebook has to show: the attack got as far as it meant to, and was stopped there.
    fails: grade_ids of its own cells that end with an error; an error in any other says that the attack missed.
    why_not_stock: why stock nbgrader is not to be tried: it would harm the machine.
    """

    name: str
    family: str
    tries: str
    code: str = ""
    cells: dict[str, str] = field(default_factory=dict)
    tamper: Callable[[NotebookNode, Path], str | None] | None = None
    deserves: dict[str, float] = field(default_factory=dict)
    refused: bool = False
    reached: str = ""
    fails: Set[str] = frozenset()
    why_not_stock: str = ""
    at_least: bool = True  # whether it also gets what it deserves; an attack may harm itself

    def __post_init__(self) -> None:
        assert self.family in FAMILIES
        assert "|" not in self.name + self.tries, "the table's columns"
