"""The command line: what each command takes, says and exits with. The work is done elsewhere.

Exit codes: 0 all is well; 1 the input has faults, each told in one line on stderr; 2 the command was not
understood; 3 something could not be graded, each such submission told in one line on stderr.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from autograder.faults import CourseError
from autograder.messages import _

app = typer.Typer(
    epilog=_(
        "A course folder holds source/, release/ and submitted/. COURSE_LANG=en or COURSE_LANG=fr chooses the language."
    ),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

Steps = Annotated[
    list[str] | None, typer.Argument(metavar="[STEP]...", help=_("Steps, such as 01_numpy; all if none."))
]
Course = Annotated[
    Path,
    typer.Option("--course", metavar="DIR", exists=True, file_okay=False, help=_("The course folder.")),
]


@app.callback(help=_("Build the course's notebooks, grade a class, and see that the walls around student code stand."))
def _group() -> None:
    """Keeps `build` a command of its own, however many there are."""


@app.command(help=_("Make the notebooks: check each source/STEP/STEP.py, write release/STEP/ and tell the gradebook."))
def build(
    steps: Steps = None,
    check: Annotated[
        bool, typer.Option("--check", help=_("Write nothing; fail where a release is not what its source gives."))
    ] = False,
    lang: Annotated[
        Literal["en", "fr"] | None, typer.Option("--lang", help=_("Make an edition in one language, in --output."))
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", file_okay=False, help=_("Where an edition goes."))
    ] = None,
    course: Course = Path(),
) -> None:
    if (lang is None) != (output is None) or (lang and check):
        raise typer.BadParameter(_("an edition takes both --lang and --output, and no --check"))
    from autograder import build as building

    try:
        made = building.make(course, steps or ())
        if check:
            found = building.stale(course, made, whole=not steps)
            if found:
                raise CourseError(found)
            typer.echo(_("The releases are what their sources give: {count}.", count=len(made)))
        elif lang and output:
            building.write_edition(output, made, lang)
            typer.echo(_("The {lang} edition is in {folder}.", lang=lang, folder=output))
        else:
            building.write(course, made, lambda name: typer.echo(_("written: {folder}", folder=f"release/{name}")))
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
