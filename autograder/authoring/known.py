"""The tables of known mistakes: what the bank's named wrong answers give.

    python -m autograder.authoring.known            writes both tables
    python -m autograder.authoring.known STEP       makes this step's part of them anew
    python -m autograder.authoring.known --check    tells whether they are what the bank gives

`course/helpers/testing/known.json` has what they give in the visible tests, and students receive it. What the visible
tests do not name is in `course/answers/unseen.json`: what those answers give on inputs that are fixed, for the
student's page (`autograder.engine.judge.naming`).

Only for a bank of one's own: the wrong answers run here as they are, without walls.
"""

import json
import math
import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import jupytext
import typer

from autograder.authoring import answers, origin, steps
from autograder.authoring.origin import HIDDEN, MADE_FROM
from autograder.coursedir import inputs
from autograder.engine.judge import drawn
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.notebook.marks import grade_id_of, is_solution
from autograder.notebook.named import keys
from autograder.notebook.one_kernel import run_plan
from autograder.notebook.plan import Plan
from autograder.notebook.planner import make_plan
from course.helpers import reference
from course.helpers.mistakes import MISTAKES
from course.helpers.testing import known
from course.helpers.testing.errors import is_common

_NOTES = """from autograder.engine.judge.examples import note as _note
_note(globals(), {step!r}, {exercise!r})"""

Table = dict[str, dict[str, dict[str, list[list[Any]]]]]

_CALLS = re.compile(r"\bexpect\.(calls|observed|path)\(")


def table(course: Path, wanted: Sequence[str] = ()) -> Table:
    """step → exercise → a check's fingerprint → [key, what that wrong answer gives there], in the bank's order.

    wanted: these steps; all if none.
    """
    return {step: _of_step(course, step) for step in wanted or answers.steps(course)}


def written(found: Any) -> str:
    """The table's text: one line for each wrong answer."""
    if isinstance(found, str):
        return json.dumps(found)
    if isinstance(found, dict):
        opening, inside, closing = "{", [f"{json.dumps(key)}: {written(value)}" for key, value in found.items()], "}"
    else:
        opening, inside, closing = "[", [json.dumps(entry, ensure_ascii=False) for entry in found], "]"
    return "\n".join([opening, ",\n".join(inside), closing]) if inside else opening + closing


def differ(one: Any, other: Any) -> bool:
    """Whether two tables say something else, numbers compared with a tolerance."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() != other.keys() or any(differ(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) != len(other) or any(differ(a, b) for a, b in zip(one, other, strict=True))
    if type(one) is float and type(other) is float:
        return not (math.isclose(one, other, rel_tol=1e-3, abs_tol=1e-6) or (one != one and other != other))
    return bool(one != other)


def _of_step(course: Path, step: str) -> dict[str, dict[str, list[list[Any]]]]:
    plan = visible(_plan(course, step))
    bank = answers.load(course, step)
    return {
        exercise: _given(plan, exercise, [answer for answer in bank if answer.exercise == exercise])
        for cell in plan.cells
        if cell.kind == "test" and cell.grade_id and _CALLS.search(cell.source)
        for exercise in [cell.grade_id.removeprefix("test_")]
    }


def unseen(course: Path, wanted: Sequence[str] = ()) -> Table:
    """The same of what the bank gives on fixed inputs, without the mistakes that the visible tests name."""
    declared = inputs.declarations(course, wanted or answers.steps(course))
    return {step: _unseen(course, step, source) for step, source in declared.items()}


def _unseen(course: Path, step: str, source: str) -> dict[str, dict[str, list[list[Any]]]]:
    drawn.provide(step, source)
    plan = _plan(course, step)
    declared = {f"test_{exercise}": exercise for exercise in inputs.exercises(source)}
    cells = tuple(
        replace(cell, source=_NOTES.format(step=step, exercise=declared[cell.grade_id]))
        if cell.kind == "test" and cell.grade_id in declared
        else cell
        for cell in plan.cells
    )
    shown = visible(plan)
    bank = [answer for answer in answers.load(course, step) if answer.mistake and not _is_named(shown, answer)]
    exercises = sorted({answer.exercise for answer in bank} & set(declared.values()))
    found = {
        exercise: _given(replace(plan, cells=cells), exercise, [one for one in bank if one.exercise == exercise])
        for exercise in exercises
    }
    return {exercise: checks for exercise, checks in found.items() if any(checks.values())}


def _is_named(shown: Plan, answer: answers.Answer) -> bool:
    own = f"test_{answer.exercise}"
    return answer.mistake in keys(str(run_plan(shown, {answer.exercise: answer.source}, [own])[own].error))


def _plan(course: Path, step: str) -> Plan:
    return make_plan(jupytext.read(course / "source" / step / f"{step}.py"))


def _given(plan: Plan, exercise: str, wrong: Sequence[answers.Answer]) -> dict[str, list[list[Any]]]:
    """By check, what the named ones of these answers give that is not right."""
    right = dict(_outcomes(plan, exercise, {}))
    checks: dict[str, list[list[Any]]] = {mark: [] for mark in right}
    for answer in wrong:
        if answer.mistake is None:
            continue
        for mark, outcomes in _outcomes(plan, exercise, {exercise: answer.source}):
            entry = [answer.mistake, outcomes]
            tells = mark in right and differ(outcomes, right[mark]) and not _unknown(outcomes)
            if tells and not any(not differ(entry, other) for other in checks[mark]):
                checks[mark].append(entry)
    return checks


def visible(plan: Plan) -> Plan:
    """The plan without the hidden parts of its tests."""
    return replace(plan, cells=tuple(replace(cell, source=HIDDEN.sub("", cell.source)) for cell in plan.cells))


def _outcomes(plan: Plan, exercise: str, given: dict[str, str]) -> list[tuple[str, list[Any]]]:
    """What each check of the exercise's test would compare, with these answers in place of the reference."""
    with known.recording() as recorded:
        run_plan(plan, given, [f"test_{exercise}"])
    return recorded


