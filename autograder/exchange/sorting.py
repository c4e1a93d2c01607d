"""Whose each file of a download is: Moodle's, Canvas' and a folder's names side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from autograder.coursedir.student_id import is_usable
from autograder.coursedir.untrusted import notebook_of
from autograder.exchange import canvas, moodle
from autograder.exchange.archive import Entry
from autograder.exchange.people import Person
from autograder.exchange.sheet import Sheet
from autograder.faults import CourseError, Fault, Reason
from autograder.messages import _
from course.helpers.language import N_


@dataclass
class Sorted:
    """The class, sorted. `files`: (student's id, name, file). `late`: by id, as the LMS says."""

    people: Sequence[Person]
    files: list[tuple[str, str, Entry]] = field(default_factory=list)
    left_out: list[Reason] = field(default_factory=list)
    late: set[str] = field(default_factory=set)
    times_of_their_own: bool = False  # a timestamp.txt is the instructor's, and no student's

    def leave_out(self, why: str, entry: Entry, **values: str) -> None:
        self.left_out.append(Reason(why, {"name": entry.name, **values}))


@dataclass(frozen=True)
class From:
    """Where a class comes from: how its roster is read, and how its files are sorted."""

    people: Callable[[Sheet, tzinfo | None], tuple[list[Person], list[Reason]]]
    sort: Callable[[Sequence[Entry], Sequence[Person], str, set[str]], Sorted]


def _moodle(entries: Sequence[Entry], people: Sequence[Person], _assignment: str, _others: set[str]) -> Sorted:
    found, by_number = Sorted(people), {person.key: person for person in people}
    strangers = set()
    for entry in entries:
        owner = moodle.owner(entry.parts)
        if isinstance(owner, str):
            found.leave_out(owner, entry)
            continue
        number, name, left = owner
        person = by_number.get(number)
        if person is None or not moodle.is_called(name, person):
            if (number, name) not in strangers:
                strangers.add((number, name))
                why = N_("participant {number}, {who}: not in the roster; is it the worksheet of this assignment?")
                found.leave_out(why, entry, number=number, who=name)
        else:
            found.files.append((person.id, "/".join(left), entry))
    return found


def _canvas(entries: Sequence[Entry], people: Sequence[Person], assignment: str, _others: set[str]) -> Sorted:
    """Of files with one name, which differ in what Canvas adds, the newest comes first: it numbers them in order."""
    found, by_user = Sorted(people), {person.key: person for person in people}
    numbers = dict[str, int]()
    for entry in entries:
        owner = canvas.owner(entry.parts[-1], by_user)
        if isinstance(owner, str):
            found.leave_out(owner, entry)
            continue
        user, attachment, file, late = owner
        if user not in by_user:
            found.leave_out(N_("{name}: user {user} is not in the roster, left out"), entry, user=user)
            continue
        found.files.append((by_user[user].id, canvas.own_name(file, {f"{assignment}.ipynb"}), entry))
        numbers[entry.name] = int(attachment)
        if late:
            found.late.add(by_user[user].id)
    found.files.sort(key=lambda one: -numbers[one[2].name])
    return found


def _folder(entries: Sequence[Entry], people: Sequence[Person], assignment: str, others: set[str]) -> Sorted:
    """student/assignment/file; or student/file, one level too high, where nothing stands below."""
    found, ids = Sorted(people, times_of_their_own=True), {person.key: person.id for person in people}
    inside, loose = list[tuple[str, str, Entry]](), list[tuple[str, str, Entry]]()
    for entry in entries:
        folder, *left = entry.parts
        student = ids.get(folder, folder)
        if not left:
            found.leave_out(N_("{name}: in no student's folder, left out"), entry)
        elif not is_usable(student):
            found.leave_out(N_("{name}: {student} cannot be a student's id; rename the folder"), entry, student=student)
        elif left[0] == assignment and len(left) > 1:
            inside.append((student, "/".join(left[1:]), entry))
        elif left[0] not in others or len(left) == 1:
            loose.append((student, "/".join(left), entry))
    there = {student for student, _name, _entry in inside}
    # Beside a folder of the assignment, or a notebook of another one, a file is not clearly this one's.
    elsewhere = {s for s, name, _e in loose if notebook_of(name) in others - {assignment}}
    for student, name, entry in loose:
        if student not in there and (student not in elsewhere or notebook_of(name) == assignment):
            found.files.append((student, name, entry))
        elif student in there:
            found.leave_out(N_("{name}: beside the folder {folder}, left out"), entry, folder=assignment)
    found.files += inside
    return found


def _moodle_people(sheet: Sheet, zone: tzinfo | None) -> tuple[list[Person], list[Reason]]:
    return moodle.people(sheet, zone)


def _canvas_people(sheet: Sheet, _zone: tzinfo | None) -> tuple[list[Person], list[Reason]]:
    return canvas.people(sheet), []


def _listed_people(sheet: Sheet, _zone: tzinfo | None) -> tuple[list[Person], list[Reason]]:
    """A list as `nbgrader db student import` takes it: id, first_name, last_name, email."""
    at = [sheet.column([name]) for name in ("id", "first_name", "last_name", "email")]
    if at[0] is None:
        problem = _("it has no column {names}", names="id")
        raise CourseError([Fault(sheet.path, None, problem, _("give a table with id, first_name, last_name, email"))])
    found = []
    for i, row in enumerate(sheet.rows):
        id, first, last, email = (row[column].strip() if column is not None else "" for column in at)
        found.append(Person(id, f"{first} {last}".strip() or id, first, last, email, (id,), i))
    return found, []


FROM = {
    "moodle": From(_moodle_people, _moodle),
    "canvas": From(_canvas_people, _canvas),
    "folder": From(_listed_people, _folder),
}
