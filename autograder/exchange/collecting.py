"""A class comes in: what an LMS gave to download is laid out in `submitted/`, with times and names."""

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Literal

from autograder.coursedir import submission, untrusted
from autograder.coursedir.assignment import read_assignment
from autograder.coursedir.gradebook import Book, Enrolled
from autograder.coursedir.settings import Course, load_course
from autograder.coursedir.submission import TIMESTAMP
from autograder.exchange import naming
from autograder.exchange import sheet as sheets
from autograder.exchange.archive import Entry, opened
from autograder.exchange.naming import Named, Outlines
from autograder.exchange.people import Person, enrolled, recognized
from autograder.exchange.sorting import FROM, Sorted
from autograder.faults import CourseError, Fault, Reason, Refused, printable
from autograder.messages import _
from course.helpers.language import N_

Lms = Literal["moodle", "canvas", "folder"]
State = Literal["new", "changed", "unchanged", "older", "refused"]


@dataclass
class HandedIn:
    """What one student handed in. `files`: what is laid out, by its name. `state`: what becomes of it.

    `doubts`: the remarks for which a person has to look.
    """

    student: str
    name: str
    files: dict[str, Entry]
    folder: Path
    time: datetime | None = None
    late: bool = False
    state: State = "new"
    remarks: list[Reason] = field(default_factory=list)
    doubts: list[Reason] = field(default_factory=list)


@dataclass
class Collected:
    """A class that came in. `lines`: what was not understood. `nothing`: who of the roster handed in nothing."""

    assignment: str
    students: list[HandedIn] = field(default_factory=list)
    lines: list[Reason] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)
    enrolled: int = 0
    new: int = 0


def collect(
    course: Path,
    lms: Lms,
    path: Path,
    assignment: str,
    *,
    roster: Path | None = None,
    zone: tzinfo | None = None,
    dry_run: bool = False,
    on_read: Callable[[Collected], None] = lambda collected: None,
) -> Collected:
    """Lay out the download at `path` as submissions of `assignment`, and note the `roster` in the gradebook.

    `zone`: whose clock the roster's times are; None for this machine's. `on_read` is shown what will be written before
    it is; with `dry_run` nothing is. Raises CourseError where the download, the roster or the course cannot be read.
    """
    loaded = load_course(course)
    with Book(loaded) as book:
        expected = _notebooks(loaded, book, assignment)
        people, told = FROM[lms].people(sheets.read(roster), zone) if roster else ([], [])
        known = book.enrolled()
        people, unknown = recognized(people, known)
        collected = Collected(assignment, enrolled=len(people), new=len({p.id for p in people} - {s.id for s in known}))
        with opened(path) as archive:
            found = FROM[lms].sort(archive.entries, people, assignment, {row.name for row in book.assignments()})
            collected.lines = [*told, *unknown, *archive.left_out, *found.left_out]
            collected.students = sorted(_students(loaded, assignment, expected, found), key=lambda one: one.student)
            there = {one.student for one in collected.students}
            collected.nothing = [person.name or person.id for person in people if person.id not in there]
            on_read(collected)
            if not dry_run:
                book.enrol(map(enrolled, people))
                known_now = {student.id for student in book.enrolled()}
                book.enrol(Enrolled(one.student) for one in collected.students if one.student not in known_now)
                for one in collected.students:
                    _write(one)
                laid_out = [one for one in collected.students if one.state not in ("older", "refused")]
                came = {one.student: {n: entry.parts[-1] for n, entry in one.files.items()} for one in laid_out}
                book.note_collected(assignment, came)
    return collected


def _notebooks(course: Course, book: Book, assignment: str) -> Outlines:
    """The assignment's notebooks as they were handed out, by name."""
    rows = {row.name: row for row in book.assignments()}
    if assignment not in rows:
        known = ", ".join(rows) or "-"
        problem = _("the gradebook knows no assignment {name}, only {known}", name=printable(assignment), known=known)
        raise CourseError([Fault(course.root, None, problem, _("build it, or mend the name"))])
    try:
        return read_assignment(course, rows[assignment]).outlines
    except CourseError:  # what cannot be graded here can come in all the same
        return {notebook.name: () for notebook in rows[assignment].notebooks}


