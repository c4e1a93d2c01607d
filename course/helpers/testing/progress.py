"""What a student has done of a step so far: which of its visible tests pass. It knows nothing of a kernel."""

import json
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from course.helpers.language import N_, each, sentence
from course.helpers.testing import cells

TABLE = Path(__file__).with_name("steps.json")  # step → its exercises, written by the build

State = Literal["passed", "failed", "unanswered", "open", "person"]

# Said by the table in the notebook and by `python -m course check`.
_TESTED = N_("Visible tests: {got} of {total} points.")
_AND_OTHERS = N_("Visible tests: {got} of {total} points. The other {others} points are marked by a person.")
_STATES: dict[State, tuple[str, str]] = {
    "passed": ("✓", N_("the visible test passes")),
    "failed": ("✗", N_("the visible test fails")),
    "unanswered": ("○", N_("not answered yet")),
    "open": ("·", N_("the test has not been run")),
    "person": ("✎", N_("marked by a person")),
}


class Exercise(NamedTuple):
    """One exercise of a step, in its order.

    by_person: a written answer, which no test marks. test: the `cells.digest` of its visible test, or "".
    """

    name: str
    points: float
    by_person: bool
    test: str = ""


@cache
def exercises(step: str) -> tuple[Exercise, ...]:
    """The exercises of a step; none where the step is not known."""
    found = json.loads(TABLE.read_text(encoding="utf-8")).get(step, ())
    return tuple(Exercise(*one) for one in found)


class Progress:
    """How far one step is. It forgets a test that has passed when the answer changes."""

    def __init__(self, step: str) -> None:
        self.exercises = exercises(step)
        self._tested = [one.name for one in self.exercises if not one.by_person]
        self._states: dict[str, State] = {}
        self._answers: dict[str, str] = {}  # the cell that has defined it last

    def tested_by(self, source: str) -> str | None:
        """The exercise whose visible test this cell is, by its code.

        None for any other cell: also for a test that has its hidden part, which is an instructor's notebook or grading.
        """
        digest = cells.digest(source)
        return next((one.name for one in self.exercises if digest and one.test == digest), None)

    def answered_by(self, source: str) -> list[str]:
        """The exercises that this cell defines, or would define if it were Python."""
        return [name for name in self._tested if cells.defines(name, source)]

    def answer(self, name: str, source: str) -> None:
        """The cell `source` has defined the answer: what another text of it has passed counts no more."""
        if self._answers.get(name) != source:
            self._states.pop(name, None)
        self._answers[name] = source

    def note(self, name: str, state: State) -> None:
        """The test of this exercise has ended so."""
        self._states[name] = state

    def state(self, exercise: Exercise) -> State:
        return "person" if exercise.by_person else self._states.get(exercise.name, "open")

    def success(self, name: str) -> str:
        """One line, in each of the reader's languages, for the test that has just passed."""
        one = next(exercise for exercise in self.exercises if exercise.name == name)
        following = self._after(name)
        messages = (
            N_("✓ {name}: visible test passed, {points} · {sum} of {total} so far · next: {next}")
            if following
            else N_("✓ {name}: visible test passed, {points} · {sum} of {total} so far · every visible test passes")
        )
        got, total = self._points()
        points = each(N_("1 point") if one.points == 1 else N_("{points:g} points"), values={"points": one.points})
        lines = each(
            messages, values={"name": name, "points": "{points}", "sum": got, "total": total, "next": following}
        )
        return "\n".join(line.replace("{points}", text) for line, text in zip(lines, points, strict=True))

    def table(self) -> str:
        """A line for each exercise, and the sum."""
        width = max((len(one.name) for one in self.exercises), default=0)
        lines = []
        for one in self.exercises:
            sign, words = _STATES[self.state(one)]
            lines.append(f"{sign} {one.name:<{width}} {one.points:>4g}  {' / '.join(dict.fromkeys(each(words)))}")
        got, total = self._points()
        others = sum(one.points for one in self.exercises if one.by_person)
        lines.append(sentence(totals(others), got=got, total=total, others=f"{others:g}"))
        return "\n".join(lines)

    def _after(self, name: str) -> str | None:
        """The next exercise to do: the first one behind this that has not passed, else the first one of all."""
        at = next(index for index, one in enumerate(self.exercises) if one.name == name)
        in_turn = [*self.exercises[at + 1 :], *self.exercises[:at]]
        missing = [one for one in in_turn if self.state(one) != "passed"]
        missing.sort(key=lambda one: one.by_person)
        return missing[0].name if missing else None

    def _points(self) -> tuple[str, str]:
        tested = [one for one in self.exercises if not one.by_person]
        passed = [one for one in tested if self.state(one) == "passed"]
        return f"{sum(one.points for one in passed):g}", f"{sum(one.points for one in tested):g}"


def totals(others: float) -> str:
    """What is said below the table of a step in which a person marks `others` points: a message with its fields."""
    return _AND_OTHERS if others else _TESTED
