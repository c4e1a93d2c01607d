"""What an audit found, by exercise."""

from dataclasses import dataclass, field

from autograder.audit.exercises import Exercise
from autograder.audit.mutants import Mutant


@dataclass
class Findings:
    """What came out for one exercise.

    `equivalent`: mutants that do the same, shown or listed. `refused`: right answers that lost points, with what was
    said; `accepted`: wrong ones that lost none; `unnamed`: wrong ones that were not told their mistake; `misnamed`:
    those that were told another one, which a mistake without a key may be; `unseen`: those with a key that the
    visible parts of the tests let pass; `searched`: keys that the search for a small example names, so that no test
    has to. `fooled`: answers of nobody's making that got points; `unclear`: those with a message of the test's own
    failing. `costs`: tests of other exercises that a wrong answer to this one costs. `flaky`: seeds under which the
    solution loses points. `sampled`: not all answers were tried.
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
    misnamed: dict[str, str] = field(default_factory=dict)
    unseen: dict[str, str] = field(default_factory=dict)
    searched: set[str] = field(default_factory=set)
    impostors: int = 0
    fooled: list[str] = field(default_factory=list)
    unclear: dict[str, str] = field(default_factory=dict)
    costs: list[str] = field(default_factory=list)
    flaky: dict[int, str] = field(default_factory=dict)
    sampled: bool = False

    @property
    def killed(self) -> int:
        return self.mutants - self.equivalent - len(self.survivors)

    @property
    def blind(self) -> bool:
        """Whether the visible tests let more than one in ten of the mistakes pass that they have to name."""
        missed = [label for label, key in self.unseen.items() if key not in self.searched]
        return not self.sampled and 10 * len(missed) > self.mistakes

    @property
    def amiss(self) -> bool:
        faults = (self.survivors, self.refused, self.accepted, self.unnamed, self.fooled, self.unclear, self.costs)
        return self.blind or any(map(bool, (*faults, self.misnamed, self.flaky)))

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
            "misnamed": len(self.misnamed),
            "visible_refused": self.mistakes - len(self.unseen),
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
