"""`autograder grade FILE.ipynb --assignment STEP`: one notebook, and what came out in the form that was asked for."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.console.command import faults_told, walls_or_refuse
from autograder.messages import _

if TYPE_CHECKING:
    from autograder.exchange.results import Result

Secret = Annotated[
    Path | None,
    typer.Option("--secret", metavar="FILE", help=_("Of one notebook: a secret that decides its tests' data.")),
]
Assignment = Annotated[
    str | None, typer.Option("--assignment", metavar="STEP", help=_("Of one notebook: which step it answers."))
]
Json = Annotated[bool, typer.Option("--json", help=_("Of one notebook: print the result as JSON."))]
Gradescope = Annotated[bool, typer.Option("--gradescope", help=_("Of one notebook: print Gradescope's results.json."))]
GitHub = Annotated[bool, typer.Option("--github", help=_("Of one notebook: print annotations for GitHub."))]


def grade(
    course: Path,
    files: list[str],
    assignment: str,
    secret: Path | None,
    no_sandbox: bool,
    json: bool,
    gradescope: bool,
    github: bool,
) -> int:
    """Grade the one notebook and print what came out; the exit code: 3 where it could not be graded."""
    if len(files) != 1 or json + gradescope + github > 1:
        raise typer.BadParameter(_("one notebook, and one form: autograder grade FILE.ipynb --assignment STEP --json"))
    from autograder.exchange import results, single

    with faults_told():
        walls_or_refuse(no_sandbox)
        result = single.grade(course, Path(files[0]), assignment, secret=secret, sandbox=not no_sandbox)
    if json:
        typer.echo(results.as_json(result))
    elif gradescope:
        typer.echo(results.as_gradescope(result))
    elif github:
        typer.echo(results.as_github(result, files[0]))
    else:
        _tell(result)
    return 0 if result.graded else 3


def _tell(result: "Result") -> None:
    out = Console()
    if not result.graded:
        Console(stderr=True).print(Text(f"{result.assignment}: {result.reason}"), soft_wrap=True)
        return
    table = Table(title=result.assignment, title_justify="left", title_style="bold", show_footer=True)
    table.add_column(_("exercise"), _("total"), overflow="fold")
    table.add_column(_("score"), f"{result.score:g}", justify="right")
    table.add_column(_("points"), f"{result.max_score:g}", justify="right")
    for exercise in result.exercises:
        score = "·" if exercise.score is None else f"{exercise.score:g}"
        table.add_row(Text(exercise.name), score, f"{exercise.max_score:g}")
    out.print(table)
    if result.to_mark:
        out.print(Text(_("· waits for a person to mark it")))
    for exercise in result.exercises:
        if exercise.message:
            out.print(Text(f"{exercise.name}: {exercise.message}"), soft_wrap=True)
    for remark in result.remarks:
        out.print(Text(remark), soft_wrap=True)
