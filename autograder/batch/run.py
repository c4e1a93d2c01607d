"""The batch: finds what is to grade, sends it through the workers, and has the one writer write it."""

import functools
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

import msgspec
import nbformat

from autograder.batch import cluster, examples, pool, workers
from autograder.batch.alone import alone
from autograder.batch.crew import Crew, here, there
from autograder.batch.events import Event, Summary
from autograder.batch.rehearsal import heeded, rehearse
from autograder.batch.task import Waiting, fingerprints
from autograder.coursedir import autograded
from autograder.coursedir.assignment import Assignment, encode, read_assignment
from autograder.coursedir.choosing import is_doubtful
from autograder.coursedir.gradebook import Book, Graded
from autograder.coursedir.settings import Course, load_course
from autograder.coursedir.submission import Place, check, find
from autograder.coursedir.writing import Entry
from autograder.engine.job import tops
from autograder.engine.preload import imported_by, needed
from autograder.faults import CourseError, Fault, Reason, Refused, printable
from autograder.messages import _
from autograder.notebook.plan import Plan
from autograder.notebook.planner import make_plan
from autograder.notebook.unmarked import unmarked_answers
from autograder.records import LEFT, NotebookRecord, Record
from course.helpers.language import N_

BATCH = 16  # submissions a transaction holds at most
FIRST_BATCH = 1  # the first marks are written at once; each transaction holds twice as many as the last one
LARGEST_BATCH = 64 << 20  # bytes of their records and files, after which it takes no more
LATEST_WRITE = 1.0  # seconds that a record waits for others at most

_Crews = Callable[[int], AbstractContextManager[Crew]]


