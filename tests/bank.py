"""Grade the answer bank in one ordinary namespace: `python -m tests.bank 01_numpy [exercise]` prints what is amiss."""

import sys
from pathlib import Path

import jupytext

from autograder.plain import run_plan
from autograder.plan import Plan, make_plan
from course import answers

SOURCE = Path(__file__).parents[1] / "source"


def plan_of(step: str) -> Plan:
    return make_plan(jupytext.read(SOURCE / step / f"{step}.py"))


def complaints(plan: Plan, answer: answers.Answer) -> list[str]:
    """What the tests get wrong about one answer: empty where they judge it as the bank does."""
    outcomes = run_plan(plan, {answer.exercise: answer.source})
    own = f"test_{answer.exercise}"
    found = [f"{answer}: costs {name}: {o.error!r}" for name, o in outcomes.items() if o.error and name != own]
    error = outcomes[own].error
    if answer.verdict == "right" and error is not None:
        found.append(f"{answer}: refused: {error!r}")
    if answer.verdict == "wrong" and error is None:
        found.append(f"{answer}: accepted")
    if answer.verdict == "wrong" and answer.mistake and error is not None and f"✗ {answer.mistake} " not in str(error):
        found.append(f"{answer}: mistake not named: {error!r}")
    return found


def main() -> int:
    step = sys.argv[1]
    plan = plan_of(step)
    bank = [a for a in answers.load(step) if len(sys.argv) < 3 or a.exercise == sys.argv[2]]
    found = [f"reference: {name}: {o.error!r}" for name, o in run_plan(plan, {}).items() if o.error]
    for answer in bank:
        found += complaints(plan, answer)
    print("\n".join(found) or "nothing amiss", f"({len(bank)} answers)")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
