"""The people of a roster, and who of nbgrader's gradebook each of them is."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from autograder.coursedir.gradebook import Enrolled
from autograder.coursedir.student_id import is_usable
from autograder.faults import Reason, printable
from course.helpers.language import N_

_NOT_IN_NAMES = str.maketrans(dict.fromkeys('<>",;', " "))  # nbgrader's pages and its CSV write names as they are


@dataclass(frozen=True)
class Person:
    """One row of a roster.

    `key`: what the LMS calls them in names of files. `could_be`: ids that they might have, the best first. `row`: which
    row of the table. `time`: when they handed in, where the roster says so.
    """

    key: str
    name: str
    first: str
    last: str
    email: str
    could_be: tuple[str, ...]
    row: int
    time: datetime | None = None
    lms_id: str = ""
    id: str = ""


def recognized(people: Sequence[Person], known: Iterable[Enrolled]) -> tuple[list[Person], list[Reason]]:
    """`people` with their ids, and a line for each who can have none.

    Somebody whom the gradebook knows keeps the id that they have there: by e-mail address, by the LMS's own number, or
    since one of the ids that they could have is there. Two rows that come to the same id are nobody.
    """
    students = list(known)
    ids = {student.id for student in students}
    by_email = _single((student.email.casefold(), student.id) for student in students if student.email)
    by_number = _single((student.lms_id, student.id) for student in students if student.lms_id)
    names = Counter(person.name for person in people)
    found, lines = [], []
    for person in people:
        could_be = [
            *filter(None, (by_email.get(person.email.casefold()), by_number.get(person.lms_id))),
            *(one for one in person.could_be if one in ids),
            *person.could_be,
            *([person.name] if names[person.name] == 1 else []),
        ]
        usable = next(filter(is_usable, could_be), "")
        if usable:
            found.append(replace(person, id=usable))
        else:
            why = N_("{name} has no e-mail address and no other id in the roster")
            lines.append(Reason(why, {"name": _who(person)}))
    twice = {id for id, count in Counter(person.id for person in found).items() if count > 1}
    for person in found:
        if person.id in twice:
            lines.append(
                Reason(N_("{name}: another row of the roster is {id} too"), {"name": _who(person), "id": person.id})
            )
    return [person for person in found if person.id not in twice], lines


def enrolled(person: Person) -> Enrolled:
    """What the gradebook is told of them."""
    first, last, email = map(_plain, (person.first, person.last, person.email))
    return Enrolled(person.id, first, last, email, person.lms_id)


def _who(person: Person) -> str:
    return person.name or person.key


def _plain(text: str) -> str:
    """A name without what a page would take for markup, a table for a column and a spreadsheet for a formula."""
    return " ".join(printable(text).translate(_NOT_IN_NAMES).split()).lstrip("=+-@ ")[:128]


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """By key, where only one has it."""
    pairs = list(pairs)
    counts = Counter(key for key, _id in pairs)
    return {key: id for key, id in pairs if counts[key] == 1}
