"""What a run tells while it goes, and what it came to."""

from dataclasses import dataclass, field
from typing import Literal

from autograder.coursedir.gradebook import StudentScore
from autograder.faults import Reason, Ungraded
from autograder.messages import _

EventKind = Literal[
    "waiting", "started", "unmarked", "rehearsing", "searching", "graded", "unchanged", "refused", "ungraded"
]


@dataclass(frozen=True)
class Event:
    """Something that happened, as it happens.

    `waiting`: another run holds the course. `unmarked`: answers of the assignment may stand in cells without a mark,
    as `reason` says. `started`: `total` submissions were found. `rehearsing`: the instructor's own solution of an
    assignment is run first, as it or the grader has changed. `searching`: the marks are written, and small examples
    are looked for in `total` submissions. The others: one for each of these, in the order in which they are done.
    `changes`: old and new automatic score by (notebook, grade_id), where the submission had been graded before.
    `reason`: why it was refused or ungraded; `remarks`: what else is worth a line; `doubtful`: a person has to see
    which notebook is meant, or to mark a test that misses a name of the instructor's. `student` and all texts are fit
    to be shown: one line each, control characters written out.
    """

    kind: EventKind
    assignment: str = ""
    student: str = ""
    total: int = 0
    score: float | None = None
    old_score: float | None = None
    max_score: float | None = None
    changes: dict[tuple[str, str], tuple[float | None, float | None]] = field(default_factory=dict)
    reason: str = ""
    remarks: tuple[str, ...] = ()
    doubtful: bool = False


@dataclass
class Summary:
    """What a run came to.

    `scores`: by assignment, of all who have a submission in the gradebook, graded now or before.
    `max_scores`: points of each exercise, by assignment and (notebook, grade_id), in the notebooks' order.
    `events`: the last word on each submission found. `missing`: (assignment, student) of those whom the gradebook
    knows and who have handed in nothing. `failing`: (assignment, grade_id, why) of the tests that the instructor's own
    solution fails, which mark nobody; `grade_id` is "" where it could not be run at all. `seconds`: where the time
    went, by stage, all workers together.
    """

    scores: dict[str, list[StudentScore]] = field(default_factory=dict)
    max_scores: dict[str, dict[tuple[str, str], float]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    failing: list[tuple[str, str, Reason]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def of(self, kind: EventKind) -> list[Event]:
        """The events of one kind, by assignment and student."""
        return sorted(
            (event for event in self.events if event.kind == kind), key=lambda event: (event.assignment, event.student)
        )

    @property
    def changed(self) -> list[Event]:
        """The events of submissions that had been graded before and now have another score."""
        return [event for event in self.of("graded") if event.changes]

    @property
    def exit_code(self) -> int:
        """3 where something could not be graded or a person has to look at it, else 0."""
        amiss = self.of("refused") or self.of("ungraded") or self.failing or any(one.doubtful for one in self.events)
        return Ungraded.exit_code if amiss else 0


def failing_line(assignment: str, grade_id: str, reason: Reason) -> str:
    """The line on a test that the instructor's own solution fails; `grade_id` is "" where it could not be run."""
    if not grade_id:
        problem = _("{assignment}: the instructor's own solution could not be run", assignment=assignment)
    else:
        problem = _(
            "{assignment}, {grade_id}: the instructor's own solution fails this test, which marks nobody; "
            "a person has to mark it",
            assignment=assignment,
            grade_id=grade_id,
        )
    return f"{problem} ({reason})"
