"""What the processes around one notebook tell each other: engine, template and judge.

Each message is a tagged structure. `bridge.wire.Wire` refuses what is none of those that its reader expects. What an
engine tells its worker goes over `batch.framing`, and is decoded as one of these types too.
"""

import msgspec

from autograder.engine.judge.judged import Judged
from autograder.faults import Reason


class Message(msgspec.Struct, tag=True):
    """Subclasses are told apart by their names."""


# The engine tells its template …


class Spawn(Message):
    """Fork a student side; its end of the socket follows as a descriptor.

    `modules`: what the template imports before, once, for this and later ones. `limits`: fields of `sandbox.Limits`.
    """

    modules: list[str]
    scratch: str
    readable: list[str]
    limits: dict[str, int]
    walls: bool


class End(Message):
    """End this student side, which has `grace` seconds to end by itself."""

    pid: int
    grace: float


# … and hears from it.


class Ready(Message):
    """Everything is imported."""


class Spawned(Message):
    pid: int


class Ended(Message):
    """`status`: the exit code, or −signal."""

    status: int


# The judge tells its engine …


class NewStudent(Message):
    """It needs another student side. Answered by a descriptor and Spawned."""


class EndStudent(Message):
    """It has no more use for this one. Answered by Ended."""

    pid: int


class Ran(Message):
    """A cell has been judged."""

    cell: Judged


class Done(Message):
    """All cells have been judged. `seconds`: where the time went."""

    seconds: dict[str, float]


class Failed(Message):
    """The grader's own fault."""

    reason: str


# An engine in a process of its own tells its worker …


class HasRun(Message):
    """What each code cell of a notebook came to. `seconds`: where the time went."""

    cells: list[Judged]
    seconds: dict[str, float]


class CannotRun(Message):
    """The grader's own fault."""

    reason: Reason


TO_TEMPLATE = Spawn | End
FROM_TEMPLATE = Ready | Spawned | Ended
FROM_JUDGE = NewStudent | EndStudent | Ran | Done | Failed
TO_JUDGE = Spawned | Ended
FROM_ENGINE = HasRun | CannotRun
