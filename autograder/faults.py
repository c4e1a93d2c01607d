"""What is wrong with the input, in one line that says where and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.messages import told


@dataclass(frozen=True)
class Fault:
    """One thing that its author can mend: `path:line: problem; remedy`."""

    path: Path
    line: int | None
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = str(_from_here(self.path)) + (f":{self.line}" if self.line is not None else "")
        return f"{place}: {told(self.problem, self.remedy)}"


class CourseError(Exception):
    """The input has faults; nothing was written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def _from_here(path: Path) -> Path:
    """`path` as a reader in the current folder would type it."""
    here = Path.cwd()
    resolved = path.absolute()
    return resolved.relative_to(here) if resolved.is_relative_to(here) else resolved
