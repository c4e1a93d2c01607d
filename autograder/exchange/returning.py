"""Marks and feedback go back: the table and the zip that the LMS takes."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from autograder.coursedir import atomic, feedback
from autograder.coursedir.assignment import read_assignment
from autograder.coursedir.gradebook import Book, StudentScore
from autograder.coursedir.settings import Course, load_course
from autograder.coursedir.submission import check, find
from autograder.exchange import canvas, moodle
from autograder.exchange import sheet as sheets
from autograder.exchange.people import Person, recognized
from autograder.exchange.sheet import Sheet, number
from autograder.exchange.sorting import FROM
from autograder.faults import CourseError, Fault, Reason, Refused, printable
from autograder.messages import _
from course.helpers.language import N_

Lms = Literal["moodle", "canvas"]
MARKS, PAGES = "grades.csv", "feedback.zip"


@dataclass
class Returned:
    """What went back. `marks`: by student, in the LMS's points of `maximum`; ours are of `points`.

    `waiting`: whom a person has yet to mark. `ungraded`: who is in the roster and not graded. `strangers`: who is
    graded and not in the roster. `penalties`: how many lost points by being late.
    `students`: how many get feedback. `back`: by the LMS's own number the name, the mark, and the pages by name.
    """

    marks: dict[str, float] = field(default_factory=dict)
    points: float = 0.0
    maximum: float = 0.0
    students: int = 0
    penalties: int = 0
    waiting: list[str] = field(default_factory=list)
    ungraded: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    lines: list[Reason] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    back: dict[str, tuple[str, float, dict[str, Path]]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Column:
    """Where marks go: a column of the sheet, which others are written, and the LMS's maximum."""

    at: int
    kept: Sequence[int]
    told: Sequence[list[str]]  # rows that tell of the columns
    maximum: float | None


def give_back(
    course: Path,
    lms: Lms,
    assignment: str,
    roster: Path,
    output: Path,
    *,
    column: str | None = None,
    partial: bool = False,
    jobs: int | None = None,
    on_feedback: Callable[[int, int], None] = lambda done, total: None,
) -> Returned:
    """Write `output`/grades.csv and `output`/feedback.zip for those of the `roster` who are graded.

    `column`: Canvas' column, if the assignment's name is not its title. `partial`: also marks of those whose written
    answers a person has yet to mark. Raises CourseError where the roster or the course cannot be read.
    """
    loaded = load_course(course)
    sheet = sheets.read(roster)
    with Book(loaded) as book:
        if assignment not in {row.name for row in book.assignments()}:
            problem = _("the gradebook knows no assignment {name}", name=printable(assignment))
            raise CourseError([Fault(loaded.root, None, problem, _("build it, or mend the name"))])
        people, told = FROM[lms].people(sheet, None)
        people, unknown = recognized(people, book.enrolled())
        scores = {score.student: score for score in book.scores(assignment)}
        files = book.collected(assignment)
        earlier = _marked_earlier(loaded, book, assignment)
    where = _moodle_column(sheet) if lms == "moodle" else _canvas_column(sheet, assignment, column)
    returned = _marked(people, scores, where.maximum, partial)
    returned.lines = [*told, *unknown, *returned.lines]
    if not returned.marks:
        return returned
    back = [person for person in people if person.id in returned.marks]
    for person in back:
        if person.id in earlier:
            why = N_("{name}: the mark is of an earlier submission; the one that is there now is not graded")
            returned.lines.append(Reason(why, {"name": person.name or person.id}))
    _write_marks(output / MARKS, sheet, where, back, returned)
    pairs = [(assignment, person.id) for person in back]
    for _assignment, student, reason in feedback.generate(course, pairs, jobs, on_feedback):
        values = {"name": student, "reason": reason}
        returned.lines.append(Reason(N_("{name}: no page of feedback: {reason}"), values))
    _write_pages(output / PAGES, loaded, lms, assignment, back, files, returned)
    return returned


def _marked_earlier(course: Course, book: Book, assignment: str) -> set[str]:
    """Whose mark is not of the submission that is there now: that one was refused, or nobody has graded it yet."""
    try:
        read = read_assignment(course, next(row for row in book.assignments() if row.name == assignment))
    except CourseError:
        return set()
    graded, found = book.graded(assignment), set()
    for place in find(course.directory, assignment):
        if place.student in graded and (digest := graded[place.student].digest):
            try:
                there = check(course, place, read.outlines, read.handed_out).digest
            except Refused:
                there = ""
            if there != digest:
                found.add(place.student)
    return found


def _marked(
    people: Sequence[Person], scores: dict[str, StudentScore], maximum: float | None, partial: bool
) -> Returned:
    ids = {person.id for person in people}
    returned = Returned(strangers=sorted(set(scores) - ids))
    returned.points = max((score.max_score for score in scores.values()), default=0.0)
    returned.maximum = returned.points if maximum is None else maximum
    for person in people:
        score = scores.get(person.id)
        name = person.name or person.id
        if score is None or not score.max_score:
            returned.ungraded.append(name)
        elif None in score.exercises.values() and not partial:
            returned.waiting.append(name)
        else:
            penalty = score.penalty or 0.0
            returned.penalties += penalty > 0
            share = max(score.score - penalty, 0.0) / score.max_score
            returned.marks[person.id] = round(share * returned.maximum, 2)
    return returned


