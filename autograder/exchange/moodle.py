"""Moodle: the zip "Download all submissions", and the grading worksheet.

Moodle calls a student by the participant number that they have in this one assignment. It stands in the names of the
zip's folders, and in the column "Identifier" of the worksheet, which says whose it is.
"""

import re
import unicodedata
from datetime import tzinfo

from autograder.exchange import times
from autograder.exchange.people import Person
from autograder.exchange.sheet import Sheet
from autograder.faults import CourseError, Fault, Reason
from autograder.messages import _
from course.helpers.language import N_

# In English and in French, as the worksheet has them.
COLUMNS = {
    "identifier": ("Identifier", "Identifiant"),
    "name": ("Full name", "Nom complet"),
    "email": ("Email address", "Adresse de courriel"),
    "number": ("ID number", "Numéro d'identification", "Numéro d’identification"),
    "username": ("Username", "Nom d'utilisateur", "Nom d’utilisateur"),
    "grade": ("Grade", "Note"),
    "maximum": ("Maximum Grade", "Note maximale"),
    "submitted": ("Last modified (submission)", "Dernière modification (travail remis)"),
    "modified": ("Last modified (grade)", "Dernière modification (note)"),
}
# Name_N_assignsubmission_file (from 4.1 on), Name_N_assignsubmission_file_ (before), or the latter with a file's name.
_OWNER = re.compile(r"(?P<name>[^_]*)_(?P<number>\d{1,18})_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<rest>.*))?", re.S)
_NO_TIME = {"", "-"}


def people(sheet: Sheet, zone: tzinfo | None) -> tuple[list[Person], list[Reason]]:
    """The participants, and what of the worksheet was not understood. Raises CourseError where it is none."""
    at = {meaning: sheet.column(names) for meaning, names in COLUMNS.items()}
    if at["identifier"] is None:
        problem = _("it has no column {names}", names="Identifier")
        remedy = _("give the grading worksheet of this assignment, downloaded with Moodle in English or French")
        raise CourseError([Fault(sheet.path, None, problem, remedy)])
    if at["name"] is None and at["email"] is None and at["number"] is None and at["username"] is None:
        problem = _("it names nobody: the assignment is marked anonymously")
        remedy = _("reveal the students' identities in Moodle, then download the worksheet and the submissions again")
        raise CourseError([Fault(sheet.path, None, problem, remedy)])
    found, lines = [], []
    for i, row in enumerate(sheet.rows):
        cell = {meaning: row[column].strip() if column is not None else "" for meaning, column in at.items()}
        if not (number := number_of(cell["identifier"])):
            lines.append(Reason(N_("the roster's row {row} names no participant"), {"row": str(i + 2)}))
            continue
        time = times.read(cell["submitted"], zone)
        if time is None and cell["submitted"] not in _NO_TIME:
            values = {"name": cell["name"] or cell["identifier"], "time": cell["submitted"]}
            lines.append(Reason(N_("{name}: the time {time} is not understood; none is noted"), values))
        first, _space, last = cell["name"].partition(" ")
        could_be = (cell["email"].lower(), cell["number"], cell["username"])
        found.append(
            Person(number, cell["name"], first, last, cell["email"].lower(), tuple(filter(None, could_be)), i, time)
        )
    return found, lines


def number_of(identifier: str) -> str:
    """The number of "Participant 123"; empty where there is none."""
    match = re.fullmatch(r"\D*?(\d{1,18})", identifier.strip())
    return str(int(match[1])) if match else ""


def owner(parts: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]] | str:
    """(participant number, name, what is left of the parts), or why this is nobody's file."""
    for i, part in enumerate(parts):
        if match := _OWNER.fullmatch(part):
            if match["kind"] != "file":
                return N_("{name}: an online text and no file, left out")
            rest = (match["rest"],) if match["rest"] else ()
            left = (*rest, *parts[i + 1 :])
            return (str(int(match["number"])), match["name"], left) if left else _STRANGE
    return _STRANGE


def is_called(name: str, person: Person) -> bool:
    """Whether a folder's name may be this person's: Moodle leaves signs out, and puts a group's name in front.

    A worksheet of another assignment is found out by this. Folders without names pass: where marking is anonymous,
    some teachers' worksheets have names all the same.
    """
    return _letters(name).endswith(_letters(person.name)) or _letters(name) == "participant"


_STRANGE = N_("{name}: not in the form of Moodle's download, left out")


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFC", name).casefold()))
