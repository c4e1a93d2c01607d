"""Cells of the student's that did not run to their end: a test that misses one of their names says so first."""

import re
import textwrap
from dataclasses import dataclass
from itertools import zip_longest

from autograder.engine.student.no_processes import ProcessRefused
from autograder.messages import LOCALE
from autograder.notebook.code import names_of
from autograder.notebook.outputs import Output
from course.helpers.language import N_, each

_LONGEST = 80  # characters of a cell's first line
_PLACE = re.compile(r" \(<[^<>]*>, line \d+\)$")  # the outputs of the cell itself show it
_MISSING = re.compile(r"name '(\w{1,200})' is not defined")


@dataclass(frozen=True)
class _Ended:
    source: str
    error: str  # "ModuleNotFoundError: No module named 'seaborn'"; "" where the reason is a sentence
    reason: str  # why it was stopped or refused, in the readers' languages

    def would_bind(self, name: str) -> bool:
        stores = names_of(self.source).stores
        if stores:
            return name in stores
        # It does not parse, which may be the very reason.
        binds = rf"^\s*(?:async\s+)?(?:def|class)\s+{name}\b|^\s*{name}\b[^=\n]*=|\bimport\b.*\b{name}\b"
        return re.search(binds, self.source, re.MULTILINE) is not None

    def told(self) -> str:
        message = N_("The cell `{cell}` ended with {error}.") if self.error else N_("The cell `{cell}` was stopped.")
        blocks = each(message, folder=LOCALE, values={"cell": _first_line(self.source), "error": self.error})
        # The reason stands beside its sentence, in each of the readers' languages.
        reasons = self.reason.split("\n") if self.reason else []
        return "\n".join(" ".join(filter(None, pair)) for pair in zip_longest(blocks, reasons, fillvalue=""))


class EndedCells:
    """Those of one notebook."""

    def __init__(self) -> None:
        self._ended: list[_Ended] = []

    def by_error(self, source: str, outputs: list[Output]) -> None:
        """The cell ended with the error that its outputs end with."""
        errors = [output for output in outputs if output["output_type"] == "error"]
        if errors:
            name, said = errors[-1]["ename"], _PLACE.sub("", errors[-1]["evalue"].strip()[:10_000])
            own = said[:500] if name == ProcessRefused.__name__ else ""  # a sentence in each language already
            text = f"{name}: {said}" if said and not own else name
            self._ended.append(_Ended(source, textwrap.shorten(text, 300, placeholder=" …").rstrip("."), own))

    def by_its_process(self, source: str, reason: str) -> None:
        """The student's process ended with it, for this reason."""
        self._ended.append(_Ended(source, "", reason))

    def why(self, name_error: str) -> list[str]:
        """Why a name is missing, where the last cell that would have bound it is one of these."""
        missing = _MISSING.match(name_error[:1000])
        if missing is None:
            return []
        return next(([cell.told()] for cell in reversed(self._ended) if cell.would_bind(missing[1])), [])


def _first_line(source: str) -> str:
    lines = [line.strip() for line in source.splitlines() if line.strip()]
    code = [line for line in lines if not line.startswith("#")]
    return textwrap.shorten((code or lines or [""])[0], _LONGEST, placeholder=" …")