def _moodle_column(sheet: Sheet) -> _Column:
    at = sheet.column(moodle.COLUMNS["grade"])
    if at is None or sheet.column(moodle.COLUMNS["modified"]) is None:
        problem = _("it has no column {names}", names="Grade, Last modified (grade)")
        remedy = _("give the grading worksheet of this assignment, downloaded with Moodle in English or French")
        raise CourseError([Fault(sheet.path, None, problem, remedy)])
    most = sheet.column(moodle.COLUMNS["maximum"])
    there = {value for row in sheet.rows if most is not None and (value := number(row[most])) is not None}
    return _Column(at, range(len(sheet.header)), [], there.pop() if len(there) == 1 else None)


def _canvas_column(sheet: Sheet, assignment: str, wanted: str | None) -> _Column:
    """Those columns that say who it is, and the one of the assignment: others' marks may have changed since."""
    titles = {i: match for i, title in enumerate(sheet.header) if (match := re.fullmatch(r"(.*) \((\d+)\)", title))}
    name, places = wanted or assignment, list(titles)
    found = [places[i] for i in canvas.chosen([(match[1], match[2]) for match in titles.values()], name)]
    if len(found) != 1:
        there = ", ".join(match[0] for match in titles.values()) or "-"
        problem = _("which column is {name}? There are: {there}", name=name, there=printable(there))
        raise CourseError([Fault(sheet.path, None, problem, _("name it with --column"))])
    who = [i for i, title in enumerate(sheet.header) if title.strip() in (*canvas.STUDENT, "Section")]
    told = [row for row in sheet.rows if not re.fullmatch(r"\d+", row[sheet.column(["ID"]) or 0].strip())]
    points = [row for row in told if canvas.POINTS in row[0]]
    return _Column(found[0], [*who, found[0]], told, number(points[0][found[0]]) if points else None)


def _write_marks(path: Path, sheet: Sheet, where: _Column, back: Sequence[Person], returned: Returned) -> None:
    """The rows of those who get a mark, and no others: what is not in the table stays as it is in the LMS."""
    rows = [list(row) for row in where.told]
    for person in back:
        row = list(sheet.rows[person.row])
        row[where.at] = f"{returned.marks[person.id]:.2f}".rstrip("0").rstrip(".")
        rows.append(row)
    kept = [[row[i] for i in where.kept] for row in [sheet.header, *rows]]
    _written(path, lambda: sheets.write(path, replace(sheet, header=kept[0], rows=kept[1:])), returned)


def _write_pages(
    path: Path,
    course: Course,
    lms: Lms,
    assignment: str,
    back: Sequence[Person],
    files: dict[str, dict[str, str]],
    returned: Returned,
) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for person in back:
            folder = Path(course.directory.format_path(course.directory.feedback_directory, person.id, assignment))
            pages = sorted(folder.glob("*.html"))
            shown = {page.name: page for page in pages}
            returned.back[person.key] = (person.name or person.id, returned.marks[person.id], shown)
            names = [moodle_name(person, page.name) for page in pages]
            if lms == "canvas":
                names = list(_canvas_names(person, pages, files.get(person.id, {})))
                if len(names) < len(pages):
                    why = N_("{name}: no page goes back; collect the submission with autograder collect canvas first")
                    returned.lines.append(Reason(why, {"name": person.name or person.id}))
            for name, page in zip(names, pages, strict=False):
                zipped.write(page, name)
            returned.students += bool(names)
    if returned.students:
        _written(path, lambda: atomic.write(path, made.getvalue()), returned)


def moodle_name(person: Person, page: str) -> str:
    """Name_N_assignfeedback_file/page: Moodle takes what stands between the underscores for its own."""
    name = re.sub(r"[\W_]+", " ", printable(person.name)).strip() or "Participant"
    return f"{name}_{person.key}_assignfeedback_file/{page}"


def _canvas_names(person: Person, pages: Sequence[Path], files: dict[str, str]) -> Iterator[str]:
    """The names of the files that came, up to the numbers of user and attachment by which Canvas knows them again.

    A page that sums up goes back with the first of the notebooks.
    """
    notebooks = {name: came for name, came in sorted(files.items()) if name.endswith(".ipynb")}
    for page in pages:
        came = notebooks.get(f"{page.stem}.ipynb") or next(iter(notebooks.values()), "")
        owner = canvas.owner(came, {person.key})
        if not isinstance(owner, str):
            yield came.removesuffix(owner[2]) + page.name


def _written(path: Path, write: Callable[[], None], returned: Returned) -> None:
    try:
        write()
    except OSError as error:
        problem = _("it cannot be written: {error}", error=error.strerror or error)
        raise CourseError([Fault(path, None, problem, _("name another folder with --output"))]) from error
    returned.written.append(path)
