"""`autograder report`: the class on one page."""

from pathlib import Path
from typing import Annotated

import typer

from autograder.console.command import Command, Course, faults_told
from autograder.messages import _


def add_to(app: typer.Typer) -> None:
    """Make it a command of `app`."""
    help = _("Make one HTML page of a graded class: scores, exercises, the mistakes by name, what is missing.")
    app.command("report", cls=Command, help=help)(report)


def report(
    course: Course = Path(),
    student: Annotated[
        str | None, typer.Option("--student", metavar="ID", help=_("One student's page instead, with all steps."))
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", metavar="FILE", dir_okay=False, help=_("Where the page goes, if not in report.html.")),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", dir_okay=False, help=_("Write the table of students there too.")),
    ] = None,
    formgrader: Annotated[
        str | None,
        typer.Option("--formgrader", metavar="URL", help=_("Where formgrader is, for the links to it.")),
    ] = None,
) -> None:
    if student is not None and (csv or formgrader):
        raise typer.BadParameter(_("a student's page has no table of students and no links to formgrader"))
    from autograder import report as reporting
    from autograder.report.page import FORMGRADER

    with faults_told():
        if student is not None:
            page = output or Path(f"report-{student.replace('/', '_')}.html")
            reporting.write_student(course, student, page)
        else:
            page = output or Path("report.html")
            reporting.write(course, page, csv, formgrader or FORMGRADER)
        for path in filter(None, (page, csv)):
            typer.echo(_("written: {folder}", folder=path))
