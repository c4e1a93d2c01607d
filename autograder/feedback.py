"""nbgrader's own HTML feedback for a class, in parallel.

nbgrader's generate_feedback goes through a class one notebook after another, about a second each, nearly all of it
nbconvert's. Here each process loads nbconvert and its templates once and takes students as they come.
"""

import glob
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import capture_log

from autograder.coursefolder import configuration


def generate(
    course: Path,
    submissions: Sequence[tuple[str, str]],
    jobs: int | None = None,
    on_done: Callable[[int, int], None] = lambda done, total: None,
) -> list[tuple[str, str, str]]:
    """Write `feedback/<student>/<assignment>/` for each (assignment, student) of `submissions`.

    Calls `on_done` with how many are done, of how many, first with 0. Returns (assignment, student, reason) of those
    for which nbgrader failed.
    """
    failed = []
    # A fork of a process with threads (a progress bar's) may stand still for ever.
    context = get_context("spawn")
    with ProcessPoolExecutor(jobs or len(os.sched_getaffinity(0)), mp_context=context) as pool:
        futures = {pool.submit(_generate, course.absolute(), *pair): pair for pair in submissions}
        on_done(0, len(futures))
        for done, future in enumerate(as_completed(futures), 1):
            reason = future.result()
            if reason:
                failed.append((*futures[future], reason))
            on_done(done, len(futures))
    return sorted(failed)


class _Feedback(GenerateFeedback):
    """nbgrader's converter, which keeps its exporter, and so the compiled templates, from one student to the next."""

    _begun = False

    def start(self) -> None:
        if not self._begun:
            self._begun = True
            super().start()
        else:
            self.init_notebooks()
            self.convert_notebooks()


def _generate(course: Path, assignment: str, student: str) -> str:
    os.chdir(course)  # nbgrader converts in the course folder; this process has nothing else to do
    converter = _converter(course, assignment)
    converter.coursedir.student_id = glob.escape(student)
    result = capture_log(converter)
    return "" if result["success"] else str(result["error"]).strip().splitlines()[-1]


@cache
def _converter(course: Path, assignment: str) -> _Feedback:
    config = configuration(course)
    converter = _Feedback(coursedir=CourseDirectory(config=config, assignment_id=assignment), config=config)
    converter.force = True
    return converter
