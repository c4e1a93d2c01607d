"""`autograder mistakes`: wrong answers of a class that no test has named, and the way into the answer bank."""

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from autograder.console.audit import examined
from autograder.console.command import Command, Course, Jobs, NoSandbox, Steps, faults_told, walls_or_refuse
from autograder.faults import CourseError, Fault, printable
from autograder.messages import _

if TYPE_CHECKING:
    from autograder.audit.miner import Group

HELP = _("Group the wrong answers that no test has named, by what they give; --add makes one an entry of the bank.")
LINES, WIDTH = 12, 300  # of an answer that stands for its group
LONGEST = 300  # seconds for the table of known mistakes; a step takes ten


def add_to(app: typer.Typer) -> None:
    """Make it a command of `app`."""
    app.command("mistakes", cls=Command, help=HELP)(mistakes)


def mistakes(
    steps: Steps = None,
    add: Annotated[
        str | None, typer.Option("--add", metavar="KEY", help=_("Make this group's answer an entry of the bank."))
    ] = None,
    course: Course = Path(),
    jobs: Jobs = None,
    no_sandbox: NoSandbox = False,
) -> None:
    with faults_told():
        from autograder.audit import miner
        from autograder.console.progress import Bar

        walls_or_refuse(no_sandbox)
        with Bar(_("running")) as bar:
            found = miner.groups(course, steps or (), jobs=jobs, sandbox=not no_sandbox, on_run=bar.reach)
        if add is None:
            _tell(found)
            return
        chosen = next((group for group in found if group.key == add), None)
        if chosen is None:
            problem = _("there is no group {key}", key=add)
            keys = ", ".join(group.key for group in found) or "–"
            raise CourseError([Fault(course, None, problem, _("choose one of: {names}", names=keys))])
        _add(course, chosen, jobs, not no_sandbox)


def _tell(found: "list[Group]") -> None:
    out = Console()
    for group in found:
        values = {"exercise": group.exercise, "key": group.key, "count": len(group.students)}
        out.print(Text(_("{exercise}: {count} students, {key}", **values), style="bold"), soft_wrap=True)
        gives = _("gives {result}", result=printable(group.gives)[:WIDTH])
        out.print(Text(f"  {gives}", style="dim"), soft_wrap=True)
        lines = group.answers[0].split("\n")
        for line in lines[:LINES]:
            out.print(Text(f"    {printable(line)[:WIDTH]}"), soft_wrap=True)
        if len(lines) > LINES:
            out.print(Text("    […]"))
        out.print()
    if found:
        out.print(_("autograder mistakes STEP --add KEY makes one of them an entry of the answer bank."))
    else:
        out.print(_("There is no wrong answer without a name."))


def _add(course: Path, group: "Group", jobs: int | None, sandbox: bool) -> None:
    """Show the answer, ask for what the bank needs, write it, and audit the exercise."""
    from autograder.authoring import bank
    from autograder.authoring.answers import Answer

    for line in group.answers[0].split("\n"):
        typer.echo(f"    {printable(line)}")
    typer.echo(_("Read it. It has run behind walls so far; the bank is yours, and its answers run without walls too."))
    if not typer.confirm(_("Make it an entry of the bank?")):
        raise typer.Exit(0)
    label = typer.prompt(_("What it does, in a few words"))
    mistake = typer.prompt(_("The mistake's key, such as sum.for_mean"))
    while not bank.KEY.fullmatch(mistake):
        mistake = typer.prompt(_("The mistake's key, such as sum.for_mean"))
    english = french = ""
    if not bank.knows(course, mistake):
        english = typer.prompt(_("The sentence for students, in English"))
        french = typer.prompt(_("The sentence for students, in French"))
    answer = Answer(group.exercise.step, group.exercise.name, "wrong", label, group.answers[0], mistake)
    for path in bank.add(course, answer, english, french):
        typer.echo(_("written: {folder}", folder=path))
    step = group.exercise.step.partition("/")[0]
    named = _name_it(course, step)
    examined(course, [step], group.exercise.name, None, 1, jobs, sandbox)
    if not named:
        raise typer.Exit(CourseError.exit_code)


def _name_it(course: Path, step: str) -> bool:
    """Make the step's part of the table anew by which the tests that students see name mistakes.

    The new answer runs for it, in a process of its own: it may never end.
    """
    from autograder.authoring import origin

    table = course / origin.PLACE
    if not table.is_file():
        return True
    try:
        command = [sys.executable, "-m", "autograder.authoring.known", step]
        run = subprocess.run(command, cwd=course, stdout=subprocess.DEVNULL, timeout=LONGEST, check=False)
        made = run.returncode == 0
    except subprocess.TimeoutExpired:
        made = False
    if made:
        typer.echo(_("written: {folder}", folder=table))
        typer.echo(_("The tests name it from now on; hand the kit out anew (autograder kit)."))
    else:
        values = {"command": f"{origin.COMMAND} {step}"}
        typer.echo(_("The tests that students see do not name it yet; see why: {command}", **values), err=True)
    return made
