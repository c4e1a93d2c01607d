"""What a graded class looks like on a terminal, also a narrow one."""

from collections.abc import Mapping, Sequence

from rich.columns import Columns
from rich.console import Group
from rich.table import Table
from rich.text import Text

from autograder.coursedir.gradebook import StudentScore
from autograder.messages import _

Exercises = Mapping[tuple[str, str], float]


def of_students(assignment: str, scores: Sequence[StudentScore], exercises: Exercises) -> Group:
    """Students × exercises with their totals, and the class means below.

    exercises: points by (notebook, grade_id). Columns are numbered, and the numbers explained below the table: names
    of exercises are longer than their scores. A score that waits for a person to mark it is a dot, and in no mean.
    """
    explained = [f"{i} {_short(name)} ({points:g})" for i, ((_book, name), points) in enumerate(exercises.items(), 1)]
    legend = Columns([Text(text, no_wrap=True) for text in explained], padding=(0, 2))
    table = Table(title=assignment, title_justify="left", title_style="bold", show_footer=True)
    table.add_column(_("student"), _("mean"), no_wrap=True, overflow="ellipsis", min_width=8)
    for i, exercise in enumerate(exercises, 1):
        mean = _mean([score.exercises.get(exercise) for score in scores])
        table.add_column(str(i), mean, justify="right", no_wrap=True)
    heading = _("total")
    total = f"{heading} /{sum(exercises.values()):g}"
    table.add_column(total, _mean_of_totals(scores, exercises), justify="right", no_wrap=True)
    for score in scores:
        cells = [_figure(score.exercises.get(exercise)) for exercise in exercises]
        waits = any(score.exercises.get(exercise) is None for exercise in exercises)
        table.add_row(Text(score.student), *cells, f"{score.score:g} ·" if waits else f"{score.score:g}")
    waiting = any(mark is None for score in scores for mark in score.exercises.values())
    return Group(table, legend, *([Text(_("· waits for a person to mark it"))] if waiting else []))


def of_exercises(assignment: str, scores: Sequence[StudentScore], exercises: Exercises) -> Table:
    """Each exercise with its points, its mean, how many have full marks, how many none, how many wait to be marked."""
    title = _("{assignment}: {count} submissions", assignment=assignment, count=len(scores))
    table = Table(title=title, title_justify="left", title_style="bold", show_footer=True)
    table.add_column(_("exercise"), _("total"), overflow="fold", min_width=12)
    table.add_column(_("points"), f"{sum(exercises.values()):g}", justify="right", no_wrap=True)
    table.add_column(_("mean"), _mean_of_totals(scores, exercises), justify="right", no_wrap=True)
    for heading in (_("full"), _("none"), _("to mark")):
        table.add_column(heading, justify="right")
    for exercise, points in exercises.items():
        marks = [score.exercises.get(exercise) for score in scores]
        counts = (marks.count(points), marks.count(0), marks.count(None))
        table.add_row(Text(_short(exercise[1])), f"{points:g}", _mean(marks), *map(str, counts))
    return table


def _short(name: str) -> str:
    return name.removeprefix("test_")


def _figure(score: float | None) -> str:
    return "·" if score is None else f"{score:g}"


def _mean(scores: Sequence[float | None]) -> str:
    marked = [score for score in scores if score is not None]
    return f"{sum(marked) / len(marked):.1f}" if marked else "·"


def _mean_of_totals(scores: Sequence[StudentScore], exercises: Exercises) -> str:
    """The exercises' means together. Where nobody is marked in some, it says of how many points it is."""
    marked = {
        exercise: [mark for score in scores if (mark := score.exercises.get(exercise)) is not None]
        for exercise in exercises
    }
    means = [sum(marks) / len(marks) for marks in marked.values() if marks]
    points = sum(most for exercise, most in exercises.items() if marked[exercise])
    if not means:
        return "·"
    return f"{sum(means):.1f}" if all(marked.values()) else f"{sum(means):.1f} /{points:g}"
