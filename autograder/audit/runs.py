"""Answers graded by the engine, many in one run: one answer to each of several exercises that need not one another."""

import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.audit.exercises import AuditedStep, Exercise
from autograder.coursedir.grading import Grading
from autograder.coursedir.settings import Course
from autograder.engine.engine import Engine
from autograder.engine.environment import clean_environment
from autograder.engine.job import Job
from autograder.engine.judge import solutions
from autograder.faults import Ungraded
from autograder.notebook.code import names_of
from autograder.notebook.marks import grade_id_of, is_test
from autograder.notebook.plan import Plan
from autograder.records import Executed
from autograder.sandbox.linux import die_with_parent
from autograder.seeding import derived

CELL_TIMEOUT = 10.0  # seconds: a mutant that loops is stopped soon; the solutions take far less on a busy machine too


@dataclass(frozen=True)
class Trial:
    """One answer to one exercise, to be graded under one seed. `seed`: 0, 1, and so on.

    `visible`: only the visible parts of the tests are asked.
    """

    exercise: Exercise
    source: str
    seed: int = 0
    visible: bool = False


@dataclass(frozen=True)
class Run:
    """A step's notebook with some answers by grade_id (the solutions elsewhere), and the tests that are of interest."""

    step: AuditedStep
    answers: dict[str, str] = field(default_factory=dict)
    tests: tuple[str, ...] = ()
    seed: int = 0
    trials: tuple[Trial, ...] = ()
    visible: bool = False


@dataclass(frozen=True)
class Mark:
    """What a test said: points, of how many, the error's name and all text of its output."""

    points: float
    of: float
    error: str = ""
    said: str = ""

    @property
    def full(self) -> bool:
        return self.points >= self.of


Marks = dict[str, Mark]


def packed(steps: Iterable[AuditedStep], trials: Iterable[Trial]) -> list[Run]:
    """As few runs as will do.

    Answers to two exercises share a run where neither needs the other, be it its solution, its tests or this very
    answer: so no answer's mark depends on another's.
    """
    waiting: dict[tuple[str, int, bool], dict[str, list[Trial]]] = defaultdict(lambda: defaultdict(list))
    for trial in trials:
        waiting[trial.exercise.step, trial.seed, trial.visible][trial.exercise.name].append(trial)
    by_name = {step.name: step for step in steps}
    runs: list[Run] = []
    for (name, seed, visible), queues in waiting.items():
        step = by_name[name]
        owner = {stored: exercise for exercise in step.exercises for stored in exercise.defines}
        while any(queues.values()):
            together: dict[str, Trial] = {}
            needed: set[str] = set()
            for exercise, queue in sorted(queues.items(), key=lambda item: -len(item[1])):
                if not queue or exercise in needed:
                    continue
                needs = _needs(queue[-1], owner)
                if not needs & together.keys():
                    together[exercise] = queue.pop()
                    needed |= needs
            runs.append(_run(step, seed, visible, together.values()))
    return runs


def alone(step: AuditedStep, exercise: Exercise, source: str) -> Run:
    """One answer, and all tests of the step."""
    return Run(step, {exercise.name: source}, step.tests)


def _needs(trial: Trial, owner: dict[str, Exercise]) -> set[str]:
    """The exercises that this answer uses, or its tests, or its solution, and those that they use in turn."""
    used = [owner[name] for name in names_of(trial.source).reads & owner.keys()]
    needs = trial.exercise.needs.union(*(exercise.needs | {exercise.name} for exercise in used))
    return set(needs - {trial.exercise.name})


def _run(step: AuditedStep, seed: int, visible: bool, trials: Iterable[Trial]) -> Run:
    chosen = tuple(trials)
    answers = {trial.exercise.name: trial.source for trial in chosen}
    tests = tuple(test for trial in chosen for test in trial.exercise.tests)
    return Run(step, answers, tests, seed, chosen, visible)


# --- in the workers --------------------------------------------------------------------------------------------------

_engine: Engine | None = None
_steps: dict[str, AuditedStep] = {}


def _begin(grading: dict[str, object], steps: Sequence[AuditedStep]) -> None:
    global _engine
    die_with_parent(signal.SIGKILL)
    _engine = Engine(Grading(**grading))
    for step in steps:
        _steps[step.name] = step
    solutions.provide({step.name.rpartition("/")[2]: step.cells for step in steps})


def step(name: str) -> AuditedStep:
    """In a worker: the step of this name."""
    return _steps[name]


def execute(step: AuditedStep, cells: Sequence[NotebookNode], plan: Plan, seed: int = 0) -> Executed | None:
    """In a worker: these cells run as a submission of the step. None where the engine could not."""
    assert _engine is not None
    notebook = nbformat.v4.new_notebook(cells=list(cells))
    try:
        return _engine.execute(Job(notebook, plan, derived(step.name, seed)))
    except Ungraded:
        return None


def _grade(name: str, answers: dict[str, str], tests: tuple[str, ...], seed: int, visible: bool) -> Marks | None:
    """None where the engine could not."""
    step = _steps[name]
    plan = step.visible if visible else step.plan
    sources = {test: plan.tests[test].source for test in tests} | answers
    cells = [
        nbformat.v4.new_code_cell(sources.get(grade_id_of(cell) or "", cell.source), metadata=cell.metadata)
        for cell in step.cells
        if not is_test(cell) or grade_id_of(cell) in tests
    ]
    executed = execute(step, cells, plan, seed)
    if executed is None:
        return None
    graded = {grade_id_of(cell) or "": cell for cell in executed.notebook.cells if is_test(cell)}
    return {name: _mark(cell, executed.verdicts[name].points) for name, cell in graded.items()}


def _mark(cell: nbformat.NotebookNode, points: float) -> Mark:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    said = "\n".join("\n".join(output.traceback) for output in errors)
    return Mark(points, float(cell.metadata.nbgrader.points), errors[-1].ename if errors else "", said)


# --- the pool --------------------------------------------------------------------------------------------------------


class Graders:
    """Workers, each with an engine of its own, for the length of a `with` block."""

    def __init__(self, course: Course, steps: Sequence[AuditedStep], *, jobs: int | None, sandbox: bool) -> None:
        grading = course.grading.values() | {
            "cell_timeout": min(course.grading.cell_timeout or CELL_TIMEOUT, CELL_TIMEOUT),
            "notebook_timeout": 0.0,  # answers share a notebook: each has its own time
            "sandbox": sandbox,
        }
        os.environ.update(clean_environment())  # before the workers: one thread each, sets in the same order
        context = get_context("forkserver")
        context.set_forkserver_preload([__name__, *course.grading.preload])  # once for all workers
        self._pool = ProcessPoolExecutor(
            jobs or os.cpu_count() or 1,
            mp_context=context,
            initializer=_begin,
            initargs=(grading, tuple(steps)),
        )

    def __enter__(self) -> "Graders":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def grade(self, runs: Sequence[Run]) -> Iterator[tuple[Run, Marks]]:
        """Each run with its marks, as they come; no marks for what the engine could not grade."""
        questions = [(run.step.name, run.answers, run.tests, run.seed, run.visible) for run in runs]
        for i, marks in self.ask(_grade, questions):
            yield runs[i], marks or {}

    def ask(self, function: Callable[..., Any], questions: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, Any]]:
        """(number of the question, what `function` of it gives in a worker), as they come."""
        futures = {self._pool.submit(function, *question): i for i, question in enumerate(questions)}
        for future in as_completed(futures):
            yield futures[future], future.result()
