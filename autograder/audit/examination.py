"""One audit: what is graded, and what the marks say about the tests."""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from autograder.audit import equivalent, exercises, impostors, mutants
from autograder.audit.calls import record
from autograder.audit.exercises import AuditedStep, Exercise
from autograder.audit.findings import Audit, Findings
from autograder.audit.mutants import Mutant
from autograder.audit.runs import Graders, Mark, Marks, Run, Trial, alone, packed
from autograder.authoring import answers
from autograder.authoring.answers import Answer
from autograder.coursedir.inputs import unseen_keys
from autograder.coursedir.settings import Course, load_course
from autograder.faults import CourseError, Fault
from autograder.messages import _
from autograder.notebook.named import keys

REVIEWED = "equivalent.toml"
SEEDS = 3  # of the solutions and the answer bank, if no other number is asked for
FOLLOWED = 4  # wrong answers to each exercise with which the step's other tests are run
# What a test says of an answer that it understood: its own words, or Python's that name the trouble.
CLEAR = {"Wrong", "Forbidden", "AssertionError", "NotImplementedError", "NameError", "SyntaxError"}

OnDone = Callable[[int, int], None]
_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class _Asked:
    """A trial and why it was made."""

    kind: str
    label: str
    trial: Trial
    mutant: Mutant | None = None
    mistake: str | None = None


def examine(
    folder: Path,
    wanted: Sequence[str] = (),
    *,
    exercise: str | None = None,
    size: int | None = None,
    seeds: int = SEEDS,
    jobs: int | None = None,
    sandbox: bool = True,
    inputs: int = equivalent.INPUTS,
    on_run: OnDone = lambda done, total: None,
    on_survivor: OnDone = lambda done, total: None,
) -> Audit:
    """Audit the steps `wanted`, or all, of the course in `folder`.

    exercise: the only one that is looked at. size: how many of everything for each exercise (mutants, right answers,
    wrong ones …), all if None. inputs: on how many a mutant is compared with its solution.
    Raises CourseError where there is nothing to audit, and for a bank or a list of mutants that cannot be read.
    """
    course = load_course(folder)
    steps = exercises.read(course, wanted)
    bank = _bank(course, steps)
    listed = equivalent.reviewed(course.root / answers.FOLDER / REVIEWED)
    if exercise is not None and not any(exercise == one.name for step in steps for one in step.exercises):
        known = ", ".join(one.name for step in steps for one in step.exercises)
        problem = _("there is no exercise {name}", name=exercise)
        raise CourseError([Fault(course.root / "source", None, problem, _("choose one of: {names}", names=known))])
    findings = {
        str(one): Findings(one, sampled=size is not None, searched=unseen_keys(course.root, step.path.stem, one.name))
        for step in steps
        for one in step.exercises
    }
    answered = _answers(steps, bank, seeds, size)
    asked = [*_mutants(steps, findings, size), *answered, *_seen(answered), *_judges(steps, size)]
    asked = [one for one in asked if exercise in (None, one.trial.exercise.name)]
    by_trial = {id(one.trial): one for one in asked}
    runs = [Run(step, {}, step.tests, seed) for step in steps for seed in range(seeds)]
    runs += [
        run
        for step in steps
        for run in _followed(step, bank, FOLLOWED if size is None else min(size, FOLLOWED), exercise)
    ]
    runs += packed(steps, [one.trial for one in asked])
    survivors: list[Mutant] = []
    whole = size is None and exercise is None
    with Graders(course, steps, jobs=jobs, sandbox=sandbox) as graders:
        on_run(0, len(runs))
        for number, (run, marks) in enumerate(graders.grade(runs), 1):
            on_run(number, len(runs))
            if run.trials:
                for trial in run.trials:
                    survivors += _judged(findings[str(trial.exercise)], by_trial[id(trial)], marks)
            else:
                _judged_alone(findings, run, marks)
        found = _equivalent(graders, steps, survivors, inputs, on_survivor)
    stale = _settle(findings, survivors, found, listed, {step.name for step in steps} if whole else set())
    shown = [one for one in findings.values() if exercise in (None, one.exercise.name)]
    return Audit(shown, stale, whole and not wanted, seeds)


# --- what is graded --------------------------------------------------------------------------------------------------


def _bank(course: Course, steps: Sequence[AuditedStep]) -> Callable[[Exercise], list[Answer]]:
    """The answers to an exercise: none where the course has no bank for its step."""
    known = answers.steps(course.root)
    banks = {step.name: answers.load(course.root, step.name) for step in steps if step.name in known}
    found = [
        fault
        for step in steps
        for fault in answers.strays(course.root, banks.get(step.name, []), [one.name for one in step.exercises])
    ]
    if found:
        raise CourseError(found)
    return lambda exercise: [answer for answer in banks.get(exercise.step, []) if answer.exercise == exercise.name]


def _mutants(steps: Iterable[AuditedStep], findings: dict[str, Findings], size: int | None) -> list[_Asked]:
    asked = []
    for exercise in (exercise for step in steps for exercise in step.exercises):
        made = mutants.of(exercise) if size is None else mutants.sample(mutants.of(exercise), size)
        one = findings[str(exercise)]
        one.mutants, one.equivalent = len(made.to_grade) + len(made.same_code), len(made.same_code)
        asked += [_Asked("mutant", "", Trial(exercise, mutant.source), mutant) for mutant in made.to_grade]
    return asked


