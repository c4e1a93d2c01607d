"""What an object of the other side knows of the link: how to ask, and what was told of it."""

from collections.abc import Callable
from types import CodeType
from typing import Any, Protocol

from autograder.bridge.readings import Told


class Port(Protocol):
    """`judge`: whether this side judges the other. `methods`: those that the instructor's own classes define.

    `told`: what the other side's objects have said of themselves since the last call. `code_of`: the code of a function
    of the other side's, read here. `request` asks the other side and raises what it raises.
    """

    judge: bool
    methods: frozenset[str]
    told: Told
    code_of: Callable[[Any], CodeType]

    def request(self, op: str, /, *args: Any, **kwargs: Any) -> Any: ...