def _students(course: Course, assignment: str, expected: Outlines, found: Sorted) -> Iterator[HandedIn]:
    persons = {person.id: person for person in found.people}
    by_student: dict[str, list[Named]] = defaultdict(list)
    for student, name, entry in found.files:
        by_student[student].append((name, entry))
    for student, files in by_student.items():
        person = persons.get(student) or Person("", student, "", "", "", (), 0)
        directory = course.directory
        folder = Path(directory.format_path(directory.submitted_directory, student, assignment))
        one = HandedIn(student, person.name or student, {}, folder, person.time, student in found.late)
        try:
            if found.times_of_their_own and (times := [entry for name, entry in files if name == TIMESTAMP]):
                one.time = _own_time(times[0])
                files = [(name, entry) for name, entry in files if name != TIMESTAMP]
            one.files = naming.under_their_names(
                naming.bounded(course, files, one.remarks), expected, one.remarks, one.doubts
            )
            if not any(f"{name}.ipynb" in one.files for name in expected):
                wanted = ", ".join(f"{name}.ipynb" for name in sorted(expected))
                one.doubts.append(Reason(N_("there is no {wanted}"), {"wanted": wanted}))
            if one.late and one.time is None:
                one.remarks.append(Reason(N_("late, as the LMS says; it does not say by how much")))
            one.state = _state(one)
        except Refused as refused:
            one.state, one.files = "refused", {}
            one.remarks.append(refused.reason)
        yield one


def _state(one: HandedIn) -> State:
    try:
        return _compared(one) if untrusted.may_be_there(one.folder) else "new"
    except OSError as error:
        raise untrusted.unreadable(error) from error


def _compared(one: HandedIn) -> State:
    """What becomes of it where something is there already. Raises OSError."""
    if one.folder.is_symlink() or not one.folder.is_dir():
        raise Refused(N_("{name} is not a folder"), name=one.folder.name)
    there = {
        str(path.relative_to(one.folder)): path for path in one.folder.rglob("*") if path.is_symlink() or path.is_file()
    }
    noted, before = there.pop(TIMESTAMP, None), _noted_time(one.folder)
    same = there.keys() == one.files.keys() and all(_same(entry, there[name]) for name, entry in one.files.items())
    if not same and before and one.time and before > one.time:
        return "older"
    # The same files with another time: the clock of the first one was not the right one.
    return "unchanged" if same and (not one.time or (noted and before == one.time)) else "changed"


def _own_time(entry: Entry) -> datetime | None:
    try:
        time = submission.noted_time(next(entry.pieces(), b""))
    except (OSError, ValueError) as error:
        raise Refused(N_("timestamp.txt does not hold a time; mend or remove it")) from error
    return time.replace(tzinfo=UTC) if time else None


def _noted_time(folder: Path) -> datetime | None:
    try:
        time = submission.noted_time(untrusted.read(folder / TIMESTAMP, 200))
    except (OSError, ValueError):
        return None
    return time.replace(tzinfo=UTC) if time else None


def _same(entry: Entry, path: Path) -> bool:
    if path.lstat().st_size != entry.size:
        return False
    with untrusted.open_file(path) as file:
        return all(piece == file.read(len(piece)) for piece in entry.pieces()) and not file.read(1)


def _write(one: HandedIn) -> None:
    """Lay it out, whole or not at all; the reason becomes a remark, and the student is refused."""
    if one.state not in ("new", "changed"):
        return
    made = None
    try:
        one.folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=one.folder.parent, prefix=".collected-"))
        for name, entry in one.files.items():
            path = made / "new" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.writelines(entry.pieces())
        if one.time:
            (made / "new" / TIMESTAMP).write_text(f"{one.time:%Y-%m-%d %H:%M:%S} UTC")
        if os.path.lexists(one.folder):
            one.folder.rename(made / "old")
        (made / "new").rename(one.folder)
    except OSError as error:
        if made and (made / "old").exists() and not one.folder.exists():
            (made / "old").rename(one.folder)
        one.state = "refused"
        one.remarks.append(Reason(N_("it cannot be written: {error}"), {"error": error.strerror or str(error)}))
    finally:
        if made:
            shutil.rmtree(made, ignore_errors=True)
