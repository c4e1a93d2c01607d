"""The changes that a test makes to the student's names and process travel with the next message.

The student's code does not run before that message arrives, so they need no message of their own. `Untold` is the
judge's part. The student side's part is `autograder.engine.student.side.Student.hear`.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any

from autograder.faults import Unsendable

Step = tuple[str, *tuple[Any, ...]]  # an operation and its arguments
_OF_NAMES = ("bind", "import", "unbind", "restore")


class Untold:
    """The steps that the student side does not know yet. For each name only the last step is kept."""

    def __init__(self) -> None:
        self._names: dict[str, Step] = {}
        self._calls: list[Step] = []

    def bind(self, name: str, value: Any) -> None:
        """Record that the test has bound the name. The student side imports a module, if it has it."""
        module = isinstance(value, ModuleType)
        self._set(name, ("import", name, value.__name__) if module else ("bind", name, value))

    def unbind(self, name: str) -> None:
        """Record that the test has deleted the name."""
        self._set(name, ("unbind", name))

    def restore(self, name: str) -> None:
        """Record that the test has put back the value that it had replaced or deleted."""
        self._set(name, ("restore", name))

    def call(self, what: str, *arguments: Any) -> None:
        """Record another operation for the student side. The order of the steps is kept."""
        self._calls.append((what, *arguments))

    def drop(self, wanted: Callable[[Any], bool]) -> None:
        """Remove the steps whose value is not wanted."""
        self._names = {name: step for name, step in self._names.items() if step[0] != "bind" or wanted(step[2])}

    def clear(self) -> None:
        """Remove all steps, because the student side has ended."""
        self._names.clear()
        self._calls.clear()

    def encoded(self, encode: Callable[[Any], Any], strict: bool) -> list[Any] | None:
        """The steps as a list for a message, or None where there are none. They count as told afterwards.

        With `strict`, raises Unsendable for a value that cannot be sent, and keeps the other steps. Without it, a step
        with such a value is left out.
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
        self._names.pop(name, None)  # so that the dict keeps the steps in the order of the test
        self._names[name] = step
