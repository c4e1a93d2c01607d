"""What the commands say when they are done: results on stdout, what went wrong on stderr, a line each."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.text import Text

from autograder.batch.events import Event, Summary, failing_line
from autograder.console import tables
from autograder.console.progress import Bar
from autograder.demo.run import Demo
from autograder.faults import printable
from autograder.messages import _


def showing(bar: Bar) -> Callable[[Event], None]:
    """What shows a run's events on `bar`."""

    def show(event: Event) -> None:
        if event.kind == "started":
            bar.start(event.total)
        elif event.kind == "waiting":
            bar.say(_("another run grades this course; waiting for its end"))
        elif event.kind == "unmarked":
            bar.say(event.reason)
        elif event.kind == "rehearsing":
            bar.say(_("{assignment}: running the instructor's own solution first", assignment=event.assignment))
        elif event.kind == "searching":
            values = {"assignment": event.assignment, "count": event.total}
            bar.say(
                _("{assignment}: the marks are written; looking for small examples in {count} submissions", **values)
            )
        else:
            bar.advance()

    return show


def tell_run(summary: Summary) -> None:
    """A table for each assignment, then what changed and what else is worth a line; on stderr what needs a person."""
    out = Console()
    for name, scores in summary.scores.items():
        out.print(tables.of_exercises(name, scores, summary.max_scores.get(name, {})))
    _lines(out, (_changes(event) for event in summary.changed))
    done = [*summary.of("graded"), *summary.of("unchanged")]
    _lines(out, (f"{_who(event)}: {remark}" for event in done for remark in event.remarks if not event.doubtful))
    _lines(out, _to_look_at_again(summary))
    _lines(out, _absent(summary))
    counts = {kind: len(summary.of(kind)) for kind in ("graded", "unchanged", "refused", "ungraded")}
    out.print(_("{graded} graded, {unchanged} unchanged, {refused} refused, {ungraded} not graded", **counts))
    tell_ungraded(summary)


def _to_look_at_again(summary: Summary) -> Iterator[str]:
    """A line for each exercise in which answers have changed since a person marked them."""
    for assignment, scores in summary.scores.items():
        found: dict[str, list[str]] = {}
        for score in scores:
            for _notebook, name in score.changed:
                found.setdefault(name, []).append(printable(score.student))
        for name, students in found.items():
            values = {"assignment": assignment, "name": name, "students": ", ".join(students)}
            yield _("{assignment}, {name}: changed since it was marked by hand: {students}", **values)


def _absent(summary: Summary) -> Iterator[str]:
    """A line for each assignment, with all who have handed in nothing."""
    for name in dict.fromkeys(assignment for assignment, _student in summary.missing):
        students = [student for assignment, student in summary.missing if assignment == name]
        values = {"assignment": name, "count": len(students), "students": ", ".join(students)}
        yield _("{assignment}: nothing handed in by {count}: {students}", **values)


def tell_feedback(count: int, failed: list[tuple[str, str, str]]) -> None:
    """How many have their pages; on stderr whose could not be made, and why."""
    Console().print(_("{count} submissions have their feedback in feedback/", count=count - len(failed)))
    _lines(Console(stderr=True), (f"{assignment}, {student}: {reason}" for assignment, student, reason in failed))


def tell_ungraded(summary: Summary) -> None:
    """On stderr: the tests that mark nobody; whose notebook is in doubt; who was not graded, and why."""
    _lines(Console(stderr=True), (failing_line(*failing) for failing in summary.failing))
    doubtful = [event for event in summary.events if event.doubtful]
    _lines(Console(stderr=True), (f"{_who(event)}: {remark}" for event in doubtful for remark in event.remarks))
    _lines(Console(stderr=True), (f"{_who(e)}: {e.reason}" for e in [*summary.of("refused"), *summary.of("ungraded")]))


def tell_demo(demo: Demo) -> None:
    """The class, student by student, and where everything lies."""
    out = Console()
    for name, scores in demo.summary.scores.items():
        out.print(tables.of_students(name, scores, demo.summary.max_scores[name]))
        late = [student for assignment, student in demo.late if assignment == name]
        missing = [student for assignment, student in demo.summary.missing if assignment == name]
        for label, students in ((_("late"), late), (_("nothing handed in"), missing)):
            if students:
                out.print(Text(f"{label}: {', '.join(students)}"))
        out.print()
    places = {
        _("kits for students"): demo.folder / "kits",
        _("notebooks as handed in"): demo.folder / "submitted",
        _("notebooks as graded"): demo.folder / "autograded",
        _("feedback in HTML"): demo.folder / "feedback",
        _("gradebook"): demo.folder / "gradebook.db",
    }
    width = max(map(len, places))
    _lines(out, (f"{label:<{width}}  {_shown(place)}" for label, place in places.items()))
    out.print(
        _("To mark the written answers: cd {folder}, then jupyter lab, then Nbgrader, Formgrader.", folder=demo.folder)
    )
    errors = Console(stderr=True)
    _lines(errors, (f"{assignment}, {student}: {reason}" for assignment, student, reason in demo.failed))
    tell_ungraded(demo.summary)


def _changes(event: Event) -> str:
    cells = ", ".join(f"{name} {_mark(old)} → {_mark(new)}" for (_book, name), (old, new) in event.changes.items())
    return f"{_who(event)}: {_mark(event.old_score)} → {_mark(event.score)} ({cells})"


def _who(event: Event) -> str:
    return f"{event.assignment}, {event.student}"


def _mark(score: float | None) -> str:
    return "·" if score is None else f"{score:g}"


def _shown(path: Path) -> str:
    return f"{path}/" if path.is_dir() else str(path)


def _lines(console: Console, lines: Iterable[str]) -> None:
    """Each line whole, however narrow the window: it may be searched for, or copied."""
    for line in lines:
        console.print(Text(line), soft_wrap=True)
