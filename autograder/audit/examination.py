"""One audit: what is graded, and what the marks say about the tests."""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from autograder.audit import equivalent, exercises, impostors, mutants
from autograder.audit.calls import record
from autograder.audit.exercises import Exercise, Step
from autograder.audit.mutants import Mutant
from autograder.audit.runs import Graders, Mark, Marks, Run, Trial, alone, packed
from autograder.authoring import answers
from autograder.authoring.answers import Answer
from autograder.coursedir.settings import Course, load_course

REVIEWED = "equivalent.toml"
SEEDS = 3  # of the solutions and the answer bank, if no other number is asked for
FOLLOWED = 4  # wrong answers to each exercise with which the step's other tests are run
# What a test says of an answer that it understood: its own words, or Python's that name the trouble.
CLEAR = {"Wrong", "Forbidden", "AssertionError", "NotImplementedError", "NameError", "SyntaxError"}

OnDone = Callable[[int, int], None]
_Thing = TypeVar("_Thing")


@dataclass
class Findings:
    """What came out for one exercise.

    `equivalent`: mutants that do the same, shown or listed. `refused`: right answers that lost points, with what was
    said; `accepted`: wrong ones that lost none; `unnamed`: wrong ones that were not told their mistake. `fooled`:
    answers of nobody's making that got points; `unclear`: those with a message of the test's own failing. `costs`:
    tests of other exercises that a wrong answer to this one costs. `flaky`: seeds under which the solution loses
    points.
    """

    exercise: Exercise
    mutants: int = 0
    equivalent: int = 0
    survivors: list[Mutant] = field(default_factory=list)
    right: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    wrong: int = 0
    accepted: list[str] = field(default_factory=list)
    mistakes: int = 0
    unnamed: dict[str, str] = field(default_factory=dict)
    impostors: int = 0
    fooled: list[str] = field(default_factory=list)
    unclear: dict[str, str] = field(default_factory=dict)
    costs: list[str] = field(default_factory=list)
    flaky: dict[int, str] = field(default_factory=dict)

    @property
    def killed(self) -> int:
        return self.mutants - self.equivalent - len(self.survivors)

    @property
    def amiss(self) -> bool:
        faults = (self.survivors, self.refused, self.accepted, self.unnamed, self.fooled, self.unclear, self.costs)
        return any(map(bool, (*faults, self.flaky)))

    def row(self) -> dict[str, object]:
        """The figures by the names that `--json` promises."""
        return {
            "step": self.exercise.step,
            "exercise": self.exercise.name,
            "mutants": self.mutants,
            "killed": self.killed,
            "equivalent": self.equivalent,
            "survivors": len(self.survivors),
            "right": self.right,
            "right_accepted": self.right - len(self.refused),
            "wrong": self.wrong,
            "wrong_refused": self.wrong - len(self.accepted),
            "mistakes": self.mistakes,
            "mistakes_named": self.mistakes - len(self.unnamed),
        }


