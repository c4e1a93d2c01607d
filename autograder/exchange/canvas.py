"""Canvas: the zip "Download submissions", and the CSV that the gradebook exports."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime

from autograder.exchange.people import Person
from autograder.exchange.sheet import Sheet
from autograder.faults import CourseError, Fault
from autograder.messages import _
from course.helpers.language import N_

STUDENT = ("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID", "Integration ID", "Root Account")
SUBMITTED = "Submitted At"  # in the table that canvas_api makes, and in none that Canvas exports
POINTS = "Points Possible"
_QUOTED = re.compile(r'="(.*)"', re.S)  # so Canvas writes a name that a spreadsheet would take for a formula
_AGAIN = re.compile(r"(.+)-\d+(\.[^.]+)")
# name[_LATE]_user_attachment_file; the name has only letters, digits and underscores.
_IDS = re.compile(r"_(\d{1,20})_(\d{1,20})_(?=.)")


def people(sheet: Sheet) -> list[Person]:
    """The students of the gradebook's CSV. Raises CourseError where it is none."""
    at = {name: sheet.column([name]) for name in (*STUDENT, SUBMITTED)}
    if at["ID"] is None or (at["Student"] is None and at["LastName"] is None):
        problem = _("it has no column {names}", names="Student, ID")
        raise CourseError([Fault(sheet.path, None, problem, _("give the CSV that Canvas' gradebook exports"))])
    found = []
    for i, row in enumerate(sheet.rows):
        cell = {name: _unquoted(row[column].strip()) if column is not None else "" for name, column in at.items()}
        if not re.fullmatch(r"\d{1,20}", cell["ID"]):
            continue  # the rows that tell of the columns
        if cell["Student"] == "Student, Test" and not cell["SIS User ID"]:
            continue  # Canvas' own, who sees the course as students do
        last, _comma, first = cell["Student"].partition(",")
        first, last = (first or cell["FirstName"]).strip(), (last or cell["LastName"]).strip()
        login = cell["SIS Login ID"]
        could_be = tuple(filter(None, (login.lower(), cell["SIS User ID"], cell["ID"])))
        email = login.lower() if "@" in login else ""
        name = " ".join(filter(None, (first, last)))
        found.append(Person(cell["ID"], name, first, last, email, could_be, i, _time(cell[SUBMITTED]), cell["ID"]))
    return found


def chosen(titles: Sequence[tuple[str, str]], name: str) -> list[int]:
    """Of pairs of title and number the places that `name` means: a title, a number, or what begins with it."""
    found = [i for i, (title, number) in enumerate(titles) if name in (title, number, f"{title} ({number})")]
    return found or [i for i, (title, _number) in enumerate(titles) if title.startswith(name)]


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC) if text else None
    except ValueError:
        return None


def owner(name: str, users: Collection[str]) -> tuple[str, str, str, bool] | str:
    """(user, attachment, the file's own name, late?) of a file of the zip, or why it is nobody's.

    `users`: those of the roster. A name may hold numbers too; the first two that begin with a user's are the ones.
    """
    found = list(_ids(name))
    for user, attachment, file, late in found:
        if user in users:
            return user, attachment, file, late
    if found:
        return found[0]
    if re.search(r"(?:^|_)anon_", name):
        return N_("{name}: handed in anonymously, and so nobody's; left out")
    if re.search(r"_\d+_(?:text|link)\.html$", name):
        return N_("{name}: an online text and no file, left out")
    return N_("{name}: not in the form of Canvas' download, left out")


def _ids(name: str) -> Iterator[tuple[str, str, str, bool]]:
    start = 0
    while match := _IDS.search(name, start):
        start = match.end(1)  # what was taken for a user may be somebody's name
        yield match[1], match[2], name[match.end() :], name[: match.start()].split("_")[-1] == "LATE"


def own_name(file: str, expected: Collection[str]) -> str:
    """A file's name without the "-1" that Canvas adds to what is handed in again."""
    match = _AGAIN.fullmatch(file)
    return match[1] + match[2] if match and file not in expected else file


def _unquoted(text: str) -> str:
    match = _QUOTED.fullmatch(text)
    return match[1] if match else text
