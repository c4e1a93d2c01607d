"""`autograder`, and `python -m autograder`: the reader's language first, then the command line."""

import gettext
import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any, Literal, get_args, get_origin

from autograder.messages import LOCALE, _, told
from course.helpers.language import catalogue, languages


def main() -> None:
    """Run the command line. Exits with 2 where `COURSE_LANG` names no language of the course."""
    try:
        language = languages()[0]
    except ValueError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    if language != "en":
        # Some words of the help are click's: it takes these two functions when it is imported.
        translations = catalogue(LOCALE, language)
        gettext.gettext, gettext.ngettext = translations.gettext, translations.ngettext
    import typer

    from autograder.cli import app

    _tell_of_signals()
    # Typer may bring a click of its own: its errors are known by the one that it exports.
    usage_error = typer.BadParameter.__bases__[0]
    try:
        code = app(prog_name="autograder", standalone_mode=False)
    except (typer.Abort, KeyboardInterrupt):
        code = 130
    except usage_error as error:  # type: ignore[misc]
        print(_usage(error), file=sys.stderr)
        code = 2
    sys.exit(code)


def _tell_of_signals() -> None:
    """Ctrl-C says at once that it was heard and what is safe. A second one ends the process on the spot.

    The end that a service manager asks for (SIGTERM) cleans up as Ctrl-C does.
    """
    process = os.getpid()

    def told(number: int, frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)
        if os.getpid() == process:  # a terminal sends Ctrl-C to our forks as well
            message = _("Interrupted. What has been written is whole. To go on, run the same command again.")
            os.write(2, f"\n{message}\n".encode())
        if number == signal.SIGTERM:
            sys.exit(128 + number)
        raise KeyboardInterrupt

    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # a shell's background jobs ignore it
        signal.signal(signal.SIGINT, told)
    signal.signal(signal.SIGTERM, told)


def _usage(error: Any) -> str:
    """What was not understood and where help is, in one line of the reader's language; click speaks English alone."""
    path = error.ctx.command_path if error.ctx else _named()
    if getattr(error, "option_name", None):
        problem = _("option {name} is unknown here, or lacks its value", name=error.option_name)
    elif getattr(error, "param", None):
        name = "/".join(error.param.opts)
        if type(error).__name__ == "MissingParameter":  # of typer's own click, which it does not export
            name = name if name.startswith("-") else error.param.metavar
            problem = _("{name} is missing", name=name)
        else:
            problem = _("{name}: this value is not possible ({reason})", name=name, reason=_reason(error))
    elif hasattr(error, "param"):
        problem = error.message  # our own
    elif error.ctx and hasattr(error.ctx.command, "commands"):
        problem = _("there is no such command; choose one of: {names}", names=", ".join(error.ctx.command.commands))
    else:
        problem = _("too many arguments, or too few")
    remedy = _("see: {command} --help", command=path)
    return f"autograder: {told(problem, remedy)}"


def _reason(error: Any) -> str:
    """Why a value is not possible, in the reader's language: typer's own words are English alone, and pydantic's."""
    kind, setting = error.param.type_descriptor, error.param.type_descriptor.parameter_info
    if get_origin(kind.annotation) is Literal:
        return _("choose one of: {names}", names=", ".join(get_args(kind.annotation)))
    if kind.annotation is int:
        least = error.param.min
        return _("a whole number") if least is None else _("a whole number, at least {least}", least=least)
    if kind.annotation is Path and setting.exists:
        return _("there is no such folder")
    if kind.annotation is Path and not (setting.file_okay and setting.dir_okay):
        return _("there is a folder of this name") if setting.file_okay else _("there is a file of this name")
    return str(error.param.display_type_rich(error.ctx))


def _named() -> str:
    """The command as it was called, where click does not say which one it was."""
    from autograder.cli import app

    names = {command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands}
    return " ".join(["autograder", *(word for word in sys.argv[1:2] if word in names)])


if __name__ == "__main__":
    main()
