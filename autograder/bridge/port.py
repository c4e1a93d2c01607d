"""The part of the link that remote objects use."""

from collections.abc import Callable
from types import CodeType
from typing import Any, Protocol

from autograder.bridge.readings import Told


class Port(Protocol):
    """The link, as a remote object sees it.

    judge: whether this is the judge's end. methods: the names of the methods that the instructor's classes define.
    words: all words of the instructor's cells that are no tests. None where the solution is not at hand.
    modules: the student's modules that a test has imported: their names, by the numbers of the objects.
    told: the lengths and items that the other side's objects have given since the last call.
    code_of: returns the code object of a remote function, compiled on this side.
    request: sends a request, returns the answer, and raises the exception of the other side.
    """

    judge: bool
    methods: frozenset[str]
    words: frozenset[str] | None
    modules: dict[int, str]
    told: Told
    code_of: Callable[[Any], CodeType]

    def request(self, op: str, /, *args: Any, **kwargs: Any) -> Any: ...
