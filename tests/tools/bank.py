"""Grade the answer bank in one ordinary namespace, with no walls: what is amiss is printed, and what to do about it.

    python -m tests.tools.bank 01_numpy [--exercise predict]    every test of the step, under one seed
    python -m tests.tools.bank --seeds 200                       all steps, each answer's own test, under 200 seeds

The audit asks the same of the engine; here an answer takes milliseconds, so that hundreds of seeds can be tried.
The visible test draws nothing. A wrong answer that it refuses under three seeds is not tried under the others.
"""

import os
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import jupytext
import typer
from nbformat import NotebookNode

from autograder.authoring import answers
from autograder.authoring.known import faults, visible
from autograder.console.command import faults_told
from autograder.coursedir.inputs import unseen_keys
from autograder.engine.judge.clock import OutOfTime, alarm
from autograder.engine.mirror.seeds import seed_all
from autograder.faults import CourseError
from autograder.notebook.named import keys
from autograder.notebook.one_kernel import Outcome, run_plan
from autograder.notebook.plan import Plan
from autograder.notebook.planner import make_plan

ROOT = Path(__file__).parents[2]
SECONDS = 10  # for one answer and its tests: one that loops is stopped
LONGEST = 300  # characters of an error
ENOUGH = 3  # seeds for an answer that is out of time, or that the visible test refuses: others change nothing


def cells_of(step: str) -> list[NotebookNode]:
    return list(jupytext.read(ROOT / "source" / step / f"{step}.py").cells)


@cache
def plan_of(step: str) -> Plan:
    return make_plan(jupytext.read(ROOT / "source" / step / f"{step}.py"))


@cache
def visible_plan_of(step: str) -> Plan:
    return visible(plan_of(step))


@cache
def reached(plan_step: str, exercise: str) -> tuple[str, ...]:
    """The tests that an answer to this exercise can change: its own, and those that read a name made with it."""
    changed: set[str] = set()
    tests = [f"test_{exercise}"]
    for cell in plan_of(plan_step).cells:
        if cell.grade_id == exercise or changed & (cell.names.reads - cell.names.stores):
            changed |= cell.names.stores
            if cell.kind == "test" and cell.grade_id and cell.grade_id not in tests:
                tests.append(cell.grade_id)
    return tuple(tests)


def complaints(plan: Plan, answer: answers.Answer) -> list[str]:
    """What the tests get wrong about one answer: empty where they judge it as the bank does."""
    seed_all(0)  # what the tests draw may decide by which name a mistake is told: always the same here
    outcomes = run_plan(plan, {answer.exercise: answer.source}, reached(answer.step, answer.exercise))
    own = f"test_{answer.exercise}"
    found = [f"costs {name}: {said(o)}" for name, o in outcomes.items() if o.error and name != own]
    return [f"{answer}: {what}" for what in (*found, *misjudged(answer, outcomes[own]))]


def misjudged(answer: answers.Answer, outcome: Outcome) -> list[str]:
    """What the answer's own test gets wrong about it, and what to do."""
    error = outcome.error
    if answer.verdict == "right":
        return [] if error is None else [f"refused; let the test take it: {said(outcome)}"]
    if error is None:
        return ["accepted; add a hidden case that it fails"]
    told = set(keys(str(error)))
    if answer.mistake is None and told:
        marks = " or ".join(f'mistake="{key}"' for key in sorted(told))
        return [f"named {', '.join(sorted(told))}; give the answer {marks}, or add a case that tells the two apart"]
    if answer.mistake is None or answer.mistake in told | by_search(answer.step, answer.exercise):
        return []
    remedy = "make the table anew (python -m autograder.authoring.known), or add a visible case that shows the mistake"
    return [f"{answer.mistake} is not named; {remedy}: {said(outcome)}"]


def said(outcome: Outcome) -> str:
    """What went wrong, on one line."""
    return f"{type(outcome.error).__name__}: {' '.join(str(outcome.error).split())}"[:LONGEST]


@cache
def by_search(step: str, exercise: str) -> set[str]:
    """The mistakes that no test has to name: the search for an example does (tests/course/test_unseen.py)."""
    return unseen_keys(ROOT, step, exercise)


def _in_time(plan: Plan, answer: answers.Answer, seed: int) -> Outcome:
    """What the answer's own test says under this seed."""
    own = f"test_{answer.exercise}"
    seed_all(seed)
    try:
        with alarm(SECONDS):
            return run_plan(plan, {answer.exercise: answer.source}, [own])[own]
    except OutOfTime as error:
        return Outcome(own, error)


def under_seeds(answer: answers.Answer, seeds: int) -> list[str]:
    """What the answer's own test gets wrong about it under the seeds from 0 on, and how often."""
    warnings.simplefilter("ignore")
    found: Counter[str] = Counter()
    late = refused = 0
    for seed in range(seeds):
        outcome = _in_time(plan_of(answer.step), answer, seed)
        found.update(what.partition(";")[0] for what in misjudged(answer, outcome))
        late += isinstance(outcome.error, OutOfTime)
        if answer.verdict == "wrong" and seed < ENOUGH:
            refused += _in_time(visible_plan_of(answer.step), answer, seed).error is not None
        if ENOUGH in (late, refused):
            break
    return [f"{answer}: {what} under {count} of {seeds} seeds" for what, count in found.items()]


def main(
    steps: Annotated[list[str] | None, typer.Argument()] = None, exercise: str = "", seeds: int = 0, jobs: int = 0
) -> None:
    known = answers.steps(ROOT)
    names = steps or known
    if unknown := set(names) - set(known):
        raise typer.BadParameter(
            f"no answers in course/answers: {', '.join(sorted(unknown))}; there are {', '.join(known)}"
        )
    with faults_told():
        if found := faults(ROOT, names):
            raise CourseError(found)
    bank = [one for name in names for one in answers.load(ROOT, name) if exercise in ("", one.exercise)]
    if not bank:
        raise typer.BadParameter(f"there is no answer to {exercise}")
    amiss = 0
    if not seeds:
        for name in names:
            outcomes = run_plan(plan_of(name), {})
            lost = [f"{name}: reference: {test}: {said(o)}" for test, o in outcomes.items() if o.error]
            lost += [what for one in bank if one.step == name for what in complaints(plan_of(name), one)]
            amiss += len(lost)
            print(*lost, sep="\n", end="\n" if lost else "")
    else:
        with ProcessPoolExecutor(jobs or os.cpu_count(), mp_context=get_context("forkserver")) as pool:
            asked = [pool.submit(under_seeds, one, seeds) for one in bank]
            with typer.progressbar(as_completed(asked), length=len(asked)) as done:
                for future in done:
                    amiss += len(future.result())
                    print(*("\n" + what for what in future.result()), sep="", end="", flush=True)
    print(f"{amiss or 'nothing'} amiss ({len(bank)} answers)")
    raise typer.Exit(bool(amiss))


if __name__ == "__main__":
    typer.run(main)
