"""What a test does to the student's names, and to the student's process, goes along with the next message.

Nothing of the student's runs before that message has come, so a message of its own would only cost time. `Untold` is
the judge's half; the other one is `autograder.engine.student.side.Student.hear`.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from autograder.faults import Unsendable

Step = tuple[str, *tuple[Any, ...]]  # what is done, and on what
_OF_NAMES = ("bind", "import", "unbind", "restore")


class Untold:
    """What the student side has still to be told. Of one name only the last step counts."""

    def __init__(self) -> None:
        self._names: dict[str, Step] = {}
        self._calls: list[Step] = []

    def bind(self, name: str, value: Any) -> None:
        """The test has bound the name. A module is imported there; one that is not there is the test's alone."""
        module = isinstance(value, ModuleType)
        self._set(name, ("import", name, value.__name__) if module else ("bind", name, value))

    def unbind(self, name: str) -> None:
        """The test has deleted the name."""
        self._set(name, ("unbind", name))

    def restore(self, name: str) -> None:
        """The test has put back what it had replaced or deleted."""
        self._set(name, ("restore", name))

    def call(self, what: str, *arguments: Any) -> None:
        """Something else is to be done there, in the order in which it is said here."""
        self._calls.append((what, *arguments))

    def drop(self, wanted: Callable[[Any], bool]) -> None:
        """Of the values, only the wanted ones are still to be told."""
        self._names = {name: step for name, step in self._names.items() if step[0] != "bind" or wanted(step[2])}

    def clear(self) -> None:
        """There is nobody any more to be told."""
        self._names.clear()
        self._calls.clear()

    def encoded(self, encode: Callable[[Any], Any], strict: bool) -> list[Any] | None:
        """All of it as a message carries it, which is then told; None where there is nothing.

        Raises Unsendable for a value that cannot be sent, where `strict`; without it that step is left out. The other
        steps stay to be told.
        """
        steps = [*self._names.values(), *self._calls]
        told, sendable, failed = [], [], None
        for step in steps:
            try:
                told.append([step[0], *map(encode, step[1:])])
                sendable.append(step)
            except Unsendable as error:
                failed = error
        self.clear()
        if failed is not None and strict:
            self._names = {step[1]: step for step in sendable if step[0] in _OF_NAMES}
            self._calls = [step for step in sendable if step[0] not in _OF_NAMES]
            raise failed
        return told or None

    def _set(self, name: str, step: Step) -> None:
        self._names.pop(name, None)  # so that the steps stay in the order in which the test took them
        self._names[name] = step
