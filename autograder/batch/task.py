"""One submission on its way: what is read of it, once, and what a worker is sent."""

import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version

import msgspec

from autograder.coursedir.assignment import Assignment, encode
from autograder.coursedir.settings import Course, penalties_set
from autograder.coursedir.submission import Submission
from autograder.seeding import derived


@dataclass
class Task:
    """One submission: its notebooks and other files, as they were handed in. `seed`: see `coursedir.secret`.

    `failed`: nothing is graded, and examples are looked for to these tests, by notebook. `inputs`: how their inputs are
    drawn, by notebook. `unseen`: what named wrong answers give on inputs that are fixed, by notebook, as JSON.
    """

    student: str
    notebooks: dict[str, bytes]
    files: dict[str, bytes] = field(default_factory=dict)
    seed: int = 0
    failed: dict[str, list[str]] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)


@dataclass
class Waiting:
    """A submission that is to be graded."""

    submission: Submission
    fingerprint: str

    def task(self, assignment: Assignment, secret: str) -> bytes:
        """What a worker is sent."""
        one = self.submission
        seed = derived(secret, assignment.name, one.digest)
        return msgspec.msgpack.encode(Task(one.student, one.notebooks, one.files, seed))

    def size(self) -> int:
        """Bytes that it takes until it is written."""
        return sum(map(len, self.submission.files.values()))


def fingerprints(
    course: Course, assignment: Assignment, duedate: datetime | None
) -> Callable[[Submission, timedelta | None], str]:
    """A function of a submission and its extension: where this text has changed, there is something to grade."""
    known = encode(assignment) + msgspec.json.encode([version("gradient-course"), course.grading.deciding(), duedate])
    penalties = penalties_set(course)
    if penalties is not None:  # a course without any keeps the fingerprints that are in its gradebook
        known += msgspec.json.encode(penalties, order="deterministic")
    base = hashlib.sha256(known).digest()
    return functools.partial(_fingerprint, base)


def _fingerprint(base: bytes, submission: Submission, extension: timedelta | None) -> str:
    return hashlib.sha256(base + f"{submission.digest} {extension or timedelta()}".encode()).hexdigest()
