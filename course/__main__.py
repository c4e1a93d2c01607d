"""`python -m course check [NOTEBOOK]` and `python -m course hand-in [NOTEBOOK]`, for students.

Exit codes: 0 all is well; 1 something is wrong or not answered; 2 the command or the file cannot be used.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from course.commands.book import Unusable, find, language_at, read, say
from course.helpers.language import N_, languages, speaking

SECONDS = 60
HELP = {
    "check": N_("run a notebook from the top and show what is right"),
    "hand-in": N_("write the file to hand in"),
    "notebook": N_("a notebook, or the folder of a step; not needed where there is one notebook"),
    "seconds": N_("the time limit of a cell"),
    "html": N_("write the table to this page as well"),
    "output": N_("the folder for the file"),
    "help": N_("show this help"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    # A Windows console may know no French or Greek letter: what it cannot show is replaced.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        languages()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    with speaking(language_at(None)):
        parser = _parser()
        chosen = parser.parse_args(arguments)
        if chosen.command is None:
            parser.print_help(sys.stderr)
            return 2
    with speaking(language_at(chosen.notebook)):
        try:
            path = find(chosen.notebook)
            read(path)  # a file that is no notebook cannot be used; one with lost cells is something wrong
            if chosen.command == "check":
                return _check(path, chosen.seconds, chosen.html)
            return _hand_in(path, chosen.output)
        except Unusable as error:
            print(error, file=sys.stderr)
            return 2


def _check(path: Path, seconds: int, page: Path | None) -> int:
    from course.commands import check  # nbclient takes a second to import

    os.environ.setdefault("MPLBACKEND", "agg")  # figures need no window

    def tell(done: int, total: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done}/{total} ", end="" if done < total else "\n", file=sys.stderr, flush=True)

    checked = check.check(read(path), path.absolute(), seconds, tell)
    print(check.as_text(checked))
    if page is not None:
        page.write_text(check.as_html(checked, path.name), encoding="utf-8")
        print(page)
    return 0 if checked.passed else 1


def _hand_in(path: Path, output: Path | None) -> int:
    from course.commands.hand_in import hand_in

    try:
        print("\n".join(hand_in(path, output, datetime.now().astimezone())))
    except Unusable as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    """The options in the reader's language. What argparse says of itself is English, so its own help is left out."""
    parser = argparse.ArgumentParser(prog="python -m course", add_help=False)
    commands = parser.add_subparsers(dest="command", title=say(N_("commands")), metavar="check | hand-in")
    check = commands.add_parser("check", help=say(HELP["check"]), add_help=False)
    hand_in = commands.add_parser("hand-in", help=say(HELP["hand-in"]), add_help=False)
    options = parser.add_argument_group("options")
    of_check, of_hand_in = check.add_argument_group("options"), hand_in.add_argument_group("options")
    for group in (of_check, of_hand_in):
        group.add_argument("notebook", nargs="?", metavar="NOTEBOOK", help=say(HELP["notebook"]))
    for group in (options, of_check, of_hand_in):
        group.add_argument("-h", "--help", action="help", help=say(HELP["help"]))
    of_check.add_argument("--seconds", type=int, default=SECONDS, metavar="N", help=say(HELP["seconds"]))
    of_check.add_argument("--html", type=Path, metavar="FILE", help=say(HELP["html"]))
    of_hand_in.add_argument("--output", type=Path, metavar="DIR", help=say(HELP["output"]))
    return parser


if __name__ == "__main__":
    sys.exit(main())
