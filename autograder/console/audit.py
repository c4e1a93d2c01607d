"""`autograder audit`: what the tests let through."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.console.command import Command, Course, Jobs, NoSandbox, Steps, faults_told, walls_or_refuse
from autograder.messages import _

if TYPE_CHECKING:
    from autograder.audit.findings import Audit

HELP = _("Audit the tests: grade changed solutions and the answer bank, and show what slips through; 1 if anything.")


def add_to(app: typer.Typer) -> None:
    """Make it a command of `app`."""
    app.command("audit", cls=Command, help=HELP)(audit)


def audit(
    steps: Steps = None,
    exercise: Annotated[
        str | None, typer.Option("--exercise", metavar="NAME", help=_("Only this exercise of the step."))
    ] = None,
    sample: Annotated[
        int | None, typer.Option("--sample", metavar="N", min=0, help=_("Only N mutants, answers … for each exercise."))
    ] = None,
    seeds: Annotated[
        int, typer.Option("--seeds", metavar="N", min=1, help=_("Grade solutions and answers under N seeds."))
    ] = 3,
    json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", dir_okay=False, help=_("Write the rows there too."))
    ] = None,
    course: Course = Path(),
    jobs: Jobs = None,
    no_sandbox: NoSandbox = False,
) -> None:
    with faults_told():
        from autograder.audit import table

        walls_or_refuse(no_sandbox)
        found = examined(course, steps or [], exercise, sample, seeds, jobs, not no_sandbox)
        for path in table.write(found, course, json):
            typer.echo(_("written: {folder}", folder=path))
    raise typer.Exit(1 if found.amiss else 0)


def examined(
    course: Path,
    steps: Sequence[str],
    exercise: str | None,
    sample: int | None,
    seeds: int,
    jobs: int | None,
    sandbox: bool,
) -> "Audit":
    """Audit with a bar for each part, and tell what was found. Raises CourseError as `examination.examine`."""
    from rich.console import Console

    from autograder.audit import examination, table
    from autograder.console.progress import Bar

    with Bar(_("grading")) as run, Bar(_("comparing")) as comparing:
        found = examination.examine(
            course, steps, exercise=exercise, size=sample, seeds=seeds, jobs=jobs, sandbox=sandbox,
            on_run=run.reach, on_survivor=comparing.reach,
        )  # fmt: skip
    table.tell(found, Console())
    return found
