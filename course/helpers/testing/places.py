"""Where in a notebook an error went through: the lines of the student's that a message shows."""

import linecache
import re
import textwrap
import traceback
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

_CHECKS = "course.helpers.testing."
_FRAME = re.compile(r'File "(.*?)", line \d+, in (\S+)(?:\n {4}(.*))?')
LIBRARY = re.compile(r"[/\\](?:(?:site|dist)-packages|lib[/\\]python3[^/\\]*)[/\\]")
_COURSE = Path(__file__).parents[2]
_BRIDGE = _COURSE.parent / "autograder"  # an answer goes through it to call what a test has lent
_MOST_PLACES = 2  # lines of the student's that are shown: where it began, and where it ended


def frames(error: BaseException, namespace: dict[str, Any]) -> list[tuple[CodeType, int]]:
    """The notebook's own code through which the error went, each with its line; nothing of a library's, nor ours."""
    found = []
    tb: TracebackType | None = getattr(error, "__traceback__", None)  # an object of the student's process has none
    while tb is not None:
        if tb.tb_frame.f_globals is namespace:
            found.append((tb.tb_frame.f_code, tb.tb_lineno))
        tb = tb.tb_next
    return found


def in_check(error: BaseException) -> bool:
    """Whether the error went through a check: of a visible test, or of a copy that a student has changed."""
    tb = error.__traceback__
    while tb is not None:
        if str(tb.tb_frame.f_globals.get("__name__")).startswith(_CHECKS):
            return True
        tb = tb.tb_next
    return False


def places(error: BaseException, namespace: dict[str, Any], test: str) -> list[str]:
    """Where in the answer it stopped: a line for the call, a line for the place; none where that is not known.

    test: the file name of the test's own code, which is no place of the answer's.
    """
    own = [(code, line) for code, line in frames(error, namespace) if code.co_filename != test]
    chosen = own if len(own) <= _MOST_PLACES else [own[0], own[-1]]
    return [f"→ {code.co_qualname}:{line}    {_line(code.co_filename, line)}" for code, line in chosen]


def met(error: BaseException) -> list[tuple[str, str, str]]:
    """File, function and source line of each frame that the error went through, here or on the student's side.

    Those of the bridge between the two are left out.
    """
    there, here = getattr(error, "remote_traceback", ""), getattr(error, "__traceback__", None)
    found = _FRAME.findall(there or "".join(traceback.format_tb(here)))
    return [frame for frame in found if not Path(frame[0]).is_relative_to(_BRIDGE)]


def is_of_answer(error: BaseException, test: str) -> bool:
    """Whether an error on the student's side went through a line that is neither the test's, nor ours, nor a library's.

    An answer runs there beside functions of the test and of the helpers: see `places` for one ordinary kernel.
    """
    if not getattr(error, "remote_traceback", ""):
        return False
    return any(
        file != test and not LIBRARY.search(file) and not Path(file).is_relative_to(_COURSE)
        for file, _name, _source in met(error)
    )


def _line(filename: str, number: int) -> str:
    return textwrap.shorten(linecache.getline(filename, number), 120, placeholder=" …")