def _unknown(outcomes: list[Any]) -> bool:
    """Whether nothing in them tells a mistake: what cannot be compared, and errors that many mistakes end in."""
    return all(
        isinstance(outcome, dict) and ("kind" in outcome or is_common(outcome.get("says", ""))) for outcome in outcomes
    )


def faults(course: Path, wanted: Sequence[str] = ()) -> list[Fault]:
    """What is wrong with the bank of the steps `wanted`, or of all: an answer to no exercise, a key without a sentence.

    Students receive the keys: their tests look the sentence up. Raises CourseError where a bank cannot be read.
    """
    found = []
    for step in steps.read_all(course, wanted or answers.steps(course)):
        bank = answers.load(course, step.name)
        found += answers.strays(course, bank, [str(grade_id_of(cell)) for cell in step.cells if is_solution(cell)])
        for answer in bank:
            if answer.mistake is not None and answer.mistake not in MISTAKES:
                problem = _("the mistake {key} has no sentence", key=answer.mistake)
                remedy = _("write it in course/helpers/mistakes, beside the keys that begin with the same word")
                found.append(Fault(course / answers.FOLDER / f"{step.name}.py", answer.line, problem, remedy))
    return found


def settled(found: dict[str, Any], old: dict[str, Any]) -> dict[str, Any]:
    """`found`, with the old numbers where only rounding makes a difference: the file changes where a result has."""
    return {
        step: {
            part: old[step][part] if part in old.get(step, {}) and not differ(new, old[step][part]) else new
            for part, new in parts.items()
        }
        for step, parts in found.items()
    }


def now(course: Path, wanted: Sequence[str] = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What each of the two files holds: a table, and of each step a digest of what it was made from.

    Write the first one before you ask for the second: that one has only what the visible tests do not name.
    """
    names = wanted or answers.steps(course)
    made = steps.read_all(course, names)
    digests = {step.name: origin.digest(course, step) for step in made}
    drawn_from = {step.name: origin.digest(course, step, inputs.INPUTS) for step in made}
    yield origin.PLACE, {MADE_FROM: digests, **table(course, names)}
    known.table.cache_clear()
    yield inputs.UNSEEN, {MADE_FROM: drawn_from, **unseen(course, names)}


def main(
    wanted: Annotated[list[str] | None, typer.Argument(metavar="STEP")] = None,
    check: Annotated[bool, typer.Option("--check")] = False,
) -> None:
    """Write the tables, or with --check end with exit code 1 where they are not what the bank gives."""
    course, names = reference.SOURCE.parent, wanted or ()
    changed = []
    try:
        if found := faults(course, names):
            raise CourseError(found)
        with warnings.catch_warnings(action="ignore"):  # wrong answers warn of many things
            for place, table_of in now(course, names):
                path = course / place
                old = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {MADE_FROM: {}}
                new = settled(json.loads(written(table_of)), old)
                if wanted:
                    new = {**old, **new, MADE_FROM: {**old[MADE_FROM], **new[MADE_FROM]}}
                if check and differ(new, old):
                    raise CourseError([origin.out_of_date(path, names)])
                if not check and new != old:
                    path.write_text(written(new) + "\n", encoding="utf-8")
                    changed.append(place)
    except CourseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(CourseError.exit_code) from None
    for place in changed:
        typer.echo(_("written: {folder}", folder=place))
    if not changed:
        typer.echo(_("The table is what the answer bank gives."))


if __name__ == "__main__":
    typer.run(main)