@dataclass
class Audit:
    """All findings, in the order of the exercises. `stale`: reviewed mutants that no longer survive, or no longer are.

    `whole`: every mutant of every step was graded. `seeds`: of the solutions and the bank.
    """

    findings: list[Findings]
    stale: list[tuple[str, str]]
    whole: bool
    seeds: int

    @property
    def amiss(self) -> bool:
        return bool(self.stale) or any(one.amiss for one in self.findings)


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
    size: int | None = None,
    seeds: int = SEEDS,
    jobs: int | None = None,
    sandbox: bool = True,
    inputs: int = equivalent.INPUTS,
    on_run: OnDone = lambda done, total: None,
    on_survivor: OnDone = lambda done, total: None,
) -> Audit:
    """Audit the steps `wanted`, or all, of the course in `folder`.

    size: how many of everything for each exercise (mutants, right answers, wrong ones …), all if None. inputs: on how
    many a mutant is compared with its solution.
    Raises CourseError where there is nothing to audit.
    """
    course = load_course(folder)
    steps = exercises.read(course, wanted)
    bank = _bank(course)
    findings = {str(exercise): Findings(exercise) for step in steps for exercise in step.exercises}
    asked = [*_mutants(steps, findings, size), *_answers(steps, bank, seeds, size), *_judges(steps, size)]
    by_trial = {id(one.trial): one for one in asked}
    runs = [Run(step, {}, step.tests, seed) for step in steps for seed in range(seeds)]
    runs += [run for step in steps for run in _followed(step, bank, FOLLOWED if size is None else min(size, FOLLOWED))]
    runs += packed(steps, [one.trial for one in asked])
    survivors: list[Mutant] = []
    with Graders(course, steps, jobs=jobs, sandbox=sandbox) as graders:
        on_run(0, len(runs))
        for number, (run, marks) in enumerate(graders.grade(runs), 1):
            on_run(number, len(runs))
            if run.trials:
                for trial in run.trials:
                    survivors += _judged(findings[str(trial.exercise)], by_trial[id(trial)], marks)
            else:
                _judged_alone(findings, run, marks)
        listed = equivalent.reviewed(course.root / answers.FOLDER / REVIEWED)
        found = _equivalent(graders, steps, survivors, inputs, on_survivor)
    stale = _settle(findings, survivors, found, listed, {step.name for step in steps} if size is None else set())
    return Audit(list(findings.values()), stale, size is None and not wanted, seeds)


# --- what is graded --------------------------------------------------------------------------------------------------


def _bank(course: Course) -> Callable[[Exercise], list[Answer]]:
    """The answers to an exercise: none where the course has no bank for its step."""
    known = answers.steps(course.root)

    def of(exercise: Exercise) -> list[Answer]:
        if exercise.step not in known:
            return []
        return [answer for answer in answers.load(course.root, exercise.step) if answer.exercise == exercise.name]

    return of


def _mutants(steps: Iterable[Step], findings: dict[str, Findings], size: int | None) -> list[_Asked]:
    asked = []
    for exercise in (exercise for step in steps for exercise in step.exercises):
        made = mutants.of(exercise) if size is None else mutants.sample(mutants.of(exercise), size)
        one = findings[str(exercise)]
        one.mutants, one.equivalent = len(made.to_grade) + len(made.same_code), len(made.same_code)
        asked += [_Asked("mutant", "", Trial(exercise, mutant.source), mutant) for mutant in made.to_grade]
    return asked


def _answers(
    steps: Iterable[Step], bank: Callable[[Exercise], list[Answer]], seeds: int, size: int | None
) -> list[_Asked]:
    return [
        _Asked(answer.verdict, answer.label, Trial(exercise, answer.source, seed), mistake=answer.mistake)
        for step in steps
        for exercise in step.exercises
        for verdict in ("right", "wrong")
        for answer in _some([answer for answer in bank(exercise) if answer.verdict == verdict], size)
        for seed in range(seeds)
    ]


def _judges(steps: Iterable[Step], size: int | None) -> list[_Asked]:
    return [
        _Asked("judge", label, Trial(exercise, source))
        for step in steps
        for exercise in step.exercises
        for label, source in _some(list(impostors.of(exercise, parts(step, exercise), _others(step, exercise))), size)
    ]


def _others(step: Step, exercise: Exercise) -> list[str]:
    return sorted({name for other in step.exercises if other is not exercise for name in other.defines})


def _some(things: list[_Thing], size: int | None) -> list[_Thing]:
    """All, or `size` of them: from the whole length of the list, and always the same."""
    return things if size is None else things[:: max(1, len(things) // size)][:size] if size else []


def parts(step: Step, exercise: Exercise) -> int:
    """How many results the solution gives, as its tests call it; 1 where that cannot be seen (a class)."""
    with contextlib.suppress(Exception):
        return max((call.parts for call in record(step, exercise)), default=1)
    return 1


def _followed(step: Step, bank: Callable[[Exercise], list[Answer]], most: int) -> list[Run]:
    runs = []
    for exercise in step.exercises:
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
        if asked.mistake and f"✗ {asked.mistake} " not in said:
            one.unnamed.setdefault(asked.label, said)
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
    graders: Graders, steps: Sequence[Step], survivors: Sequence[Mutant], inputs: int, on_done: OnDone
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
