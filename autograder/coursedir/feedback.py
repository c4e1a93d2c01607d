"""nbgrader's own HTML feedback for a class, in parallel.

nbgrader's generate_feedback goes through a class one notebook after another, about a second each, nearly all of it
nbconvert's. Here each process loads nbconvert and its templates once and takes students as they come. A page that needs
too much time or memory ends its process, and no other page: the next one is made in a new process.
"""

import glob
import os
import resource
import shutil
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue

from nbconvert.exporters import HTMLExporter
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log
from traitlets import default

from autograder.coursedir.feedback_page import FeedbackExporter
from autograder.coursedir.folder import configuration, directories
from autograder.coursedir.gradebook import Book
from autograder.coursedir.settings import load_course
from autograder.faults import CourseError, Fault, printable
from autograder.messages import _

SECONDS = 120.0  # of the processor, that the pages of one submission may take
ON_THE_CLOCK = 10  # times as long on a busy machine, then it stands still
TRACEBACK = "Traceback (most recent call last):\n"
MEMORY = 2 << 30  # bytes of a process that makes pages
PREPROCESSORS = (  # where the course's configuration names none
    "nbgrader.preprocessors.GetGrades",
    "autograder.plugins.clearing.ClearHiddenTests",
    "autograder.plugins.clearing.ClearMarkScheme",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
)


def graded(course: Path, wanted: Sequence[str], student: str | None = None) -> list[tuple[str, str]]:
    """(assignment, student) of all who are graded, or of one; in the assignments `wanted`, or in all.

    Raises CourseError where the gradebook does not know an assignment, or nobody is graded.
    """
    loaded = load_course(course)
    with Book(loaded) as book:
        known = [row.name for row in book.assignments()]
        for name in wanted:
            if name not in known:
                problem = _("the gradebook knows no assignment {name}, only {known}", name=name, known=", ".join(known))
                raise CourseError([Fault(course, None, problem, _("build it, or mend the name"))])
        pairs = [(name, one) for name in wanted or known for one in sorted(book.graded(name))]
    places = loaded.directory
    found = [
        (name, one)
        for name, one in pairs
        if student in (None, one) and Path(places.format_path(places.autograded_directory, one, name)).is_dir()
    ]
    if not found and pairs and student is not None:
        problem = _("student {student} has no graded submission", student=printable(student))
        raise CourseError([Fault(course, None, problem, _("mend the student's id, or run autograder grade first"))])
    if not found:
        raise CourseError([Fault(course, None, _("nobody is graded yet"), _("run autograder grade first"))])
    return found


def generate(
    course: Path,
    submissions: Sequence[tuple[str, str]],
    jobs: int | None = None,
    on_done: Callable[[int, int], None] = lambda done, total: None,
) -> list[tuple[str, str, str]]:
    """Write `feedback/<student>/<assignment>/` for each (assignment, student) of `submissions`.

    Calls `on_done` with how many are done, of how many, first with 0. Returns (assignment, student, reason) of those
    that could not be made.
    """
    failed = []
    jobs = jobs or len(os.sched_getaffinity(0))
    places = directories(course)
    makers = [_Maker(course.absolute()) for _turn in range(jobs)]
    idle: SimpleQueue[_Maker] = SimpleQueue()
    for maker in makers:
        idle.put(maker)

    def make(assignment: str, student: str) -> str:
        maker = idle.get()
        try:
            return maker.make(assignment, student)
        except _Ended as ended:  # what it had written so far goes: nbgrader does so where its converter fails
            shutil.rmtree(places.format_path(places.feedback_directory, student, assignment), ignore_errors=True)
            return str(ended)
        finally:
            idle.put(maker)

    try:
        with ThreadPoolExecutor(jobs) as pool:
            futures = {pool.submit(make, *pair): pair for pair in submissions}
            on_done(0, len(futures))
            for done, future in enumerate(as_completed(futures), 1):
                reason = future.result()
                if reason:
                    failed.append((*futures[future], reason))
                on_done(done, len(futures))
    finally:
        for maker in makers:
            maker.end()
    return sorted(failed)


class _Maker:
    """A process that makes one student's pages after another, and a new one where it has ended."""

    # A fork of a process with threads (a progress bar's) may stand still for ever.
    _context = get_context("spawn")

    def __init__(self, course: Path) -> None:
        self._course = course
        self._connection: Connection | None = None

    def make(self, assignment: str, student: str) -> str:
        """The reason why there is no page; empty where there is one. Raises _Ended where the process has ended."""
        if self._connection is None:
            self._connection, theirs = self._context.Pipe()
            self._process = self._context.Process(target=_make_pages, args=(theirs, self._course, SECONDS), daemon=True)
            self._process.start()
            theirs.close()
        status = None
        try:
            self._connection.send((assignment, student))
            if self._connection.poll(SECONDS * ON_THE_CLOCK):
                return str(self._connection.recv())
            self.end()
        except (EOFError, OSError):
            status = self.end()
        if status in (None, -signal.SIGPROF):
            raise _Ended(_("the page takes longer than {seconds:g} s", seconds=SECONDS))
        raise _Ended(_("the process that makes the page has ended (exit code {status})", status=status))

    def end(self) -> int | None:
        """End the process; its exit code, or -signal."""
        if self._connection is None:
            return None
        self._connection.close()  # which it takes for the end, once its page is done
        self._connection = None
        self._process.join(1.0)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        return self._process.exitcode


class _Ended(Exception):
    """A process that makes pages has ended over one; the message says how."""


def _make_pages(connection: Connection, course: Path, seconds: float) -> None:
    """The process: it takes (assignment, student) until nobody sends any more.

    A handler of Python's would wait for the end of one long step of a library's. So there is none, and the alarm ends
    the process.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    os.chdir(course)  # nbgrader converts in the course folder; this process has nothing else to do
    try:
        while True:
            assignment, student = connection.recv()
            signal.setitimer(signal.ITIMER_PROF, seconds)
            reason = _generate(course, assignment, student)
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.send(reason)
    except (EOFError, OSError):
        pass


class _Feedback(GenerateFeedback):
    """nbgrader's converter, which keeps its exporter, and so the compiled templates, from one student to the next."""

    _begun = False

    @default("exporter_class")
    def _default_exporter_class(self) -> type[HTMLExporter]:
        return FeedbackExporter

    def start(self) -> None:
        if not self._begun:
            self._begun = True
            super().start()
        else:
            self.init_notebooks()
            self.convert_notebooks()


def _generate(course: Path, assignment: str, student: str) -> str:
    converter = _converter(course, assignment)
    converter.coursedir.student_id = glob.escape(student)
    result = capture_log(converter)
    return "" if result["success"] else _cause(str(result.get("log", "")), str(result["error"]))


def _cause(log: str, error: str) -> str:
    """The exception of the last traceback that nbgrader has logged, else its own error, which only points there."""
    _before, found, traceback = log.rpartition(TRACEBACK)
    lines = [line for line in traceback.splitlines() if line and not line[0].isspace()] if found else []
    return lines[0] if lines else error.strip().splitlines()[-1]


@cache
def _converter(course: Path, assignment: str) -> _Feedback:
    config = configuration(course)
    # nbgrader's own list shows hidden tests and marking schemes to students.
    if "preprocessors" not in config.GenerateFeedback:
        config.GenerateFeedback.preprocessors = list(PREPROCESSORS)
    converter = _Feedback(coursedir=CourseDirectory(config=config, assignment_id=assignment), config=config)
    converter.force = True
    return converter
