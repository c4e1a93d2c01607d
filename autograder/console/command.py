"""What the commands share: their options, their words for help, how they tell faults."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from autograder.faults import CourseError
from autograder.messages import _


class _InReadersLanguage:
    """typer's own words for --help, which no catalogue of its reaches."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this message and exit.")
        return option


class Command(_InReadersLanguage, TyperCommand):
    """One command."""


class Group(_InReadersLanguage, TyperGroup):
    """All commands."""


Steps = Annotated[list[str] | None, typer.Argument(metavar="STEP", help=_("Steps, such as 01_numpy; all if none."))]
Course = Annotated[
    Path,
    typer.Option("--course", metavar="DIR", exists=True, file_okay=False, help=_("The course folder.")),
]


Jobs = Annotated[
    int | None, typer.Option("--jobs", metavar="N", min=1, help=_("Workers on this machine; one a core if not given."))
]
NoSandbox = Annotated[
    bool, typer.Option("--no-sandbox", help=_("Run student code without walls: only code that you trust."))
]


@contextmanager
def faults_told() -> Iterator[None]:
    """The input's faults on stderr, a line each, and exit code 1."""
    try:
        yield
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def walls_or_refuse(no_sandbox: bool) -> None:
    """Student code runs behind walls, or where the user spelled out that it need not."""
    if no_sandbox:
        return
    from autograder.console import doctor as examination

    missing = examination.missing()
    if missing:
        typer.echo("\n".join(missing), err=True)
        typer.echo(_("Nothing is graded without these walls; --no-sandbox goes on without any."), err=True)
        raise typer.Exit(1)