def _answers(
    steps: Iterable[AuditedStep], bank: Callable[[Exercise], list[Answer]], seeds: int, size: int | None
) -> list[_Asked]:
    return [
        _Asked(answer.verdict, answer.label, Trial(exercise, answer.source, seed), mistake=answer.mistake)
        for step in steps
        for exercise in step.exercises
        for verdict in ("right", "wrong")
        for answer in _some([answer for answer in bank(exercise) if answer.verdict == verdict], size)
        for seed in range(seeds)
    ]


def _seen(answered: Iterable[_Asked]) -> list[_Asked]:
    """The wrong answers whose mistake has a key, once more, for the visible parts of the tests."""
    return [
        _Asked("visible", one.label, replace(one.trial, visible=True), mistake=one.mistake)
        for one in answered
        if one.kind == "wrong" and one.mistake and one.trial.seed == 0
    ]


def _judges(steps: Iterable[AuditedStep], size: int | None) -> list[_Asked]:
    return [
        _Asked("judge", label, Trial(exercise, source))
        for step in steps
        for exercise in step.exercises
        for label, source in _some(list(impostors.of(exercise, parts(step, exercise), _others(step, exercise))), size)
    ]


def _others(step: AuditedStep, exercise: Exercise) -> list[str]:
    return sorted({name for other in step.exercises if other is not exercise for name in other.defines})


def _some(things: list[_Thing], size: int | None) -> list[_Thing]:
    """All, or `size` of them: from the whole length of the list, and always the same."""
    return things if size is None else things[:: max(1, len(things) // size)][:size] if size else []


def parts(step: AuditedStep, exercise: Exercise) -> int:
    """How many results the solution gives, as its tests call it; 1 where that cannot be seen (a class)."""
    with contextlib.suppress(Exception):
        return max((call.parts for call in record(step, exercise)), default=1)
    return 1


def _followed(step: AuditedStep, bank: Callable[[Exercise], list[Answer]], most: int, only: str | None) -> list[Run]:
    runs = []
    for exercise in (one for one in step.exercises if only in (None, one.name)):
        wrong = [answer.source for answer in bank(exercise) if answer.verdict == "wrong"]
        for source in [exercise.stub, *wrong][:most]:
            runs.append(alone(step, exercise, source))
    return runs


# --- what the marks say ----------------------------------------------------------------------------------------------


def _judged(one: Findings, asked: _Asked, marks: Marks) -> list[Mutant]:
    """Note what a trial's marks say; the mutant, where it survived."""
    own = [marks.get(test, Mark(0.0, 1.0, "", "not graded")) for test in one.exercise.tests]
    passed = all(mark.full for mark in own)
    said = "\n".join(mark.said for mark in own if not mark.full)
    first = asked.trial.seed == 0
    if asked.mutant is not None:
        return [asked.mutant] if passed or not marks else []
    if asked.kind == "right":
        one.right += first
        if not passed:
            one.refused.setdefault(asked.label, said)
    elif asked.kind == "wrong":
        one.wrong += first
        one.mistakes += first and asked.mistake is not None
        if passed and asked.label not in one.accepted:
            one.accepted.append(asked.label)
        told = keys(said)
        if asked.mistake and asked.mistake not in (*told, *one.searched):
            one.unnamed.setdefault(asked.label, said)
        if told and asked.mistake not in told:
            one.misnamed.setdefault(asked.label, told[0])
    elif asked.kind == "visible":
        if passed:
            one.unseen[asked.label] = str(asked.mistake)
    else:
        one.impostors += 1
        if any(mark.points > 0 for mark in own):
            one.fooled.append(asked.label)
        elif not any(_is_clear(mark) for mark in own):
            one.unclear[asked.label] = said
    return []


def _is_clear(mark: Mark) -> bool:
    """Whether the message is about the answer: the check's own, or an error inside the answer's own lines."""
    return mark.error in CLEAR or '  File "' in mark.said


def _judged_alone(findings: dict[str, Findings], run: Run, marks: Marks) -> None:
    """Note what the whole step says to the solutions, or to one wrong answer among them."""
    for exercise in run.step.exercises:
        lost = [test for test in exercise.tests if test not in marks or not marks[test].full]
        if not run.answers and lost:
            said = "\n".join(marks[test].said for test in lost if test in marks)
            findings[str(exercise)].flaky[run.seed] = said or "not graded"
        elif lost and exercise.name not in run.answers:
            (name,) = run.answers
            costs = findings[f"{run.step.name}/{name}"].costs
            costs += [test for test in lost if test not in costs]


def _equivalent(
    graders: Graders, steps: Sequence[AuditedStep], survivors: Sequence[Mutant], inputs: int, on_done: OnDone
) -> set[tuple[str, str]]:
    """Those that are shown to do the same, by exercise and change."""
    by_name = {step.name: step for step in steps}
    questions = [(by_name[one.exercise.step], one.exercise, one.source, inputs) for one in survivors]
    on_done(0, len(questions))
    found = set()
    for number, (place, same) in enumerate(graders.ask(equivalent.shown, questions), 1):
        on_done(number, len(questions))
        if same:
            found.add((str(survivors[place].exercise), survivors[place].change))
    return found


def _settle(
    findings: dict[str, Findings],
    survivors: Iterable[Mutant],
    shown: set[tuple[str, str]],
    listed: dict[tuple[str, str], str],
    whole: set[str],
) -> list[tuple[str, str]]:
    """Count each survivor as what it is; the listed mutants of the `whole` steps that need not be listed."""
    needed = set()
    for mutant in survivors:
        key = (str(mutant.exercise), mutant.change)
        one = findings[key[0]]
        if key in shown:
            one.equivalent += 1
        elif key in listed:
            one.equivalent += 1
            needed.add(key)
        else:
            one.survivors.append(mutant)
    return [key for key in listed if key not in needed and key[0].rpartition("/")[0] in whole]
