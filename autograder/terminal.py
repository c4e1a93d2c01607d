"""`input`, `print` and `sys.stdin`: a test that puts its own in their place does so for the student's code too.

with unittest.mock.patch("builtins.input", return_value="4"):
    assert ask() == 4
"""

import builtins
import sys
from collections.abc import Callable, Iterator
from typing import Any

NAMES = ("input", "print")


class Terminal:
    """The judge's, and what of it the student side has been lent."""

    def __init__(self) -> None:
        self._own: dict[str, Any] = {name: getattr(builtins, name) for name in NAMES}
        self._stdin = sys.stdin
        self._told: dict[str, Any] = dict(self._own)

    def changes(self) -> Iterator[tuple[str, Callable[..., Any] | None]]:
        """What has been replaced since the last look; None where the old one is back."""
        for name in NAMES:
            now: Any = getattr(builtins, name)
            if name == "input" and now is self._own[name] and sys.stdin is not self._stdin:
                now = _read_line
            if now is not self._told[name]:
                self._told[name] = now
                yield name, None if now is self._own[name] else now

    def restore(self) -> None:
        """The test cell is over: its replacements are too."""
        for name, value in self._own.items():
            setattr(builtins, name, value)
        sys.stdin = self._stdin

    def forget(self) -> None:
        """A new student side has been lent nothing."""
        self._told = dict(self._own)


def _read_line(prompt: object = "") -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError("EOF when reading a line")
    return line.rstrip("\n")