def grade(
    course: Path,
    assignments: list[str],
    *,
    student: str | None = None,
    force: bool = False,
    jobs: int | None = None,
    sandbox: bool = True,
    scheduler: str | None = None,
    scheduler_tls: cluster.Files | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Summary:
    """Grade what was handed in for `assignments` (all that the gradebook knows, if none) and has changed since.

    `student`: one student's submissions alone. `force`: also what has not changed. `jobs`: workers on this machine.
    `scheduler`: the address of a Dask scheduler to work with instead; `scheduler_tls`: the certificates for it.
    `on_event` is called in this thread.

    Raises CourseError where the course or an assignment cannot be graded at all; nothing is written then.
    """
    tell = on_event or (lambda event: None)
    made: _Crews = here
    if scheduler is None:
        workers.prepare()  # they import while the course is read
    else:
        made = lambda jobs: there(scheduler, scheduler_tls, course)  # noqa: E731
    loaded = load_course(course)
    loaded.grading.sandbox = sandbox
    Book(loaded).close()  # a folder without a gradebook gets no lock
    with alone(loaded.root, lambda: tell(Event("waiting"))), Book(loaded) as book:
        book.see_that_it_takes_marks()
        return _Batch(loaded, book, tell, student, force).run(assignments, jobs or loaded.grading.jobs, made)


class _Batch:
    def __init__(self, course: Course, book: Book, tell: Callable[[Event], None], student: str | None, force: bool):
        self._course, self._book, self._tell, self._student, self._force = course, book, tell, student, force
        self._summary = Summary()

    def run(self, names: list[str], jobs: int, made: _Crews) -> Summary:
        rows = {row.name: row for row in self._book.assignments()}
        for name in names:
            if name not in rows:
                known = ", ".join(rows) or "-"
                problem = _("the gradebook knows no assignment {name}, only {known}", name=printable(name), known=known)
                raise CourseError([Fault(self._course.root, None, problem, _("build it, or mend the name"))])
        chosen = [row for name, row in rows.items() if name in names or (not names and row.notebooks)]
        if not chosen:
            problem = _("the gradebook knows no assignment")
            raise CourseError(
                [Fault(self._course.root, None, problem, _("run autograder build, or nbgrader generate_assignment"))]
            )
        assignments = [read_assignment(self._course, row) for row in chosen]
        duedates = {row.name: row.duedate for row in chosen}
        places = {assignment.name: list(self._places(assignment)) for assignment in assignments}
        if self._student is not None and not any(places.values()):
            problem = _("student {student} has handed in nothing", student=printable(self._student))
            folder = Path(self._course.root, self._course.directory.submitted_directory)
            raise CourseError([Fault(folder, None, problem, _("mend the student's id"))])
        plans = [
            (assignment, make_plan(nbformat.reads(notebook.plan, as_version=4), reading=notebook.reading))
            for assignment in assignments
            for notebook in assignment.notebooks.values()
        ]
        for assignment, plan in plans:
            self._tell_of_unmarked(assignment, plan)
        self._tell(Event("started", total=sum(map(len, places.values()))))
        self._note_imports(assignments, [plan for _assignment, plan in plans])
        with made(jobs or len(os.sched_getaffinity(0))) as crew:
            handed_in = [assignment for assignment in assignments if places[assignment.name]]
            rehearsed = rehearse(self._course, self._book, crew, handed_in, again=self._force, tell=self._tell)
            for bare, outcome in rehearsed:
                assignment = heeded(bare, outcome)
                self._summary.failing += outcome.told(assignment.name)
                waiting = self._changed(assignment, places[assignment.name], duedates[assignment.name])
                self._grade(crew, assignment, waiting)
                found_in = places[assignment.name], duedates[assignment.name]
                for seconds in examples.look(self._course, self._book, crew, assignment, *found_in, self._tell):
                    self._count(seconds)
        for assignment in assignments:
            self._conclude(assignment, places[assignment.name])
        return self._summary

    def _note_imports(self, assignments: list[Assignment], plans: list[Plan]) -> None:
        """Note in the settings what the instructor's notebooks import, so that it is imported once."""
        grading = self._course.grading
        own = frozenset().union(*(tops(assignment.files) for assignment in assignments))
        imports = frozenset().union(*(cell.names.imports for plan in plans for cell in plan.cells))
        grading.imported = imported_by(imports, own)
        texts = [notebook.plan for assignment in assignments for notebook in assignment.notebooks.values()]
        grading.preload = needed(grading.preload, texts)

    def _tell_of_unmarked(self, assignment: Assignment, plan: Plan) -> None:
        for test, name in unmarked_answers(plan):
            said = _(
                "{assignment}: {test} reads {name}, and only a cell without a mark of nbgrader's defines it. If "
                "students are to fill that cell in, mark it as a solution or set c.Grading.unmarked = 'student': "
                "now it is judged by the instructor's own cell.",
                assignment=assignment.name,
                test=test,
                name=name,
            )
            self._tell(Event("unmarked", assignment.name, reason=said))

    def _places(self, assignment: Assignment) -> Iterator[Place]:
        for place in find(self._course.directory, assignment.name):
            if self._student is None or place.student == self._student:
                yield place

    def _changed(self, assignment: Assignment, places: list[Place], duedate: datetime | None) -> Iterator[Waiting]:
        """The submissions to grade; the others are told of."""
        fingerprint_of = fingerprints(self._course, assignment, duedate)
        known = self._book.graded(assignment.name)
        students = self._book.students()
        for place in places:
            try:
                submission = check(self._course, place, assignment.outlines, assignment.handed_out)
                if place.student not in students and not self._course.converter.create_student:
                    raise Refused(N_("the gradebook knows no such student"))
            except Refused as refused:
                self._refuse(assignment, place.student, refused)
                continue
            graded = known.get(place.student, Graded("", [], None))
            fingerprint = fingerprint_of(submission, graded.extension)
            folder = autograded.place(self._course, assignment, place.student)
            complete = autograded.is_complete(folder, submission.notebooks)
            if self._force or graded.fingerprint != fingerprint or not complete:
                yield Waiting(submission, fingerprint)
            else:
                told, doubtful = tuple(map(str, graded.remarks)), _ask_for_a_person(graded.remarks)
                event = Event("unchanged", assignment.name, place.student, remarks=told, doubtful=doubtful)
                self._finish(event)

    def _grade(self, crew: Crew, assignment: Assignment, jobs: Iterator[Waiting]) -> None:
        """Keep two submissions for each worker on their way, no more, and write what comes back in batches."""
        encoded, settings = encode(assignment), msgspec.msgpack.encode(self._course.grading.values())
        going: dict[Future[bytes], Waiting] = {}
        done: list[tuple[Waiting, Record]] = []
        latest, more, batch = time.monotonic(), True, FIRST_BATCH
        while more or going:
            while more and len(going) < 2 * crew.width:
                job = next(jobs, None)
                if job is None:
                    more = False
                else:
                    timeout = pool.patience(self._course.grading.notebook_timeout, len(job.submission.notebooks))
                    task = job.task(assignment, self._book.secret)
                    going[crew.grade(settings, encoded, task, timeout)] = job
            finished = wait(going, timeout=LATEST_WRITE, return_when=FIRST_COMPLETED).done if going else set()
            for future in finished:
                done.append((going.pop(future), pool.record(future)))
                size = sum(len(notebook.text) for _job, record in done for notebook in record.notebooks)
                size += sum(job.size() for job, _record in done)
                if size > LARGEST_BATCH:
                    self._write(assignment, done)
                    done = []
            if len(done) >= batch or not going or time.monotonic() - latest > LATEST_WRITE:
                self._write(assignment, done)
                done, latest = [], time.monotonic()
                batch = min(2 * batch, BATCH)

    def _write(self, assignment: Assignment, done: list[tuple[Waiting, Record]]) -> None:
        start = time.perf_counter()
        entries = [entry for job, record in done if (entry := self._entry(assignment, job, record)) is not None]
        outcomes = self._book.write(assignment.name, entries) if entries else []
        for entry, error in zip(entries, outcomes, strict=True):
            if error is None:
                remarks, doubtful = tuple(map(str, entry.remarks)), _ask_for_a_person(entry.remarks)
                scores = (entry.score, entry.old_score, entry.max_score, entry.changes)
                told = Event("graded", assignment.name, entry.student, 0, *scores, remarks=remarks, doubtful=doubtful)
                self._finish(told)
            else:
                self._give_up(assignment, entry.student, Reason(N_("it cannot be written: {error}"), _said(error)))
        self._count({"write": time.perf_counter() - start})

    def _entry(self, assignment: Assignment, job: Waiting, record: Record) -> Entry | None:
        """What to write of a submission, its files laid out; None where there is nothing, and that is told."""
        submission = job.submission
        self._count(record.seconds)
        if record.ungraded:
            self._give_up(assignment, submission.student, record.ungraded)
            return None
        record.notebooks += [NotebookRecord(name, problem=why) for name, why in submission.problems.items()]
        problems = [notebook.problem for notebook in record.notebooks if notebook.problem]
        if len(problems) == len(record.notebooks):
            self._refuse(assignment, submission.student, "; ".join(map(str, problems)))
            return None
        try:
            autograded.stage(self._course, assignment, submission, record)
        except OSError as error:
            reason = Reason(N_("it cannot be written: {error}"), _said(error))
            self._give_up(assignment, submission.student, reason)
            return None
        folder = autograded.place(self._course, assignment, submission.student)
        noted = [remark for notebook in record.notebooks for remark in notebook.remarks]
        return Entry(
            student=submission.student,
            timestamp=submission.timestamp,
            record=record,
            fingerprint=job.fingerprint,
            remarks=[*submission.remarks, *problems, *noted],
            publish=functools.partial(autograded.publish, folder),
            digest=submission.digest,
        )

    def _conclude(self, assignment: Assignment, places: list[Place]) -> None:
        self._summary.scores[assignment.name] = self._book.scores(assignment.name)
        self._summary.max_scores[assignment.name] = {
            (notebook.name, cell.grade_id): cell.points
            for notebook in assignment.notebooks.values()
            for cell in notebook.cells
            if cell.points is not None
        }
        if self._student is None:
            absent = self._book.students() - {place.student for place in places}
            self._summary.missing += [(assignment.name, student) for student in sorted(absent)]

    def _refuse(self, assignment: Assignment, student: str, reason: object) -> None:
        self._finish(Event("refused", assignment.name, printable(student), reason=str(reason)))

    def _give_up(self, assignment: Assignment, student: str, reason: Reason) -> None:
        self._finish(Event("ungraded", assignment.name, printable(student), reason=str(reason)))

    def _finish(self, event: Event) -> None:
        self._summary.events.append(event)
        self._tell(event)

    def _count(self, seconds: dict[str, float]) -> None:
        for stage, spent in seconds.items():
            self._summary.seconds[stage] = self._summary.seconds.get(stage, 0.0) + spent


def _ask_for_a_person(remarks: list[Reason]) -> bool:
    return is_doubtful(remarks) or any(remark.message == LEFT for remark in remarks)


def _said(error: Exception) -> dict[str, str]:
    """Its first line: below it a database's error has the statement and its values."""
    return {"error": f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"}
