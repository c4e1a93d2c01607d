"""`autograder mark`: one question, all students, in the browser."""

import asyncio
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from autograder.console.command import Command, Course, faults_told
from autograder.messages import _

if TYPE_CHECKING:
    from autograder.marking.answers import Answers

HELP = _("Mark one question of all students in the browser: one answer after another, without names.")


def add_to(app: typer.Typer) -> None:
    """Make it a command of `app`."""
    app.command("mark", cls=Command, help=HELP)(mark)


def mark(
    step: Annotated[str, typer.Argument(metavar="STEP", help=_("The step, such as 01_numpy."))],
    exercise: Annotated[str, typer.Argument(metavar="EXERCISE", help=_("The question, by its cell's grade_id."))],
    names: Annotated[bool, typer.Option("--names", help=_("Tell whose an answer is."))] = False,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help=_("Open no browser; the address is shown all the same."))
    ] = False,
    course: Course = Path(),
) -> None:
    with faults_told():
        from autograder.marking.answers import Answers

        answers = Answers(course, step, exercise)
        with answers.book:
            with suppress(KeyboardInterrupt):
                asyncio.run(_serve(answers, names, not no_browser))
            left = len(answers.waiting())
    typer.echo(_("{marked} of {count} answers are marked.", marked=len(answers) - left, count=len(answers)))


async def _serve(answers: "Answers", names: bool, browser: bool) -> None:
    from autograder.marking.server import Server

    server = Server(answers, names)
    typer.echo(_("{count} answers. Ctrl-C ends this; each mark is saved at once.", count=len(answers)))
    typer.echo(server.url)
    if browser:
        webbrowser.open(server.url)
    await asyncio.Event().wait()
