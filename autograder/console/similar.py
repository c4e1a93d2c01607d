"""`autograder similar`: pairs of answers that are alike, for a person to look at."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.console.command import Command, Course, Steps, faults_told
from autograder.faults import printable
from autograder.messages import _

if TYPE_CHECKING:
    from autograder.report.similarity import Pair

SHOWN = 10  # pairs of an assignment on the terminal; the page has more
EXERCISES = 3  # of a pair, by name


def add_to(app: typer.Typer) -> None:
    """Make it a command of `app`."""
    help = _("List pairs of answers that are alike, and show them side by side on an HTML page; never a verdict.")
    app.command("similar", cls=Command, help=help)(similar)


def similar(
    steps: Steps = None,
    course: Course = Path(),
    output: Annotated[
        Path, typer.Option("--output", metavar="FILE", dir_okay=False, help=_("Where the page goes."))
    ] = Path("similar.html"),
) -> None:
    with faults_told():
        from autograder import report

        found = report.write_similar(course, steps or (), output)
        out = Console()
        for name, pairs in found.items():
            if pairs:
                out.print(_table(name, pairs))
                if len(pairs) > SHOWN:
                    out.print(_("{count} more pairs, with less in common", count=len(pairs) - SHOWN))
        if any(found.values()):
            out.print(_("Pairs to look at, no verdict: they may have worked together where that is allowed."))
        else:
            out.print(_("No two answers are alike."))
        typer.echo(_("written: {folder}", folder=output))


def _table(name: str, pairs: "list[Pair]") -> Table:
    table = Table(title=name, title_justify="left", title_style="bold", show_lines=True)
    table.add_column(_("students"), overflow="fold")
    table.add_column(_("exercises"), overflow="fold")
    table.add_column(_("in common"), justify="right")
    for pair in pairs[:SHOWN]:
        names = [one.exercise for one in pair.found]
        lines = [*names[:EXERCISES], *([f"+{len(names) - EXERCISES}"] if len(names) > EXERCISES else [])]
        table.add_row(_lines(pair.students), _lines(lines), str(pair.tokens))
    return table


def _lines(texts: Sequence[str]) -> Text:
    return Text("\n".join(map(printable, texts)))
