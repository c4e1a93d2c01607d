"""Keeps the identity of a list, dict, set or table that the student's code returns more than once: `f() is f()`.

These values cross as copies. A list allows no weak reference, so each side keeps the last few values. A value whose
content has changed becomes a new copy, because a copy that a test holds must not change by itself.
"""

from collections.abc import Callable
from typing import Any

MOST = 8


class Handed:
    """The last few values of one side, by number. The student side gives the numbers."""

    def __init__(self) -> None:
        self._things: dict[int, Any] = {}
        self._last = 0

    def number(self, value: Any) -> int:
        """The number of this object. An object without one gets a new number."""
        for number, thing in self._things.items():
            if thing is value:
                return number
        self._last += 1
        self._keep(self._last, value)
        return self._last

    def same(self, number: int, value: Any, look: Callable[[Any], Any]) -> Any:
        """The copy that has this number, if its content is still that of `value`.

        Otherwise returns `value`, which has this number from now on. `look`: returns the content of a value.
        """
        known = self._things.get(number)
        if known is not None and type(known) is type(value) and look(known) == look(value):
            return known
        self._keep(number, value)
        return value

    def clear(self) -> None:
        self._things.clear()

    def _keep(self, number: int, value: Any) -> None:
        self._things[number] = value
        if len(self._things) > MOST:
            del self._things[next(iter(self._things))]
