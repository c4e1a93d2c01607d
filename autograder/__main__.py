"""`autograder`, and `python -m autograder`: the reader's language first, then the command line."""

import gettext
import sys
from typing import Any

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

    # Typer may bring a click of its own: its errors are known by the one that it exports.
    usage_error = typer.BadParameter.__bases__[0]
    try:
        code = app(prog_name="autograder", standalone_mode=False)
    except typer.Abort:
        print(_("Interrupted."), file=sys.stderr)
        code = 130
    except usage_error as error:  # type: ignore[misc]
        print(_usage(error), file=sys.stderr)
        code = 2
    sys.exit(code)


def _usage(error: Any) -> str:
    """What was not understood and where help is, in one line of the reader's language; click speaks English alone."""
    path = error.ctx.command_path if error.ctx else "autograder"
    if getattr(error, "option_name", None):
        problem = _("option {name} is unknown here, or lacks its value", name=error.option_name)
    elif getattr(error, "param", None):
        problem = _("{name}: this value is not possible", name="/".join(error.param.opts))
        problem += f" ({error.message})" if languages()[0] == "en" else ""
    elif hasattr(error, "param"):
        problem = error.message  # our own
    elif error.ctx and hasattr(error.ctx.command, "commands"):
        problem = _("there is no such command; choose one of: {names}", names=", ".join(error.ctx.command.commands))
    else:
        problem = _("too many arguments, or too few")
    return f"autograder: {told(problem, _('see: {command} --help', command=path))}"


if __name__ == "__main__":
    main()
