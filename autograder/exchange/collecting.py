"""A class comes in: what an LMS gave to download is laid out in `submitted/`, with times and names."""

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import Literal

from autograder.coursedir import submission, untrusted
from autograder.coursedir.gradebook import Book, Enrolled
from autograder.coursedir.settings import Course, load_course
from autograder.coursedir.submission import TIMESTAMP
from autograder.coursedir.untrusted import LARGEST, notebook_of
from autograder.exchange import sheet as sheets
from autograder.exchange.archive import Entry, opened
from autograder.exchange.people import Person, enrolled, recognized
from autograder.exchange.sorting import FROM, Sorted
from autograder.faults import CourseError, Fault, Reason, Refused, printable
from autograder.messages import _
from course.helpers.language import N_

Lms = Literal["moodle", "canvas", "folder"]
State = Literal["new", "changed", "unchanged", "older", "refused"]


@dataclass
class HandedIn:
    """What one student handed in. `files`: what is laid out, by its name. `state`: what becomes of it."""

    student: str
    name: str
    files: dict[str, Entry]
    folder: Path
    time: datetime | None = None
    late: bool = False
    state: State = "new"
    remarks: list[Reason] = field(default_factory=list)


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
    book = Book(loaded)
    try:
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
    finally:
        book.close()
    return collected


def _notebooks(course: Course, book: Book, assignment: str) -> set[str]:
    rows = {row.name: row for row in book.assignments()}
    if assignment not in rows:
        known = ", ".join(rows) or "-"
        problem = _("the gradebook knows no assignment {name}, only {known}", name=printable(assignment), known=known)
        raise CourseError([Fault(course.root, None, problem, _("build it, or mend the name"))])
    return {notebook.name for notebook in rows[assignment].notebooks}


def _students(course: Course, assignment: str, expected: set[str], found: Sorted) -> Iterator[HandedIn]:
    persons = {person.id: person for person in found.people}
    by_student: dict[str, dict[str, Entry]] = defaultdict(dict)
    remarks: dict[str, list[Reason]] = defaultdict(list)
    for student, name, entry in found.files:
        if name in by_student[student]:
            remarks[student].append(Reason(N_("{name}: there twice, left out"), {"name": entry.name}))
        else:
            by_student[student][name] = entry
    for student, files in by_student.items():
        person = persons.get(student) or Person("", student, "", "", "", (), 0)
        directory = course.directory
        folder = Path(directory.format_path(directory.submitted_directory, student, assignment))
        one = HandedIn(student, person.name or student, {}, folder, person.time, student in found.late)
        one.remarks = remarks[student]
        try:
            if found.times_of_their_own and TIMESTAMP in files:
                one.time = _own_time(files.pop(TIMESTAMP))
            kept = _bounded(course, files, one.remarks)
            one.files = _under_their_names(kept, expected, one.remarks)
            if not any(f"{name}.ipynb" in one.files for name in expected):
                wanted = ", ".join(f"{name}.ipynb" for name in sorted(expected))
                one.remarks.append(Reason(N_("there is no {wanted}"), {"wanted": wanted}))
            if one.late and one.time is None:
                one.remarks.append(Reason(N_("late, as the LMS says; it does not say by how much")))
            one.state = _state(one)
        except Refused as refused:
            one.state, one.files = "refused", {}
            one.remarks.append(refused.reason)
        yield one


def _bounded(course: Course, files: dict[str, Entry], remarks: list[Reason]) -> dict[str, Entry]:
    """The files that a submission may hold. Raises Refused where there are too many."""
    if len(files) > course.grading.max_files:
        raise Refused(N_("it holds more than {limit} files"), limit=course.grading.max_files)
    left, kept = course.directory.max_dir_size * 1000, dict[str, Entry]()
    for name, entry in sorted(files.items()):
        is_notebook = notebook_of(name) is not None
        largest = LARGEST * course.grading.notebook_size << 20 if is_notebook else course.directory.max_file_size * 1000
        folders = set(map(str, PurePosixPath(name).parents))
        if name == TIMESTAMP:  # the time is the LMS's, and no student's
            remarks.append(Reason(N_("{name}: left out, the time is the LMS's"), {"name": name}))
        elif folders & set(files):
            remarks.append(Reason(N_("{name}: there twice, left out"), {"name": name}))
        elif entry.size > (largest if is_notebook else min(largest, left)):
            remarks.append(Reason(N_("{name}: too large, left out"), {"name": name}))
        else:
            left -= 0 if is_notebook else entry.size
            kept[name] = entry
    return kept


def _under_their_names(files: dict[str, Entry], expected: set[str], remarks: list[Reason]) -> dict[str, Entry]:
    """The files, with each notebook of the assignment under its own name where it is clear which one it is.

    It is where only one could be it: by its name without what programs add ("01_numpy (1).ipynb"), in whatever folder;
    or since there is one notebook, and one is wanted.
    """
    notebooks = [name for name in files if notebook_of(name) is not None]
    taken = dict[str, str]()
    for wanted in sorted(expected):
        if f"{wanted}.ipynb" in files:
            continue
        alike = [name for name in notebooks if notebook_of(name.rpartition("/")[2]) == wanted]
        if not alike and len(expected) == len(notebooks) == 1:
            alike = notebooks
        if len(alike) == 1 and alike[0].removesuffix(".ipynb") not in expected:
            taken[alike[0]] = f"{wanted}.ipynb"
            values = {"name": alike[0], "wanted": f"{wanted}.ipynb"}
            remarks.append(Reason(N_("{name} is taken for {wanted}"), values))
    return {taken.get(name, name): entry for name, entry in files.items()}


def _state(one: HandedIn) -> State:
    if not os.path.lexists(one.folder):
        return "new"
    if one.folder.is_symlink() or not one.folder.is_dir():
        raise Refused(N_("{name} is not a folder"), name=one.folder.name)
    before = _noted_time(one.folder)
    if before and one.time and before > one.time:
        return "older"
    there = {
        str(path.relative_to(one.folder)): path for path in one.folder.rglob("*") if path.is_symlink() or path.is_file()
    }
    noted = there.pop(TIMESTAMP, None)
    if one.time and (noted is None or before != one.time):
        return "changed"
    try:
        same = there.keys() == one.files.keys() and all(_same(entry, there[name]) for name, entry in one.files.items())
    except OSError as error:
        raise untrusted.unreadable(error) from error
    return "unchanged" if same else "changed"


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
