"""What the commands share: their options, their words for help, how they tell faults."""

import errno
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from autograder.faults import CourseError, Fault, MissingWalls
from autograder.messages import _, told


class _InReadersLanguage:
    """typer's own words for --help, which no catalogue of its reaches."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def get_params(self, ctx: Any) -> list[Any]:
        params: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for param in params:
            if getattr(param, "is_flag", False) and param.metavar is None:
                param.metavar = ""  # it takes no value, and typer would show its type
        return params


class Command(_InReadersLanguage, TyperCommand):
    """One command."""


class Group(_InReadersLanguage, TyperGroup):
    """All commands."""


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"autograder {version('gradient-course')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_tell_version, is_eager=True, help=_("Show the version and exit."))
]
Steps = Annotated[list[str] | None, typer.Argument(metavar="STEP", help=_("Steps, such as 01_numpy; all if none."))]
Course = Annotated[
    Path,
    typer.Option("--course", metavar="DIR", exists=True, file_okay=False, help=_("The course folder.")),
]
CourseToo = Annotated[
    Path | None,
    typer.Option("--course", metavar="DIR", exists=True, file_okay=False, help=_("Look at this course as well.")),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", metavar="N", min=1, help=_("Workers on this machine; one a core if not given."))
]
NoSandbox = Annotated[
    bool, typer.Option("--no-sandbox", help=_("Run student code without walls: only code that you trust."))
]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help=_("A Dask scheduler to spread the work over."))
]
SchedulerTLS = Annotated[
    tuple[Path, Path, Path] | None,
    typer.Option("--scheduler-tls", metavar="CA CERT KEY", help=_("Certificates for a scheduler elsewhere.")),
]


REFUSED = {errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM}  # by the disk, or by its rights
MISPLACED = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}  # by what is there already
EXTRAS = {
    "canvasapi": "canvas",
    "libcst": "audit",
    "mutmut": "audit",
    "distributed": "dask",
    "psycopg": "postgresql",
    "myst_nb": "site",
    "sphinx_book_theme": "site",
}


@contextmanager
def faults_told() -> Iterator[None]:
    """The input's faults, a disk that refuses and a missing extra: on stderr, a line each, and exit code 1."""
    try:
        yield
    except CourseError as error:
        line = str(error)
    except OSError as error:
        if error.errno not in REFUSED | MISPLACED:
            raise
        line = _refused(error)
    except ModuleNotFoundError as error:
        if error.name not in EXTRAS:
            raise
        line = missing_package(error.name)
    except Exception as error:  # of nbgrader's own work on the gradebook: what is ours raises a CourseError
        from sqlalchemy.exc import OperationalError

        if not isinstance(error, OperationalError):
            raise
        from autograder.coursedir.database import fault_of

        fault = fault_of(Path(), error)
        line = f"autograder: {told(fault.problem, fault.remedy)}"
    else:
        return
    typer.echo(line, err=True)
    raise typer.Exit(CourseError.exit_code)


def _refused(error: OSError) -> str:
    if not error.filename:  # nobody has said for what: as where stdout goes to a disk that is full
        problem = _("the output, or a file, cannot be written: {error}", error=error.strerror)
        remedy = _("make room, or write elsewhere")
        return f"autograder: {told(problem, remedy)}"
    problem = _("it cannot be read or written: {error}", error=error.strerror)
    remedy = _("mend the path, or name another") if error.errno in MISPLACED else _("make room, or write elsewhere")
    return str(Fault(Path(error.filename), None, problem, remedy))


def missing_package(name: str) -> str:
    """What is told where an extra of this project is not installed."""
    extra = f"pip install 'gradient-course[{EXTRAS[name]}]'"
    line = _("the package {name} is missing; {remedy}", name=name, remedy=extra)
    return f"autograder: {line}"


def other_system() -> str:
    """What is told on a machine that is not Linux."""
    problem = _("the walls around student code, and its processes, are made for Linux")
    remedy = _("grade on Linux, or in a container")
    return f"autograder: {told(problem, remedy)}"


def walls_or_refuse(no_sandbox: bool) -> None:
    """Student code runs behind walls, or where the user spelled out that it need not."""
    if platform.system() != "Linux":
        typer.echo(other_system(), err=True)
        raise typer.Exit(MissingWalls.exit_code)
    if no_sandbox:
        return
    from autograder.console import doctor as examination

    missing = examination.missing()
    if missing:
        typer.echo("\n".join(missing), err=True)
        typer.echo(_("Nothing is graded without these walls; --no-sandbox goes on without any."), err=True)
        raise typer.Exit(MissingWalls.exit_code)
