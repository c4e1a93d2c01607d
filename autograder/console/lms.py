"""`autograder collect` and `autograder return`: a class from an LMS, and marks and feedback back to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.console.command import Command, Course, Jobs, faults_told
from autograder.faults import printable
from autograder.messages import _
from course.helpers.language import N_

if TYPE_CHECKING:
    from autograder.exchange.canvas_api import Download
    from autograder.exchange.collecting import Collected
    from autograder.exchange.returning import Returned

Assignment = Annotated[str, typer.Option("--assignment", metavar="STEP", help=_("The step, such as 01_numpy."))]
Api = Annotated[
    str | None,
    typer.Option(
        "--api", metavar="ADDRESS", help=_("The course's address in Canvas: by its API, and without downloads.")
    ),
]
TokenFile = Annotated[
    Path | None,
    typer.Option(
        "--token-file", metavar="FILE", dir_okay=False, help=_("Where Canvas' token is, if not in CANVAS_TOKEN.")
    ),
]
Column = Annotated[
    str | None, typer.Option("--column", metavar="TITLE", help=_("Canvas' column, if its title is another one."))
]
IN = _("Take a class from Moodle, Canvas or a folder: lay out submitted/, with times, and note the names.")
OUT = _("Give marks and feedback back: the table and the zip that Moodle or Canvas takes.")
STATES = {
    "new": N_("new"),
    "changed": N_("replaces the earlier one"),
    "unchanged": N_("as before"),
    "older": N_("older than what is there, which stays"),
    "refused": N_("refused"),
}


def add_to(app: typer.Typer) -> None:
    """Make them commands of `app`."""
    app.command("collect", cls=Command, help=IN)(collect)
    app.command("return", cls=Command, help=OUT)(give_back)


def collect(
    lms: Annotated[
        Literal["moodle", "canvas", "folder"], typer.Argument(metavar="LMS", help=_("moodle, canvas or folder."))
    ],
    assignment: Assignment,
    path: Annotated[
        Path | None, typer.Argument(metavar="PATH", help=_("The zip that it gives, or the unpacked folder."))
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster",
            metavar="FILE",
            dir_okay=False,
            help=_("Moodle's grading worksheet, Canvas' gradebook, or a table with id, first_name, last_name, email."),
        ),
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option("--timezone", metavar="ZONE", help=_("Whose clock the roster's times are, such as Europe/Paris.")),
    ] = None,
    api: Api = None,
    token_file: TokenFile = None,
    column: Column = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Show what would be written, and write nothing."))
    ] = False,
    course: Course = Path(),
) -> None:
    if api is not None and (lms != "canvas" or path is not None or roster is not None):
        raise typer.BadParameter(_("--api is for Canvas, and stands in the place of files and --roster"))
    if api is None and path is None:
        raise typer.BadParameter(_("PATH is missing: the zip, or the folder that it was unpacked into"))
    if api is None and roster is None and lms != "folder":
        raise typer.BadParameter(_("--roster is missing: it says whose each file is"))
    zone = _zone(timezone)

    with faults_told(), _downloaded(api, token_file, assignment, column) as got:
        from autograder.exchange import collecting

        collected = collecting.collect(
            course, lms, got.files if got else path or Path(), assignment, roster=got.roster if got else roster,
            zone=zone, dry_run=dry_run, on_read=lambda collected: _show(collected, zone),
        )  # fmt: skip
        collected.lines += got.left_out if got else []
        _conclude(collected, dry_run)
    amiss = any(one.state == "refused" or one.doubts for one in collected.students)
    raise typer.Exit(3 if amiss or collected.lines else 0)


def give_back(
    lms: Annotated[Literal["moodle", "canvas"], typer.Argument(metavar="LMS", help=_("moodle or canvas."))],
    assignment: Assignment,
    roster: Annotated[
        Path | None,
        typer.Option(
            "--roster",
            metavar="FILE",
            dir_okay=False,
            help=_("Moodle's grading worksheet or Canvas' gradebook, just downloaded."),
        ),
    ] = None,
    api: Api = None,
    token_file: TokenFile = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="DIR", file_okay=False, help=_("Where both files go."))
    ] = None,
    column: Column = None,
    partial: Annotated[
        bool, typer.Option("--partial", help=_("Also marks of those whose written answers wait for a person."))
    ] = False,
    course: Course = Path(),
    jobs: Jobs = None,
) -> None:
    if (api is None) == (roster is None) or (api is not None and lms != "canvas"):
        raise typer.BadParameter(_("give --roster, or for Canvas --api"))
    from autograder.console.progress import Bar

    folder = output or course / "returned" / assignment
    sent = None
    with faults_told(), _downloaded(api, token_file, assignment, column, files=False) as got:
        from autograder.exchange import returning

        with Bar(_("feedback")) as bar:
            returned = returning.give_back(
                course, lms, assignment, got.roster if got else roster or Path(), folder,
                column=got.column if got else column, partial=partial, jobs=jobs, on_feedback=bar.reach,
            )  # fmt: skip
        if got:
            with Bar(_("sending")) as bar:
                sent = got.api.send(got.column, returned, bar.reach)
    _tell_returned(returned)
    if sent is not None:
        _line(Console(), _("sent to Canvas: something new for {count} students", count=sent))
    raise typer.Exit(3 if returned.lines or returned.waiting or returned.strangers else 0)


@contextmanager
def _downloaded(
    api: str | None, token_file: Path | None, assignment: str, column: str | None, files: bool = True
) -> "Iterator[Download | None]":
    """What Canvas gives by its API, in a folder for as long as it is needed; None where it is not asked."""
    if api is None:
        yield None
        return
    from autograder.exchange import canvas_api

    client = canvas_api.Api(api, canvas_api.token(token_file))
    with TemporaryDirectory(prefix="autograder-") as folder:
        yield client.download(assignment, Path(folder), column, files)


def _tell_returned(returned: "Returned") -> None:
    out, errors = Console(), Console(stderr=True)
    for path in returned.written:
        _line(out, _("written: {folder}", folder=path))
    _line(
        out,
        _(
            "{marks} marks go back, and feedback for {count} students",
            marks=len(returned.marks),
            count=returned.students,
        ),
    )
    if returned.marks and returned.maximum != returned.points:
        _line(
            out,
            _(
                "the LMS counts to {maximum:g} and the course to {points:g}: the marks are scaled",
                maximum=returned.maximum,
                points=returned.points,
            ),
        )
    if returned.penalties:
        _line(out, _("late penalties taken off: {count}", count=returned.penalties))
    if returned.ungraded:
        _line(out, _("not graded, left as they are ({count}): {names}", **_names(returned.ungraded)))
    if returned.waiting:
        _line(errors, _("written answers to mark, or --partial ({count}): {names}", **_names(returned.waiting)))
    if returned.strangers:
        _line(errors, _("graded and not in the roster ({count}): {names}", **_names(returned.strangers)))
    for line in returned.lines:
        _line(errors, str(line))


def _names(names: list[str]) -> dict[str, object]:
    return {"count": len(names), "names": ", ".join(map(printable, names))}


def _zone(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, LookupError) as error:
        raise typer.BadParameter(_("there is no time zone {name}; one is Europe/Paris", name=name)) from error


def _show(collected: "Collected", zone: tzinfo | None) -> None:
    table = Table(title=collected.assignment, title_justify="left", title_style="bold")
    table.add_column(_("student"), overflow="fold")
    table.add_column(_("name"), overflow="fold")
    table.add_column(_("handed in"), overflow="fold")
    table.add_column(_("files"), justify="right")
    table.add_column("", overflow="fold")
    for one in collected.students:
        time = one.time.astimezone(zone).strftime("%Y-%m-%d %H:%M %Z") if one.time else "·"
        state = Text(_(STATES[one.state]))
        table.add_row(Text(one.student), Text(printable(one.name)), time, str(len(one.files)), state)
    Console().print(table)


def _conclude(collected: "Collected", dry_run: bool) -> None:
    out, errors = Console(), Console(stderr=True)
    for one in collected.students:
        for remark in one.remarks:
            _line(errors if one.state == "refused" else out, f"{one.student}: {remark}")
        for doubt in one.doubts:
            _line(errors, f"{one.student}: {doubt}")
    for line in collected.lines:
        _line(errors, str(line))
    if collected.nothing:
        _line(out, _("nothing handed in ({count}): {names}", **_names(collected.nothing)))
    if collected.enrolled:
        _line(out, _("in the roster: {count} students, {new} of them new", count=collected.enrolled, new=collected.new))
    states = [one.state for one in collected.students]
    counts = {"written": states.count("new") + states.count("changed"), "refused": states.count("refused")}
    counts["left"] = len(states) - counts["written"] - counts["refused"]
    if dry_run:
        _line(out, _("{written} to write, {left} stay as they are, {refused} refused; nothing is written", **counts))
    else:
        _line(out, _("{written} written, {left} stay as they are, {refused} refused", **counts))


def _line(console: Console, line: str) -> None:
    console.print(Text(line), soft_wrap=True)
